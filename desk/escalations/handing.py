"""Hands on what somebody has when they leave: to who stands in, or whose turn it is."""

from datetime import datetime

from sqlmodel import col, or_, select

from desk import people, telling, timers
from desk.escalations import asking, waiting
from desk.escalations.case import Case
from desk.people import Member
from desk.standards import Standards
from policy.duty import last_resort
from policy.escalations import PENDING, Move, Status
from store import Work
from store.models import Escalation, Person


def hand_over(work: Work, standards: Standards, by: Member, why: str, now: datetime) -> list[str]:
    """Hand on every open escalation that `by` has or is asked about; return them with who is asked instead."""
    theirs = or_(
        col(Escalation.owner_id) == by.id, col(Escalation.owner_id).is_(None) & (col(Escalation.assignee_id) == by.id)
    )
    rows = work.exec(
        select(Escalation).where(col(Escalation.status).in_(PENDING), theirs).order_by(col(Escalation.id))
    ).all()
    for row in rows:
        timers.hold(work, row.ref)
        work.refresh(row)
    return [said for row in rows if (said := _hand_on(Case(work, standards, row, by, now), why))]


def _hand_on(case: Case, why: str) -> str:
    escalation, leaving = case.escalation, case.by.id if case.by else 0
    matter = asking.matter_of(case)
    above = (
        escalation.level if escalation.owner_id is None else asking.level_now(case, case.work.get(Person, leaving))
    ) - 1
    found = asking.whose_turn(case.work, case.standards, matter, case.now, above=above, not_for=case.not_for)
    if found is None or found.colleague.id == leaving:
        there = asking.colleagues(case.work, case.standards, case.now, escalation.region)
        found = last_resort(people.coverage(case.work), there, case.now, not_for=case.not_for | {leaving})
    if found is None:
        return ""
    waits = escalation.status is Status.WAITING
    columns = asking.assigned(found) | {"owner_id": found.colleague.id if waits else None}
    was = case.move(Move.REASSIGN, **columns, round_at=case.now, snoozed_until=None)
    timers.clear(case.work, escalation.ref, waiting.WAKE)
    facts = asking.destination(found, case.now) | {"away": why}
    event = case.publish(Move.REASSIGN, was, f"to {found.colleague.name}", not_to=(found.colleague.id,), facts=facts)
    if waits:
        telling.show(case.work, f"escalation.ping:{event.id}", event, telling.person(found.colleague.id))
    else:
        asking.ask(case, found, event)
    return f"{escalation.ref} {escalation.subject} to {found.colleague.name}"
