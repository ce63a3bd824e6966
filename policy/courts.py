"""Whose court the time was spent in: a clock's business time, split by who had to act meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from policy.calendar import Calendar

# Steps are noted with their due time, however late anybody notices, and put the clock in nobody else's court.
_NOTED = frozenset({"warn", "breach"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of a clock: from `at` on it is in `court`."""

    at: datetime
    change: str  # start, pause, resume, stop, cancel, retarget, court, warn, breach
    court: str


@dataclass(frozen=True, slots=True)
class Split:
    """Business time by court."""

    counted: Mapping[str, timedelta]  # while the clock ran: the parts sum to what it has used up
    rested: Mapping[str, timedelta]  # while it was paused


def split(turns: Iterable[Turn], until: datetime, calendar: Calendar) -> Split:
    """Split the business time of one clock, from its last start up to `until`. `turns` are its history in order."""
    counted: dict[str, timedelta] = {}
    rested: dict[str, timedelta] = {}
    into: dict[str, timedelta] | None = None  # where the time since the last turn goes
    last: Turn | None = None
    for turn in turns:
        if turn.change in _NOTED:
            continue
        if turn.change == "start":
            counted, rested = {}, {}
            into, last = counted, turn
            continue
        if last and turn.at < last.at:  # machines disagree about the time by a little
            turn = replace(turn, at=last.at)
        if last and into is not None:
            _spend(into, last, min(turn.at, until), calendar)
        into = {"pause": rested, "resume": counted, "stop": None, "cancel": None}.get(turn.change, into)
        last = turn
    if last and into is not None:
        _spend(into, last, until, calendar)
    return Split(counted, rested)


def _spend(into: dict[str, timedelta], since: Turn, until: datetime, calendar: Calendar) -> None:
    spent = calendar.between(since.at, until) if until > since.at else timedelta()
    into[since.court] = into.get(since.court, timedelta()) + spent
