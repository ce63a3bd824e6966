"""Lets go what was held for people: one by one when quiet hours end, or together in the morning.

A morning is one message. Who gets a specialist's daily brief (`desk/home/briefs.py`) finds in it what was held for
the morning; on the day of a brief the news waits for it, also where another hour was kept with it. So whoever reads two
messages on one morning has been told something in between. Everybody else, and whoever has nothing in the brief, gets
the news by itself.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from desk import record, telling, wishes
from desk.digests import sending
from desk.standards import Standards
from policy.words import count, whole_number
from store import Work
from store.models import AuditEvent, HeldNews, Notice, Timer

BRIEF = "brief.daily"  # the timer of a person's next brief, and the message


def release(work: Work, standards: Standards, timers: Sequence[Timer], now: datetime) -> None:
    """Let go what is due for the people whose timers these are."""
    for timer in timers:
        person_id = whole_number(timer.subject.partition(":")[2]) or 0
        lane = telling.person(person_id)
        for row in _held(work, person_id, brief=False, by=now):
            row.released_at = timer.due_at
            event = work.get_one(AuditEvent, row.event_id)
            (telling.put_up if row.is_card else telling.deliver)(work, row.kind, event, lane)
            if row.kind == telling.DIGEST:
                sending.hang(work, event, lane)
        tell(work, person_id, now, at=timer.due_at)
        telling.set_release(work, person_id, after=now)


def tell(work: Work, person_id: int, now: datetime, *, at: datetime) -> None:
    """Send what was held until a morning that has come, as due `at`, unless a brief of this day is to tell it."""
    if _has_a_brief_to_come(work, person_id, now):
        return
    if together := _taken(_held(work, person_id, brief=True, by=now), at):
        event = record.write(
            work,
            subject=telling.person(person_id),
            action="news.held",
            at=at,
            actor=None,
            because=f"{count(len(together), 'piece')} of news for the morning",
            facts={"held": together},
        )
        telling.tell(work, "news.held", event, telling.person(person_id))


def collect(work: Work, person_id: int, *, at: datetime) -> list[int]:
    """Take all that waits for a morning, as told `at`: whoever collects it has to tell it, by an event that has these
    numbers as its `held`. What was put off until the next weekday is told in a brief on the Sunday before."""
    return _taken(_held(work, person_id, brief=True), at)


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


def _held(work: Work, person_id: int, *, brief: bool, by: datetime | None = None) -> Sequence[HeldNews]:
    """Return what waits for somebody, oldest first: for a morning, or one by one; only what is due `by` then.

    The rows are locked: two replicas may come for the same ones, the brief in one and the release in the other.
    """
    waiting = select(HeldNews).where(
        HeldNews.person_id == person_id, col(HeldNews.released_at).is_(None), col(HeldNews.is_brief).is_(brief)
    )
    due = waiting.where(HeldNews.until_at <= by) if by else waiting
    return work.exec(due.order_by(col(HeldNews.id)).with_for_update()).all()


def _taken(rows: Sequence[HeldNews], at: datetime) -> list[int]:
    for row in rows:
        row.released_at = at
    return [row.id or 0 for row in rows]


def _has_a_brief_to_come(work: Work, person_id: int, now: datetime) -> bool:
    """Say whether a brief is planned for what is left of the reader's day, or should have come before; one that could
    not be written holds up nothing."""
    planned = work.exec(
        select(Timer.due_at).where(Timer.subject == telling.person(person_id), Timer.kind == BRIEF, Timer.attempts == 0)
    ).first()
    zone = ZoneInfo(wishes.of(work, person_id).zone)
    return planned is not None and planned.astimezone(zone).date() <= now.astimezone(zone).date()
