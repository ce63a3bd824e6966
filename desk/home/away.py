"""Out of office: leaving until a day, somebody who stands in, and coming back."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import col, select

from desk import absences, following, record, telling
from desk.home.look import Look, look
from desk.people import Member
from desk.standards import Now
from policy.errors import InvalidForm, NotFound, Stale
from policy.permissions import Role
from policy.words import day, whole_number
from store import Store, Work
from store.models import Absence, Inbox, Person

LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away until when, and who covers. `covers` names those for whom this person stands in."""

    out: bool = False
    until: datetime | None = None
    stand_in: str = ""
    covers: tuple[str, ...] = ()


def away(found: Look) -> Away:
    """Return whether the person is away, and for whom they stand in (one statement)."""
    present = absences.current(found.work, found.now)
    mine = present.get(found.who.id)
    names = found.names
    covers = sorted(
        names.get(one.person_id, "a colleague") for one in present.values() if one.delegate_id == found.who.id
    )
    if mine is None:
        return Away(covers=tuple(covers))
    stand_in = names.get(mine.delegate_id, "a colleague") if mine.delegate_id else ""
    return Away(out=True, until=mine.ends_at, stand_in=stand_in, covers=tuple(covers))


class Aways:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def colleagues(self, *, by: Member) -> list[tuple[int, str]]:
        """Return who can stand in: everybody with a desk, those of the person's own regions first."""
        with self._store.read() as work:
            found = _look(work, by, self._now())
            mine = {grant.region for grant in found.who.grants}
            near: dict[int, tuple[bool, str]] = {}
            for seat in found.seats:
                if seat.role in (Role.SPECIALIST, Role.LEAD, Role.HUB) and seat.person_id != by.id:
                    far = seat.region not in mine and near.get(seat.person_id, (True, ""))[0]
                    near[seat.person_id] = far, seat.name
            return [(number, name) for number, (_, name) in sorted(near.items(), key=lambda one: one[1])]

    def leave(self, *, by: Member, key: str, back_on: date | None, stand_in: str | None) -> None:
        """Be away from now until the morning of `back_on`. Raises InvalidForm(back_on=..., stand_in=...)."""
        with self._store.begin() as work:
            now = self._now()
            if not work.add_once(Inbox, key=key, at=now):
                return
            found = _look(work, by, now)
            ends_at = _ends_at(found, back_on)
            delegate = _delegate(work, found, stand_in)
            stands_in = delegate.id if delegate else None
            absence = next(iter(_present(work, by, now)), None) or Absence(person_id=by.id, starts_at=now)
            absence.ends_at, absence.delegate_id = ends_at, stands_in
            work.add(absence)
            event = record.write(
                work,
                subject=telling.person(by.id),
                action="absence.start",
                at=now,
                actor=by.id,
                because=f"out until {day(back_on)}" if back_on else "out",
                facts={"until": back_on.isoformat() if back_on else "", "stand_in": stands_in},
            )
            if delegate:
                telling.tell(work, "absence.covers", event, telling.person(delegate.id or 0))
            following.stir(work, telling.HUB)

    def back(self, *, by: Member, key: str) -> None:
        """Be there again. Raises Stale when they were not away."""
        with self._store.begin() as work:
            now = self._now()
            if not work.add_once(Inbox, key=key, at=now):
                return
            present = [absence for absence in _present(work, by, now) if absence.ends_at != now]
            if not present:
                raise Stale("You are here already. Work is routed to you.")
            for absence in present:
                absence.ends_at = now
            event = record.write(
                work, subject=telling.person(by.id), action="absence.end", at=now, actor=by.id, because="back"
            )
            for delegate in sorted({one.delegate_id for one in present if one.delegate_id}):
                telling.tell(work, "absence.over", event, telling.person(delegate))
            following.stir(work, telling.HUB)


def _look(work: Work, by: Member, now: datetime) -> Look:
    found = look(work, by.id, now)
    if found is None:
        raise NotFound("EcoOps does not know you yet. Open its Home once more.")
    return found


def _ends_at(found: Look, back_on: date | None) -> datetime:
    """Return when the day of the return begins where the person works."""
    if back_on is None:
        raise InvalidForm(back_on="Say on which day you are back; [I'm back] ends it sooner.")
    if back_on <= found.today:
        raise InvalidForm(back_on="That day has begun already. Choose the first day on which you are back.")
    if (back_on - found.today).days > LONGEST:
        raise InvalidForm(back_on="That is more than a year away. Ask the hub to change who covers your desk.")
    return datetime.combine(back_on, time(), tzinfo=found.zone)


def _delegate(work: Work, found: Look, stand_in: str | None) -> Person | None:
    """Return who stands in. Somebody who is away as well, in turn, is no stand-in."""
    if stand_in is None:
        return None
    number = whole_number(stand_in) or 0
    if number == found.who.id or number not in found.names:
        raise InvalidForm(stand_in="Choose a colleague with a desk, or nobody: then the next who covers it gets it.")
    theirs = absences.current(work, found.now, [number]).get(number)
    if theirs is not None:
        until = f" until {day(theirs.ends_at.astimezone(found.zone).date())}" if theirs.ends_at else ""
        raise InvalidForm(stand_in=f"{found.names[number]} is away{until} as well. Choose somebody who is there.")
    return work.get_one(Person, number)


def _present(work: Work, by: Member, now: datetime) -> list[Absence]:
    """Return what holds now; one that ended in this very moment goes on when its person leaves again."""
    holds = col(Absence.ends_at).is_(None) | (col(Absence.ends_at) >= now)
    theirs = select(Absence).where(Absence.person_id == by.id, col(Absence.starts_at) <= now, holds)
    return list(work.exec(theirs))
