"""Answers from the rules in force: what a person typed, the rule that answers, and what it overrides."""

from dataclasses import dataclass
from datetime import date, datetime

from desk.people import Member
from desk.requests import RequestSight, see
from desk.rules import keepers
from desk.rules.places import called, home, split_region, today
from desk.rules.questions import ask
from desk.standards import Now, Standards, load
from policy.errors import NotFound
from policy.roe import Rule, Rulebook, specificity
from policy.words import RuleName, rule_name, whole_number
from store import Store, Work
from store.models import Inbox, Request, RuleLookup

OTHERS = 3  # rules that are named beside the one that answers
TEXT_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule as it governs for somebody, with what it overrides and what differs below it."""

    rule: Rule
    in_force: bool  # an earlier version is not
    current: Rule | None  # the version of its scope that is in force
    standard: Rule | None  # the global rule that it overrides
    override: Rule | None  # what governs in the region instead, where this is the wider rule
    narrower: tuple[Rule, ...]  # rules of its code for a segment or motion, where they differ
    keepers: tuple[str, ...]  # who answers for it
    earlier: tuple[Rule, ...]  # its versions before this one, newest first
    region: str  # the region it was asked for
    standards: Standards
    on: date  # the day in that region


@dataclass(frozen=True, slots=True)
class Found:
    """What a question led to: an answer and rules that may fit as well, or the question that it became."""

    lookup: RuleLookup
    answer: Answer | None
    others: tuple[Rule, ...]
    question: RequestSight | None


class Answers:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def ask(self, text: str, *, by: Member, key: str) -> Found:
        """Answer what somebody typed. What no rule answers becomes a question to the hub."""
        with self._store.begin() as work:
            standards, now = load(work), self._now()
            words, region = split_region(text, standards)
            region = region or home(by, standards)
            lookup = _kept(work, words, region, by=by, key=key, now=now)
            hits = standards.search.find(words, region=region, on=today(standards, region, now))
            if not hits:
                question = ask(work, standards, words, None, region, by=by, now=now, lookup=lookup)
                return Found(lookup, None, (), question)
            rule = hits[0].rule
            lookup.rule, lookup.rule_version = rule.id, rule.version
            others = tuple(hit.rule for hit in hits[1 : OTHERS + 1])
            return Found(lookup, answer(work, standards, rule, region, now), others, None)

    def rule(self, name: str, *, by: Member, key: str) -> Found:
        """Show the rule that governs under a code for somebody, or exactly the scope that is named. Raises NotFound."""
        with self._store.begin() as work:
            standards, now = load(work), self._now()
            words, region = split_region(name, standards, only_regions=True)
            region = region or home(by, standards)
            rule = named(standards, words, region, now)
            lookup = _kept(work, words, region, by=by, key=key, now=now)
            lookup.rule, lookup.rule_version = rule.id, rule.version
            return Found(lookup, answer(work, standards, rule, region, now), (), None)

    def look(self, name: str, *, by: Member, exactly: bool = True) -> Answer:
        """Return a rule for a page of its own. Raises NotFound.

        `ROE-3` is the standard with `exactly`, else what governs under this code in the reader's region.
        """
        with self._store.read() as work:
            standards, now = load(work), self._now()
            region = home(by, standards)
            rule = named(standards, name, region, now, exactly=exactly)
            return answer(work, standards, rule, rule.region or region, now)

    def again(self, lookup_id: str, *, by: Member) -> Found:
        """Return what an earlier question of somebody's led to, as it stands now. Raises NotFound."""
        with self._store.read() as work:
            lookup = _own(lookup_of(work, lookup_id), by)
            standards, now = load(work), self._now()
            rule = standards.rules.version(lookup.rule, lookup.rule_version)
            question = work.get(Request, lookup.request_id or 0)
            return Found(
                lookup,
                answer(work, standards, rule, lookup.region, now) if rule else None,
                (),
                see(work, standards, question, now) if question else None,
            )

    def region(self, words: str) -> str:
        """Return the region that `words` are the name of; empty for other words. Raises Unclear for one we lack."""
        with self._store.read() as work:
            return called(words, load(work))

    def topics(self, region: str, *, by: Member) -> tuple[Standards, str, dict[str, list[Rule]]]:
        """Return the rules that govern in a region, else in somebody's own, by topic in the playbook's order."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            region = region if region in standards.regions else home(by, standards)
            book = Rulebook(standards.rules, region=region, on=today(standards, region, now))
            found: dict[str, list[Rule]] = {choice.code: [] for choice in standards.choices.get("topic", ())}
            for rule in book:
                found.setdefault(rule.topic, []).append(rule)
            return standards, region, {topic: rules for topic, rules in found.items() if rules}

    def helped(self, lookup_id: str, *, by: Member, key: str) -> Found:
        """Note that an answer helped. Raises NotFound for what somebody else asked."""
        with self._store.begin() as work:
            lookup = _own(lookup_of(work, lookup_id), by)
            if work.add_once(Inbox, key=key, at=self._now()):
                lookup.helped = True
        return self.again(lookup_id, by=by)

    def missed(self, lookup_id: str, *, by: Member, key: str) -> Found:
        """Ask whoever keeps the rule what an answer did not answer. A second time changes nothing."""
        with self._store.begin() as work:
            lookup = _own(lookup_of(work, lookup_id), by)
            if work.add_once(Inbox, key=key, at=self._now()) and lookup.request_id is None:
                standards = load(work)
                lookup.helped = False
                rule = standards.rules.version(lookup.rule, lookup.rule_version)
                ask(work, standards, lookup.text, rule, lookup.region, by=by, now=self._now(), lookup=lookup)
        return self.again(lookup_id, by=by)


def answer(work: Work, standards: Standards, rule: Rule, region: str, now: datetime) -> Answer:
    on = today(standards, region, now)
    in_force = list(standards.rules.in_force(rule.code, on))
    standard = next((one for one in in_force if not any(one.scope)), None)
    current = next((one for one in in_force if one.scope == rule.scope), None)
    governing = Rulebook(standards.rules, region=region, on=on).get(rule.code)
    overridden = governing is not None and specificity(governing.scope) > specificity(rule.scope)
    narrower = [
        one
        for one in in_force
        if one.scope != rule.scope and (one.segment or one.motion) and one.region in ("", region) and not rule.segment
    ]
    return Answer(
        rule=rule,
        in_force=current is not None and current.version == rule.version,
        current=current,
        standard=standard if standard is not None and any(rule.scope) else None,
        override=governing if overridden else None,
        narrower=tuple(narrower),
        keepers=tuple(person.name for person in keepers.of(work, rule, region)[:3]),
        earlier=tuple(one for one in standards.rules.versions(rule) if one.version < rule.version),
        region=region,
        standards=standards,
        on=on,
    )


def named(standards: Standards, name: str, region: str, now: datetime, *, exactly: bool = False) -> Rule:
    """Return the rule that people call `ROE-3`, as it governs in a region, `ROE-3.EMEA`, or `ROE-3 v1` of its versions.

    Raises NotFound.
    """
    wanted, on = rule_name(name), today(standards, region, now)
    rule: Rule | None = None
    if wanted and wanted.version is not None:
        rule = next((one for one in standards.rules if _is(one, wanted) and one.version == wanted.version), None)
    elif wanted and (wanted.scope or exactly):
        rule = next((one for one in standards.rules.in_force(wanted.code, on) if _is(one, wanted)), None)
    elif wanted:
        rule = Rulebook(standards.rules, region=region, on=on).get(wanted.code)
    if rule is None:
        newest = next((one for one in standards.rules if wanted and _is(one, wanted)), None)
        if wanted and wanted.version is not None and newest:
            newest = standards.rules.versions(newest)[0]
            raise NotFound(f"{newest.id} has no version {wanted.version}; its newest is {newest.name}.")
        raise NotFound(f"There is no rule “{name.strip()[:40]}” in force. `/roe` lists those that there are.")
    return rule


def _is(rule: Rule, wanted: RuleName) -> bool:
    return rule.code == wanted.code and rule.id.casefold() == wanted.id.casefold()


def lookup_of(work: Work, lookup_id: str) -> RuleLookup:
    """Return the lookup that a button refers to. Raises NotFound."""
    lookup = work.get(RuleLookup, whole_number(lookup_id) or 0)
    if lookup is None:
        raise NotFound("I no longer know what that was about. Ask again with `/roe` and your question.")
    return lookup


def _own(lookup: RuleLookup, by: Member) -> RuleLookup:
    if lookup.person_id != by.id:
        raise NotFound("Somebody else asked that. Ask for yourself with `/roe` and your question.")
    return lookup


def _kept(work: Work, text: str, region: str, *, by: Member, key: str, now: datetime) -> RuleLookup:
    """Write down what is asked; the same request again finds what it wrote."""
    done = work.get(Inbox, key)
    before = (done.subject or "").removeprefix("lookup:") if done else None
    if known := work.get(RuleLookup, whole_number(before) or 0):
        return known
    lookup = RuleLookup(at=now, person_id=by.id, text=text[:TEXT_AT_MOST], region=region)
    work.add(lookup)
    work.flush()
    work.add_once(Inbox, key=key, at=now, subject=f"lookup:{lookup.id}")
    return lookup
