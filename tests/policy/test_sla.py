"""Clocks: due times, pauses, changes of goal, and what counts as late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policy import sla
from policy.calendar import ALWAYS_OPEN, Calendar
from policy.sla import Clock, ClockState

ZONE = "Europe/Berlin"
NINE_TO_FIVE = ((time(9), time(17)),)
BERLIN = Calendar(ZONE, dict.fromkeys(range(5), NINE_TO_FIVE), {date(2026, 12, 25): ()})
HOUR = timedelta(hours=1)


def on(text: str) -> datetime:
    """Return a local time in Berlin. November 2026 has a Monday on the 23rd."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def review(started: str, hours: float = 8) -> Clock:
    return sla.start("deal.review", hours * HOUR, on(started), BERLIN)


def test_a_clock_is_due_and_warns_in_business_time() -> None:
    clock = review("2026-11-23T11:00")
    assert clock.due_at == on("2026-11-24T11:00")
    assert clock.warn_at == on("2026-11-23T17:00")  # three quarters of eight hours
    assert clock.state is ClockState.RUNNING
    assert sla.elapsed(clock, on("2026-11-23T13:00"), BERLIN) == 2 * HOUR
    assert sla.remaining(clock, on("2026-11-23T13:00"), BERLIN) == 6 * HOUR


def test_a_clock_that_starts_at_the_weekend_has_its_whole_time_from_monday() -> None:
    clock = review("2026-11-21T12:00")
    assert clock.due_at == on("2026-11-23T17:00")
    assert sla.elapsed(clock, on("2026-11-22T20:00"), BERLIN) == timedelta()


def test_an_urgent_escalation_runs_around_the_clock() -> None:
    clock = sla.start("escalation.acknowledge", timedelta(minutes=15), on("2026-11-22T03:00"), ALWAYS_OPEN)
    assert clock.due_at == on("2026-11-22T03:15")


def test_the_due_time_itself_is_still_in_time() -> None:
    clock = review("2026-11-23T09:00")
    assert not sla.is_breached(clock, on("2026-11-23T17:00"))
    assert sla.is_breached(clock, on("2026-11-23T17:00:01"))


def test_what_is_left_is_negative_when_late() -> None:
    clock = review("2026-11-23T09:00")
    assert sla.remaining(clock, on("2026-11-24T10:30"), BERLIN) == -1.5 * HOUR


def test_a_pause_moves_the_due_time_by_its_business_length() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-23T17:00")  # as of the pause
    assert clock.paused_at == on("2026-11-23T11:00")
    clock = sla.resume(clock, on("2026-11-24T12:00"), BERLIN)  # nine business hours later
    assert clock.due_at == on("2026-11-25T10:00")
    assert clock.warn_at == on("2026-11-24T16:00")
    assert sla.elapsed(clock, on("2026-11-24T13:00"), BERLIN) == 3 * HOUR


def test_a_pause_over_night_moves_nothing() -> None:
    clock = review("2026-11-23T13:00")
    paused = sla.pause(clock, on("2026-11-23T18:00"), BERLIN)
    assert sla.resume(paused, on("2026-11-24T08:00"), BERLIN).due_at == clock.due_at


def test_a_paused_clock_does_not_breach() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T16:00"), BERLIN)
    assert not sla.is_breached(clock, on("2027-11-23T09:00"))
    assert sla.elapsed(clock, on("2027-11-23T09:00"), BERLIN) == 7 * HOUR


def test_a_clock_that_was_late_before_its_pause_stays_late_since_the_same_moment() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-24T11:00"), BERLIN)
    assert sla.is_breached(clock, on("2026-11-24T11:00"))
    clock = sla.resume(clock, on("2026-11-26T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-23T17:00")
    assert sla.is_breached(clock, on("2026-11-26T11:00"))
    assert sla.remaining(clock, on("2026-11-26T11:00"), BERLIN) == -2 * HOUR


def test_a_clock_paused_after_closing_time_on_its_last_day_was_late() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T20:00"), BERLIN)
    assert sla.is_breached(clock, on("2026-11-23T20:00"))


def test_a_clock_paused_at_the_very_due_time_has_no_time_left_but_is_not_late() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T17:00"), BERLIN)
    back = on("2026-11-25T20:00")
    assert not sla.is_breached(clock, back)
    assert not sla.is_breached(sla.stop(clock, back, BERLIN), back)
    assert sla.resume(clock, back, BERLIN).due_at == back


def test_a_warning_that_was_given_before_the_pause_is_not_given_again() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T16:00"), BERLIN)
    resumed = sla.resume(clock, on("2026-11-24T09:00"), BERLIN)
    assert resumed.warn_at == on("2026-11-23T15:00")
    assert resumed.due_at == on("2026-11-24T10:00")


def test_a_clock_stopped_in_time_never_becomes_late() -> None:
    clock = sla.stop(review("2026-11-23T09:00"), on("2026-11-23T12:00"), BERLIN)
    assert not sla.is_breached(clock, on("2030-01-01T00:00"))
    assert sla.elapsed(clock, on("2030-01-01T00:00"), BERLIN) == 3 * HOUR
    assert clock.stopped_at == on("2026-11-23T12:00")


def test_a_clock_stopped_late_stays_late_however_early_one_asks() -> None:
    clock = sla.stop(review("2026-11-23T09:00"), on("2026-11-24T09:01"), BERLIN)
    assert sla.is_breached(clock, on("2026-11-23T10:00"))


def test_deciding_while_waiting_for_the_submitter_is_not_late() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T11:00"), BERLIN)
    clock = sla.stop(clock, on("2026-12-01T11:00"), BERLIN)
    assert not sla.is_breached(clock, on("2026-12-02T00:00"))
    assert clock.spent == 2 * HOUR
    assert clock.due_at == on("2026-12-01T17:00")


def test_a_clock_cancelled_in_time_never_becomes_late_and_one_that_was_late_stays_so() -> None:
    clock = sla.cancel(review("2026-11-23T09:00"), on("2026-11-23T12:00"), BERLIN)
    assert not sla.is_breached(clock, on("2026-11-26T09:00"))
    assert clock.stopped_at == on("2026-11-23T12:00")
    late = sla.cancel(review("2026-11-23T09:00"), on("2026-11-25T09:00"), BERLIN)
    assert sla.is_breached(late, on("2026-11-26T09:00"))


def test_a_reset_clock_starts_over_with_the_same_goal_and_warning() -> None:
    old = sla.start("deal.decision", 16 * HOUR, on("2026-11-23T09:00"), BERLIN, warn_share=0.5)
    new = sla.reset(sla.stop(old, on("2026-11-23T12:00"), BERLIN), on("2026-11-25T09:00"), BERLIN)
    assert new == sla.start("deal.decision", 16 * HOUR, on("2026-11-25T09:00"), BERLIN, warn_share=0.5)


def test_a_higher_priority_keeps_the_time_already_used() -> None:
    clock = sla.retarget(review("2026-11-23T09:00"), 4 * HOUR, on("2026-11-23T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-23T13:00")
    assert clock.warn_at == on("2026-11-23T12:00")
    assert sla.remaining(clock, on("2026-11-23T11:00"), BERLIN) == 2 * HOUR


def test_a_higher_priority_can_be_late_from_the_start() -> None:
    clock = sla.retarget(review("2026-11-23T09:00"), HOUR, on("2026-11-23T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-23T10:00")
    assert sla.is_breached(clock, on("2026-11-23T11:00"))


def test_a_lower_priority_gives_more_time() -> None:
    clock = sla.retarget(review("2026-11-23T09:00"), 16 * HOUR, on("2026-11-24T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-24T17:00")
    assert not sla.is_breached(clock, on("2026-11-24T11:00"))


def test_a_change_of_priority_while_paused_counts_what_was_used_before_the_pause() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T11:00"), BERLIN)
    clock = sla.retarget(clock, 4 * HOUR, on("2026-11-30T11:00"), BERLIN)
    assert clock.due_at == on("2026-11-23T13:00")
    assert clock.state is ClockState.PAUSED
    assert sla.resume(clock, on("2026-12-01T09:00"), BERLIN).due_at == on("2026-12-01T11:00")


def test_a_late_clock_that_was_paused_keeps_its_breach_when_the_goal_gets_shorter() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-24T11:00"), BERLIN)
    clock = sla.resume(clock, on("2026-11-26T11:00"), BERLIN)
    assert sla.retarget(clock, 7.5 * HOUR, on("2026-11-26T12:00"), BERLIN).due_at <= on("2026-11-23T17:00")


def test_a_change_stamped_before_the_last_one_counts_as_made_with_it() -> None:
    clock = sla.pause(review("2026-11-23T09:00"), on("2026-11-23T11:00"), BERLIN)
    clock = sla.resume(clock, on("2026-11-23T10:59:58"), BERLIN)
    assert clock.counted_from == on("2026-11-23T11:00")
    assert clock.due_at == on("2026-11-23T17:00")
    assert sla.elapsed(clock, on("2026-11-23T10:00"), BERLIN) == 2 * HOUR


def _running() -> Clock:
    return review("2026-11-23T09:00")


def _paused() -> Clock:
    return sla.pause(_running(), on("2026-11-23T10:00"), BERLIN)


def _stopped() -> Clock:
    return sla.stop(_running(), on("2026-11-23T10:00"), BERLIN)


def _cancelled() -> Clock:
    return sla.cancel(_running(), on("2026-11-23T10:00"), BERLIN)


def _longer(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    return sla.retarget(clock, 16 * HOUR, at, calendar)


MOVES = [
    # move, from where it is allowed
    (sla.pause, {_running}),
    (sla.resume, {_paused}),
    (sla.stop, {_running, _paused}),
    (sla.cancel, {_running, _paused}),
    (_longer, {_running, _paused}),
    (sla.reset, {_running, _paused, _stopped, _cancelled}),
]


@pytest.mark.parametrize("state", [_running, _paused, _stopped, _cancelled])
@pytest.mark.parametrize(("move", "allowed"), MOVES)
def test_a_clock_refuses_what_its_state_does_not_allow(
    move: Callable[[Clock, datetime, Calendar], Clock],
    allowed: set[Callable[[], Clock]],
    state: Callable[[], Clock],
) -> None:
    at = on("2026-11-23T12:00")
    if state in allowed:
        assert move(state(), at, BERLIN)
    else:
        with pytest.raises(ValueError, match=r"deal\.review"):
            move(state(), at, BERLIN)


@pytest.mark.parametrize("goal", [timedelta(), -HOUR])
def test_a_goal_is_above_zero(goal: timedelta) -> None:
    with pytest.raises(ValueError, match="above zero"):
        sla.start("deal.review", goal, on("2026-11-23T09:00"), BERLIN)
    with pytest.raises(ValueError, match="above zero"):
        sla.retarget(_running(), goal, on("2026-11-23T09:00"), BERLIN)


@pytest.mark.parametrize("share", [0, -0.5, 1.01])
def test_a_warning_comes_within_the_goal(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        sla.start("deal.review", HOUR, on("2026-11-23T09:00"), BERLIN, warn_share=share)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        sla.start("deal.review", HOUR, naive, BERLIN)
    for move in (sla.pause, sla.stop, sla.cancel):
        with pytest.raises(ValueError, match="no time zone"):
            move(_running(), naive, BERLIN)


CALENDARS = [
    BERLIN,
    Calendar("Europe/London", dict.fromkeys(range(5), ((time(9), time(12, 30)), (time(13, 15), time(17, 30))))),
    Calendar("Australia/Adelaide", dict.fromkeys(range(7), ((time(1, 30), time(4)), (time(22), time(0))))),
    Calendar("America/New_York", dict.fromkeys(range(6), NINE_TO_FIVE), {date(2026, 3, 9): ((time(9), time(12)),)}),
    ALWAYS_OPEN,
]
calendars = st.sampled_from(CALENDARS)
minutes = st.integers(1, 1500)
beginnings = st.builds(
    lambda change, minute: change + timedelta(minutes=minute),
    st.sampled_from([datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5), (10, 25))]),
    st.integers(-4000, 1500),
)
goals = st.integers(4, 1200).map(lambda m: timedelta(minutes=m))
MINUTE = timedelta(minutes=1)


def played(calendar: Calendar, goal: timedelta, at: datetime, stretches: list[int]) -> tuple[Clock, datetime]:
    """Run a clock through stretches that are run and rested in turn, and return it with the time it then is."""
    clock = sla.start("any", goal, at, calendar)
    for number, length in enumerate(stretches):
        if number:
            clock = (sla.pause if number % 2 else sla.resume)(clock, at, calendar)
        at += length * MINUTE
    return clock, at


@given(calendars, goals, beginnings, st.lists(minutes, min_size=1, max_size=6))
def test_a_clock_agrees_with_counting_minute_by_minute(
    calendar: Calendar, goal: timedelta, started: datetime, stretches: list[int]
) -> None:
    clock, now = played(calendar, goal, started, stretches)
    at, counted, due = started, timedelta(), None
    for number, length in enumerate(stretches):
        for _ in range(length):
            counted += MINUTE if number % 2 == 0 and calendar.is_open(at) else timedelta()
            at += MINUTE
            if due is None and counted == goal:
                due = at
        assume(counted != goal)  # no time left at a change is a case of its own, by name above
    assert sla.elapsed(clock, now, calendar) == counted
    assert sla.remaining(clock, now, calendar) == goal - counted
    assert sla.is_breached(clock, now) == (due is not None)
    if due is not None:
        assert clock.due_at == due


@given(calendars, goals, beginnings, minutes, minutes)
def test_a_pause_moves_the_due_time_by_exactly_its_business_length(
    calendar: Calendar, goal: timedelta, started: datetime, run: int, rest: int
) -> None:
    clock = sla.start("any", goal, started, calendar)
    paused_at, resumed_at = started + run * MINUTE, started + (run + rest) * MINUTE
    assume(paused_at < clock.due_at)
    resumed = sla.resume(sla.pause(clock, paused_at, calendar), resumed_at, calendar)
    assert calendar.between(clock.due_at, resumed.due_at) == calendar.between(paused_at, resumed_at)
    assert resumed.due_at >= clock.due_at


@given(calendars, goals, goals, beginnings, st.lists(minutes, min_size=1, max_size=5))
def test_a_change_of_goal_and_back_changes_nothing_unless_it_was_late(
    calendar: Calendar, goal: timedelta, other: timedelta, started: datetime, stretches: list[int]
) -> None:
    clock, now = played(calendar, goal, started, stretches)
    assert sla.retarget(clock, goal, now, calendar) == clock
    changed = sla.retarget(clock, other, now, calendar)
    assert sla.elapsed(changed, now, calendar) == sla.elapsed(clock, now, calendar)
    assume(not sla.is_breached(clock, now) and not sla.is_breached(changed, now))
    assume(clock.warn_at > now)
    back = sla.retarget(changed, goal, now, calendar)
    assert replace(back, warn_at=clock.warn_at) == clock


@given(calendars, goals, goals, beginnings, minutes)
def test_a_change_of_goal_is_a_retroactive_start(
    calendar: Calendar, goal: timedelta, other: timedelta, started: datetime, run: int
) -> None:
    clock = sla.start("any", goal, started, calendar)
    assert sla.retarget(clock, other, started + run * MINUTE, calendar) == sla.start("any", other, started, calendar)


@given(calendars, goals, beginnings, st.lists(minutes, min_size=1, max_size=6), minutes)
def test_once_late_always_late(
    calendar: Calendar, goal: timedelta, started: datetime, stretches: list[int], more: int
) -> None:
    clock, now = played(calendar, goal, started, stretches)
    later = now + more * MINUTE
    change = sla.resume if clock.state is ClockState.PAUSED else sla.pause
    then = change(clock, now, calendar)
    stopped = sla.stop(then, now, calendar)
    assert sla.is_breached(then, now) == sla.is_breached(stopped, later) == sla.is_breached(clock, now)
