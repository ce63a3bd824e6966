"""Clocks: how much of its time a step has used, when it is due, and whether that was missed.

A clock counts business time in one calendar. Each change returns a new clock, and a change that the state does not
allow raises ValueError. A due time is always what a clock would show that had run without a break from a retroactive
start: the present, less the business time already spent. So a pause moves it by exactly its business length, and a
change of priority keeps what has been used up.

What is late stays late: a breach is the due time having passed while the clock ran, however late anybody notices, and
neither a pause nor an end after it takes it back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from policy.calendar import Calendar


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"  # no longer owed: unless it was late by then, it counts in no report


@dataclass(frozen=True, slots=True)
class Clock:
    metric: str
    goal: timedelta  # business time allowed
    state: ClockState
    started_at: datetime
    due_at: datetime  # while paused: as of the pause
    warn_at: datetime
    paused_at: datetime | None  # since when it rests
    spent: timedelta  # business time of the stretches that have ended
    counted_from: datetime | None  # where the running stretch began
    stopped_at: datetime | None  # when it was stopped or cancelled
    warn_share: float = 0.75


def start(metric: str, goal: timedelta, at: datetime, calendar: Calendar, warn_share: float = 0.75) -> Clock:
    """Return a clock that runs from `at`. `warn_share` is the share of the goal after which to warn."""
    _check_goal(goal)
    _check_share(warn_share)
    return Clock(
        metric=metric,
        goal=goal,
        state=ClockState.RUNNING,
        started_at=at,
        due_at=calendar.add(at, goal),
        warn_at=calendar.add(at, goal * warn_share),
        paused_at=None,
        spent=timedelta(),
        counted_from=at,
        stopped_at=None,
        warn_share=warn_share,
    )


def pause(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Rest a running clock; its due time stands still until it is resumed."""
    _allow(clock, "paused", ClockState.RUNNING)
    at = _not_before_last_change(clock, at)
    return replace(clock, state=ClockState.PAUSED, paused_at=at, spent=elapsed(clock, at, calendar), counted_from=None)


def resume(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Let a paused clock run on; what was not late yet is due later by the business length of the pause."""
    _allow(clock, "resumed", ClockState.PAUSED)
    at = _not_before_last_change(clock, at)
    due_at, warn_at = clock.due_at, clock.warn_at
    if not _passed_before_pause(clock, due_at):
        due_at = max(at, _reached(clock.goal, clock.spent, at, calendar))
    if not _passed_before_pause(clock, warn_at):
        warn_at = max(at, _reached(clock.goal * clock.warn_share, clock.spent, at, calendar))
    return replace(clock, state=ClockState.RUNNING, paused_at=None, counted_from=at, due_at=due_at, warn_at=warn_at)


def stop(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Stop a clock because the step is done; a pause it was in moves the due time, as if resumed first."""
    _allow(clock, "stopped", ClockState.RUNNING, ClockState.PAUSED)
    return _ended(clock, ClockState.STOPPED, at, calendar)


def cancel(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """End a clock because the step is no longer owed."""
    _allow(clock, "cancelled", ClockState.RUNNING, ClockState.PAUSED)
    return _ended(clock, ClockState.CANCELLED, at, calendar)


def reset(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Start over at `at` with nothing spent, whatever the clock was doing: a case was reopened."""
    return start(clock.metric, clock.goal, at, calendar, clock.warn_share)


def retarget(clock: Clock, goal: timedelta, at: datetime, calendar: Calendar, warn_share: float | None = None) -> Clock:
    """Give a running or paused clock another goal, and another share after which to warn; keep what has been spent (a
    retroactive start).

    A shorter goal can lie in the past: the clock is then late since the moment the new goal was used up. Where pauses
    lie between that moment and now, it is reckoned as if they did not, which is the reading that favours the desk.
    """
    _allow(clock, "given another goal", ClockState.RUNNING, ClockState.PAUSED)
    _check_goal(goal)
    share = clock.warn_share if warn_share is None else warn_share
    _check_share(share)
    if (goal, share) == (clock.goal, clock.warn_share):
        return clock
    at = clock.paused_at or _not_before_last_change(clock, at)
    spent = elapsed(clock, at, calendar)
    due_at = _reached(goal, spent, at, calendar)
    warn_at = _reached(goal * share, spent, at, calendar)
    # A clock that was late before a pause kept its due time; a goal that is not longer cannot move it back.
    keep = min if goal <= clock.goal else max
    keep_warning = min if goal * share <= clock.goal * clock.warn_share else max
    return replace(
        clock,
        goal=goal,
        warn_share=share,
        due_at=keep(due_at, clock.due_at),
        warn_at=keep_warning(warn_at, clock.warn_at),
    )


def elapsed(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """Return the business time the clock has used by `at`."""
    if clock.counted_from is None:
        return clock.spent
    return clock.spent + max(timedelta(), calendar.between(clock.counted_from, at))


def remaining(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """Return the business time left at `at`, negative when the clock is late."""
    return clock.goal - elapsed(clock, at, calendar)


def is_breached(clock: Clock, at: datetime) -> bool:
    """Say whether the due time has been missed as of `at`; the instant itself is still in time.

    A paused clock does not breach, but one that was late before its pause stays so. A stopped or cancelled clock is
    judged by when it ended.
    """
    return (clock.stopped_at or clock.paused_at or at) > clock.due_at


def _ended(clock: Clock, state: ClockState, at: datetime, calendar: Calendar) -> Clock:
    at = _not_before_last_change(clock, at)
    if clock.state is ClockState.PAUSED:
        clock = resume(clock, at, calendar)
    return replace(clock, state=state, stopped_at=at, spent=elapsed(clock, at, calendar), counted_from=None)


def _reached(span: timedelta, spent: timedelta, at: datetime, calendar: Calendar) -> datetime:
    """Return when `span` is used up by a clock that runs without a break and has `spent` at `at`."""
    return calendar.add(calendar.subtract(at, spent), span)


def _passed_before_pause(clock: Clock, instant: datetime) -> bool:
    return clock.paused_at is not None and instant < clock.paused_at


def _not_before_last_change(clock: Clock, at: datetime) -> datetime:
    """Return `at`, or the clock's last change when that came later: machines disagree about the time by a little."""
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone, so nobody can say which instant it is.")
    return max(at, clock.paused_at or clock.counted_from or clock.started_at)


def _allow(clock: Clock, done: str, *states: ClockState) -> None:
    if clock.state not in states:
        raise ValueError(f"The clock {clock.metric!r} is {clock.state} and cannot be {done}.")


def _check_share(share: float) -> None:
    if not 0 < share <= 1:
        raise ValueError(f"A share of the goal lies between 0 and 1, not at {share}.")


def _check_goal(goal: timedelta) -> None:
    if goal <= timedelta():
        raise ValueError("A clock needs a goal above zero.")
