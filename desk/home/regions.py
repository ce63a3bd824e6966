"""How the regions stand: what runs, what was late in the last weeks, and who has how much on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, union_all
from sqlmodel import col, func, literal, select

from desk.home.errands import RUNNING
from desk.home.look import Look, monday
from policy.permissions import Role
from policy.standing import Standing
from store.models import Deal, SlaClock

WEEKS = 8
SHOWN_AT_MOST = 12  # regions; a page holds no more, and names the others
# The part of last week that lies after the present weekday and hour.
REST = "rest"
SUBMITTER = "submitter"  # what waits for a rep is not the region's to answer for


@dataclass(frozen=True, slots=True)
class RegionStands:
    code: str
    name: str
    running: dict[Standing, int]
    weeks: tuple[int, ...]  # steps that became late per ISO week, oldest first; the last one is still running
    before: int  # by this time last week
    load: tuple[tuple[str, int], ...]  # open registrations per person, heaviest first

    @property
    def this_week(self) -> int:
        return self.weeks[-1]

    @property
    def total(self) -> int:
        return sum(self.running.values())


def read(look: Look, codes: Sequence[str]) -> tuple[RegionStands, ...]:
    """Return how these regions stand (two statements); where a page cannot hold them all, the worst first."""
    if not codes:
        return ()
    counts = {(region, what): number for region, what, number in look.work.execute(_counts(look, codes)).all()}
    load = _load(look, codes)
    several = [_stands(look, code, counts, load.get(code, {})) for code in codes]
    return tuple(sorted(several, key=_worst) if len(several) > SHOWN_AT_MOST else several)


def _worst(stands: RegionStands) -> tuple[int, int, int]:
    return -stands.running[Standing.LATE], -stands.running[Standing.AT_RISK], -stands.this_week


def _stands(look: Look, code: str, counts: dict[tuple[str, str], int], load: dict[int, int]) -> RegionStands:
    weeks = [counts.get((code, str(ago)), 0) for ago in range(WEEKS)]
    rest = counts.get((code, REST), 0)
    # Whoever covers the region is listed also with nothing on the desk.
    people = {
        seat.person_id: 0
        for seat in look.seats
        if seat.role in (Role.SPECIALIST, Role.LEAD) and seat.region in (None, code)
    } | load
    named = [(look.names.get(person_id, "somebody who left"), number) for person_id, number in people.items()]
    return RegionStands(
        code=code,
        name=look.standards.region(code).name,
        running={one: counts.get((code, one), 0) for one in Standing},
        weeks=tuple(reversed([weeks[0], weeks[1] + rest, *weeks[2:]])),
        before=weeks[1],
        load=tuple(sorted(named, key=lambda one: (-one[1], one[0]))),
    )


def _counts(look: Look, codes: Sequence[str]) -> Any:
    """Return the statement that counts by region: what runs by how it stands, what was late by how many weeks ago."""
    region, theirs = col(SlaClock.region), col(SlaClock.court) != SUBMITTER
    stands = case(
        (col(SlaClock.due_at) <= look.now, literal(Standing.LATE.value)),
        (col(SlaClock.warn_at) <= look.now, literal(Standing.AT_RISK.value)),
        else_=literal(Standing.ON_TIME.value),
    )
    running: Any = select(region.label("region"), stands.label("what")).where(RUNNING, region.in_(codes), theirs)
    starts = {code: _starts(look, code) for code in codes}
    week = case(
        *(
            (and_(region == code, col(SlaClock.breached_at) >= start), literal(what))
            for code in codes
            for what, start in starts[code]
        ),
        else_=None,
    )
    oldest = min(several[-1][1] for several in starts.values())
    late: Any = select(region.label("region"), week.label("what")).where(
        col(SlaClock.breached_at) >= oldest, region.in_(codes), theirs
    )
    each = union_all(running, late).subquery()
    return select(each.c.region, each.c.what, func.count()).group_by(each.c.region, each.c.what)


def _starts(look: Look, code: str) -> list[tuple[str, datetime]]:
    """Return the weeks in the region's own zone with when they begin, the newest first; last week in two parts."""
    zone = look.standards.zone(code)
    this = monday(look.now, zone)
    earlier = [(str(ago), this - timedelta(weeks=ago)) for ago in range(1, WEEKS)]
    return [("0", this), (REST, look.now - timedelta(weeks=1)), *earlier]


def _load(look: Look, codes: Sequence[str]) -> dict[str, dict[int, int]]:
    holder = func.coalesce(Deal.owner_id, Deal.assignee_id)
    rows = look.work.execute(
        select(Deal.region, holder, func.count())
        .where(col(Deal.decided_at).is_(None), col(Deal.region).in_(codes))
        .group_by(col(Deal.region), holder)
    ).all()
    load: dict[str, dict[int, int]] = {}
    for region, person_id, number in rows:
        if person_id is not None:
            load.setdefault(region, {})[person_id] = number
    return load
