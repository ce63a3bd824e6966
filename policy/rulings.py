"""Who rules on a channel conflict, tier by tier, how a ruling can turn out, and who rules after an appeal (ROE-15).

T0  a finding that blocks. The form says so and nothing is registered.
T1  the desk, in front of both partner managers: whoever submitted reads the ruling and its reason.
T2  a named neutral seat: never who submitted or claims, never who ruled before, never the region's own lead.
T3  an executive, where no neutral seat is free.
"""

from collections.abc import Iterable, Set
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


def seat_for_appeal(neutral: Iterable[int], executives: Iterable[int], *, never: Set[int]) -> tuple[Tier, int] | None:
    """Return who rules on an appeal: the first neutral person who has no part in it, else the first such executive."""
    for tier, people in ((Tier.NEUTRAL, neutral), (Tier.EXECUTIVE, executives)):
        for one in people:
            if one not in never:
                return tier, one
    return None


def appeal_until(ruled_at: datetime, days: int, calendar: Calendar) -> datetime:
    """Return when the time for an appeal is over: `days` working days after the ruling."""
    return calendar.add(ruled_at, WORKING_DAY * days)
