"""ISO weeks in a time zone, and an hour of the week: when a week's report is due, whatever the clocks do."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_HOUR = re.compile(rf"({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week: 2026-W47."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def at(cls, moment: datetime, zone: ZoneInfo) -> "Week":
        """Return the week that people of `zone` live in at `moment`."""
        return cls.of(moment.astimezone(zone).date())

    @classmethod
    def read(cls, text: str) -> "Week | None":
        """Read `2026-W47`; None for what is no week."""
        found = _WEEK.fullmatch(text.strip())
        if not found:
            return None
        year, number = int(found[1]), int(found[2])
        try:
            date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def plus(self, weeks: int) -> "Week":
        return Week.of(self.monday + timedelta(weeks=weeks))

    def begins(self, zone: ZoneInfo) -> datetime:
        """Return the first instant of the week in `zone`, in UTC."""
        return datetime.combine(self.monday, time(), zone).astimezone(UTC)

    def ends(self, zone: ZoneInfo) -> datetime:
        """Return the first instant after the week in `zone`, in UTC."""
        return self.plus(1).begins(zone)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the week by the clock on the wall: Monday 08:00."""

    weekday: int  # Monday = 0
    at: time

    @classmethod
    def read(cls, text: str) -> "Hour":
        """Read `Monday 08:00`. Raises ValueError with the cure."""
        found = _HOUR.fullmatch(text.strip())
        if not found:
            raise ValueError(f'"{text}" is not an hour of the week. Write it like "Monday 08:00".')
        return cls(DAYS.index(found[1]), time(int(found[2]), int(found[3])))

    def __str__(self) -> str:
        return f"{DAYS[self.weekday]} {self.at:%H:%M}"

    def within(self, week: Week, zone: ZoneInfo) -> datetime:
        """Return this hour of `week` in UTC. One that the clocks show twice is the first of the two; one that they skip
        comes as much later as they skip."""
        return datetime.combine(week.monday + timedelta(days=self.weekday), self.at, zone).astimezone(UTC)

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the next time that this hour comes after `moment`."""
        week = Week.at(moment, zone)
        return next(at for weeks in (0, 1, 2) if (at := self.within(week.plus(weeks), zone)) > moment)
