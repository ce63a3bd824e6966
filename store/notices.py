"""The outbox in the database: which notice may leave next, and what became of it.

A notice is claimed with a lease, so that a courier that dies leaves it to the next one. Lanes keep the order of each
audience: a later notice waits for the earlier ones, and for the second that Slack wants between two messages.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Executable, bindparam, delete, func, literal_column, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.engine import Store, Work
from store.models import Card, Lane, Mention, Notice, NoticeState
from store.statements import named, table

LEASE = timedelta(seconds=60)
# A Home is published at most every so many messages' time: Slack takes some hundred views a minute from everybody.
HOME_RESTS = 3
_OPEN = (NoticeState.PENDING, NoticeState.SENDING)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, and since when."""

    waiting: int
    oldest_at: datetime | None


class Outbox:
    """What one courier, known as `owner`, does with the notices of a store. A lane rests for `spacing` between two."""

    def __init__(self, store: Store, owner: str, *, spacing: timedelta = timedelta(seconds=1)) -> None:
        self._store, self._owner, self._spacing = store, owner, spacing

    def claim(self, now: datetime, *, limit: int = 20) -> list[Notice]:
        """Take the first notice of up to `limit` free lanes."""
        with self._store.begin() as work:
            given = {"now": now, "limit": limit, "me": self._owner, "until": now + LEASE}
            taken = [Notice(**row._mapping) for row in work.connection().execute(_claim(), given)]
            for notice in taken:
                _hold(work, notice.audience, now + self._rest(notice.audience))
            return sorted(taken, key=lambda notice: notice.id or 0)

    def holds(self, notice: Notice, now: datetime) -> bool:
        """Say whether a claimed notice is still ours to send: the lease of one that waited long may have run out."""
        with self._store.read() as work:
            given = {"this": notice.id, "me": self._owner, "now": now}
            return work.connection().execute(_held(), given).first() is not None

    def finish(self, notice: Notice, state: NoticeState, *, error: str | None = None) -> bool:
        """Close a notice, unless another courier has taken it since; say whether it was still ours."""
        with self._store.begin() as work:
            return self.finish_in(work, notice, state, error=error)

    def finish_in(self, work: Work, notice: Notice, state: NoticeState, *, error: str | None = None) -> bool:
        """Close a notice inside the caller's transaction; say whether it was still ours. Its lane rests from now on."""
        if state is NoticeState.SENT:  # it may have waited for others since it was claimed
            _hold(work, notice.audience, datetime.now(UTC) + self._rest(notice.audience))
        return self._fenced(work, notice, state=state, finished_at=datetime.now(UTC), leased_until=None, error=error)

    def postpone(self, notice: Notice, until: datetime, *, error: str, hold_lane: bool = False) -> bool:
        """Try again at `until`; its lane waits with it. `hold_lane` also keeps the lane for later notices."""
        with self._store.begin() as work:
            if hold_lane:
                _hold(work, notice.audience, until)
            return self._fenced(
                work, notice, state=NoticeState.PENDING, next_at=until, leased_until=None, owner=None, error=error
            )

    def free(self, audience: str, now: datetime) -> None:
        """Let the next message to `audience` leave at once: the last claim sent nothing."""
        with self._store.begin() as work:
            _hold(work, audience, now)

    def hand_back(self, now: datetime) -> None:
        """Give back what this courier has claimed and not finished, for a clean stop."""
        with self._store.begin() as work:
            work.execute(
                update(Notice)
                .where(col(Notice.owner) == self._owner, col(Notice.state) == NoticeState.SENDING)
                .values(state=NoticeState.PENDING, leased_until=None, owner=None, next_at=now)
                .execution_options(synchronize_session=False)
            )

    def put_away(self, *, keep: Collection[str]) -> None:
        """Consider delivered, long ago, what waits and is not about the subjects `keep`.

        For a past that is acted out in a moment: nobody wants its messages now. Personal cards go too, so that nothing
        edits what is not there; a card of a desk's channel is posted when its record changes again.
        """
        with self._store.begin() as work:
            work.execute(delete(Notice).where(_is_open(Notice), col(Notice.subject).not_in(keep)))
            unseen = select(Card.id).where(
                col(Card.ts).is_(None), col(Card.audience).like("person:%"), col(Card.subject).not_in(keep)
            )
            work.execute(delete(Mention).where(col(Mention.card_id).in_(unseen)))
            work.execute(delete(Card).where(col(Card.id).in_(unseen)))

    def next_at(self, now: datetime) -> datetime | None:
        """Return when the next notice may be ready to leave, None when nothing waits."""
        with self._store.read() as work:
            rows = work.connection().execute(_ready())
            ready = [max(at, leased or at, free or at) for at, leased, free in rows]
            return min(ready, default=None)

    def backlog(self) -> Backlog:
        with self._store.read() as work:
            return backlog(work)

    def _rest(self, audience: str) -> timedelta:
        return self._spacing * (HOME_RESTS if audience.startswith("home:") else 1)

    def _fenced(self, work: Work, notice: Notice, **values: object) -> bool:
        given = {"this": notice.id, "me": self._owner, **named("new", values)}
        return work.connection().execute(_fenced(tuple(values)), given).rowcount == 1


def waiting(work: Work, kind: str, audiences: Collection[str]) -> set[str]:
    """Return those of `audiences` for whom a notice of this kind waits that will see what this unit of work writes.

    Its row is held until the commit, so that no courier takes it before. One that a courier has in its hands already
    may have been written without; it does not count.
    """
    theirs = col(Notice.audience).in_(audiences)
    found = select(Notice.audience).where(_is_open(Notice), Notice.state == NoticeState.PENDING, theirs)
    return set(work.exec(found.where(Notice.kind == kind).with_for_update(skip_locked=True)))


def backlog(work: Work) -> Backlog:
    """Return how much waits to be sent, and since when."""
    return Backlog(*work.connection().execute(_backlog()).one())


# What every look and every message asks is built once: building it takes longer than the answer.


@cache
def _claim() -> Executable:
    candidate = aliased(Notice)
    due = (
        select(candidate.id)
        .outerjoin(Lane, col(Lane.audience) == candidate.audience)
        .where(
            _is_open(candidate),
            candidate.next_at <= bindparam("now"),
            or_(col(candidate.state) == NoticeState.PENDING, col(candidate.leased_until) < bindparam("now")),
            or_(col(Lane.free_at).is_(None), col(Lane.free_at) <= bindparam("now")),
            col(candidate.id).in_(_first_of_each_lane()),
        )
        .order_by(candidate.id)  # type: ignore[arg-type]
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=candidate)
    )
    taken = {
        "state": NoticeState.SENDING,
        "owner": bindparam("me"),
        "leased_until": bindparam("until"),
        "attempts": Notice.attempts + 1,
    }
    notice = table(Notice)
    return update(notice).where(notice.c.id.in_(due.scalar_subquery())).values(**taken).returning(notice)


@cache
def _held() -> Executable:
    return select(Notice.id).where(*_ours(), col(Notice.leased_until) > bindparam("now"))


@cache
def _fenced(names: tuple[str, ...]) -> Executable:
    return update(Notice).where(*_ours()).values({name: bindparam(f"new_{name}") for name in names})


@cache
def _ready() -> Executable:
    return (
        select(Notice.next_at, Notice.leased_until, Lane.free_at)
        .outerjoin(Lane, col(Lane.audience) == Notice.audience)
        .where(col(Notice.id).in_(_first_of_each_lane()))
    )


@cache
def _backlog() -> Executable:
    count, first = func.count(col(Notice.id)), func.min(Notice.created_at)
    return select(count, first).where(_is_open(Notice))


def _ours() -> Iterator[ColumnElement[bool]]:
    yield col(Notice.id) == bindparam("this")
    yield col(Notice.owner) == bindparam("me")
    yield col(Notice.state) == NoticeState.SENDING


def _is_open(notice: type[Notice]) -> ColumnElement[bool]:
    """Say that a notice is still to be sent, so that SQLite uses the index of those: by constants, not parameters.

    Without that index every claim reads all that was ever sent: 4 s with 100,000 deals.
    """
    return col(notice.state).in_([literal_column(f"'{state}'") for state in _OPEN])


def _first_of_each_lane() -> SelectOfScalar[int | None]:
    return select(func.min(Notice.id)).where(_is_open(Notice)).group_by(Notice.audience)


def _hold(work: Work, audience: str, until: datetime) -> None:
    work.put(Lane, "audience", audience=audience, free_at=until)
