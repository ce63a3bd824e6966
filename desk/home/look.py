"""Who looks at their Home, and what all its sections read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select

from desk.people import Member
from desk.standards import Standards, load
from policy.permissions import Grant, Role
from policy.routing import Seat
from store import Work
from store.models import Person, RoleGrant

# At most so many open registrations of a person are put in order, the oldest first; nobody works off more in a day.
READ_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One person's look at one moment, within one unit of work."""

    work: Work
    standards: Standards
    who: Member
    seats: tuple[Seat, ...]  # everybody's coverage, reps aside
    now: datetime

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.who.grants)

    @property
    def hub(self) -> frozenset[int]:
        """Return the hub's people; admins where it has none."""
        hub = frozenset(seat.person_id for seat in self.seats if seat.role is Role.HUB)
        return hub or frozenset(seat.person_id for seat in self.seats if seat.role is Role.ADMIN)

    @property
    def in_hub(self) -> bool:
        return self.who.id in self.hub or bool(self.roles & {Role.HUB, Role.ADMIN})

    @property
    def names(self) -> Mapping[int, str]:
        return {seat.person_id: seat.name for seat in self.seats}

    def regions(self, *roles: Role) -> list[str]:
        """Return the regions, in the playbook's order, that this person holds one of `roles` for."""
        held = {grant.region for grant in self.who.grants if grant.role in roles}
        return [r.code for r in self.standards.open_regions() if held & {None, r.code}]

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone of the person's region, in whose days and weeks they work; else their own."""
        region = self.standards.regions.get(self.who.home_region or "")
        return self.standards.zone(region.code) if region else ZoneInfo(self.who.zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def monday(self) -> datetime:
        return monday(self.now, self.zone)


def monday(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the ISO week of `now` began in `zone`."""
    today = now.astimezone(zone).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=zone)


def look(work: Work, person_id: int, now: datetime) -> Look | None:
    """Return the look of an active person whom Slack knows; None for anybody else."""
    rows = work.exec(
        select(Person, RoleGrant)
        .outerjoin(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(Person.active, or_(Person.id == person_id, col(RoleGrant.role) != Role.REP))
    ).all()
    person = next((person for person, _ in rows if person.id == person_id), None)
    if person is None or not person.slack_id:
        return None
    held = [grant for someone, grant in rows if someone.id == person_id and grant]
    who = Member(
        id=person_id,
        slack_id=person.slack_id,
        name=person.name,
        zone=person.zone,
        home_region=person.home_region,
        grants=tuple(Grant(g.role, g.region, g.segment, g.motion) for g in held),
    )
    seats = tuple(
        Seat(someone.id or 0, someone.name, grant.role, grant.region, grant.segment, grant.motion)
        for someone, grant in rows
        if grant and grant.role is not Role.REP
    )
    return Look(work, load(work), who, seats, now)
