"""Who is away, until when, and who stands in."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from store import Work
from store.models import Absence, Person


def current(work: Work, now: datetime, person_ids: Iterable[int] | None = None) -> dict[int, Absence]:
    """Return the absences that hold at `now`, by person; the one that ends last where there are several."""
    given = {"now": now} if person_ids is None else {"now": now, "people": list(person_ids)}
    found: dict[int, Absence] = {}
    for absence in work.exec(_holding(everybody=person_ids is None), params=given):
        known = found.get(absence.person_id)
        if known is None or (
            known.ends_at is not None and (absence.ends_at is None or absence.ends_at > known.ends_at)
        ):
            found[absence.person_id] = absence
    return found


@cache
def _holding(*, everybody: bool) -> SelectOfScalar[Absence]:
    begun = col(Absence.starts_at) <= bindparam("now")
    lasting = or_(col(Absence.ends_at).is_(None), col(Absence.ends_at) > bindparam("now"))
    holding = select(Absence).where(begun, lasting).order_by(col(Absence.id))
    return holding if everybody else holding.where(col(Absence.person_id).in_(bindparam("people", expanding=True)))


def stand_ins(work: Work, now: datetime) -> dict[int, Person | None]:
    """Return who stands in for everybody who is away, None where nobody does. A stand-in is there themselves."""
    away = current(work, now)
    found: dict[int, Person | None] = {}
    for person_id in away:
        seen = {person_id}
        who: int | None = person_id
        while who in away:
            who = away[who].delegate_id
            if who is None or who in seen:
                who = None
                break
            seen.add(who)
        deputy = work.get(Person, who) if who is not None else None
        found[person_id] = deputy if deputy and deputy.active else None
    return found
