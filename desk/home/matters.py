"""Open escalations that concern somebody: those they raised, those they are asked about or have, and the hub's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, func, or_, select

from desk.home.errands import Due
from desk.home.look import READ_AT_MOST, Look
from policy.duty import Level
from policy.escalations import PENDING, Severity, Status
from policy.permissions import Act
from store.models import Escalation, Person


@dataclass(frozen=True, slots=True)
class Matter:
    """One open escalation, as far as a line about it goes."""

    ref: str
    status: Status
    severity: Severity
    subject: str
    about: str
    region: str
    submitter_id: int  # who raised it
    raiser: str
    holder_id: int | None  # who has it, else who is asked
    holder: str
    question: str
    hubs: bool  # the hub is asked, and nobody has it yet
    due: Due | None


def rows(look: Look) -> Sequence[Row[Any]]:
    """Read the open escalations of a person (one statement)."""
    return look.work.execute(_open(in_hub=look.in_hub), {"me": look.who.id, "hub": look.hub}).all()


@cache
def _open(*, in_hub: bool) -> Any:
    me: ColumnElement[int] = bindparam("me")
    open_still, unowned = col(Escalation.status).in_(PENDING), col(Escalation.owner_id).is_(None)
    theirs = or_(
        col(Escalation.raiser_id) == me,
        open_still & (col(Escalation.owner_id) == me),
        open_still & unowned & (col(Escalation.assignee_id) == me),
        *([open_still & unowned & col(Escalation.assignee_id).in_(bindparam("hub", expanding=True))] if in_hub else []),
    )
    holder_id = func.coalesce(Escalation.owner_id, Escalation.assignee_id)
    raiser, holder = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (
        Escalation, col(raiser.name).label("raiser"), holder_id.label("holder_id"), col(holder.name).label("holder"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(raiser, col(raiser.id) == Escalation.raiser_id)
        .outerjoin(holder, col(holder.id) == holder_id)
        .where(open_still, theirs)
        .order_by(col(Escalation.id))
        .limit(READ_AT_MOST)
    )


def matters(look: Look, found: Sequence[Row[Any]], due: dict[str, Due]) -> tuple[Matter, ...]:
    """Return them in due order, as far as the person may see them."""
    several = [
        Matter(
            ref=escalation.ref,
            status=escalation.status,
            severity=escalation.severity,
            subject=escalation.subject,
            about=escalation.about,
            region=escalation.region,
            submitter_id=escalation.raiser_id,
            raiser=raiser,
            holder_id=holder_id,
            holder=holder or "",
            question=escalation.question or "",
            hubs=escalation.owner_id is None and escalation.level == Level.HUB,
            due=due.get(escalation.ref),
        )
        for escalation, raiser, holder_id, holder in map(tuple, found)
        if look.who.may(Act.SEE_ESCALATION, escalation) or holder_id == look.who.id
    ]
    return tuple(sorted(several, key=lambda m: (m.due is None, m.due.at.timestamp() if m.due else 0.0)))
