"""Writes down that something happened to a deal: the audit event, its card, its thread, and who hears of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from desk import telling
from policy.deals import Move, Status
from policy.roe import Rule
from store import Work
from store.models import AuditEvent, Deal

REFUSED = "deal.refused"


def happened(
    work: Work,
    deal: Deal,
    move: Move,
    *,
    at: datetime,
    actor: int | None,
    was: Status | None,
    rule: Rule,
    because: str,
    facts: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add the audit event and return it with its id. `actor` None is EcoOps itself."""
    event = AuditEvent(
        at=at,
        actor_id=actor,
        subject=deal.ref,
        action=f"deal.{move}",
        from_status=was,
        to_status=deal.status,
        rule=rule.id,
        rule_version=rule.version,
        because=because,
        facts=dict(facts or {}),
    )
    work.add(event)
    work.flush()
    return event


def refused(work: Work, deal: Deal, move: Move, *, at: datetime, actor: int, rule: Rule, because: str) -> None:
    """Add an audit event about a move that somebody was not allowed to make. It is no part of the deal's history."""
    work.add(
        AuditEvent(
            at=at,
            actor_id=actor,
            subject=deal.ref,
            action=REFUSED,
            from_status=deal.status,
            to_status=deal.status,
            rule=rule.id,
            rule_version=rule.version,
            because=because,
            facts={"move": move},
        )
    )


def publish(work: Work, deal: Deal, event: AuditEvent, *, tell: Iterable[int | None] = ()) -> None:
    """Edit the deal's cards, add a line to the card's thread, and tell `tell` once, never the one who did it."""
    telling.refresh(work, event)
    telling.tell(work, "deal.line", event, telling.region(deal.region))
    for person_id in sorted({p for p in tell if p is not None} - {event.actor_id}):
        telling.tell(work, "deal.news", event, telling.person(person_id))
