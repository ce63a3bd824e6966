"""Counts a region's weeks from its clocks, in few queries that read indexes. What counts is said in `policy/digest.py`.

The conditions are written in the words of the indexes (`store/models/records.py`): both engines answer from those.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Label, TextClause, case, exists, func, literal_column, or_, text
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from desk import sla
from desk.standards import Standards
from policy import courts
from policy.calendar import Calendar
from policy.digest import AT_RISK, LOOK_BACK, MEAN, Late, Tally
from policy.sla import ClockState
from policy.standing import apart
from policy.weeks import Week
from store import Work
from store.models import ClockChange, Region, SlaClock, records

At = ColumnElement[datetime] | Mapped[datetime | None]
_LATE = "breached_at IS NOT NULL"
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


def tally(work: Work, region: str, week: Week, zone: ZoneInfo, now: datetime) -> Tally:
    """Count the region's `week` and the weeks it is compared with."""
    return Tally(
        in_time=_by_week(work, region, week, zone, back=MEAN, late=False),
        breaches=_by_week(work, region, week, zone, back=LOOK_BACK, late=True),
        first=_first(work, region, week, zone),
        open=late_and_open(work, region),
        at_risk=_number(work, region, _only(records.RUNNING), *_ahead(now)),
    )


def counted(work: Work) -> set[str]:
    """Return the regions that have anything to count: a clock that was late or in time, whenever, or runs."""
    running = select(SlaClock.region).where(_only(records.RUNNING))
    done = (exists().where(_only(which), col(SlaClock.region) == Region.code) for which in (_LATE, records.IN_TIME))
    return set(work.exec(select(Region.code).where(or_(*done, col(Region.code).in_(running)))))


def breaches(work: Work, region: str, week: Week, zone: ZoneInfo) -> Sequence[SlaClock]:
    """Return the clocks whose breach counts in the region's `week`, in the order of their due times."""
    return work.exec(
        select(SlaClock)
        .where(*_within(col(SlaClock.breached_at), week, week, zone), SlaClock.region == region)
        .order_by(col(SlaClock.breached_at), col(SlaClock.id))
    ).all()


def still_late(work: Work, region: str, *, limit: int, offset: int = 0) -> Sequence[SlaClock]:
    """Return the breaches that are still to be done, the oldest first; without a region those of all."""
    theirs = [col(SlaClock.region) == region] if region else []
    return work.exec(
        select(SlaClock)
        .where(_only(records.LATE_OPEN), *theirs)
        .order_by(col(SlaClock.breached_at), col(SlaClock.id))
        .limit(limit)
        .offset(offset)
    ).all()


def in_time(work: Work, region: str, week: Week, zone: ZoneInfo) -> Sequence[SlaClock]:
    """Return the clocks that were stopped in time in the region's `week`."""
    return work.exec(
        select(SlaClock)
        .where(_only(records.IN_TIME), *_within(col(SlaClock.stopped_at), week, week, zone), SlaClock.region == region)
        .order_by(col(SlaClock.stopped_at), col(SlaClock.id))
    ).all()


def open_at(work: Work, region: str, at: datetime) -> Sequence[SlaClock]:
    """Return the region's breaches, of any week, that were still to be done at a moment that is past, the oldest first.

    It reads all of the region's breaches: for a file, not for a message.
    """
    return work.exec(
        select(SlaClock)
        .where(_only(_LATE), col(SlaClock.breached_at) <= at, SlaClock.region == region, _not_done_by(at))
        .order_by(col(SlaClock.breached_at), col(SlaClock.id))
    ).all()


def ahead_at(work: Work, region: str, at: datetime) -> Sequence[SlaClock]:
    """Return what ran at a moment that is past and fell due within AT_RISK from then, as far as its clock still says.

    Each condition is answered from an index of its own: what runs on, what was late after all, what was done in time.
    """
    due_at, breached_at = col(SlaClock.due_at), col(SlaClock.breached_at)
    still_ahead: tuple[tuple[ColumnElement[bool] | TextClause, ...], ...] = (
        (_only(records.RUNNING), *_ahead(at)),
        (_only(_LATE), breached_at > at, breached_at <= at + AT_RISK),
        (_only(records.IN_TIME), col(SlaClock.stopped_at) > at, due_at > at, due_at <= at + AT_RISK),
    )
    found = [
        row
        for which in still_ahead
        for row in work.exec(
            select(SlaClock).where(*which, SlaClock.region == region, col(SlaClock.started_at) <= at, _not_done_by(at))
        )
    ]
    return sorted(found, key=lambda row: (row.breached_at or row.due_at, row.id or 0))


def _not_done_by(at: datetime) -> ColumnElement[bool]:
    return or_(col(SlaClock.stopped_at).is_(None), col(SlaClock.stopped_at) > at)


def is_open_at(row: SlaClock, at: datetime) -> bool:
    """Say whether a step was still owed at a moment that is past."""
    return row.stopped_at > at if row.stopped_at else row.state in OPEN


def lateness(work: Work, standards: Standards, rows: Sequence[SlaClock], now: datetime) -> list[Late]:
    """Return what each step was at `now`: late by how much, why, and in whose court its time went."""
    turns = _turns(work, [row.id or 0 for row in rows])
    found = []
    for row in rows:
        calendar = standards.calendar(row.calendar)
        until = min(row.stopped_at or now, now)
        split = courts.split(turns.get(row.id or 0, ()), until, calendar)
        spent = dict(split.counted)
        for court, span in split.rested.items():
            spent[court] = spent.get(court, timedelta()) + span
        found.append(
            Late(
                metric=row.metric,
                reason=standards.label("breach_reason", row.reason),
                late=overdue(row, calendar, now),
                is_open=is_open_at(row, now),
                waived=row.waiver is not None,
                ours=row.metric not in sla.NOT_OURS,
                courts=spent,
            )
        )
    return found


def overdue(row: SlaClock, calendar: Calendar, now: datetime) -> timedelta:
    """Return by how much a breached step was done late, or is late by now, as its calendar counts."""
    due_at, until = row.breached_at or row.due_at, min(row.stopped_at or now, now)
    return apart(due_at, until, calendar) if until > due_at else timedelta()


def _turns(work: Work, clocks: Sequence[int]) -> dict[int, list[courts.Turn]]:
    rows = work.exec(
        select(ClockChange.clock_id, ClockChange.at, ClockChange.change, ClockChange.court)
        .where(col(ClockChange.clock_id).in_(clocks))
        .order_by(col(ClockChange.clock_id), col(ClockChange.id))
    )
    turns: dict[int, list[courts.Turn]] = {}
    for clock, at, change, court in rows:
        turns.setdefault(clock, []).append(courts.Turn(at, change, court))
    return turns


def _by_week(
    work: Work, region: str, week: Week, zone: ZoneInfo, *, back: int, late: bool
) -> dict[tuple[str, Week], int]:
    """Count by metric and week, `back` weeks and this one. The weeks' ends are reckoned here: they follow the clocks
    of the zone, which no database does alike."""
    at = col(SlaClock.breached_at) if late else col(SlaClock.stopped_at)
    weeks = [week.plus(-number) for number in range(back, -1, -1)]
    place: Label[int] = case(
        *((at < one.ends(zone), literal_column(str(number))) for number, one in enumerate(weeks[:-1])),
        else_=literal_column(str(back)),
    ).label("place")
    rows = work.exec(
        select(SlaClock.metric, place, func.count())
        .where(_only(_LATE if late else records.IN_TIME))
        .where(*_within(at, weeks[0], week, zone), SlaClock.region == region)
        .group_by(col(SlaClock.metric), place)
    )
    return {(metric, weeks[number]): count for metric, number, count in rows}


def _within(at: At, first: Week, last: Week, zone: ZoneInfo) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return at >= first.begins(zone), at < last.ends(zone)


def _ahead(now: datetime) -> tuple[ColumnElement[bool], ...]:
    due_at = col(SlaClock.due_at)
    return due_at > now, due_at <= now + AT_RISK, col(SlaClock.breached_at).is_(None)


def _only(which: str) -> TextClause:
    """Return a condition in the very words of an index. Said as a Boolean it would be compared with 1 for SQLite, and
    read the whole table."""
    return text(f"({which})")


def _first(work: Work, region: str, week: Week, zone: ZoneInfo) -> Week | None:
    """Return the first week, as far as one looks back, in which something of the region counted."""
    since = week.plus(-LOOK_BACK).begins(zone)
    first = [
        work.exec(select(at).where(_only(which), at >= since, SlaClock.region == region).order_by(at).limit(1)).first()
        for at, which in (
            (col(SlaClock.breached_at), _LATE),
            (col(SlaClock.stopped_at), records.IN_TIME),
        )
    ]
    return min((Week.at(moment, zone) for moment in first if moment), default=None)


def late_and_open(work: Work, region: str) -> int:
    """Count the breaches that are still to be done; without a region those of all."""
    theirs = [col(SlaClock.region) == region] if region else []
    return work.exec(select(func.count()).select_from(SlaClock).where(_only(records.LATE_OPEN), *theirs)).one()


def _number(work: Work, region: str, *which: ColumnElement[bool] | TextClause) -> int:
    return work.exec(select(func.count()).select_from(SlaClock).where(*which, SlaClock.region == region)).one()
