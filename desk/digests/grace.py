"""Grace for a step that is late: more time for it, or a waiver of its breach. One asks, another agrees (ROE-10).

Who agrees is neither the one who asked nor the one who has it. What was late stays late: more time gives the step a due
time to work towards, a waiver excuses the breach by name and is counted apart, and both stay in the digest's numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from desk import people, record, requests, sla, telling
from desk.digests import late
from desk.digests.late import LateStep
from desk.people import Member
from desk.requests import Case, RequestSight
from desk.standards import Now, Standards, load
from desk.timers import set_timer
from policy.errors import InvalidForm, Refused, Stale
from policy.permissions import Act
from policy.requests import GRACE, Kind, Move, Status
from policy.sla import ClockState
from policy.words import listed, reference, whole_number
from store import Store, Work
from store.models import AuditEvent, Inbox, Person, Request, Timer

REASON_AT_MOST = 1000
DAY = timedelta(days=1)
# Why what was asked for is decided on no more.
DONE, GONE, STARTED_OVER = "it was done meanwhile", "the step is no longer owed", "the step has started over since"
IN_THE_CHANNEL = ("DR", "ESC")  # what has a card in its region's channel


@dataclass(frozen=True, slots=True)
class _Asked:
    """What permissions are asked about."""

    region: str
    submitter_id: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form needs: the step, and who would decide."""

    kind: Kind
    ref: str
    title: str
    metric: str
    due_at: datetime
    hours: tuple[int, ...]
    decider: Person | None
    always: bool = False  # its time runs around the clock, not in working hours


class Grace:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def offer(self, kind: Kind, ref: str, metric: str, *, by: Member) -> Offer:
        """Return what the form offers. Raises NotFound, Refused, Stale before they write a word."""
        with self._store.read() as work:
            now, standards = self._now(), load(work)
            step = late.find(work, ref, metric)
            _check_askable(work, step, kind, by)
            decider = next(iter(_deciders(work, step.clock.region, by.id, step.owner)), None)
            hours = late.hours(standards, step, now)
            return Offer(kind, ref, step.title, metric, step.due_at, hours, decider, not step.clock.calendar)

    def ask(
        self, kind: Kind, ref: str, metric: str, *, by: Member, key: str, reason: str, hours: str | None = None
    ) -> str:
        """Ask for `hours` more for the late step `metric` of `ref`, or that its breach be waived; return the reference.

        Raises NotFound, Refused, Stale, InvalidForm(reason=..., hours=...).
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            late.hold(work, ref, metric)
            step = late.find(work, ref, metric)
            if not work.add_once(Inbox, key=key, at=now):
                return work.get_one(Inbox, key).subject or ""
            _check_askable(work, step, kind, by)
            more = whole_number(hours or "") or 0
            _check_form(kind, reason, more, late.hours(standards, step, now))
            decider = next(iter(_deciders(work, step.clock.region, by.id, step.owner)), None)
            facts: dict[str, Any] = {"metric": metric, "due_at": step.due_at.isoformat(), "title": step.title}
            request = Request(
                kind=kind, region=step.clock.region, about=ref, text=reason.strip()[:REASON_AT_MOST],
                submitter_id=by.id, owner_id=decider.id if decider else None, created_at=now,
                facts=facts | ({"hours": more} if kind is Kind.EXTENSION else {}),
            )  # fmt: skip
            work.add(request)
            work.flush()
            record.made(work, key, request.ref)
            event = record.write(
                work, subject=request.ref, action=f"{kind}.ask", at=now, actor=by.id, because=request.text,
                rule=late.rule(standards, step, now), now=request.status, facts=request.facts,
            )  # fmt: skip
            receipt = telling.First("grace.receipt", telling.person(by.id))
            lane = telling.person(decider.id or 0) if decider else telling.HUB
            telling.show_first(work, event, receipt, telling.First("grace.ping", lane))
            _note(work, standards, request, "ask", by.id, now)
            return request.ref

    def look(self, ref: str, *, by: Member) -> RequestSight:
        """Return what was asked to somebody about to decline it. Raises NotFound, Refused, Stale."""
        with self._store.read() as work:
            request, standards = requests.find(work, ref, *GRACE), load(work)
            _check_decides(Case(work, standards, request, people.current(work, by), self._now()))
            requests.check_open(work, request)
            return requests.see(work, standards, request, self._now())

    def agree(self, ref: str, *, by: Member, key: str) -> None:
        """Agree to it. Raises NotFound, Refused, Stale; what has become pointless meanwhile is withdrawn instead."""
        with requests.opened(self._store, self._now, ref, by, key, *GRACE, check=_check_decides) as case:
            if case is None:
                return
            request = case.request
            requests.check_open(case.work, request)
            late.hold(case.work, request.about, request.facts["metric"])
            step = _missed(case.work, request)
            if step is None:
                _decided(case, Move.WITHDRAW, STARTED_OVER)
            elif request.kind is Kind.EXTENSION:
                _extend(case, step)
            else:
                step.clock.waiver = request.ref
                case.work.add(step.clock)
                _decided(case, Move.APPROVE, "waived")

    def decline(self, ref: str, *, by: Member, key: str, reason: str) -> None:
        """Decline with a reason. Raises NotFound, Refused, Stale, InvalidForm(reason=...)."""
        with requests.opened(self._store, self._now, ref, by, key, *GRACE, check=_check_decides) as case:
            if case is None:
                return
            because = reason.strip()[:REASON_AT_MOST]
            if not because:
                raise InvalidForm(reason="Say in a sentence why not, so that they know what to do next.")
            _decided(case, Move.DECLINE, because)


def end(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Tell that the time that was added is over as well, unless the step rests, or has got more since.

    A step that is done, or gone with its record, needs no more time: what was asked for it is withdrawn.
    """
    for timer in due:
        metric = timer.kind.removeprefix(sla.GRACE_END).strip()
        step = late.seek(work, timer.subject, metric)
        if step is None or not step.is_open:
            _lapse(work, standards, timer.subject, metric, now)
            continue
        clock = step.clock
        if clock.paused_at or clock.due_at > now:
            set_timer(
                work, timer.subject, timer.kind, max(clock.due_at, now + DAY) if clock.paused_at else clock.due_at
            )
            continue
        event = record.write(
            work, subject=step.ref, action="sla.extension_over", at=timer.due_at, actor=None,
            rule=late.rule(standards, step, now), because=metric,
            facts={"metric": metric, "due_at": clock.due_at.isoformat()},
        )  # fmt: skip
        telling.refresh(work, event)
        _thread(work, event, clock.region)
        whom = {step.owner.id if step.owner else None, *(lead.id for lead in people.leads(work, clock.region))}
        for person_id in sorted(one for one in whom if one is not None):
            telling.tell(work, "breach.over", event, telling.person(person_id))


def _missed(work: Work, request: Request) -> LateStep | None:
    """Return the breach that a request is about, None when the step has started over since."""
    step = late.seek(work, request.about, request.facts["metric"])
    return step if step and step.due_at.isoformat() == request.facts["due_at"] else None


def _extend(case: Case, step: LateStep) -> None:
    """Give the step more time from now on."""
    metric, hours = step.clock.metric, int(case.request.facts["hours"])
    clocks = sla.Clocks(case.work, case.standards, step.ref, step.clock.region)
    due_at = clocks.extend(metric, timedelta(hours=hours), case.now, actor=case.by.id)
    if due_at is None:
        _decided(case, Move.WITHDRAW, DONE)
        return
    set_timer(case.work, step.ref, f"{sla.GRACE_END} {metric}", due_at)
    case.request.facts = {**case.request.facts, "until": due_at.isoformat()}
    case.work.add(case.request)
    _decided(case, Move.APPROVE, f"{hours} working hours more")


def _lapse(work: Work, standards: Standards, ref: str, metric: str, now: datetime) -> None:
    """Withdraw what was asked for a step that has ended, so that nobody is asked to decide on it any more."""
    asked = (Request.kind == Kind.EXTENSION, Request.about == ref, Request.status == Status.OPEN)
    for request in work.exec(select(Request).where(*asked).order_by(col(Request.id))).all():
        if request.facts["metric"] == metric:
            step = _missed(work, request)
            done = step is not None and step.clock.state is ClockState.STOPPED
            _settle(work, standards, request, Move.WITHDRAW, DONE if done else GONE, None, now)


def _decided(case: Case, move: Move, because: str) -> None:
    _settle(case.work, case.standards, case.request, move, because, case.by.id, case.now)


def _settle(
    work: Work, standards: Standards, request: Request, move: Move, because: str, actor: int | None, now: datetime
) -> None:
    """Keep what became of a request, and tell whoever asked and whoever has the step."""
    was = requests.move(work, request, move, at=now, by=actor, outcome=because)
    event = record.write(
        work, subject=request.ref, action=f"{request.kind}.{move}", at=now, actor=actor,
        rule=standards.rulebook(request.region, now)["ROE-11"], because=because, was=was, now=request.status,
        facts=request.facts,
    )  # fmt: skip
    telling.refresh(work, event)
    step = _missed(work, request)
    whom = {request.submitter_id, step.owner.id if step and step.owner else None}
    for person in sorted(one for one in whom if one is not None and one != actor):
        telling.tell(work, "grace.news", event, telling.person(person))
    _note(work, standards, request, str(move), actor, now)


def _note(work: Work, standards: Standards, request: Request, move: str, actor: int | None, now: datetime) -> None:
    """Note it in the history of the record it is about, whose lines in digests change with it."""
    event = record.write(
        work, subject=request.about, action=f"sla.{request.kind}_{move}", at=now, actor=actor,
        rule=standards.rulebook(request.region, now)["ROE-11"],
        because=request.text if move == "ask" else request.outcome,
        facts={**request.facts, "request": request.ref},
    )  # fmt: skip
    telling.refresh(work, event)
    _thread(work, event, request.region)


def _thread(work: Work, event: AuditEvent, region: str) -> None:
    """Add a line to the thread of the record's card; requests have none in their region's channel."""
    about = reference(event.subject)
    if about and about[0] in IN_THE_CHANNEL:
        telling.tell(work, "breach.line", event, telling.region(region))


def _check_askable(work: Work, step: LateStep, kind: Kind, by: Member) -> None:
    what = "ask for more time" if kind is Kind.EXTENSION else "ask for a waiver"
    late.check_may(work, step, by, Act.PLEAD, f"{what} for {step.ref}")
    if kind is Kind.EXTENSION and not step.is_open:
        raise Stale(f"{step.name}: that step is done by now, so it needs no more time.")
    if kind is Kind.WAIVER and step.clock.waiver:
        raise Stale(f"The breach of {step.name} is waived already ({step.clock.waiver}).")
    for request in about_step(work, step, kind):
        if request.status is Status.OPEN:
            asker = work.get_one(Person, request.submitter_id)
            raise Stale(f"{asker.name} has asked for that already: {request.ref} waits for an answer.")


def about_step(work: Work, step: LateStep, kind: Kind) -> list[Request]:
    """Return what was asked about this breach."""
    rows = work.exec(select(Request).where(Request.kind == kind, Request.about == step.ref).order_by(col(Request.id)))
    this = (step.clock.metric, step.due_at.isoformat())
    return [row for row in rows if (row.facts["metric"], row.facts["due_at"]) == this]


def _check_form(kind: Kind, reason: str, more: int, offered: tuple[int, ...]) -> None:
    wrong: dict[str, str] = {}
    if not reason.strip():
        wrong["reason"] = "Say in a sentence why. Whoever decides has only that to go by."
    if kind is Kind.EXTENSION and more not in offered:
        wrong["hours"] = "Choose from the list how much more time it needs."
    if wrong:
        raise InvalidForm(**wrong)


def _deciders(work: Work, region: str, asker: int, owner: Person | None) -> list[Person]:
    """Return who may agree, the region's leads first; never who asked or who has it."""
    may_decide = people.who_may(work, Act.GRANT, _Asked(region, asker))
    leads = [person.id for person in people.leads(work, region)]
    not_for = {asker, owner.id if owner else None}
    ranked = sorted(may_decide, key=lambda one: leads.index(one.id) if one.id in leads else len(leads))
    return [person for person in ranked if person.id not in not_for]


def _check_decides(case: Case) -> None:
    request, by = case.request, case.by
    step = _missed(case.work, request)
    owner = step.owner if step else None
    deciders = _deciders(case.work, request.region, request.submitter_id, owner)
    others = listed([person.name for person in deciders][:4], "or") or "an admin"
    if request.submitter_id == by.id:
        raise Refused(f"You asked for {request.ref}, so somebody else agrees to it (ROE-10): {others}.")
    if owner and owner.id == by.id:
        raise Refused(f"{request.about} is with you, so somebody else agrees to {request.ref} (ROE-10): {others}.")
    if not by.may(Act.GRANT, request):
        raise Refused(f"The lead of {request.region}, its leaders or the hub decide on {request.ref}: {others}.")
