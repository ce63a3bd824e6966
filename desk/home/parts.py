"""What a Home shows, part by part: each role's, from the fewest statements."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, String, case, cast, literal
from sqlmodel import col, func, select

from desk import sla
from desk.arrears import BEHIND, last
from desk.home.errands import RUNNING, Due, due
from desk.home.look import Look
from policy.coverage import Hole, holes
from policy.deals import Status
from policy.permissions import Role
from policy.requests import Kind
from store.models import Deal, Partner, SlaClock

ENDING_WITHIN = timedelta(days=30)  # the first reminder of a protection that ends
STUCK_AFTER = timedelta(days=1)
SHOWN = 5
STEPS = 3  # clocks that one record has running at most
COUNTED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Protected:
    """A registration of the person's that holds its customer."""

    ref: str
    customer: str
    partner: str
    until: date
    days: int  # left, today included


@dataclass(frozen=True, slots=True)
class Protections:
    """How many hold, and those that end soon."""

    count: int
    ending: tuple[Protected, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What a specialist has decided since Monday."""

    decided: int
    in_time: int
    mean: timedelta  # business time to a decision


@dataclass(frozen=True, slots=True)
class Stuck:
    """A step that has been late for longer than a day."""

    ref: str
    customer: str  # empty where the record is not a registration
    region: str
    court: str
    due: Due


@dataclass(frozen=True, slots=True)
class Hub:
    """What needs the hub besides what nobody covers."""

    stuck: tuple[Stuck, ...]
    stuck_count: int
    holes: tuple[Hole, ...]
    behind_since: datetime | None = None  # what fell due and was not done or told, as the auditor has found
    requests: tuple[tuple[Kind, int], ...] = ()  # open questions, proposals, exceptions, insights


def protections(look: Look) -> Protections:
    """Return what the person's approved registrations protect (one statement)."""
    holding = select(Deal.id).where(
        Deal.submitter_id == look.who.id,
        col(Deal.protected_until) >= look.today,
        col(Deal.status) == Status.APPROVED,
    )
    count = select(func.count()).select_from(holding.limit(COUNTED_AT_MOST).subquery()).scalar_subquery()
    columns: tuple[Any, ...] = (Deal.id, Deal.customer, Partner.name, Deal.protected_until, count.label("total"))
    rows = look.work.execute(
        select(*columns)
        .join(Partner, col(Partner.id) == Deal.partner_id)
        .where(col(Deal.id).in_(holding.order_by(col(Deal.protected_until), col(Deal.id)).limit(SHOWN)))
        .order_by(col(Deal.protected_until), col(Deal.id))
    ).all()
    ending = [
        Protected(f"DR-{number}", customer, partner, until, (until - look.today).days)
        for number, customer, partner, until, _ in rows
        if until - look.today <= ENDING_WITHIN
    ]
    return Protections(rows[0].total if rows else 0, tuple(ending))


def week(look: Look) -> Week:
    """Return what the person has decided since Monday (one statement)."""
    decided = (
        select(func.count(), func.count(col(SlaClock.breached_at)), func.avg(SlaClock.spent_seconds))
        .select_from(Deal)
        .join(
            SlaClock,
            (col(SlaClock.subject) == literal("DR-") + cast(Deal.id, String)) & (col(SlaClock.metric) == sla.DECISION),
        )
        .where(
            Deal.decided_by_id == look.who.id,
            col(Deal.decided_at) >= look.monday,
            col(Deal.status) != Status.WITHDRAWN,
        )
    )
    number, late, mean = look.work.execute(decided).one()
    return Week(number, number - late, timedelta(seconds=float(mean or 0)))


def hub(look: Look, requests: tuple[tuple[Kind, int], ...]) -> Hub:
    """Return what needs the hub besides what nobody covers (two statements); `requests` are open."""
    since = look.now - STUCK_AFTER
    late = select(SlaClock.subject).where(RUNNING, SlaClock.due_at <= since).distinct()
    count = select(func.count()).select_from(late.limit(COUNTED_AT_MOST).subquery()).scalar_subquery()
    number = case(
        (col(SlaClock.subject).startswith("DR-"), cast(func.substr(SlaClock.subject, 4), Integer)), else_=None
    )
    rows = look.work.execute(
        select(SlaClock, Deal.customer, count.label("total"))
        .outerjoin(Deal, col(Deal.id) == number)
        .where(RUNNING, SlaClock.due_at <= since)
        .order_by(col(SlaClock.due_at))
        .limit(SHOWN * STEPS)
    ).all()
    first: dict[str, Any] = {}
    for clock, customer, _ in rows:
        first.setdefault(clock.subject, (clock, customer))
    stuck = [
        Stuck(
            clock.subject, customer or "", clock.region, clock.court,
            due(look, clock.metric, warn_at=clock.warn_at, due_at=clock.due_at, calendar=clock.calendar),
        )
        for clock, customer in list(first.values())[:SHOWN]
    ]  # fmt: skip
    said = last(look.work)
    behind = said.at if said and said.action == BEHIND else None
    return Hub(tuple(stuck), rows[0].total if rows else 0, _holes(look), behind, requests)


def _holes(look: Look) -> tuple[Hole, ...]:
    """Return the holes with the segments as people call them."""
    standards = look.standards
    found = holes(
        look.seats,
        regions=[region.code for region in standards.open_regions()],
        segments=[choice.code for choice in standards.offered("segment")],
        motions=[choice.code for choice in standards.offered("motion")],
    )
    return tuple(
        replace(hole, segments=tuple(standards.label("segment", code) for code in hole.segments)) for hole in found
    )


def coverage(look: Look) -> tuple[str, ...]:
    """Say in words what a specialist or lead covers: "EMEA, Mid-market, Resell"."""
    standards = look.standards
    return tuple(
        ", ".join(
            part
            for part in (
                grant.region or "every region",
                standards.label("segment", grant.segment),
                standards.label("motion", grant.motion),
            )
            if part
        )
        for grant in look.who.grants
        if grant.role in (Role.SPECIALIST, Role.LEAD)
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """The hours of a person's own desk: until when it is open now, else when it opens."""

    open_until: datetime | None
    opens_at: datetime | None


def duty(look: Look) -> Duty | None:
    """Return how the desk of the person's home region is staffed; None for who has no such region."""
    region = look.standards.regions.get(look.who.home_region or "")
    if region is None:
        return None
    calendar = look.standards.calendar(region.calendar)
    if not calendar.is_open(look.now):
        return Duty(None, calendar.next_open(look.now))
    closes = max(closes for _, closes in calendar.hours(look.today))
    on = look.today + timedelta(days=closes == time(0))
    return Duty(datetime.combine(on, closes, tzinfo=look.zone), None)
