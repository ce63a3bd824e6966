"""Open registrations that concern somebody: as submitter, as whoever has to act, as the hub for what nobody covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, literal, literal_column, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from desk.home.look import READ_AT_MOST, Look
from policy.deals import Status
from policy.permissions import Act, Role
from policy.standing import Standing, apart, standing
from store.models import Deal, Partner, Person, SlaClock

MINE, DESK, NOBODYS = "mine", "desk", "nobody's"
# A literal, so that SQLite uses the index of the clocks that run.
RUNNING: ColumnElement[bool] = literal_column("sla_clock.state = 'running'")


@dataclass(frozen=True, slots=True)
class Due:
    """The step of a record that falls due next."""

    metric: str
    at: datetime
    standing: Standing
    span: timedelta  # left, or since it was due; business time, unless it counts around the clock
    always: bool  # it counts around the clock


@dataclass(frozen=True, slots=True)
class Errand:
    """One open registration, as far as a line about it goes."""

    ref: str
    status: Status
    customer: str
    partner: str
    region: str
    amount: Decimal
    currency: str
    submitter_id: int
    submitter: str
    holder: str  # who has taken it, else whom it was routed to
    taken: bool
    question: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Errands:
    """A person's open registrations in due order. `more` says that only the oldest of very many were read."""

    mine: tuple[Errand, ...] = ()
    desk: tuple[Errand, ...] = ()
    nobodys: tuple[Errand, ...] = ()
    more: bool = False


def rows(look: Look) -> Sequence[Row[Any]]:
    """Read what is open (one statement)."""
    on_desk = bool(look.roles - {Role.REP})
    return look.work.execute(_open(on_desk=on_desk, in_hub=look.in_hub), {"me": look.who.id, "hub": look.hub}).all()


def refs(found: Iterable[Row[Any]]) -> set[str]:
    return {f"DR-{row.id}" for row in found}


def errands(look: Look, found: Sequence[Row[Any]], due: dict[str, Due]) -> Errands:
    """Return what is open in due order, as far as the person may see it."""
    lists: dict[str, list[Errand]] = {MINE: [], DESK: [], NOBODYS: []}
    for row in found:
        errand = _errand(row, due.get(f"DR-{row.id}"))
        if look.who.may(Act.SEE, errand):
            lists[row.tag].append(errand)
    hubs = {errand.ref for errand in lists[NOBODYS]}
    return Errands(
        mine=_in_order(lists[MINE]),
        desk=_in_order(errand for errand in lists[DESK] if errand.ref not in hubs),
        nobodys=_in_order(lists[NOBODYS]),
        more=any(len(several) >= READ_AT_MOST for several in lists.values()),
    )


@cache
def _open(*, on_desk: bool, in_hub: bool) -> Any:
    """Ask for what is open, each with why it concerns this person."""
    me: ColumnElement[int] = bindparam("me")
    unowned = col(Deal.owner_id).is_(None)
    wanted: list[tuple[str, ColumnElement[bool]]] = [(MINE, col(Deal.submitter_id) == me)]
    if on_desk:
        wanted += [(DESK, col(Deal.owner_id) == me), (DESK, unowned & (col(Deal.assignee_id) == me))]
    if in_hub:
        wanted.append((NOBODYS, unowned & col(Deal.assignee_id).in_(bindparam("hub", expanding=True))))
    found = union_all(*(_oldest(tag, whose) for tag, whose in wanted)).subquery()
    holder_id = func.coalesce(Deal.owner_id, Deal.assignee_id)
    submitter, holder = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (
        found.c.tag, Deal.id, Deal.status, Deal.customer, col(Partner.name).label("partner"), Deal.region, Deal.amount,
        Deal.currency, Deal.submitter_id, col(submitter.name).label("submitter"), col(holder.name).label("holder"),
        Deal.owner_id, Deal.question,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(found)
        .join(Deal, col(Deal.id) == found.c.id)
        .join(Partner, col(Partner.id) == Deal.partner_id)
        .join(submitter, col(submitter.id) == Deal.submitter_id)
        .outerjoin(holder, col(holder.id) == holder_id)
    )


def _oldest(tag: str, whose: ColumnElement[bool]) -> Any:
    ids: Any = select(col(Deal.id).label("id")).where(col(Deal.decided_at).is_(None), whose)
    oldest = ids.order_by(col(Deal.id)).limit(READ_AT_MOST).subquery()
    return select(oldest.c.id, literal(tag).label("tag"))


def dues(look: Look, refs: set[str]) -> dict[str, Due]:
    """Return, by reference, the running step that falls due first (one statement)."""
    if not refs:
        return {}
    columns: tuple[Any, ...] = (SlaClock.subject, SlaClock.metric, SlaClock.warn_at, SlaClock.due_at, SlaClock.calendar)
    running = look.work.execute(select(*columns).where(col(SlaClock.subject).in_(refs), RUNNING)).all()
    first: dict[str, Any] = {}
    for row in sorted(running, key=lambda row: row.due_at):
        first.setdefault(row.subject, row)
    return {
        subject: due(look, row.metric, warn_at=row.warn_at, due_at=row.due_at, calendar=row.calendar)
        for subject, row in first.items()
    }


def due(look: Look, metric: str, *, warn_at: datetime, due_at: datetime, calendar: str) -> Due:
    """Return how a running step stands at the moment of the look."""
    span = apart(due_at, look.now, look.standards.calendar(calendar))
    return Due(metric, due_at, standing(warn_at=warn_at, due_at=due_at, now=look.now), span, always=not calendar)


def _errand(row: Any, due: Due | None) -> Errand:
    return Errand(
        ref=f"DR-{row.id}",
        status=row.status,
        customer=row.customer,
        partner=row.partner,
        region=row.region,
        amount=row.amount,
        currency=row.currency,
        submitter_id=row.submitter_id,
        submitter=row.submitter,
        holder=row.holder or "",
        taken=row.owner_id is not None,
        question=row.question or "",
        due=due,
    )


def _in_order(errands: Iterable[Errand]) -> tuple[Errand, ...]:
    """Sort by due time; what has no clock running comes last."""
    return tuple(sorted(errands, key=lambda e: (e.due is None, e.due.at.timestamp() if e.due else 0.0)))
