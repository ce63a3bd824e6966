"""When a specialist's daily brief is due.

On the business days of the region in whose days they work, at the playbook's hour by their own clock, and after their
quiet hours. That is the moment at which news that they put off until the morning would come by itself, and the one that
the form *How I am told* promises; so the two are one message, and nobody is woken at the hour of a region's seat.
Whoever the workspace has not shown yet has no clock of their own: theirs is the region's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from desk import wishes
from desk.standards import Standards
from policy.calendar import Calendar
from policy.permissions import Role
from policy.preferences import Quiet, brief_on
from store import Work
from store.models import Person, Region, RoleGrant

DAY = timedelta(days=1)
# A desk that is closed for longer than that has other worries than a brief.
LOOKED_AHEAD = 60
UNKNOWN = "UTC"  # the zone of people whom Slack was not asked about, and the playbook names none for


@dataclass(frozen=True, slots=True)
class Mornings:
    """One person's briefs, as they wish and work at present."""

    calendar: Calendar
    zone: ZoneInfo
    quiet: Quiet | None
    at: time

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def next(self, after: datetime) -> datetime | None:
        """Return the first brief that comes later than `after`."""
        first = self.day(after) - DAY  # in quiet hours over midnight a day's brief comes on the next
        ahead = (self._on(first + number * DAY) for number in range(LOOKED_AHEAD))
        return next((due_at for due_at in ahead if due_at and due_at > after), None)

    def last(self, until: datetime) -> datetime | None:
        """Return the last brief that came no later than `until`."""
        back = (self._on(self.day(until) - number * DAY) for number in range(LOOKED_AHEAD))
        return next((due_at for due_at in back if due_at and due_at <= until), None)

    def _on(self, day: date) -> datetime | None:
        if not self.calendar.is_business_day(day):
            return None
        return brief_on(day, self.quiet, zone=self.zone, at=self.at)


def of(work: Work, standards: Standards, person_id: int) -> Mornings | None:
    """Return when a specialist's briefs are due; None for somebody who covers no region that there is."""
    person = work.get_one(Person, person_id)
    held = work.exec(
        select(RoleGrant.region).where(RoleGrant.person_id == person_id, RoleGrant.role == Role.SPECIALIST)
    )
    region = _own(standards, [person.home_region, *sorted(code for code in held if code)])
    if region is None:
        return None
    wished, is_known = wishes.of(work, person_id), person.profile_at or person.zone != UNKNOWN
    zone = ZoneInfo(person.zone) if is_known else standards.zone(region.code)
    return Mornings(standards.calendar(region.calendar), zone, wished.quiet, wished.brief_at)


def _own(standards: Standards, codes: Iterable[str | None]) -> Region | None:
    """Return in whose days a specialist works: their home region, else the first they cover."""
    return next((standards.regions[code] for code in codes if code and code in standards.regions), None)
