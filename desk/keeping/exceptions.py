"""Exceptions: one rule, one customer, until a day, agreed by somebody else than who asks (ROE-24).

What is agreed lets its registration through where the rule would block it; the desk still decides on it and sees
the exception. The same one asked for again and again opens a proposal to change the rule by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from desk import breaches, people, record, requests, sight, sla, telling
from desk.drafts import customer_domain
from desk.keeping import deciders
from desk.keeping.proposals import governing, put
from desk.keeping.wordings import Wording
from desk.people import Member
from desk.requests import Case, RequestSight
from desk.standards import Now, Standards, load
from desk.timers import set_timer
from policy.conflicts import EXCEPTABLE
from policy.errors import DeskError, InvalidForm, NotSetUp, Refused, Stale
from policy.permissions import Act
from policy.requests import Kind, Move, Status
from policy.roe import Rule
from policy.words import day, deal_number, listed
from store import Store, Work
from store.models import AuditEvent, Inbox, Notice, Person, Request, RuleVersion, Timer

DECISION = "exception.decision"
EXPIRE = "exception.expire"
REASON_AT_MOST = 1000
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form sends; nothing in it is checked yet."""

    rule: str | None = None  # a rule's code
    about: str | None = None  # a deal's reference or the customer's website
    until: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form needs: the rules one may ask an exception to, and who would decide."""

    rules: Sequence[Rule]
    region: str
    decider: Person | None


class Exceptions:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def offer(self, rule: str | None = None, *, by: Member) -> Offer:
        """Return what the form offers somebody, who may have named a rule's code.

        Raises Refused for a rule no exception can be made from, NotSetUp when they have no region and there is none.
        """
        with self._store.read() as work:
            standards = load(work)
            region = _region(standards, by)
            now = self._now()
            found = deciders.of(work, standards, None, region, asked_at=now, not_for=by.id, now=now)
            decider = next(iter(found), None)
            if rule is not None and rule not in EXCEPTABLE:
                raise Refused(_never(rule, decider.name if decider else "the hub"))
            offered = tuple(one for one in standards.rulebook(region, now) if one.code in EXCEPTABLE)
            return Offer(offered, region, decider)

    def ask(self, draft: Draft, *, by: Member, key: str) -> str:
        """Ask for an exception; return its reference. Raises InvalidForm, NotSetUp."""
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            if not work.add_once(Inbox, key=key, at=now):
                return work.get_one(Inbox, key).subject or ""
            rule, domain, deal, region = _checked(work, standards, draft, by, now)
            found = deciders.of(work, standards, rule, region, asked_at=now, not_for=by.id, now=now)
            decider = next(iter(found), None)
            request = Request(
                kind=Kind.EXCEPTION, region=region, about=rule.id, text=(draft.reason or "").strip(),
                submitter_id=by.id, owner_id=decider.id if decider else None, created_at=now,
                facts={"rule": rule.code, "version": rule.version, "domain": domain, "deal": deal,
                       "until": draft.until.isoformat() if draft.until else ""},
            )  # fmt: skip
            work.add(request)
            work.flush()
            record.made(work, key, request.ref)
            sla.Clocks(work, standards, request.ref, region).start(DECISION, now, court="lead", actor=by.id)
            event = record.write(
                work, subject=request.ref, action="exception.ask", at=now, actor=by.id, rule=rule,
                because=request.text, now=request.status, facts={"domain": domain, "deal": deal},
            )  # fmt: skip
            cards = [
                telling.First("exception.card", telling.region(region)),
                telling.First("exception.receipt", telling.person(by.id)),
            ]
            if decider and decider.id:
                cards.append(telling.First("exception.ping", telling.person(decider.id)))
            telling.show_first(work, event, *cards)
            _notice_a_pattern(work, standards, request, rule, now)
            return request.ref

    def look(self, ref: str, *, by: Member) -> RequestSight:
        """Return an exception to somebody about to decide on it. Raises NotFound, Refused, Stale."""
        with self._store.read() as work:
            request, standards = requests.find(work, ref, Kind.EXCEPTION), load(work)
            deciders.check(Case(work, standards, request, people.current(work, by), self._now()))
            requests.check_open(work, request)
            return requests.see(work, standards, request, self._now())

    def grant(self, ref: str, *, by: Member, key: str) -> None:
        """Agree to an exception until its day. Raises NotFound, Refused, Stale."""
        with requests.opened(self._store, self._now, ref, by, key, Kind.EXCEPTION, check=deciders.check) as case:
            if case is None:
                return
            request = case.request
            until = date.fromisoformat(request.facts["until"])
            if until < case.standards.today(request.region, case.now):
                raise Stale(
                    f"{request.ref}: its last day, {day(until)}, has passed. Decline it; they can ask for another."
                )
            case.move(Move.APPROVE, outcome=f"agreed until {day(until)}")
            ends = datetime.combine(until + timedelta(days=1), time(), tzinfo=case.standards.zone(request.region))
            set_timer(case.work, request.ref, EXPIRE, ends)
            _decided(
                case,
                case.publish(Move.APPROVE, because=request.outcome, rule=deciders.rule_of(case.standards, request)),
            )

    def decline(self, ref: str, *, by: Member, key: str, reason: str) -> None:
        """Decline with a reason. Raises NotFound, Refused, Stale, InvalidForm(reason=...)."""
        with requests.opened(self._store, self._now, ref, by, key, Kind.EXCEPTION, check=deciders.check) as case:
            if case is None:
                return
            because = reason.strip()[:REASON_AT_MOST]
            if not because:
                raise InvalidForm(reason="Say in a sentence why not, and what would change it.")
            case.move(Move.DECLINE, outcome=because)
            rule = deciders.rule_of(case.standards, case.request)
            _decided(case, case.publish(Move.DECLINE, because=because, rule=rule))


def expire(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """End the exceptions whose last day has passed."""
    for timer in due:
        request = requests.find(work, timer.subject, Kind.EXCEPTION)
        was = requests.move(work, request, Move.EXPIRE, at=timer.due_at, by=None, outcome=request.outcome)
        event = record.write(
            work, subject=request.ref, action="exception.expire", at=timer.due_at, actor=None,
            because=request.outcome, was=was, now=request.status,
        )  # fmt: skip
        telling.refresh(work, event)
        telling.tell(work, "exception.news", event, telling.person(request.submitter_id))


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> RequestSight:
    """Read what a notice about an exception is made from."""
    return requests.see(work, standards, requests.find(work, notice.subject, Kind.EXCEPTION), now)


def _checked(
    work: Work, standards: Standards, draft: Draft, by: Member, now: datetime
) -> tuple[Rule, str, str | None, str]:
    """Return the rule, the customer's domain, the deal if one is named, and the region."""
    wrong: dict[str, str] = {}
    region, domain, deal = _region(standards, by), "", None
    segment = motion = ""
    about = (draft.about or "").strip()
    try:
        if deal_number(about):
            found = sight.find(work, about)
            if not people.current(work, by).may(Act.SEE, found):
                raise InvalidForm(about=f"{found.ref} belongs to another team. Name a deal of yours.")
            region, domain, deal = found.region, found.domain, found.ref
            segment, motion = found.segment, found.motion
        else:
            domain = customer_domain(about, standards).key
    except InvalidForm as invalid:
        wrong |= invalid.fields
    except DeskError as error:
        wrong["about"] = error.message
    code = (draft.rule or "").upper()
    rule = standards.rulebook(region, now, segment=segment, motion=motion).get(code)
    if rule is None:
        wrong["rule"] = "Choose the rule that stands in the way."
    elif code not in EXCEPTABLE:
        wrong["rule"] = _never(code, people.hub_name(work))
    today = standards.today(region, now)
    if draft.until is None or not today <= draft.until <= today + LONGEST:
        wrong["until"] = "Choose the last day it should hold, within a year from today."
    reason = (draft.reason or "").strip()
    if not reason or len(reason) > REASON_AT_MOST:
        wrong["reason"] = f"Say what is different about this case, in up to {REASON_AT_MOST:,} characters."
    if wrong or rule is None:
        raise InvalidForm(**wrong)
    return rule, domain, deal, region


def _never(code: str, person: str) -> str:
    return (
        f"No exception can be made from {code}. One can be made from {listed(EXCEPTABLE, 'or')}. "
        f"Talk to {person} about this case."
    )


def _region(standards: Standards, by: Member) -> str:
    if by.home_region in standards.regions:
        return by.home_region or ""
    first = next(iter(standards.open_regions()), None)
    if first is None:
        raise NotSetUp("The playbook has no region yet. The hub can add one.")
    return first.code


def _decided(case: Case, event: AuditEvent) -> None:
    case_clocks = sla.Clocks(case.work, case.standards, case.request.ref, case.request.region)
    case_clocks.stop(DECISION, case.now, court="lead", actor=case.by.id)
    telling.tell(case.work, "exception.news", event, telling.person(case.request.submitter_id))
    breaches.ask_why(case.work, event, case.request.owner_id, case.by.id)


def _notice_a_pattern(work: Work, standards: Standards, request: Request, rule: Rule, now: datetime) -> None:
    """Open a proposal to change a rule of which the same exception is asked for again and again."""
    book = standards.rulebook(request.region, now)
    many, days = book.number("ROE-24", "same_cases", 3), book.number("ROE-24", "within_days", 90)
    same = select(RuleVersion.id).where(RuleVersion.code == rule.code, RuleVersion.version == rule.version)
    work.exec(same.with_for_update()).all()  # whoever asks at this moment counts this one, or is counted
    cases = work.exec(
        select(Request)
        .where(
            Request.kind == Kind.EXCEPTION, Request.about == rule.id, Request.region == request.region,
            col(Request.created_at) > now - timedelta(days=days),
        )
        .order_by(col(Request.id))
    ).all()  # fmt: skip
    opened = work.exec(select(Request).where(Request.kind == Kind.PROPOSAL, Request.about == rule.id)).all()
    if any(one.status is Status.OPEN and {case.ref for case in cases} & set(one.facts["cases"]) for one in opened):
        return
    taken = {ref for one in opened for ref in one.facts["cases"]}
    cases = [case for case in cases if case.ref not in taken]
    if len(cases) < many:
        return
    base = governing(standards, rule.code, request.region, now, segment=rule.segment, motion=rule.motion)
    reasons = " · ".join(f"{case.ref}: {case.text}" for case in cases[-many:])
    put(
        work, Wording(base, base, reasons[:REASON_AT_MOST], ""), by=request.submitter_id, at=now,
        cases=tuple(case.ref for case in cases[-many:]),
    )  # fmt: skip
