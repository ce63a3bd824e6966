"""Proposals to change a rule: written by the field, decided by the hub, published as the rule's next version.

Two people are needed: whoever proposed it never publishes it, nor does whoever found the words where nobody proposed
any, because exceptions alone led to it. Versions are only added, so what was decided under an
earlier one keeps citing it.
"""

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from desk import people, record, requests, telling
from desk.keeping import readings
from desk.keeping.seeing import Proposal, edits, see
from desk.keeping.wordings import TEXT_AT_MOST, Draft, Wording, check, facts_of, kept
from desk.people import Member
from desk.requests import Case
from desk.rules.answers import named
from desk.rules.places import home, split_region
from desk.standards import Now, Standards, load, renew
from policy.errors import InvalidForm, NotFound, NotSetUp, Refused, Stale
from policy.permissions import Act, may
from policy.requests import Kind, Move
from policy.roe import Rule, Rulebook
from policy.words import listed, rule_name
from store import Store, Work
from store.models import AuditEvent, Inbox, Person, PlaybookRun, Request, RuleVersion

NOTE_AT_MOST = 1000


class Proposals:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def rule(self, name: str, *, by: Member, exactly: bool = False) -> tuple[Rule, str, Standards, date]:
        """Return the rule that somebody is about to propose a change of, the region it is for, and today's date there.

        `name` is as people type it, perhaps with a region (`ROE-3 in emea`); a code means what governs for whoever
        asks, with `exactly` the standard. Raises NotFound, Refused, Unclear, and NotSetUp when the rule is longer than
        a form holds.
        """
        with self._store.read() as work:
            standards = load(work)
            _check_may_propose(work, by)
            words, said = split_region(name, standards, only_regions=True)
            region = said or home(by, standards)
            wanted = rule_name(words)
            rule = named(standards, wanted.id if wanted else words, region, self._now(), exactly=exactly)
            if len(rule.text) > TEXT_AT_MOST:
                raise NotSetUp(
                    f"{rule.name} is longer than a form in Slack holds. Change its file in the playbook and apply it."
                )
            where = rule.region or said or ("" if exactly or any(rule.scope) else region)
            return rule, where, standards, _today(standards, where, self._now())

    def look(self, ref: str, *, by: Member) -> Proposal:
        """Return a proposal to somebody about to decide on it or edit it. Raises NotFound, Refused, Stale."""
        with self._store.read() as work:
            request, standards = requests.find(work, ref, Kind.PROPOSAL), load(work)
            _check_decides(Case(work, standards, request, people.current(work, by), self._now()))
            requests.check_open(work, request)
            return see(work, standards, request, self._now())

    def propose(self, id: str, draft: Draft, *, by: Member, key: str) -> str:
        """Put a change of a rule before the hub; return its reference. Raises NotFound, Refused, InvalidForm.

        `id` is the rule's (`ROE-1.referral`); the draft says for which region the change is.
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            if not work.add_once(Inbox, key=key, at=now):
                return work.get_one(Inbox, key).subject or ""
            _check_may_propose(work, by)
            known = next((rule for rule in standards.rules if rule.id == id), None)
            if known is None:
                raise NotFound(f"There is no rule {id[:40]}. `/roe` lists those there are.")
            wording = _checked(standards, known, draft, now)
            request = put(work, wording, by=by.id, at=now)
            record.made(work, key, request.ref)
            return request.ref

    def edit(self, ref: str, draft: Draft, *, by: Member, key: str, seen: int | None = None) -> None:
        """Change what is proposed, as the hub; the proposer is told. Raises NotFound, Refused, Stale, InvalidForm.

        `seen` is how often it had been edited when it was looked at (`Proposal.edits`), None for whatever it says now.
        """
        with requests.opened(self._store, self._now, ref, by, key, Kind.PROPOSAL, check=_check_decides) as case:
            if case is None:
                return
            _check_seen(case, seen)
            request, before = case.request, kept(case.standards, case.request)
            draft = replace(draft, reason=request.text, evidence=before.evidence)
            wording = _checked(case.standards, before.proposed, draft, case.now)
            words = {**facts_of(wording), "after": _newest(case.standards, wording.proposed)}
            hands = {"edits": edits(request) + 1, "edited_by": case.by.id}
            case.move(
                Move.EDIT, about=wording.proposed.id, region=wording.proposed.region,
                facts={**request.facts, **words, **hands},
            )  # fmt: skip
            _tell_proposer(case, case.publish(Move.EDIT, because="changed the wording", rule=wording.base))

    def decline(self, ref: str, *, by: Member, key: str, reason: str) -> None:
        """Decline with a reason. Raises NotFound, Refused, Stale, InvalidForm(reason=...)."""
        with requests.opened(self._store, self._now, ref, by, key, Kind.PROPOSAL, check=_check_decides) as case:
            if case is None:
                return
            because = reason.strip()[:NOTE_AT_MOST]
            if not because:
                raise InvalidForm(reason="Say in a sentence why; whoever proposed it learns from that.")
            case.move(Move.DECLINE, outcome=because)
            base = kept(case.standards, case.request).base
            _tell_proposer(case, case.publish(Move.DECLINE, because=because, rule=base))

    def publish(self, ref: str, *, by: Member, key: str, seen: int | None = None) -> None:
        """Put the proposed wording into force as the rule's next version, and tell everybody it concerns once.

        `seen` is as for `edit`. Raises NotFound, Refused, and Stale also when it does not differ from what holds.
        """
        with requests.opened(self._store, self._now, ref, by, key, Kind.PROPOSAL, check=_check_decides) as case:
            if case is None:
                return
            _check_seen(case, seen)
            _check_two(case)
            wording = kept(case.standards, case.request)
            if not wording.differs and wording.base.scope == wording.proposed.scope:
                raise Stale(f"{ref} does not differ from the rule in force yet. Edit it first, or decline it.")
            newest = _newest(case.standards, wording.proposed)
            if newest != case.request.facts.get("after", newest):
                raise Stale(_overtaken(ref, wording.proposed))
            rule = _next_version(case, wording)
            case.move(
                Move.APPROVE, outcome=rule.name,
                facts={**case.request.facts, "published": [rule.id, rule.version]},
            )  # fmt: skip
            event = case.publish(Move.APPROVE, because=case.request.text, rule=rule, facts={"published": rule.name})
            readings.tell(case, rule, event)


def _tell_proposer(case: Case, event: AuditEvent) -> None:
    if case.request.submitter_id != case.by.id:
        telling.tell(case.work, "proposal.news", event, telling.person(case.request.submitter_id))


def put(work: Work, wording: Wording, *, by: int, at: datetime, cases: tuple[str, ...] = ()) -> Request:
    """Put a checked wording before the hub. `cases` led to it, when EcoOps opened it by itself."""
    rule = wording.proposed
    request = Request(
        kind=Kind.PROPOSAL, region=rule.region, about=rule.id, text=wording.reason, submitter_id=by, created_at=at,
        facts={**facts_of(wording), "after": _newest(load(work), rule), "cases": list(cases)},
    )  # fmt: skip
    work.add(request)
    work.flush()
    event = record.write(
        work, subject=request.ref, action="proposal.open", at=at, actor=None if cases else by, rule=wording.base,
        because=wording.reason, now=request.status, facts={"cases": list(cases)},
    )  # fmt: skip
    card, receipt = telling.First("proposal.card", telling.HUB), telling.First("proposal.receipt", telling.person(by))
    telling.show_first(work, event, card, receipt)
    return request


def _next_version(case: Case, wording: Wording) -> Rule:
    """Add the proposed wording as the next version of its scope; it holds from its day, today at the earliest."""
    proposed, standards = wording.proposed, case.standards
    today = _today(standards, proposed.region, case.now)
    rule = replace(proposed, version=_newest(standards, proposed) + 1, effective_on=max(proposed.effective_on, today))
    row = RuleVersion(
        code=rule.code, region=rule.region, segment=rule.segment, motion=rule.motion, version=rule.version,
        title=rule.title, answer=rule.answer, text=rule.text, topic=rule.topic, owner=rule.owner,
        sponsor=rule.sponsor, review_by=rule.review_by, fields=list(rule.fields),
        parameters=dict(rule.parameters), effective_on=rule.effective_on, published_at=case.now,
    )  # fmt: skip
    try:
        with case.work.begin_nested():
            case.work.add(row)
            case.work.flush()
    except IntegrityError:  # somebody published the same scope in this very moment
        raise Stale(_overtaken(case.request.ref, proposed)) from None
    renew(case.work, PlaybookRun(at=case.now, digest=sha256(repr(rule).encode()).hexdigest(), changed=1))
    return rule


def _newest(standards: Standards, rule: Rule) -> int:
    """Return the number of the newest version of a rule's scope, 0 when it has none."""
    return next((one.version for one in standards.rules.versions(rule)), 0)


def _overtaken(ref: str, rule: Rule) -> str:
    return (
        f"{rule.id} has changed since {ref} was written, and publishing it would undo that. Edit it: what you send is "
        "then compared with the rule as it reads now. Nothing changed."
    )


def _checked(standards: Standards, about: Rule, draft: Draft, now: datetime) -> Wording:
    """Check a draft against the rule that governs where it is to hold, for the segment and motion of `about`."""
    region = draft.where if draft.where and draft.where in standards.regions else ""
    scope = (region, about.segment, about.motion)
    base = governing(standards, about.code, region, now, segment=about.segment, motion=about.motion)
    return check(standards, base, draft, scope=scope, today=_today(standards, region, now))


def governing(
    standards: Standards, code: str, region: str, now: datetime, *, segment: str = "", motion: str = ""
) -> Rule:
    """Return the rule that holds in a region ("" is everywhere). Raises NotFound."""
    known = region if region in standards.regions else ""
    on = _today(standards, known, now)
    rule = Rulebook(standards.rules, region=known, on=on, segment=segment, motion=motion).get(code.upper())
    if rule is None:
        raise NotFound(f"There is no rule {code[:20].upper()}. `/roe` lists those there are.")
    return rule


def _today(standards: Standards, region: str, now: datetime) -> date:
    """Return the date in the region; where a rule holds everywhere, the first date there is anywhere in the company."""
    if region:
        return standards.today(region, now)
    return min((standards.today(code, now) for code in standards.regions), default=now.date())


def _check_may_propose(work: Work, by: Member) -> None:
    grants = people.current(work, by).grants
    if not may(grants, Act.PROPOSE, region="", own=False):
        raise Refused(
            "Specialists, leads and the hub propose changes of rules. Tell your specialist what should change, or ask "
            f"with /roe; {people.hub_name(work)} keeps the rules."
        )


def _check_seen(case: Case, seen: int | None) -> None:
    """Refuse what was decided on words that somebody has changed since."""
    if seen is None or seen == edits(case.request):
        return
    editor = case.work.get_one(Person, case.request.facts["edited_by"])
    raise Stale(
        f"{editor.name} has edited {case.request.ref} since you looked. Read the new words on its card, then decide. "
        "Nothing changed."
    )


def _check_two(case: Case) -> None:
    """Where EcoOps itself opened a proposal, whoever found its words is the one who proposes them."""
    facts = case.request.facts
    if facts.get("cases") and facts.get("edited_by") == case.by.id:
        others = listed([person.name for person in people.hub(case.work) if person.id != case.by.id], "or")
        raise Refused(
            f"The words of {case.request.ref} are yours, so somebody else publishes them (ROE-10): "
            f"{others or 'another admin'}. Or decline it, and have a specialist propose it."
        )


def _check_decides(case: Case) -> None:
    if case.by.may(Act.PUBLISH, case.request):
        return
    others = listed([person.name for person in people.hub(case.work) if person.id != case.request.submitter_id], "or")
    if case.request.submitter_id == case.by.id:
        raise Refused(
            f"You proposed {case.request.ref}, so somebody else publishes it (ROE-10): {others or 'another admin'}."
        )
    raise Refused(f"The hub decides on changes of rules. Talk to {others or 'an admin'}.")
