"""Being away: somebody leaves, names who stands in, and is back; what they had is handed over with a brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select

from desk import absences, people, record, telling
from desk.escalations.handing import hand_over
from desk.people import Member
from desk.standards import Now, Standards, load
from policy.errors import InvalidForm, Refused, Stale, Unclear
from policy.permissions import Act, may
from policy.words import day, listed, whole_number
from store import Store, Work
from store.models import Absence, Deal, Inbox, Person

LISTED = 20  # registrations that a brief names


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's absence as they and others read it."""

    person: Person
    until: date | None  # the day they are back, where they are
    delegate: Person | None
    handed: tuple[str, ...] = ()  # what went to somebody else when they left


class Absences:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def of(self, person: Member) -> Away | None:
        """Return the absence that `person` is on, None when they are here."""
        with self._store.read() as work:
            absence = absences.current(work, self._now(), [person.id]).get(person.id)
            return _seen(work, absence) if absence else None

    def today(self, person: Member) -> date:
        """Return the date where `person` is."""
        return self._now().astimezone(ZoneInfo(person.zone)).date()

    def leave(
        self, *, by: Member, key: str, until: date | None, delegate: str | None = None, covers: str = "", who: str = ""
    ) -> Away:
        """Be away from now until the morning of `until`; None: until they say that they are back.

        The stand-in is a `delegate` by id, or who `covers` by name. What they have goes to them, or to whose turn it
        is. A lead says so of somebody of the region, by the name `who`; they are told. Raises InvalidForm(until=...,
        delegate=...), Unclear for a name that nobody or several have, Refused.
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            of = _sent(work, who, by) if who else by
            if not work.add_once(Inbox, key=key, at=now, subject=f"person:{of.id}"):
                absence = absences.current(work, now, [of.id]).get(of.id)
                return _seen(work, absence) if absence else Away(work.get_one(Person, of.id), until, None)
            ends_at = datetime.combine(until, time(), ZoneInfo(of.zone)) if until else None
            if ends_at and ends_at <= now:
                raise InvalidForm(until="This asks when you are back; that lies ahead.")
            deputy = _named(work, covers, not_for=of) if covers else _chosen(work, delegate, of)
            _end(work, of, now)
            absence = Absence(
                person_id=of.id, starts_at=now, ends_at=ends_at, delegate_id=deputy.id if deputy else None
            )
            work.add(absence)
            work.flush()
            return _handed_over(work, standards, absence, of, by, now)

    def back(self, *, by: Member, key: str) -> None:
        """Be here again. Raises Stale when `by` is not away."""
        with self._store.begin() as work:
            now = self._now()
            if not work.add_once(Inbox, key=key, at=now, subject=f"person:{by.id}"):
                return
            if not _end(work, by, now):
                raise Stale("You are here already. `/escalate away until friday` says that you are not.")
            record.write(work, subject=f"person:{by.id}", action="absence.back", at=now, actor=by.id)


def _handed_over(work: Work, standards: Standards, absence: Absence, of: Member, by: Member, now: datetime) -> Away:
    away = _seen(work, absence)
    why = f"{of.name} is away{f' until {day(away.until)}' if away.until else ''}"
    handed, _ = hand_over(work, standards, of, why, now, by=by)
    deals = [f"{deal.ref} {deal.customer}" for deal in deals_of(work, of)]
    facts: dict[str, Any] = {
        "name": of.name,
        "until": away.until.isoformat() if away.until else None,
        "deals": deals[:LISTED],
        "more": max(0, len(deals) - LISTED),
        "escalations": handed,
    }
    event = record.write(
        work, subject=f"person:{of.id}", action="absence.leave", at=now, actor=by.id, because=why, facts=facts
    )
    if away.delegate and away.delegate.id:
        telling.tell(work, "absence.brief", event, telling.person(away.delegate.id))
    if of.id != by.id:
        telling.tell(work, "absence.marked", event, telling.person(of.id))
    return Away(away.person, away.until, away.delegate, tuple(handed))


def _sent(work: Work, who: str, by: Member) -> Member:
    """Return whom a lead says is away. Raises Refused."""
    person = _named(work, who, not_for=by)
    region = person.home_region or ""
    if not may(people.current(work, by).grants, Act.SEND_AWAY, region=region, own=False):
        raise Refused(
            f"Only a lead of {region or 'their region'} and the hub say that {person.name} is away. "
            "They can say so themselves: `/escalate away`."
        )
    return people.member(work, person)


def deals_of(work: Work, by: Member) -> Sequence[Deal]:
    """Return what `by` has to decide; while they are away it stays theirs, and anybody of the desk can take it."""
    theirs = or_(col(Deal.owner_id) == by.id, col(Deal.owner_id).is_(None) & (col(Deal.assignee_id) == by.id))
    return work.exec(select(Deal).where(col(Deal.decided_at).is_(None), theirs).order_by(col(Deal.id))).all()


def _end(work: Work, by: Member, now: datetime) -> bool:
    """End every absence that holds or lies ahead; say whether there was one."""
    open_ones = select(Absence).where(
        Absence.person_id == by.id, or_(col(Absence.ends_at).is_(None), col(Absence.ends_at) > now)
    )
    found = work.exec(open_ones).all()
    for absence in found:
        if absence.starts_at >= now:
            work.delete(absence)
        else:
            absence.ends_at = now
    work.flush()
    return bool(found)


def _chosen(work: Work, delegate: str | None, by: Member) -> Person | None:
    if not delegate:
        return None
    person = work.get(Person, whole_number(delegate) or 0)
    if person is None or not person.active:
        raise InvalidForm(delegate="Pick a colleague from the list, or leave it empty.")
    if person.id == by.id:
        raise InvalidForm(delegate="You cannot stand in for yourself.")
    return person


def _named(work: Work, covers: str, *, not_for: Member) -> Person:
    """Find who is called that. Raises Unclear when nobody or several are."""
    rows = work.exec(select(Person).where(Person.active, col(Person.id) != not_for.id).order_by(col(Person.name))).all()
    wanted = covers.casefold()
    several = [person for person in rows if person.name.casefold() == wanted] or [
        person for person in rows if wanted in (word.casefold() for word in person.name.split())
    ]
    if len(several) == 1:
        return several[0]
    if not several:
        raise Unclear(f"I know nobody called “{covers[:40]}”. `/escalate away` opens a form with everybody's name.")
    names = listed([person.name for person in several[:5]], "or")
    raise Unclear(f"Which {covers[:40]}: {names}? Write the whole name.")


def _seen(work: Work, absence: Absence) -> Away:
    person = work.get_one(Person, absence.person_id)
    until = absence.ends_at.astimezone(ZoneInfo(person.zone)).date() if absence.ends_at else None
    return Away(person, until, work.get(Person, absence.delegate_id) if absence.delegate_id else None)
