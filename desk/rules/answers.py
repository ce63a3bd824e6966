"""Answers from the rules in force: what a person typed, the rule that answers, and what it overrides."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from desk.people import Member
from desk.requests import RequestSight, see
from desk.rules import keepers
from desk.rules.questions import ask
from desk.standards import Now, Standards, load
from policy.errors import NotFound
from policy.roe import Rule, Rulebook
from policy.words import whole_number
from store import Store, Work
from store.models import Inbox, Request, RuleLookup

OTHERS = 3  # rules that are named beside the one that answers
TEXT_AT_MOST = 300

_IN = re.compile(r"\bin (?:the )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule as it governs for somebody, with what it overrides and what differs below it."""

    rule: Rule
    standard: Rule | None  # the global rule that it overrides
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
            words, region = split_region(name, standards)
            region = region or home(by, standards)
            rule = named(standards, words, region, now)
            lookup = _kept(work, words, region, by=by, key=key, now=now)
            lookup.rule, lookup.rule_version = rule.id, rule.version
            return Found(lookup, answer(work, standards, rule, region, now), (), None)

    def look(self, name: str, *, by: Member) -> Answer:
        """Return the rule of exactly this scope for a page of its own: `ROE-3` is the standard. Raises NotFound."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            region = home(by, standards)
            rule = named(standards, name, region, now, exactly=True)
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

    def topics(self, text: str, *, by: Member) -> tuple[Standards, str, dict[str, list[Rule]]]:
        """Return the rules that govern in a region by topic, in the playbook's order of topics."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            region = split_region(text, standards)[1] or home(by, standards)
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
    narrower = [
        one
        for one in in_force
        if one.scope != rule.scope and (one.segment or one.motion) and one.region in ("", region) and not rule.segment
    ]
    return Answer(
        rule=rule,
        standard=standard if standard is not None and standard is not rule else None,
        narrower=tuple(narrower),
        keepers=tuple(person.name for person in keepers.of(work, rule, region)[:3]),
        earlier=tuple(one for one in standards.rules.versions(rule) if one.version < rule.version),
        region=region,
        standards=standards,
        on=on,
    )


def named(standards: Standards, name: str, region: str, now: datetime, *, exactly: bool = False) -> Rule:
    """Return the rule that people call `ROE-3`, as it governs in a region, or `ROE-3.EMEA`. Raises NotFound."""
    found = re.fullmatch(r"roe[-\s]?(\d{1,4})((?:\.[\w-]+)*)(?: v\d+)?", name.strip(), re.IGNORECASE)
    code, scope = (f"ROE-{int(found[1])}", found[2].casefold()) if found else ("", "")
    on = today(standards, region, now)
    if scope or exactly:
        exact = (r for r in standards.rules.in_force(code, on) if r.id.casefold() == f"{code.casefold()}{scope}")
        rule = next(exact, None)
    else:
        rule = Rulebook(standards.rules, region=region, on=on).get(code)
    if rule is None:
        raise NotFound(f"There is no rule “{name.strip()[:40]}” in force. `/roe` lists those that there are.")
    return rule


def split_region(text: str, standards: Standards) -> tuple[str, str]:
    """Take the region that a question ends with (`... in apac`); empty when it names none that we sell in."""
    text = " ".join(text.split())
    for found in reversed(list(_IN.finditer(text))):
        wanted = text[found.end() :].rstrip("?.! ").casefold()
        for region in standards.open_regions():
            if wanted in (region.code.casefold(), region.name.casefold()):
                return text[: found.start()].rstrip(" ,"), region.code
    return text, ""


def home(by: Member, standards: Standards) -> str:
    """Return the region that somebody asks for when they name none."""
    region = standards.regions.get(by.home_region or "")
    return region.code if region and region.active else ""


def today(standards: Standards, region: str, now: datetime) -> date:
    return standards.today(region, now) if region else now.date()


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
