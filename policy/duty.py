"""Who is asked about an escalation: the most fitting person on duty, level by level, and when.

A level that is closed is passed over when a later one is open; when none is, the first to open is waited for. People
who are away are asked through their delegate, and those who have not been asked for longest come first.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from policy.calendar import Calendar
from policy.permissions import Role
from policy.routing import Seat

LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


class Level(IntEnum):
    """The rungs that an escalation climbs."""

    SPECIALIST = 1  # whose coverage fits
    BACKUP = 2  # the region's other specialists
    LEAD = 3
    HUB = 4  # the head of ecosystem operations and the core team


@dataclass(frozen=True, slots=True)
class Matter:
    """What has to be covered. An unknown segment or motion fits everybody's, general coverage first."""

    region: str
    severity: str
    segment: str | None = None
    motion: str | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """When somebody works, and whether they are away at the moment."""

    id: int
    name: str
    hours: Calendar
    pinged_at: datetime | None = None  # when they were last asked about an escalation
    away: bool = False
    away_until: datetime | None = None  # None while away: nobody knows
    delegate_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is to be asked, and when: at once, or when they open."""

    colleague: Colleague
    level: Level
    at: datetime
    instead_of: Colleague | None  # the one who is away
    because: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    colleague: Colleague
    level: Level
    fit: int
    opens_at: datetime
    instead_of: Colleague | None
    because: str

    @property
    def place(self) -> tuple[datetime, Level, int, datetime, str, int]:
        who = self.colleague
        return self.opens_at, self.level, -self.fit, who.pinged_at or LONG_AGO, who.name, who.id


def turn(
    seats: Iterable[Seat],
    colleagues: Mapping[int, Colleague],
    matter: Matter,
    now: datetime,
    *,
    above: int = 0,
    not_for: Set[int] = frozenset(),
    around_the_clock: bool = False,
) -> Turn | None:
    """Choose who is asked next, from the levels `above` one. Never one of `not_for`: who raised it, who did not answer.

    None when nobody is left; then the last who was asked, or the hub, has to be told again.
    """
    found = (
        candidate
        for seat in seats
        if (place := _place(seat, matter, above)) is not None and place[0] > above and seat.person_id in colleagues
        for candidate in _available(seat, place, colleagues, now, not_for, around_the_clock)
    )
    best = min(found, key=lambda candidate: candidate.place, default=None)
    if best is None:
        return None
    return Turn(best.colleague, best.level, best.opens_at, best.instead_of, best.because)


def last_resort(
    seats: Iterable[Seat], colleagues: Mapping[int, Colleague], now: datetime, *, not_for: Set[int] = frozenset()
) -> Turn | None:
    """Return the hub, whether on duty or not: somebody has to be told that nobody is there."""
    for role in (Role.HUB, Role.ADMIN):
        hub = [
            colleagues[seat.person_id]
            for seat in seats
            if seat.role is role and seat.person_id in colleagues and seat.person_id not in not_for
        ]
        if hub:
            first = min(hub, key=lambda one: (one.away, one.pinged_at or LONG_AGO, one.name, one.id))
            return Turn(first, Level.HUB, now, None, "nobody else is there")
    return None


def level_of(seats: Iterable[Seat], matter: Matter, person_id: int) -> Level:
    """Return the rung on which somebody stands; whoever covers nothing there counts as a specialist."""
    places = [_place(seat, matter) for seat in seats if seat.person_id == person_id]
    return min((place[0] for place in places if place), default=Level.SPECIALIST)


def _place(seat: Seat, matter: Matter, above: int = 0) -> tuple[Level, int] | None:
    """Return the level on which a seat is asked and how well it fits, None when it is not concerned.

    Once the first specialist was asked, the others whose coverage fits as well are the best backup.
    """
    match seat.role:
        case Role.SPECIALIST if seat.region in (None, matter.region):
            fits = [
                _fit(seat.segment, matter.segment),
                _fit(seat.motion, matter.motion),
                _fit(seat.severity, matter.severity),
            ]
            if None in fits:
                return Level.BACKUP, 0
            fit = sum(fit for fit in fits if fit is not None) + (seat.region is not None)
            return (Level.SPECIALIST, fit) if above < Level.SPECIALIST else (Level.BACKUP, 10 + fit)
        case Role.LEAD if seat.region == matter.region:
            return Level.LEAD, 0
        case Role.HUB:
            return Level.HUB, 1
        case Role.ADMIN:
            return Level.HUB, 0
    return None


def _fit(covered: str | None, wanted: str | None) -> int | None:
    """Rate coverage: the very thing is best, everything next, something else than is known last; None misses it."""
    if covered is None:
        return 0
    if wanted is None:
        return -1
    return 1 if covered == wanted else None


def _available(
    seat: Seat,
    place: tuple[Level, int],
    colleagues: Mapping[int, Colleague],
    now: datetime,
    not_for: Set[int],
    around_the_clock: bool,
) -> Iterator[_Candidate]:
    """Yield the seat's holder and, while they are away, who stands in for them."""
    level, fit = place
    holder = colleagues[seat.person_id]
    because = _covers(seat)
    if holder.id not in not_for and (opens := opening(holder, now, around_the_clock)) < NEVER:
        yield _Candidate(holder, level, fit, opens, None, because)
    deputy = _deputy(holder, colleagues) if holder.away else None
    if deputy and deputy.id not in not_for:
        yield _Candidate(deputy, level, fit, opening(deputy, now, around_the_clock), holder, f"for {holder.name}")


def opening(who: Colleague, now: datetime, around_the_clock: bool = False) -> datetime:
    """Return when somebody can be asked: now, when they open, or when they are back; NEVER when nobody knows."""
    if who.away and who.away_until is None:
        return NEVER
    since = max(now, who.away_until or now) if who.away else now
    return since if around_the_clock else who.hours.next_open(since)


def _deputy(holder: Colleague, colleagues: Mapping[int, Colleague]) -> Colleague | None:
    """Follow delegates to the first who is there."""
    seen = {holder.id}
    who: Colleague | None = holder
    while who and who.away:
        who = colleagues.get(who.delegate_id or 0)
        if who is None or who.id in seen:
            return None
        seen.add(who.id)
    return who


def _covers(seat: Seat) -> str:
    match seat.role:
        case Role.SPECIALIST:
            words = " ".join(part for part in (seat.region, seat.segment, seat.motion, seat.severity) if part)
            return f"covers {words or 'everything'}"
        case Role.LEAD:
            return f"leads {seat.region}"
    return "hub"
