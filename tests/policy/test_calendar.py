"""Business time is exact across clock changes, half-hour zones, midnights, year ends and half days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.calendar import ALWAYS_OPEN, Calendar, Hours

NINE_TO_FIVE: Hours = ((time(9), time(17)),)
WITH_LUNCH: Hours = ((time(9), time(12, 30)), (time(13, 15), time(17, 30)))
ALL_DAY: Hours = ((time(0), time(0)),)
NIGHT: Hours = ((time(1, 30), time(2, 30)), (time(22), time.max))  # around the hours that clock changes touch
HOUR = timedelta(hours=1)


def weekdays(zone: str, hours: Hours = NINE_TO_FIVE, days: dict[date, Hours] | None = None) -> Calendar:
    return Calendar(zone, dict.fromkeys(range(5), hours), days or {})


def every_day(zone: str, hours: Hours) -> Calendar:
    return Calendar(zone, dict.fromkeys(range(7), hours))


def local(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


# The week around each change: a clock started on Friday at 16:00 with eight hours is due on Monday at 16:00 local,
# whatever the weekend did to UTC.
WEEKENDS = [
    # zone, Friday, Monday, hours from Friday 16:00 to Monday 16:00 as the world's clock counts them
    ("America/New_York", "2026-03-06", "2026-03-09", 71),  # forward on 8 March
    ("America/New_York", "2026-10-30", "2026-11-02", 73),  # back on 1 November
    ("Europe/London", "2026-03-27", "2026-03-30", 71),  # forward on 29 March
    ("Europe/London", "2026-10-23", "2026-10-26", 73),  # back on 25 October
    ("Australia/Sydney", "2026-10-02", "2026-10-05", 71),  # forward on 4 October
    ("Australia/Sydney", "2026-04-03", "2026-04-06", 73),  # back on 5 April
    ("Asia/Kolkata", "2026-03-27", "2026-03-30", 72),  # never changes, half an hour off
    ("Asia/Kolkata", "2026-10-23", "2026-10-26", 72),
    ("Australia/Adelaide", "2026-10-02", "2026-10-05", 71),  # half an hour off and forward
    ("Australia/Adelaide", "2026-04-03", "2026-04-06", 73),  # half an hour off and back
    ("Australia/Lord_Howe", "2026-10-02", "2026-10-05", 71.5),  # changes by half an hour
    ("Australia/Lord_Howe", "2026-04-03", "2026-04-06", 72.5),
    ("Asia/Kathmandu", "2026-03-27", "2026-03-30", 72),  # three quarters of an hour off
]


@pytest.mark.parametrize(("zone", "friday", "monday", "world_hours"), WEEKENDS)
def test_a_clock_change_at_the_weekend_moves_no_local_due_time(
    zone: str, friday: str, monday: str, world_hours: float
) -> None:
    calendar = weekdays(zone)
    started, due = local(zone, f"{friday}T16:00"), local(zone, f"{monday}T16:00")
    assert calendar.add(started, 8 * HOUR) == due
    assert calendar.subtract(due, 8 * HOUR) == started
    assert calendar.between(started, due) == 8 * HOUR
    assert due.astimezone(UTC) - started.astimezone(UTC) == timedelta(hours=world_hours)


CHANGE_DAYS = [
    # zone, day, open hours of a desk that never closes on that day
    ("America/New_York", "2026-03-08", 23),
    ("America/New_York", "2026-11-01", 25),
    ("Europe/London", "2026-03-29", 23),
    ("Europe/London", "2026-10-25", 25),
    ("Australia/Sydney", "2026-10-04", 23),
    ("Australia/Sydney", "2026-04-05", 25),
    ("Asia/Kolkata", "2026-03-29", 24),
    ("Australia/Adelaide", "2026-10-04", 23),
    ("Australia/Adelaide", "2026-04-05", 25),
    ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ("America/Havana", "2026-03-08", 23),  # the change skips midnight itself
    ("America/Havana", "2026-11-01", 25),
]


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGE_DAYS)
def test_a_desk_that_never_closes_works_the_hours_the_day_really_has(zone: str, day: str, hours: float) -> None:
    on = date.fromisoformat(day)
    only_then = Calendar(zone, dict.fromkeys(range(7), ALL_DAY), {on - timedelta(1): (), on + timedelta(1): ()})
    noon = local(zone, f"{day}T12:00")
    assert only_then.between(noon - timedelta(days=1), noon + timedelta(days=1)) == timedelta(hours=hours)


def test_the_hour_that_a_clock_change_skips_is_nobodys_business_time() -> None:
    # In London 01:00 to 02:00 does not exist on 29 March 2026.
    calendar = every_day("Europe/London", ((time(0, 30), time(3)),))
    day = local("Europe/London", "2026-03-29T00:00")
    assert calendar.between(day, day + timedelta(days=1)) == 1.5 * HOUR
    gone = every_day("Europe/London", ((time(1, 15), time(1, 45)),))
    assert gone.next_open(day) == local("Europe/London", "2026-03-30T01:15")


def test_the_hour_that_a_clock_change_repeats_counts_twice() -> None:
    # In London 01:00 to 02:00 comes twice on 25 October 2026.
    calendar = every_day("Europe/London", ((time(1, 30), time(3)),))
    first, second = (local("Europe/London", "2026-10-25T01:30", fold) for fold in (0, 1))
    assert calendar.between(first, second) == 0.5 * HOUR  # 01:30 to 02:00, then 01:00 to 01:30 again, closed
    assert calendar.is_open(first)
    assert not calendar.is_open(local("Europe/London", "2026-10-25T01:10", 1))
    assert calendar.add(first, 2 * HOUR) == local("Europe/London", "2026-10-25T03:00")


def test_open_means_from_the_opening_up_to_but_not_including_the_closing() -> None:
    berlin = weekdays("Europe/Berlin")
    assert not berlin.is_open(local("Europe/Berlin", "2026-11-23T08:59:59.999999"))
    assert berlin.is_open(local("Europe/Berlin", "2026-11-23T09:00"))
    assert berlin.is_open(local("Europe/Berlin", "2026-11-23T16:59:59.999999"))
    assert not berlin.is_open(local("Europe/Berlin", "2026-11-23T17:00"))
    assert not berlin.is_open(local("Europe/Berlin", "2026-11-22T12:00"))  # a Sunday


def test_a_full_day_is_due_at_closing_time_and_not_next_morning() -> None:
    berlin = weekdays("Europe/Berlin")
    assert berlin.add(local("Europe/Berlin", "2026-11-23T09:00"), 8 * HOUR) == local(
        "Europe/Berlin", "2026-11-23T17:00"
    )


def test_counting_back_a_full_day_from_closing_ends_at_the_opening_of_that_day() -> None:
    berlin = weekdays("Europe/Berlin")
    assert berlin.subtract(local("Europe/Berlin", "2026-11-23T17:00"), 8 * HOUR) == local(
        "Europe/Berlin", "2026-11-23T09:00"
    )


def test_nothing_added_or_taken_leaves_the_instant_alone_even_on_a_sunday() -> None:
    sunday = local("Europe/Berlin", "2026-11-22T12:00")
    berlin = weekdays("Europe/Berlin")
    assert berlin.add(sunday, timedelta()) == berlin.subtract(sunday, timedelta()) == sunday


def test_a_case_that_comes_in_at_night_starts_to_count_in_the_morning() -> None:
    berlin = weekdays("Europe/Berlin")
    assert berlin.add(local("Europe/Berlin", "2026-11-23T23:10"), HOUR) == local("Europe/Berlin", "2026-11-24T10:00")
    assert berlin.next_open(local("Europe/Berlin", "2026-11-23T23:10")) == local("Europe/Berlin", "2026-11-24T09:00")
    assert berlin.next_open(local("Europe/Berlin", "2026-11-20T17:00")) == local("Europe/Berlin", "2026-11-23T09:00")


def test_lunch_is_not_business_time() -> None:
    calendar = weekdays("Europe/Madrid", WITH_LUNCH)
    assert calendar.add(local("Europe/Madrid", "2026-11-23T12:00"), HOUR) == local("Europe/Madrid", "2026-11-23T13:45")
    assert not calendar.is_open(local("Europe/Madrid", "2026-11-23T12:45"))


def test_the_year_ends_with_a_half_day_and_two_holidays() -> None:
    # New Year's Eve 2026 is a Thursday, open until noon; Friday 1 January is closed, the weekend follows.
    calendar = weekdays("Europe/Berlin", days={date(2026, 12, 31): ((time(9), time(12)),), date(2027, 1, 1): ()})
    assert calendar.add(local("Europe/Berlin", "2026-12-31T11:00"), 2 * HOUR) == local(
        "Europe/Berlin", "2027-01-04T10:00"
    )
    assert calendar.is_business_day(date(2026, 12, 31))
    assert not calendar.is_business_day(date(2027, 1, 1))
    assert not calendar.is_business_day(date(2027, 1, 2))


def test_an_extra_saturday_counts() -> None:
    calendar = weekdays("Asia/Singapore", days={date(2026, 11, 28): ((time(10), time(14)),)})
    assert calendar.add(local("Asia/Singapore", "2026-11-27T16:00"), 2 * HOUR) == local(
        "Asia/Singapore", "2026-11-28T11:00"
    )


def test_leap_day_is_a_day_like_any_other() -> None:
    calendar = weekdays("America/New_York")  # 29 February 2028 is a Tuesday
    assert calendar.add(local("America/New_York", "2028-02-28T16:00"), 2 * HOUR) == local(
        "America/New_York", "2028-02-29T10:00"
    )


def test_a_shift_over_midnight_is_two_spans_that_touch() -> None:
    calendar = Calendar("Asia/Tokyo", {0: ((time(22), time(0)),), 1: ((time(0), time(6)),)})
    assert calendar.add(local("Asia/Tokyo", "2026-11-23T23:00"), 2 * HOUR) == local("Asia/Tokyo", "2026-11-24T01:00")
    assert calendar.is_open(local("Asia/Tokyo", "2026-11-24T00:00"))


def test_around_the_clock_business_time_is_plain_time() -> None:
    at = datetime(2026, 12, 31, 23, 50, tzinfo=UTC)
    assert ALWAYS_OPEN.add(at, timedelta(minutes=15)) == datetime(2027, 1, 1, 0, 5, tzinfo=UTC)
    assert ALWAYS_OPEN.subtract(at, timedelta(days=400)) == at - timedelta(days=400)
    assert ALWAYS_OPEN.next_open(at) == at


def test_both_spellings_of_midnight_close_at_midnight() -> None:
    late = datetime(2026, 11, 23, 23, 59, 59, 999_999, tzinfo=UTC)
    for midnight in (time(0), time.max):
        assert every_day("UTC", ((time(0), midnight),)).is_open(late)


BUSINESS_DAYS = [
    # from, days, closing of the day it ends on (Europe/Berlin, closed on Thursday 24 and Friday 25 December 2026)
    ("2026-11-23T10:00", 1, "2026-11-24T17:00"),  # Monday to Tuesday
    ("2026-11-27T10:00", 1, "2026-11-30T17:00"),  # Friday to Monday
    ("2026-11-28T10:00", 1, "2026-11-30T17:00"),  # the Saturday itself does not count
    ("2026-11-23T23:59", 5, "2026-11-30T17:00"),  # local midnight decides, not that of UTC
    ("2026-12-23T10:00", 1, "2026-12-28T17:00"),  # over two holidays and a weekend
    ("2026-10-23T10:00", 2, "2026-10-27T17:00"),  # over the end of summer time
]


@pytest.mark.parametrize(("at", "days", "end"), BUSINESS_DAYS)
def test_business_days_end_at_the_closing_of_the_last_one(at: str, days: int, end: str) -> None:
    calendar = weekdays("Europe/Berlin", days={date(2026, 12, 24): (), date(2026, 12, 25): ()})
    assert calendar.add_days(local("Europe/Berlin", at), days) == local("Europe/Berlin", end)


def test_a_business_day_counts_from_the_desks_own_date() -> None:
    auckland = weekdays("Pacific/Auckland")
    sunday_in_utc = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # Monday morning in Auckland
    assert auckland.add_days(sunday_in_utc, 1) == local("Pacific/Auckland", "2026-11-24T17:00")


def test_a_business_day_of_an_open_desk_ends_at_midnight() -> None:
    assert ALWAYS_OPEN.add_days(datetime(2026, 12, 30, 12, tzinfo=UTC), 1) == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_half_day_ends_at_its_own_closing() -> None:
    calendar = weekdays("Europe/Berlin", days={date(2026, 12, 31): ((time(9), time(12)),)})
    assert calendar.add_days(local("Europe/Berlin", "2026-12-30T10:00"), 1) == local(
        "Europe/Berlin", "2026-12-31T12:00"
    )


def test_a_closing_that_a_clock_change_skips_or_repeats_is_still_a_closing() -> None:
    calendar = every_day("Europe/London", ((time(0), time(1, 30)),))
    assert calendar.add_days(local("Europe/London", "2026-03-28T12:00"), 1) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert calendar.add_days(local("Europe/London", "2026-10-24T12:00"), 1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_day_ends_at_the_first_midnight_where_a_clock_change_repeats_it() -> None:
    # In Havana 00:00 to 01:00 comes twice on 1 November 2026: the second one is no longer the 31st.
    calendar = every_day("America/Havana", ((time(23), time(0)),))
    assert calendar.add_days(local("America/Havana", "2026-10-30T12:00"), 1) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    # And on 8 March it is skipped: the 7th ends where the clock jumps from 00:00 to 01:00.
    assert calendar.add_days(local("America/Havana", "2026-03-06T12:00"), 1) == datetime(2026, 3, 8, 5, tzinfo=UTC)


def test_any_date_is_covered_in_any_order_of_asking() -> None:
    calendar = weekdays("Europe/London")
    for year in (2026, 1999, 2061, 1931, 2026):
        monday = datetime(year, 6, 1, 12, tzinfo=UTC)
        while monday.weekday():
            monday += timedelta(days=1)
        assert calendar.is_open(monday)
        assert calendar.between(monday, monday + timedelta(days=7)) == 40 * HOUR
    assert calendar.between(datetime(1931, 1, 1, tzinfo=UTC), datetime(2061, 1, 1, tzinfo=UTC)) > 250_000 * HOUR


def test_two_calendars_with_the_same_hours_are_the_same_value() -> None:
    one, other = weekdays("Europe/Berlin"), weekdays("Europe/Berlin")
    one.add(datetime(2026, 1, 1, tzinfo=UTC), HOUR)
    assert one == other
    assert hash(one) == hash(other)
    assert one != weekdays("Europe/Paris")


@pytest.mark.parametrize(
    ("zone", "weekly", "days"),
    [
        ("Europe/Atlantis", {0: NINE_TO_FIVE}, {}),  # no such zone
        ("../etc/localtime", {0: NINE_TO_FIVE}, {}),  # no zone but a path
        ("UTC", {}, {}),  # never open
        ("UTC", {0: ()}, {}),  # never open either
        ("UTC", {}, {date(2026, 1, 1): NINE_TO_FIVE}),  # open once and then never again
        ("UTC", {7: NINE_TO_FIVE}, {}),  # no such day
        ("UTC", {0: ((time(17), time(9)),)}, {}),  # ends before it begins
        ("UTC", {0: ((time(9), time(9)),)}, {}),  # empty
        ("UTC", {0: ((time(9), time(13)), (time(12), time(17)))}, {}),  # overlap
        ("UTC", {0: ((time(13), time(17)), (time(9), time(12)))}, {}),  # out of order
        ("UTC", {0: ((time(9, tzinfo=UTC), time(17, tzinfo=UTC)),)}, {}),  # names a zone of its own
        ("UTC", {0: NINE_TO_FIVE}, {date(2026, 1, 1): ((time(5), time(3)),)}),  # a bad exception
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(
    zone: str, weekly: dict[int, Hours], days: dict[date, Hours]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Calendar(zone, weekly, days)


def test_a_time_without_a_zone_is_refused_everywhere() -> None:
    naive, aware = datetime(2026, 11, 23, 12), datetime(2026, 11, 23, 12, tzinfo=UTC)  # noqa: DTZ001
    calendar = weekdays("Europe/Berlin")
    for ask in (
        lambda: calendar.is_open(naive),
        lambda: calendar.next_open(naive),
        lambda: calendar.add(naive, HOUR),
        lambda: calendar.subtract(naive, timedelta()),
        lambda: calendar.between(naive, aware),
        lambda: calendar.between(aware, naive),
        lambda: calendar.add_days(naive, 1),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_fewer_than_one_business_day_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        weekdays("UTC").add_days(datetime(2026, 11, 23, tzinfo=UTC), 0)


def test_a_calendar_says_where_it_ends() -> None:
    with pytest.raises(ValueError, match="9998"):
        ALWAYS_OPEN.is_open(datetime(9999, 6, 1, tzinfo=UTC))


# Built once, as in the program: hypothesis asks them in every order.
CALENDARS = [
    weekdays("America/New_York"),
    weekdays("Europe/London", WITH_LUNCH),
    weekdays("Asia/Kolkata", days={date(2026, 3, 31): (), date(2026, 10, 24): ((time(10), time(13, 30)),)}),
    every_day("Australia/Sydney", NIGHT),
    every_day("Australia/Adelaide", NIGHT),
    every_day("Australia/Lord_Howe", ((time(0, 15), time(2, 15)),)),
    every_day("America/Havana", ((time(0), time(0, 30)), (time(23, 15), time(0)))),
    every_day("Europe/London", ALL_DAY),
    Calendar("Asia/Kathmandu", {6: ((time(23, 45), time(0)),), 0: ((time(0), time(0, 20)),)}),
    ALWAYS_OPEN,
]
calendars = st.sampled_from(CALENDARS)
CHANGES = [datetime(2026, 3, 8), datetime(2026, 3, 29), datetime(2026, 4, 5)]  # noqa: DTZ001
CHANGES += [datetime(2026, 10, 4), datetime(2026, 10, 25), datetime(2026, 11, 1)]  # noqa: DTZ001
near_a_change = st.builds(
    lambda change, minutes: change.replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3 * 1440, 2 * 1440),
)
anywhere = st.datetimes(datetime(1995, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
instants = near_a_change | anywhere
spans = st.timedeltas(timedelta(), timedelta(days=20))


def shows_open(calendar: Calendar, at: datetime) -> bool:
    """Read the desk's wall clock and its hours, and nothing else."""
    wall = at.astimezone(ZoneInfo(calendar.zone))
    now = wall.time()  # which time comes first does not depend on the fold
    return any(
        opens <= now and (closes in (time(0), time.max) or now < closes)
        for opens, closes in calendar.hours(wall.date())
    )


@given(calendars, near_a_change)
def test_open_is_what_the_wall_clock_says(calendar: Calendar, at: datetime) -> None:
    assert calendar.is_open(at) == shows_open(calendar, at)


@given(calendars, near_a_change, st.integers(1, 4000))
def test_business_time_agrees_with_counting_minute_by_minute(calendar: Calendar, at: datetime, minutes: int) -> None:
    minute = timedelta(minutes=1)
    end, counted = at, 0
    while end < at + minutes * minute:
        counted += shows_open(calendar, end)
        end += minute
    assert calendar.between(at, end) == counted * minute


@given(calendars.filter(lambda calendar: calendar.zone != "Asia/Kathmandu"), near_a_change, st.integers(1, 600))
@example(CALENDARS[3], datetime(2026, 4, 4, 12, tzinfo=UTC), 180)
def test_due_times_agree_with_counting_minute_by_minute(calendar: Calendar, at: datetime, minutes: int) -> None:
    minute = timedelta(minutes=1)
    due, left = at, minutes
    while left:
        left -= shows_open(calendar, due)
        due += minute
    assert calendar.add(at, minutes * minute) == due
    began, left = at, minutes
    while left:
        began -= minute
        left -= shows_open(calendar, began)
    assert calendar.subtract(at, minutes * minute) == began


@given(calendars, instants, spans)
def test_adding_and_then_subtracting_is_the_identity_inside_open_time(
    calendar: Calendar, at: datetime, span: timedelta
) -> None:
    at = calendar.next_open(at)
    assert calendar.subtract(calendar.add(at, span), span) == at


@given(calendars, instants, spans)
def test_what_was_added_is_what_lies_between(calendar: Calendar, at: datetime, span: timedelta) -> None:
    later, earlier = calendar.add(at, span), calendar.subtract(at, span)
    assert calendar.between(at, later) == span == calendar.between(earlier, at)
    assert calendar.between(later, at) == -span
    assert calendar.add(at, -span) == earlier
    assert later.tzinfo is UTC


@given(calendars, instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=20)))
def test_a_due_time_is_the_earliest_instant_that_will_do(calendar: Calendar, at: datetime, span: timedelta) -> None:
    tick = timedelta(microseconds=1)
    assert calendar.between(at, calendar.add(at, span) - tick) == span - tick
    assert calendar.between(calendar.subtract(at, span) + tick, at) == span - tick


@given(calendars, instants, spans, spans)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, at: datetime, one: timedelta, other: timedelta) -> None:
    assert calendar.between(at, calendar.add(calendar.add(at, one), other)) == one + other


@given(calendars, instants)
def test_the_next_opening_is_open_and_nothing_lies_before_it(calendar: Calendar, at: datetime) -> None:
    opening = calendar.next_open(at)
    assert opening >= at
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == timedelta()


@given(calendars, instants, st.integers(1, 12))
def test_a_business_day_ends_closed_after_that_many_business_days(calendar: Calendar, at: datetime, days: int) -> None:
    end = calendar.add_days(at, days)
    zone = ZoneInfo(calendar.zone)
    passed, on = 0, at.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    while on < last:
        on += timedelta(days=1)
        passed += calendar.is_business_day(on)
    assert passed == days
    assert calendar.is_open(end - timedelta(microseconds=1))


# Both weekends of a clock change, where desks of ours are (in 2026). Friday 16:00 plus eight hours of a nine-to-five
# desk is Monday 16:00 by the wall clock, however long the weekend was; a desk that never closes works what there was.
CHANGES = [
    ("America/New_York", "2026-03-06", timedelta(hours=-1)),  # on 8 March clocks go forward
    ("America/New_York", "2026-10-30", timedelta(hours=1)),  # on 1 November they go back
    ("Europe/London", "2026-03-27", timedelta(hours=-1)),
    ("Europe/London", "2026-10-23", timedelta(hours=1)),
    ("Australia/Sydney", "2026-10-02", timedelta(hours=-1)),  # spring in the south
    ("Australia/Sydney", "2026-04-03", timedelta(hours=1)),
    ("Asia/Kolkata", "2026-03-27", timedelta()),  # half an hour off everybody else, and no change at all
    ("Asia/Kolkata", "2026-10-23", timedelta()),
]


@pytest.mark.parametrize(("zone", "friday", "longer"), CHANGES)
def test_a_due_time_over_a_weekend_of_clock_change_is_the_same_by_the_wall_clock(
    zone: str, friday: str, longer: timedelta
) -> None:
    here = ZoneInfo(zone)
    start = datetime.combine(date.fromisoformat(friday), time(16), here)
    monday = datetime.combine(date.fromisoformat(friday) + timedelta(days=3), time(16), here)
    desk = Calendar(zone, dict.fromkeys(range(5), ((time(9), time(17)),)), {})
    due = desk.add(start, timedelta(hours=8))
    assert due == monday
    assert due.astimezone(UTC) - start.astimezone(UTC) == timedelta(days=3) + longer
    assert desk.subtract(due, timedelta(hours=8)) == start
    assert desk.between(start, monday) == timedelta(hours=8)


@pytest.mark.parametrize(("zone", "friday", "longer"), CHANGES)
def test_midnight_to_midnight_over_a_clock_change_is_what_the_world_took(
    zone: str, friday: str, longer: timedelta
) -> None:
    here = ZoneInfo(zone)
    first = datetime.combine(date.fromisoformat(friday), time(0), here)
    last = datetime.combine(date.fromisoformat(friday) + timedelta(days=3), time(0), here)
    always = Calendar(zone, dict.fromkeys(range(7), ((time(0), time(0)),)), {})
    span = timedelta(days=3) + longer
    assert always.between(first, last) == span
    assert always.add(first, span) == last
    assert always.subtract(last, span) == first


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata"])
def test_the_year_ends_at_the_desks_own_midnight(zone: str) -> None:
    here = ZoneInfo(zone)
    desk = Calendar(zone, dict.fromkeys(range(5), ((time(9), time(17)),)), {date(2027, 1, 1): ()})
    thursday = datetime(2026, 12, 31, 16, tzinfo=here)  # an hour is left of the year; Friday is a holiday
    assert desk.add(thursday, timedelta(hours=2)) == datetime(2027, 1, 4, 10, tzinfo=here)
    assert desk.subtract(datetime(2027, 1, 4, 10, tzinfo=here), timedelta(hours=2)) == thursday
