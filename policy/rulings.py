"""The ladder of a channel conflict, tier by tier, how a ruling can turn out, and who rules on the upper tiers (ROE-15).

T0  a finding that blocks. The form says so and nothing is registered.
T1  the desk, which hears both partner managers: those who submitted the registrations that clash.
T2  a named neutral seat: never who submitted or claims, never who had it before, nor anybody with a role in the region.
T3  an executive.

Each tier has its own time. What is not ruled on by then goes to the next tier that has a seat for it.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from policy.calendar import Calendar

WORKING_DAY = timedelta(hours=8)


class Tier(IntEnum):
    AUTOMATIC = 0
    DESK = 1
    NEUTRAL = 2
    EXECUTIVE = 3


class Outcome(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"


def seat_above(tier: int, seats: Mapping[Tier, Iterable[int]], *, never: Set[int]) -> tuple[Tier, int] | None:
    """Return who rules after `tier`: of the next tier that has anybody, the first who has no part in it."""
    for higher in sorted(seats):
        if higher > tier:
            for one in seats[higher]:
                if one not in never:
                    return higher, one
    return None


def appeal_until(ruled_at: datetime, days: int, calendar: Calendar) -> datetime:
    """Return when the time for an appeal is over: `days` working days after the ruling."""
    return calendar.add(ruled_at, WORKING_DAY * days)
