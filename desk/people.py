"""Who is asking: people as the workspace shows them, with the roles the playbook gives them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, Protocol

from sqlalchemy import Executable, bindparam, func
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from desk import absences
from desk.standards import Now
from policy.permissions import Act, Grant, Role, may
from policy.routing import Seat
from store import Store, Work
from store.models import Card, Deal, Person, RoleGrant

# How long a profile (name, zone) is believed before Slack is asked again.
PROFILE_LASTS = timedelta(days=1)


class Owned(Protocol):
    """What permissions are asked about: it lies in a region and somebody has brought it."""

    @property
    def region(self) -> str: ...

    @property
    def submitter_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Member:
    """A person with their roles, as listeners and use cases pass them around."""

    id: int
    slack_id: str
    name: str
    zone: str
    home_region: str | None
    grants: tuple[Grant, ...] = ()

    def may(self, act: Act, thing: Owned) -> bool:
        return may(self.grants, act, region=thing.region, own=thing.submitter_id == self.id)


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about somebody."""

    slack_id: str
    name: str
    email: str | None = None
    title: str = ""
    zone: str = "UTC"


class People:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def known(self, slack_id: str) -> Member | None:
        """Return the member, or None when Slack has to be asked (again) who that is."""
        with self._store.read() as work:
            found = work.execute(_with_roles("slack_id"), {"it": slack_id}).all()
            person = found[0][0] if found else None
            if person is None or person.profile_at is None or self._now() - person.profile_at > PROFILE_LASTS:
                return None
            return _member(person, [held for _, *held in found])

    def meet(self, profile: Profile) -> Member:
        """Remember somebody as Slack describes them; whoever the playbook knew by e-mail gets their Slack id here."""
        try:
            return self._meet(profile)
        except IntegrityError:  # another request of theirs was faster by a moment
            return self._meet(profile)

    def _meet(self, profile: Profile) -> Member:
        with self._store.begin() as work:
            person = _recognised(work, profile) or Person(name=profile.name)
            person.slack_id = profile.slack_id
            person.name, person.title, person.zone = profile.name, profile.title or person.title, profile.zone
            person.email = person.email or _free(work, profile.email)
            person.profile_at = self._now()
            work.add(person)
            work.flush()
            return member(work, person)

    def without_slack_id(self) -> list[str]:
        """Return the e-mail addresses of people whom the playbook names but Slack was not asked about yet."""
        with self._store.read() as work:
            rows = work.exec(select(Person.email).where(col(Person.slack_id).is_(None), col(Person.active)))
            return [email for email in rows if email]

    def appoint_admins(self, slack_ids: Iterable[str]) -> None:
        """Give the admin role to the people named in the settings, and take it from whoever is named no more."""
        wanted = set(slack_ids)
        with self._store.begin() as work:
            held = work.exec(select(RoleGrant, Person).join(Person).where(RoleGrant.role == Role.ADMIN)).all()
            for grant, person in held:
                if person.slack_id not in wanted:
                    work.delete(grant)
            for slack_id in wanted - {person.slack_id for _, person in held}:
                known = work.exec(select(Person).where(Person.slack_id == slack_id)).first()
                admin = known or Person(slack_id=slack_id, name=slack_id)
                work.add(admin)
                work.flush()
                work.add(RoleGrant(person_id=_id(admin), role=Role.ADMIN))


def member(work: Work, person: Person) -> Member:
    """Return `person` with the roles they hold now."""
    return _member(person, [held for _, *held in work.execute(_with_roles("id"), {"it": person.id})])


def _member(person: Person, held: Iterable[Sequence[Any]]) -> Member:
    """Return `person` with the roles they hold now, each as role, region, segment and motion; a role None is none."""
    return Member(
        id=_id(person),
        slack_id=person.slack_id or "",
        name=person.name,
        zone=person.zone,
        home_region=person.home_region,
        grants=tuple(Grant(*grant) for grant in held if person.active and grant[0] is not None),
    )


@cache
def _with_roles(key: Literal["id", "slack_id"]) -> Executable:
    """Say who `it` is, once for every role held."""
    grant = (col(RoleGrant.role), col(RoleGrant.region), col(RoleGrant.segment), col(RoleGrant.motion))
    held = select_columns(Person, *grant).outerjoin(RoleGrant, col(RoleGrant.person_id) == Person.id)
    return held.where(getattr(Person, key) == bindparam("it"))


def current(work: Work, who: Member) -> Member:
    """Return `who` with the roles held at this moment: a role lost since the button was drawn does not count."""
    found = work.execute(_with_roles("id"), {"it": who.id}).all()
    return _member(found[0][0], [held for _, *held in found]) if found else who


def around(work: Work, subject: str, ids: Iterable[int | None]) -> tuple[dict[int | None, Person], Card | None]:
    """Return the people of a record, at least one, by their ids, and the card that stands for it in a channel."""
    rows = work.execute(_around(), {"subject": subject, "people": ids}).all()
    return {person.id: person for person, _ in rows}, rows[0][1]


@cache
def _around() -> Executable:
    card = (col(Card.subject) == bindparam("subject")) & col(Card.kind).endswith(".card")
    found = select_columns(Person, Card).select_from(Person).outerjoin(Card, card)
    return found.where(col(Person.id).in_(bindparam("people", expanding=True)))


def coverage(work: Work) -> list[Seat]:
    """Return what everybody active covers."""
    rows = work.execute(_covering())
    return [
        Seat(
            person_id=_id(person),
            name=person.name,
            role=grant.role,
            region=grant.region,
            segment=grant.segment,
            motion=grant.motion,
            severity=grant.severity,
        )
        for grant, person in rows
    ]


@cache
def _covering() -> Executable:
    return select(RoleGrant, Person).join(Person).where(Person.active)


def seats(work: Work, now: datetime) -> list[Seat]:
    """Return the coverage of everybody there with their load of undecided registrations.

    Whoever is away is left out or stood in for; when nobody would be left, everybody counts as there.
    """
    load = {person_id: number for person_id, number in work.execute(_load())}  # noqa: C416
    everybody = coverage(work)
    stand_ins = absences.stand_ins(work, now)
    there = []
    for seat in everybody:
        if seat.person_id not in stand_ins:
            there.append(replace(seat, open_deals=load.get(seat.person_id, 0)))
        elif deputy := stand_ins[seat.person_id]:
            there.append(
                replace(
                    seat,
                    person_id=_id(deputy),
                    name=deputy.name,
                    open_deals=load.get(deputy.id, 0),
                    instead_of=seat.name,
                )
            )
    return there if any(seat.role in (Role.HUB, Role.ADMIN) for seat in there) else [*there, *_core(everybody)]


@cache
def _load() -> Executable:
    """Ask how many undecided registrations each person was given."""
    given = select(Deal.assignee_id, func.count(col(Deal.id))).where(col(Deal.decided_at).is_(None))
    return given.group_by(col(Deal.assignee_id))


def _core(everybody: list[Seat]) -> list[Seat]:
    return [seat for seat in everybody if seat.role in (Role.HUB, Role.ADMIN)]


def hub(work: Work) -> list[Person]:
    """Return the hub's people; a team that starts as one admin has that admin for a hub."""
    for role in (Role.HUB, Role.ADMIN):
        rows = work.exec(
            select(Person)
            .join(RoleGrant)
            .where(RoleGrant.role == role, Person.active)
            .distinct()
            .order_by(col(Person.name))
        ).all()
        if rows:
            return list(rows)
    return []


def leads(work: Work, region: str) -> list[Person]:
    """Return the leads of a region; the hub's people where it has none."""
    rows = work.exec(
        select(Person)
        .join(RoleGrant)
        .where(RoleGrant.role == Role.LEAD, RoleGrant.region == region, Person.active)
        .distinct()
        .order_by(col(Person.name))
    ).all()
    return list(rows) or hub(work)


def there(work: Work, wanted: Sequence[Person], now: datetime) -> list[Person]:
    """Return people with those who are away left out or stood in for; all of them when nobody would be left."""
    stand_ins = absences.stand_ins(work, now)
    found = (stand_ins.get(_id(person), person) for person in wanted)
    return list({_id(person): person for person in found if person}.values()) or list(wanted)


def who_may(work: Work, act: Act, thing: Owned) -> list[Person]:
    """Return the people who may `act` on `thing`, by name."""
    rows = work.exec(
        select(Person, RoleGrant).join(RoleGrant).where(Person.active).order_by(col(Person.name), col(Person.id))
    ).all()
    grants: dict[int, list[Grant]] = {}
    for person, grant in rows:
        grants.setdefault(_id(person), []).append(Grant(grant.role, grant.region, grant.segment, grant.motion))
    everybody = {_id(person): person for person, _ in rows}
    return [
        person
        for number, person in everybody.items()
        if may(grants[number], act, region=thing.region, own=thing.submitter_id == number)
    ]


def hub_name(work: Work) -> str:
    """Name who a person can turn to when nobody else is responsible."""
    return next((person.name for person in hub(work)), "an admin")


def _recognised(work: Work, profile: Profile) -> Person | None:
    person = work.exec(select(Person).where(Person.slack_id == profile.slack_id)).first()
    if person is None and profile.email:
        person = work.exec(select(Person).where(func.lower(Person.email) == profile.email.lower())).first()
    return person


def _free(work: Work, email: str | None) -> str | None:
    """Return the address unless another person holds it."""
    if not email or work.exec(select(Person).where(Person.email == email)).first():
        return None
    return email


def _id(person: Person) -> int:
    if person.id is None:
        raise ValueError("a person without an id was not flushed")
    return person.id
