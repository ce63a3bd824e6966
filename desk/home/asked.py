"""Open requests that somebody has to answer or decide on: questions, exceptions, more time, waivers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, literal, literal_column
from sqlmodel import col, func, select

from desk.home.errands import Due
from desk.home.look import READ_AT_MOST, Look
from policy.requests import Kind, Status
from store.models import Person, Request


@dataclass(frozen=True, slots=True)
class Asked:
    """One open request, as far as a line about it goes."""

    ref: str
    kind: Kind
    region: str
    about: str  # a rule, a record, or nothing
    text: str
    submitter: str
    due: Due | None


def rows(look: Look) -> Sequence[Row[Any]]:
    """Read what waits for this person, and for the hub how many of each kind are open anywhere (one statement)."""
    mine = (Request.owner_id == look.who.id) & (Request.status == Status.OPEN)
    if not look.in_hub:
        columns: Any = select(literal(None), literal(0), Request, col(Person.name)).join(
            Person, col(Person.id) == Request.submitter_id
        )
        return look.work.execute(columns.where(mine).order_by(col(Request.id)).limit(READ_AT_MOST)).all()
    # A literal, so that both engines use the index of what is open.
    opened: Any = select(col(Request.kind).label("kind"), func.count().label("number"))
    counted = opened.where(literal_column("request.status = 'open'")).group_by(col(Request.kind)).subquery()
    every: Any = select(counted.c.kind, counted.c.number, Request, col(Person.name)).select_from(counted)
    every = every.outerjoin(Request, (col(Request.kind) == counted.c.kind) & mine)
    return look.work.execute(
        every.outerjoin(Person, col(Person.id) == Request.submitter_id).order_by(col(Request.id))
    ).all()


def counts(found: Sequence[Row[Any]]) -> tuple[tuple[Kind, int], ...]:
    """Return how many of each kind are open, as read for the hub."""
    numbers = {kind: number for kind, number, _, _ in map(tuple, found) if kind}
    return tuple((kind, numbers[kind]) for kind in Kind if kind in numbers)


def refs(found: Sequence[Row[Any]]) -> set[str]:
    return {request.ref for _, _, request, _ in map(tuple, found) if request}


def asked(found: Sequence[Row[Any]], due: dict[str, Due]) -> tuple[Asked, ...]:
    """Return them in due order; what has no clock comes last, the oldest first."""
    several = [
        Asked(row.ref, row.kind, row.region, row.about, row.text, submitter, due.get(row.ref))
        for _, _, row, submitter in map(tuple, found)
        if row
    ]
    return tuple(sorted(several, key=lambda one: one.due.at.timestamp() if one.due else float("inf")))
