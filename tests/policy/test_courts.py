"""Whose court the time was in: examples a person can check, and the parts always sum to what the clock has used."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policy import sla
from policy.calendar import ALWAYS_OPEN, Calendar
from policy.courts import Turn, split
from policy.sla import ClockState
from tests.policy.test_sla import BERLIN

HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)  # Tuesday, 09:00 in Berlin


def test_all_of_it_was_the_desks() -> None:
    turns = [Turn(NINE, "start", "specialist")]
    assert split(turns, NINE + 8 * HOUR, BERLIN).counted == {"specialist": 8 * HOUR}


def test_a_case_that_climbed_was_in_two_courts() -> None:
    turns = [Turn(NINE, "start", "specialist"), Turn(NINE + 3 * HOUR, "court", "lead")]
    found = split(turns, NINE + 8 * HOUR, BERLIN)
    assert found.counted == {"specialist": 3 * HOUR, "lead": 5 * HOUR}


def test_time_with_the_submitter_rests_and_is_told_apart() -> None:
    turns = [
        Turn(NINE, "start", "specialist"),
        Turn(NINE + 2 * HOUR, "pause", "submitter"),
        Turn(NINE + 5 * HOUR, "resume", "specialist"),
    ]
    found = split(turns, NINE + 6 * HOUR, BERLIN)
    assert (found.counted, found.rested) == ({"specialist": 3 * HOUR}, {"submitter": 3 * HOUR})


def test_a_night_belongs_to_nobody() -> None:
    turns = [Turn(NINE, "start", "specialist")]
    assert split(turns, NINE + 24 * HOUR, BERLIN).counted == {"specialist": 8 * HOUR}


def test_a_clock_that_starts_over_forgets_what_was_before() -> None:
    turns = [Turn(NINE, "start", "lead"), Turn(NINE + HOUR, "stop", "lead"), Turn(NINE + 2 * HOUR, "start", "hub")]
    assert split(turns, NINE + 3 * HOUR, BERLIN).counted == {"hub": HOUR}


def test_a_breach_that_was_noticed_late_turns_nothing() -> None:
    turns = [Turn(NINE, "start", "specialist"), Turn(NINE + 2 * HOUR, "court", "lead")]
    noted = [*turns, Turn(NINE + HOUR, "breach", "specialist")]
    assert split(noted, NINE + 4 * HOUR, BERLIN) == split(turns, NINE + 4 * HOUR, BERLIN)


COURTS = st.sampled_from(["submitter", "specialist", "lead", "hub", "other"])
STEPS = st.lists(st.tuples(st.sampled_from(["court", "pause", "resume", "retarget"]), COURTS, st.integers(0, 4000)))


@given(STEPS, st.integers(0, 5000), st.sampled_from([BERLIN, ALWAYS_OPEN]))
def test_the_parts_sum_to_what_the_clock_has_used(steps, wait: int, calendar: Calendar) -> None:
    at, clock = NINE, sla.start("deal.review", 8 * HOUR, NINE, calendar)
    turns = [Turn(at, "start", "specialist")]
    for change, court, minutes in steps:
        now = at + timedelta(minutes=minutes)
        if change == "pause" and clock.state is ClockState.RUNNING:
            clock = sla.pause(clock, now, calendar)
        elif change == "resume" and clock.state is ClockState.PAUSED:
            clock = sla.resume(clock, now, calendar)
        elif change in ("pause", "resume"):
            continue
        turns.append(Turn(now, change, court))
        at = now
    until = at + timedelta(minutes=wait)
    found = split(turns, until, calendar)
    assert sum(found.counted.values(), timedelta()) == sla.elapsed(clock, until, calendar)
