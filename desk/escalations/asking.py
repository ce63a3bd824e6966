"""Has somebody asked, and the next one when nobody answers: pings, climbing, and waiting for whoever opens first."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from desk import absences, people, telling, timers
from desk.escalations.case import Case
from desk.standards import Standards
from policy.calendar import ALWAYS_OPEN, Calendar
from policy.duty import Colleague, Level, Matter, Turn, last_resort, level_of, turn
from policy.escalations import REPEATS, Move, Severity, Status
from policy.words import day, span
from store import Work
from store.models import AuditEvent, EscalationAsk, Person

ASK, CLIMB = "escalation.ask", "escalation.climb"
COURTS = {Level.SPECIALIST: "specialist", Level.BACKUP: "specialist", Level.LEAD: "lead", Level.HUB: "hub"}


def colleagues(work: Work, standards: Standards, now: datetime, region: str) -> dict[int, Colleague]:
    """Return everybody active as duty sees them. Whoever has no home region works the hours of `region`."""
    away = absences.current(work, now)
    last = select(EscalationAsk.person_id, func.max(col(EscalationAsk.at))).group_by(col(EscalationAsk.person_id))
    pinged = dict(work.exec(last).all())
    found = {}
    for person in work.exec(select(Person).where(Person.active)):
        absence = away.get(person.id or 0)
        found[person.id or 0] = Colleague(
            id=person.id or 0,
            name=person.name,
            hours=hours_of(standards, person, region),
            pinged_at=pinged.get(person.id or 0),
            away=absence is not None,
            away_until=absence.ends_at if absence else None,
            delegate_id=absence.delegate_id if absence else None,
        )
    return found


def hours_of(standards: Standards, person: Person, region: str) -> Calendar:
    home = standards.regions.get(person.home_region or "") or standards.region(region)
    return standards.calendar(home.calendar)


def whose_turn(
    work: Work, standards: Standards, matter: Matter, now: datetime, *, above: int = 0, not_for: set[int]
) -> Turn | None:
    """Return who is asked next about `matter`, None when there is nobody above."""
    urgent = matter.severity == Severity.URGENT
    there = colleagues(work, standards, now, matter.region)
    return turn(
        people.coverage(work), there, matter, now, above=above, not_for=not_for, around_the_clock=urgent
    )  # fmt: skip


def first_turn(work: Work, standards: Standards, matter: Matter, now: datetime, *, not_for: set[int]) -> Turn | None:
    """Return who is asked first; the hub when nobody covers it or nobody is there. None when there is no hub."""
    return whose_turn(work, standards, matter, now, not_for=not_for) or last_resort(
        people.coverage(work), colleagues(work, standards, now, matter.region), now, not_for=not_for
    )


def matter_of(case: Case) -> Matter:
    escalation = case.escalation
    return Matter(escalation.region, escalation.severity, escalation.segment, escalation.motion)


def level_now(case: Case, person: Person | None) -> Level:
    """Return the rung on which whoever has it stands."""
    return level_of(people.coverage(case.work), matter_of(case), person.id or 0 if person else 0)


def assigned(turn: Turn) -> dict[str, Any]:
    """Return the columns of an escalation whose turn it is."""
    return {
        "assignee_id": turn.colleague.id,
        "level": turn.level,
        "asked_at": turn.at,
        "routed_because": turn.because,
        "repeats": 0,
    }


def ask(case: Case, turn: Turn, event: AuditEvent) -> None:
    """Ask whose turn it is, now or when they open, and see to it that it climbs when they do not answer."""
    timers.clear(case.work, case.escalation.ref, ASK, CLIMB)
    case.clocks.hand_over(COURTS[turn.level], case.now, actor=case.actor)
    if turn.at > case.now:
        timers.set_timer(case.work, case.escalation.ref, ASK, turn.at)
        return
    ping(case, event, instead_of=turn.instead_of)


def ping(case: Case, event: AuditEvent, *, instead_of: Colleague | None = None) -> None:
    """Tell who is asked that they are, and have it climb when they do not answer."""
    escalation = case.escalation
    person = case.work.get_one(Person, escalation.assignee_id)
    case.work.add(
        EscalationAsk(
            escalation_id=escalation.id or 0,
            person_id=person.id or 0,
            level=escalation.level,
            at=case.now,
            instead_of_id=instead_of.id if instead_of else None,
            away_until=instead_of.away_until if instead_of else None,
        )
    )
    telling.show(case.work, f"escalation.ping:{event.id}", event, telling.person(person.id or 0))
    timers.set_timer(case.work, escalation.ref, CLIMB, climbs_at(case, person, case.now))


def climbs_at(case: Case, person: Person, since: datetime) -> datetime:
    """Return when it climbs past `person`, who was asked at `since`."""
    return _hours(case, person).add(since, _patience(case))


def _patience(case: Case) -> timedelta:
    escalation = case.escalation
    return case.standards.target(f"escalation.climb.{escalation.severity}", escalation.region).goal


def _hours(case: Case, person: Person) -> Calendar:
    target = case.standards.target(f"escalation.climb.{case.escalation.severity}", case.escalation.region)
    return hours_of(case.standards, person, case.escalation.region) if target.calendar else ALWAYS_OPEN


def climb(case: Case) -> None:
    """Go on to the next level, or ask the last one again; after REPEATS times only breaches are told."""
    escalation = case.escalation
    asked = _asked_this_time(case)
    before = case.work.get_one(Person, escalation.assignee_id)
    waited = span(_hours(case, before).between(escalation.asked_at or escalation.raised_at, case.now))
    because = f"not acknowledged in {waited}. {_earlier(case, asked)}"
    not_for = case.not_for | {one.person_id for one in asked}
    matter = matter_of(case)
    next_one = whose_turn(case.work, case.standards, matter, case.now, above=escalation.level, not_for=not_for)
    if next_one is None:
        if escalation.repeats < REPEATS:
            was = case.move(Move.CLIMB, repeats=escalation.repeats + 1, asked_at=case.now)
            again = case.publish(Move.CLIMB, was, because, not_to=(before.id,), facts=_to(before, escalation.level))
            ping(case, again)
        return
    was = case.move(Move.CLIMB, **assigned(next_one))
    facts = destination(next_one, case.now)
    event = case.publish(
        Move.CLIMB, was, because, tell=(before.id,), not_to=(next_one.colleague.id,), facts=facts
    )  # fmt: skip
    ask(case, next_one, event)


def ask_now(case: Case) -> None:
    """Ask whoever has opened first: who that is may have changed since it was reckoned."""
    escalation = case.escalation
    not_for = case.not_for | {one.person_id for one in _asked_this_time(case)}
    matter = matter_of(case)
    found = whose_turn(case.work, case.standards, matter, case.now, above=escalation.level - 1, not_for=not_for)
    if found is None:
        there = colleagues(case.work, case.standards, case.now, escalation.region)
        found = last_resort(people.coverage(case.work), there, case.now, not_for=case.not_for)
    if found is None:
        return
    was = case.move(Move.CLIMB, **assigned(found))
    facts = destination(found, case.now)
    event = case.publish(
        Move.CLIMB,
        was,
        found.because,
        not_to=(found.colleague.id, escalation.raiser_id),  # the raiser was told when this would be
        facts=facts | {"opened": True},
    )
    ask(case, found, event)


def raise_again(case: Case) -> None:
    """Reckon anew when it climbs, after the severity changed: who was asked has had part of their time already."""
    escalation = case.escalation
    if escalation.status is not Status.OPEN or escalation.assignee_id is None:
        return
    if (escalation.asked_at or case.now) > case.now:
        if escalation.severity is Severity.URGENT:
            ask_now(case)
        return
    person = case.work.get_one(Person, escalation.assignee_id)
    due_at = climbs_at(case, person, escalation.asked_at or case.now)
    timers.set_timer(case.work, escalation.ref, CLIMB, max(due_at, case.now))


def answered(case: Case) -> None:
    """Stop climbing: somebody has it."""
    timers.clear(case.work, case.escalation.ref, ASK, CLIMB)


def _asked_this_time(case: Case) -> list[EscalationAsk]:
    rows = (
        select(EscalationAsk)
        .where(EscalationAsk.escalation_id == case.escalation.id, EscalationAsk.at >= case.escalation.round_at)
        .order_by(col(EscalationAsk.id))
    )
    return list(case.work.exec(rows))


def _earlier(case: Case, asked: list[EscalationAsk]) -> str:
    """Say who did not answer, and who was away: `Mira Lang is away until 30 Nov 2026; Tom Weber did not answer.`"""
    said = []
    for one in asked:
        if one.instead_of_id:
            absent = case.work.get_one(Person, one.instead_of_id)
            zone = case.standards.zone(case.escalation.region)
            until = f" until {day(one.away_until.astimezone(zone).date())}" if one.away_until else ""
            said.append(f"{absent.name} is away{until}")
        said.append(f"{case.work.get_one(Person, one.person_id).name} did not answer")
    words = list(dict.fromkeys(said))
    return "; ".join(words) + "." if words else ""


def destination(turn: Turn, now: datetime) -> dict[str, Any]:
    """Return what the history keeps of a turn: who is asked, on which level, in whose place and from when."""
    facts = _to(turn.colleague, turn.level)
    if turn.at > now:
        facts["at"] = turn.at.isoformat()
    if turn.instead_of:
        facts["instead_of"] = turn.instead_of.name
    return facts


def _to(who: Colleague | Person, level: int) -> dict[str, Any]:
    return {"to": who.name, "level": int(level)}
