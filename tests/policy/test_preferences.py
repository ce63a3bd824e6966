"""When somebody is told: choices, quiet hours in their own zone, and what is stronger than both."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.preferences import How, Matter, Quiet, Topic, When, decide, next_brief, quiet_until

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
KOLKATA, SYDNEY = ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Sydney")
EARLY = time(8, 30)  # when briefs come
NIGHT = Quiet(time(19), time(7))
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BERLIN)  # a Tuesday
LATE = datetime(2026, 11, 24, 23, 0, tzinfo=BERLIN)
MORNING_AFTER = datetime(2026, 11, 25, 8, 30, tzinfo=BERLIN)

NEWS = Matter(Topic.DESK_DEALS)
PING = Matter(Topic.DESK_DEALS, asks=True)
MINE_AND_LATE = Matter(Topic.DESK_DEALS, owns=True, late=True)
SOMEBODY_ELSES_AND_LATE = Matter(Topic.DESK_DEALS, late=True)
URGENT = Matter(Topic.ESCALATIONS, urgent=True)


@pytest.mark.parametrize(
    ("matter", "how", "now", "when", "until"),
    [
        (NEWS, How.AT_ONCE, NOON, When.NOW, None),
        (NEWS, How.AT_ONCE, LATE, When.LATER, datetime(2026, 11, 25, 7, 0, tzinfo=BERLIN)),
        (NEWS, How.BRIEF, NOON, When.LATER, MORNING_AFTER),
        (NEWS, How.NEVER, NOON, When.NEVER, None),
        # What asks something waits for the morning at most.
        (PING, How.NEVER, NOON, When.LATER, MORNING_AFTER),
        (PING, How.AT_ONCE, NOON, When.NOW, None),
        # What is theirs and runs out of time, and what is urgent, is heard at any hour, whatever was chosen.
        (MINE_AND_LATE, How.NEVER, LATE, When.NOW, None),
        (MINE_AND_LATE, How.BRIEF, NOON, When.NOW, None),
        (URGENT, How.NEVER, LATE, When.NOW, None),
        # What is late but somebody else's is news like any other.
        (SOMEBODY_ELSES_AND_LATE, How.NEVER, NOON, When.NEVER, None),
        (SOMEBODY_ELSES_AND_LATE, How.AT_ONCE, LATE, When.LATER, datetime(2026, 11, 25, 7, 0, tzinfo=BERLIN)),
    ],
)
def test_when_somebody_is_told(matter, how, now, when, until):
    verdict = decide(matter, how, NIGHT, zone=BERLIN, now=now, brief_at=EARLY)
    assert (verdict.when, verdict.until) == (when, until)
    assert verdict.because


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        # 20:00 in Berlin is the afternoon in New York and the night in Kolkata.
        (BERLIN, datetime(2026, 11, 24, 19, 0, tzinfo=UTC), datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 24, 19, 0, tzinfo=UTC), None),
        (KOLKATA, datetime(2026, 11, 24, 19, 0, tzinfo=UTC), datetime(2026, 11, 25, 1, 30, tzinfo=UTC)),
        # The night that is an hour longer, the one that is an hour shorter, and the year's end.
        (BERLIN, datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
        (NEW_YORK, datetime(2027, 3, 14, 2, 0, tzinfo=UTC), datetime(2027, 3, 14, 11, 0, tzinfo=UTC)),
        (SYDNEY, datetime(2026, 10, 3, 12, 0, tzinfo=UTC), datetime(2026, 10, 3, 20, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2027, 1, 1, 6, 0, tzinfo=UTC)),
        # The first quiet minute, and the first that is not.
        (BERLIN, datetime(2026, 11, 24, 18, 0, tzinfo=UTC), datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 11, 25, 6, 0, tzinfo=UTC), None),
    ],
)
def test_quiet_hours_follow_the_readers_own_zone(zone, now, until):
    assert quiet_until(NIGHT, zone=zone, now=now) == until


def test_quiet_hours_of_a_day_end_the_same_day():
    lunch = Quiet(time(12), time(13))
    assert quiet_until(lunch, zone=BERLIN, now=NOON) == NOON + timedelta(hours=1)
    assert quiet_until(lunch, zone=BERLIN, now=LATE) is None


@pytest.mark.parametrize(
    ("now", "brief"),
    [
        (datetime(2026, 11, 24, 8, 29, tzinfo=BERLIN), datetime(2026, 11, 24, 8, 30, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 8, 30, tzinfo=BERLIN), MORNING_AFTER),
        # Friday's news is read on Monday.
        (datetime(2026, 11, 27, 17, 0, tzinfo=BERLIN), datetime(2026, 11, 30, 8, 30, tzinfo=BERLIN)),
        (datetime(2026, 11, 28, 7, 0, tzinfo=BERLIN), datetime(2026, 11, 30, 8, 30, tzinfo=BERLIN)),
    ],
)
def test_the_brief_comes_on_the_next_working_morning(now, brief):
    assert next_brief(None, zone=BERLIN, now=now, at=EARLY) == brief


def test_a_brief_never_falls_into_quiet_hours():
    late_riser = Quiet(time(22), time(10))
    assert next_brief(late_riser, zone=BERLIN, now=NOON, at=EARLY) == datetime(2026, 11, 25, 10, 0, tzinfo=BERLIN)
    at_nine = NOON.replace(hour=9)  # today's is still to come
    assert next_brief(late_riser, zone=BERLIN, now=at_nine, at=EARLY) == NOON.replace(hour=10)


moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
zones = st.sampled_from([BERLIN, NEW_YORK, KOLKATA, SYDNEY, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Chatham")])
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
matters = st.builds(Matter, st.sampled_from([*Topic, None]), *[st.booleans()] * 4)


@given(matters, st.sampled_from(How), st.builds(Quiet, minutes, minutes), zones, moments)
def test_nothing_waits_for_what_is_past_or_for_longer_than_a_weekend(matter, how, quiet, zone, now):
    verdict = decide(matter, how, quiet, zone=zone, now=now, brief_at=EARLY)
    if verdict.until:
        assert now < verdict.until <= now + timedelta(days=4)
        assert quiet_until(quiet, zone=zone, now=verdict.until) is None
    if matter.breaks_through:
        assert verdict.when is When.NOW
    if matter.asks:
        assert verdict.when is not When.NEVER
