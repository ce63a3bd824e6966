"""Writes down that something happened: the audit event and, for a deal, its card, its thread, and who hears of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, func, insert, select, update
from sqlmodel import col

from desk import telling, watching
from desk.following import stir
from policy.deals import Move, Status
from policy.roe import Rule
from store import Work
from store.models import AuditEvent, Deal, Inbox

REFUSED = "deal.refused"


def write(
    work: Work,
    *,
    subject: str,
    action: str,
    at: datetime,
    actor: int | None,
    rule: Rule | None = None,
    because: str = "",
    was: str | None = None,
    now: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add an audit event about anything and return it with its id. `actor` None is EcoOps itself."""
    event = AuditEvent(
        at=at,
        actor_id=actor,
        subject=subject,
        action=action,
        from_status=was,
        to_status=now,
        rule=rule.id if rule else None,
        rule_version=rule.version if rule else None,
        because=because,
        facts=dict(facts or {}),
    )
    work.add(event)
    work.flush()
    if actor is not None:
        stir(work, telling.person(actor))
    return event


@dataclass(frozen=True, slots=True)
class Step:
    """Something that EcoOps itself did, for those who have many to write down at once."""

    subject: str
    action: str
    at: datetime
    rule: Rule
    because: str
    facts: Mapping[str, Any]


def write_all(work: Work, steps: Sequence[Step]) -> list[int]:
    """Add the audit events of `steps`; return their ids in the same order."""
    if not steps:
        return []
    rows = [
        {
            "at": step.at, "subject": step.subject, "action": step.action, "rule": step.rule.id,
            "rule_version": step.rule.version, "because": step.because, "facts": dict(step.facts),
        }
        for step in steps
    ]  # fmt: skip
    events = AuditEvent.metadata.tables["audit_event"]
    before = work.execute(select(func.max(events.c.id))).scalar() or 0
    work.execute(insert(events), rows)  # ids are read afterwards: asked to return them, SQLite inserts one by one
    found = select(events.c.id, events.c.subject, events.c.action, events.c.at).where(
        events.c.id > before, events.c.subject.in_({step.subject for step in steps}), events.c.actor_id.is_(None)
    )
    ids: dict[tuple[str, str, datetime], list[int]] = {}  # of one subject several, in the order of `steps`
    for number, *key in work.execute(found.order_by(events.c.id.desc())):
        ids.setdefault((key[0], key[1], key[2]), []).append(number)
    return [ids[step.subject, step.action, step.at].pop() for step in steps]


def made(work: Work, key: str, subject: str) -> None:
    """Note what the request `key` has made: the same request again is answered with it."""
    work.connection().execute(_made(), {"request": key, "made": subject})


@cache
def _made() -> Executable:
    return update(Inbox).where(col(Inbox.key) == bindparam("request")).values(subject=bindparam("made"))


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
    """Add the audit event about a deal's move and return it with its id. `actor` None is EcoOps itself."""
    return write(
        work, subject=deal.ref, action=f"deal.{move}", at=at, actor=actor, rule=rule, because=because,
        was=was, now=deal.status, facts=facts,
    )  # fmt: skip


def refused(work: Work, deal: Deal, move: Move, *, at: datetime, actor: int, rule: Rule, because: str) -> None:
    """Add an audit event about a move that somebody was not allowed to make. It is no part of the deal's history."""
    write(
        work, subject=deal.ref, action=REFUSED, at=at, actor=actor, rule=rule, because=because,
        was=deal.status, now=deal.status, facts={"move": move},
    )  # fmt: skip


def publish(work: Work, deal: Deal, event: AuditEvent, *, tell: Iterable[int | None] = ()) -> None:
    """Edit the deal's cards, add a line to the card's thread, and tell `tell` once, never the one who did it."""
    telling.refresh(work, event)
    telling.tell(work, "deal.line", event, telling.region(deal.region))
    if deal.status in (Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED):
        watching.released(work, deal, event, event.at)
    for person_id in sorted({p for p in tell if p is not None} - {event.actor_id}):
        telling.tell(work, "deal.news", event, telling.person(person_id))
