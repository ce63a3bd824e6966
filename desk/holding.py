"""Lets go what was held for people: one by one when quiet hours end, or together in one message in the morning."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from desk import record, telling
from desk.digests import sending
from desk.standards import Standards
from policy.words import count, whole_number
from store import Work
from store.models import AuditEvent, HeldNews, Notice, Timer


def release(work: Work, standards: Standards, timers: Sequence[Timer], now: datetime) -> None:
    """Let go what is due for the people whose timers these are."""
    for timer in timers:
        person_id = whole_number(timer.subject.partition(":")[2]) or 0
        lane = telling.person(person_id)
        for row in held(work, person_id, by=now, brief=False):
            row.released_at = timer.due_at
            event = work.get_one(AuditEvent, row.event_id)
            (telling.put_up if row.is_card else telling.deliver)(work, row.kind, event, lane)
            if row.kind == telling.DIGEST:
                sending.hang(work, event, lane)
        if together := collect(work, person_id, by=now, at=timer.due_at):
            event = record.write(
                work,
                subject=lane,
                action="news.held",
                at=timer.due_at,
                actor=None,
                because=f"{count(len(together), 'piece')} of news for the morning",
                facts={"held": [row.id for row in together]},
            )
            telling.tell(work, "news.held", event, lane)
        telling.set_release(work, person_id)


def held(work: Work, person_id: int, *, by: datetime, brief: bool) -> list[HeldNews]:
    """Return what waits for somebody and is due `by` then, oldest first: for their brief, or one by one."""
    waiting = select(HeldNews).where(
        HeldNews.person_id == person_id,
        col(HeldNews.released_at).is_(None),
        HeldNews.until_at <= by,
        col(HeldNews.is_brief).is_(brief),
    )
    return list(work.exec(waiting.order_by(col(HeldNews.id))))


def collect(work: Work, person_id: int, *, by: datetime, at: datetime) -> list[HeldNews]:
    """Take what was put off until the morning `by`, as told `at`: whoever collects it has to tell it."""
    rows = held(work, person_id, by=by, brief=True)
    for row in rows:
        row.released_at = at
    work.flush()
    return rows


def collected(work: Work, notice: Notice) -> list[tuple[str, AuditEvent]]:
    """Return what a morning's message tells: the kind of each notice that it would have been, and its event."""
    event = work.get(AuditEvent, notice.event_id or 0)
    rows = work.exec(
        select(HeldNews, AuditEvent)
        .join(AuditEvent, col(AuditEvent.id) == HeldNews.event_id)
        .where(col(HeldNews.id).in_(event.facts["held"] if event else ()))
        .order_by(col(HeldNews.id))
    )
    return [(row.kind, about) for row, about in rows]
