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
from policy.permissions import Act
from store import Work
from store.models import Escalation, Person


def hand_over(
    work: Work, standards: Standards, of: Member, why: str, now: datetime, *, by: Member | None
) -> tuple[list[str], set[str]]:
    """Hand on every open escalation that somebody (`of`) has or is asked about; return them with who is asked instead,
    and their regions.

    Without anybody who does so (`by`) they have lost coverage: what they may still handle then stays theirs.
    """
    theirs = or_(
        col(Escalation.owner_id) == of.id, col(Escalation.owner_id).is_(None) & (col(Escalation.assignee_id) == of.id)
    )
    rows = work.exec(
        select(Escalation).where(col(Escalation.status).in_(PENDING), theirs).order_by(col(Escalation.id))
    ).all()
    for row in rows:
        timers.hold(work, row.ref)
        work.refresh(row)
    handed, regions = [], set()
    for row in rows:
        if by is None and of.may(Act.HANDLE, row):
            continue
        if said := _hand_on(Case(work, standards, row, by, now), of.id, why):
            handed.append(said)
            regions.add(row.region)
    return handed, regions


def _hand_on(case: Case, leaving: int, why: str) -> str:
    escalation = case.escalation
    matter = asking.matter_of(case)
    held = escalation.owner_id is not None and case.by is not None  # who has lost it stands on no rung any more
    above = (asking.level_now(case, case.work.get(Person, leaving)) if held else escalation.level) - 1
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
