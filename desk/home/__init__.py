"""Each person's Home: what is theirs now. Read by few statements, published again only when it has changed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlmodel import col, func, select

from desk import following, people, requests, telling
from desk.home import asked, errands, matters, parts, regions
from desk.home.asked import Asked
from desk.home.away import Away, away
from desk.home.errands import Errand, Errands
from desk.home.look import Look, look
from desk.home.matters import Matter
from desk.home.parts import Duty, Hub, Protections, Week
from desk.home.regions import RegionStands
from desk.people import Member
from desk.requests import RequestSight
from desk.standards import Now, load
from desk.timers import set_timer
from policy.errors import NotFound, Refused
from policy.permissions import Act, Role, may
from policy.requests import Status
from store import Store, Work
from store.models import Home, Notice, NoticeState, Request
from store.notices import Outbox

__all__ = ["Errand", "Homes", "Seen"]

ASKED_AT_MOST = 20  # requests that a page lists


@dataclass(frozen=True, slots=True)
class Seen:
    """What a Home shows. A part that the person's roles do not bring with them is None or empty."""

    who: Member
    errands: Errands
    matters: tuple[Matter, ...]
    asked: tuple[Asked, ...]
    protections: Protections
    desk: bool  # somebody to whom work is routed
    coverage: tuple[str, ...]
    week: Week | None
    duty: Duty | None
    away: Away
    regions: tuple[RegionStands, ...]
    hub: Hub | None
    now: datetime


class Homes:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def opened(self, *, by: Member, blank: bool) -> None:
        """Bring somebody's Home up to date now, and whenever it changes from now on. `blank`: Slack shows none yet."""
        with self._store.begin() as work:
            now = datetime.now(UTC)
            if not work.add_once(Home, person_id=by.id, opened_at=now):
                changed = {"opened_at": now, **({"digest": None} if blank else {})}
                work.execute(update(Home).where(col(Home.person_id) == by.id).values(**changed))
            following.enqueue(work, [by.id])
            set_timer(work, following.lane(by.id), following.TURN, self._now() + following.LOOKED_AT_EVERY)

    def written_to(self, *, by: Member, key: str) -> None:
        """Tell somebody who writes to the bot what it understands; the same message again is told nothing more."""
        with self._store.begin() as work:
            telling.once(work, "home.written_to", telling.person(by.id), key=key)

    def look(self, *, by: Member) -> Seen:
        """Return what somebody's Home shows. Raises NotFound for who has left."""
        seen = self.seen(by.id)
        if seen is None:
            raise NotFound("EcoOps does not know you yet. Open its Home once more.")
        return seen

    def asked(self, *, by: Member) -> tuple[tuple[RequestSight, ...], int]:
        """Return what is open and waits for an answer or a decision, the oldest first, and how much there is in all.

        Raises Refused.
        """
        with self._store.read() as work:
            if not may(people.current(work, by).grants, Act.SEE_GAPS, region="", own=False):
                raise Refused(f"What waits for the hub is for the hub to see. Ask {people.hub_name(work)} about it.")
            rows = work.exec(
                select(Request)
                .where(Request.status == Status.OPEN)
                .order_by(col(Request.created_at), col(Request.id))
                .limit(ASKED_AT_MOST)
            ).all()
            total = work.exec(select(func.count()).select_from(Request).where(Request.status == Status.OPEN)).one()
            return tuple(requests.see(work, load(work), row, self._now()) for row in rows), total

    def seen(self, person_id: int) -> Seen | None:
        """Return what a person's Home shows now, None for who has left."""
        with self._store.read() as work:
            found = look(work, person_id, self._now())
            return see(found) if found else None

    def shown(self, person_id: int) -> str | None:
        """Return the digest of what Slack shows of a Home, None when it shows nothing of ours."""
        with self._store.read() as work:
            home = work.get(Home, person_id)
            return home.digest if home else None

    def published(self, outbox: Outbox, notice: Notice, person_id: int, digest: str) -> None:
        """Record what Slack shows now, with the notice that brought it there."""
        with self._store.begin() as work:
            if outbox.finish_in(work, notice, NoticeState.SENT):
                _keep(work, person_id, digest)


def see(found: Look) -> Seen:
    """Read every part that the person's roles bring with them."""
    on_a_desk = bool(found.roles & {Role.SPECIALIST, Role.LEAD, Role.HUB, Role.ADMIN})
    deals, escalations, requested = errands.rows(found), matters.rows(found), asked.rows(found)
    due = errands.dues(found, errands.refs(deals) | {row[0].ref for row in escalations} | asked.refs(requested))
    return Seen(
        who=found.who,
        errands=errands.errands(found, deals, due),
        matters=matters.matters(found, escalations, due),
        asked=asked.asked(requested, due),
        protections=parts.protections(found),
        desk=on_a_desk,
        coverage=parts.coverage(found),
        week=parts.week(found) if Role.SPECIALIST in found.roles else None,
        duty=parts.duty(found) if on_a_desk else None,
        away=away(found) if on_a_desk else Away(),
        regions=regions.read(found, found.regions(Role.LEAD, Role.LEADER)),
        hub=parts.hub(found, asked.counts(requested)) if found.in_hub else None,
        now=found.now,
    )


def _keep(work: Work, person_id: int, digest: str) -> None:
    work.execute(
        update(Home).where(col(Home.person_id) == person_id).values(digest=digest, published_at=datetime.now(UTC))
    )
