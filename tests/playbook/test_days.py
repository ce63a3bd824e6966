"""Days that differ from the week: public holidays and a desk's own."""

from datetime import date, time

import pytest

from desk.playbook.days import Day, freeze
from desk.playbook.schema import DeskCalendar

WEEK = dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), "09:00-17:00")
NOON = ((time(9), time(13)),)


def days(year: int, **more: object) -> dict[date, Day]:
    calendar = DeskCalendar.model_validate({"zone": "Europe/Berlin", "hours": WEEK, **more})
    return freeze(calendar, first=year, last=year)


# country, subdivision, date, name (None: a working day)
HOLIDAYS = [
    # a movable feast
    ("DE", None, "2026-04-03", "Good Friday"),
    # on a Saturday, and not made up for
    ("DE", None, "2026-10-03", None),
    # in one state only
    ("DE", "BY", "2026-01-06", "Epiphany"),
    ("DE", None, "2026-01-06", None),
    # on a Saturday, observed on the Friday before
    ("US", None, "2026-07-03", "Independence Day"),
    ("US", None, "2026-07-04", None),
    # on a Sunday, observed on the Monday after
    ("SG", None, "2026-08-10", "National Day"),
    # the next New Year's Day is a Saturday, observed in the old year
    ("US", None, "2027-12-31", "New Year's Day"),
]


@pytest.mark.parametrize(("country", "subdivision", "on", "name"), HOLIDAYS)
def test_public_holidays_close_the_desk(country: str, subdivision: str | None, on: str, name: str | None) -> None:
    day = date.fromisoformat(on)
    found = days(day.year, country=country, subdivision=subdivision).get(day)
    assert found == (Day(name) if name else None)


def test_a_desk_may_work_on_a_public_holiday_by_name_or_by_date() -> None:
    found = days(2026, country="US", work_on=["Columbus Day", "2026-11-11", "07-03"])
    assert not {date(2026, 10, 12), date(2026, 11, 11), date(2026, 7, 3)} & set(found)
    assert date(2026, 11, 26) in found


def test_a_day_of_every_year_counts_only_when_the_desk_would_work() -> None:
    own = {
        "closed": {"12-31": "New Year's Eve"},
        "half_days": {"12-24": {"name": "Christmas Eve", "hours": "09:00-13:00"}},
    }
    assert days(2026, **own) == {
        date(2026, 12, 24): Day("Christmas Eve", NOON),  # a Thursday
        date(2026, 12, 31): Day("New Year's Eve"),
    }
    assert days(2028, **own) == {}  # both are Sundays


def test_the_29th_of_february_is_there_in_leap_years_only() -> None:
    own = {"closed": {"02-29": "Leap day"}}
    assert days(2028, **own) == {date(2028, 2, 29): Day("Leap day")}
    assert days(2027, **own) == {}


def test_what_is_named_for_one_date_counts_most() -> None:
    found = days(
        2026,
        country="DE",
        closed={"12-24": "Christmas Eve", "2026-12-28": "Works-council day"},
        half_days={
            "12-25": {"name": "never on a holiday", "hours": "09:00-13:00"},
            "2026-12-24": {"name": "Handover", "hours": "09:00-13:00"},
            "2026-12-05": {"name": "Inventory on a Saturday", "hours": "09:00-13:00"},
        },
    )
    assert found[date(2026, 12, 24)] == Day("Handover", NOON)
    assert found[date(2026, 12, 25)] == Day("Christmas Day")
    assert found[date(2026, 12, 28)] == Day("Works-council day")
    assert found[date(2026, 12, 5)] == Day("Inventory on a Saturday", NOON)
