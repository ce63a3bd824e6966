"""Tells of escalations that are about to be late, and of those that are."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from desk import people, record, telling
from desk.alerts import Alert, Step
from desk.deal_alerts import courts_of, step_of
from desk.escalations import asking, sight
from desk.standards import Standards
from store import Work
from store.models import AuditEvent, Escalation, Timer

_ANSWERS = frozenset({sight.ACKNOWLEDGE, sight.ACKNOWLEDGE_AGAIN})


def tell(work: Work, standards: Standards, alerts: Sequence[Alert], now: datetime) -> None:
    """Write down every step, and tell of it whoever can still do something about it.

    Who is asked and did not answer is told by its climbing, in the same moment: a breach of the answer is not said
    to them as well.
    """
    courts = courts_of(work, standards, [alert for alert in alerts if alert.step is Step.BREACH])
    for alert in alerts:
        escalation = sight.find(work, alert.clock.subject)
        step = step_of(standards, alert, courts.get(alert.clock.id or 0), now)
        number = record.write_all(work, [step])[0]
        event = work.get_one(AuditEvent, number)
        if alert.step is Step.BREACH:
            telling.refresh(work, event)
            telling.tell(work, "escalation.late.line", event, telling.region(escalation.region))
            for person_id in _told(work, escalation, alert):
                telling.show(work, f"escalation.breach:{event.id}", event, telling.person(person_id))
            continue
        has = escalation.owner_id or escalation.assignee_id
        if has and (escalation.asked_at or now) <= alert.due_at:  # else nobody was asked yet
            telling.show(work, f"escalation.warning:{event.id}", event, telling.person(has))


def _told(work: Work, escalation: Escalation, alert: Alert) -> list[int]:
    """Return who hears of a breach: who has it, and the next level."""
    has = escalation.owner_id or escalation.assignee_id
    if alert.clock.metric in _ANSWERS:
        climbs = select(Timer.id).where(
            Timer.subject == escalation.ref, Timer.kind == asking.CLIMB, col(Timer.due_at) <= alert.due_at
        )
        return [] if has is None or work.exec(climbs).first() is not None else [has]
    not_for = {has, escalation.raiser_id}
    above = [person.id for person in people.leads(work, escalation.region) if person.id not in not_for]
    above = above or [person.id for person in people.hub(work) if person.id not in not_for]
    return [person_id for person_id in (has, *above) if person_id is not None]
