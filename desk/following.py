"""Open Homes follow what happens: those of whoever did it, was told of it, or watches over where it happened.

Whom a use case tells is whom it concerns, so nothing has to say twice whose Home is touched. What is written here is a
notice that a Home may have changed; the courier looks, and publishes only what reads otherwise than before.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, bindparam, false, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from desk.timers import set_timer
from policy.permissions import Role
from store import Work
from store.models import Home, Notice, RoleGrant, Timer
from store.notices import waiting

KIND = "home"
TURN = "home.turn"
EVERYBODY = "everybody"  # the audience of what may change anybody's Home
# Homes that nobody has opened for so long are left alone until somebody does.
FOLLOWED_FOR = timedelta(days=14)
# How long after it was opened a Home is looked at again by itself, and how often: times left run down.
LOOKED_AFTER_FOR, LOOKED_AT_EVERY = timedelta(hours=10), timedelta(minutes=30)

_STIRRED = "audiences whose Homes may have changed"
_WATCHING = (Role.HUB, Role.ADMIN)
_OF_REGIONS = (Role.LEAD, Role.LEADER)


def lane(person_id: int) -> str:
    """Name the lane of somebody's Home: it neither waits for their messages nor holds them up."""
    return f"{KIND}:{person_id}"


def stir(work: Work, audience: str) -> None:
    """Note that the Homes of an audience (`person:12`, `region:EMEA`, `hub`) may change with this unit of work."""
    stirred: set[str] = work.info.setdefault(_STIRRED, set())
    if not stirred:
        work.at_the_end.append(_follow)
    stirred.add(audience)


def turn(work: Work, _standards: object, timers: Sequence[Timer], now: datetime) -> None:
    """Have Homes looked at whose time has run on, and plan the next look at those that were opened lately."""
    people = {int(timer.subject.partition(":")[2]) for timer in timers}
    lately = datetime.now(UTC) - LOOKED_AFTER_FOR
    due = work.exec(select(Home.person_id).where(col(Home.person_id).in_(people), Home.opened_at > lately)).all()
    enqueue(work, due)
    for person_id in due:
        set_timer(work, lane(person_id), TURN, now + LOOKED_AT_EVERY)


def enqueue(work: Work, people: Collection[int]) -> None:
    """Have these people's Homes looked at once, however much happens before the courier comes by."""
    if not people:
        return
    wanted = {lane(person_id) for person_id in people}
    for audience in sorted(wanted - waiting(work, KIND, wanted)):
        work.add(Notice(key=f"{audience}:{secrets.token_hex(8)}", kind=KIND, subject=audience, audience=audience))
        work.has_news = True


def _follow(work: Work) -> None:
    stirred: set[str] = work.info.pop(_STIRRED, set())
    people = {int(who.partition(":")[2]) for who in stirred if who.startswith("person:")}
    regions = {who.partition(":")[2] for who in stirred if who.startswith("region:")}
    concerned = _concerned(EVERYBODY in stirred, only_people=len(stirred) == len(people), in_regions=bool(regions))
    given = {"followed": datetime.now(UTC) - FOLLOWED_FOR, "people": people, "regions": regions}
    enqueue(work, work.exec(concerned, params=given).all())


@cache
def _concerned(everybody: bool, *, only_people: bool, in_regions: bool) -> SelectOfScalar[int]:
    """Return the statement for the open Homes that audiences concern: built once, since every unit of work asks."""
    followed = select(Home.person_id).where(Home.opened_at > bindparam("followed"))
    if everybody:
        return followed
    concerned: ColumnElement[bool] = col(Home.person_id).in_(bindparam("people", expanding=True))
    if not only_people:
        theirs = or_(col(RoleGrant.region).is_(None), col(RoleGrant.region).in_(bindparam("regions", expanding=True)))
        of_regions = col(RoleGrant.role).in_(_OF_REGIONS) & (theirs if in_regions else false())
        watching = select(RoleGrant.person_id).where(or_(col(RoleGrant.role).in_(_WATCHING), of_regions))
        concerned = or_(concerned, col(Home.person_id).in_(watching))
    return followed.where(concerned)
