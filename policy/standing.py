"""How a step stands against its clock, and how such counts are shared out over a bar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from policy.calendar import Calendar


class Standing(StrEnum):
    LATE = "late"  # its due time has passed
    AT_RISK = "at_risk"  # people were warned, or would be
    ON_TIME = "on_time"


def standing(*, warn_at: datetime, due_at: datetime, now: datetime) -> Standing:
    """Say how a running step stands at `now`. The breach instant is the due time itself."""
    if due_at <= now:
        return Standing.LATE
    return Standing.AT_RISK if warn_at <= now else Standing.ON_TIME


def apart(due_at: datetime, at: datetime, calendar: Calendar) -> timedelta:
    """Return the time left at `at`, or since the step was due, as counted by the calendar that its promise runs in."""
    return calendar.between(min(at, due_at), max(at, due_at))


def shares(counts: Sequence[int], cells: int) -> tuple[int, ...]:
    """Share `cells` out among `counts`, by largest remainder; what is there at all gets a cell while there are enough.

    One late step among a thousand must not vanish from the picture.
    """
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    exact = [count * cells / total for count in counts]
    given = [max(int(part), 1 if count else 0) for part, count in zip(exact, counts, strict=True)]
    places = range(len(counts))
    while sum(given) < cells:
        given[max(places, key=lambda place: (exact[place] - given[place], -place))] += 1
    while sum(given) > cells:
        given[max(places, key=lambda place: (given[place] - exact[place], given[place]))] -= 1
    return tuple(given)
