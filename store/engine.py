"""The engine, and the one transaction word: `with store.begin() as work:`.

SQLite takes one writer at a time. Several unlocked writers wait 0.3 to 1.5 s at p99 and a deferred transaction that
starts with a read ignores `busy_timeout`, so write units hold a process-wide lock, and a lock file against other
processes, over BEGIN IMMEDIATE..COMMIT.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session, SQLModel

from policy.errors import DeskError
from store.statements import Entity, by_key, compare_and_set, insert_once, insert_or_write, named

_READING = "ecoops_reading"
# How long one waits for other writers, in seconds: once in this house and once for the file. Twice this must leave
# enough of the three seconds in which Slack wants an answer.
PATIENCE = 1.0


class Busy(DeskError):
    """The database is busy with other work. Nothing was changed; do that once more in a minute."""


class Work(Session):
    """One unit of work: a session whose transaction is the `with` block around it."""

    has_news = False  # something to deliver was written: whoever delivers is woken after the commit

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_the_end: list[Callable[[Work], None]] = []  # done before the commit, when all else is written

    def get(self, entity: type[Entity], ident: Any, **how: Any) -> Entity | None:  # type: ignore[override]
        """Return what has the key `ident`, None when nothing has. By a statement that is built once, without `how`."""
        simple = isinstance(ident, int | str) and not any(how.values())
        if simple and self.identity_key(entity, ident) not in self.identity_map:
            return self.exec(by_key(entity), params={"key": ident}).first()
        return super().get(entity, ident, **how)

    def move(self, entity: type[SQLModel], key: int, *, was: dict[str, Any], to: dict[str, Any]) -> bool:
        """Compare and set: write `to` if the row still has `was`; say whether it had."""
        self.flush()
        was = {"id": key, **was}
        empty = frozenset(name for name, value in was.items() if value is None)
        statement = compare_and_set(entity, tuple(was), empty, tuple(to))
        done = self.connection().execute(statement, named("was", was) | named("new", to))
        row = self.identity_map.get(self.identity_key(entity, key))
        if row is not None:
            self.expire(row)
        return done.rowcount == 1

    def add_once(self, entity: type[SQLModel], **values: Any) -> bool:
        """Insert a row unless one with the same unique key exists; say whether it was inserted."""
        connection = self.connection()
        statement = insert_once(entity, connection.dialect.name, tuple(values))
        return connection.execute(statement, named("new", values)).first() is not None

    def put(self, entity: type[SQLModel], *key: str, **values: Any) -> None:
        """Insert a row, or write `values` over the one whose columns `key` are the same.

        Entities that were loaded before do not learn of it.
        """
        self.put_all(entity, *key, rows=[values])

    def put_all(self, entity: type[SQLModel], *key: str, rows: Sequence[dict[str, Any]]) -> None:
        """Put several rows, at least one, which have values for the same columns."""
        connection = self.connection()
        statement = insert_or_write(entity, connection.dialect.name, tuple(rows[0]), key)
        connection.execute(statement, [named("new", row) for row in rows])


class Store:
    """A database, SQLite or PostgreSQL, by its URL; a write unit waits `patience` seconds for its turn.

    One that is not `durable` may lose its last commits when the machine stops: for SQLite files of a made-up past.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE, durable: bool = True) -> None:
        self.url: URL = _with_driver(make_url(url))
        self._patience = patience
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(self.url, patience, durable)
            if self.is_sqlite
            else create_engine(self.url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        )
        if self.is_sqlite:
            event.listen(self.engine, "begin", self._begin)
        self._reading = self.engine.execution_options(**{_READING: True})
        self.after_commit: list[Callable[[], None]] = []  # called after a write unit that has news, outside of it
        self._writer = Lock()
        file = self.url.database if self.is_sqlite else None
        self._file_lock = (
            FileLock(f"{file}.lock", thread_local=False, poll_interval=0.01) if file and file != ":memory:" else None
        )

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """Open a write unit: commits on a clean exit, rolls back on any exception."""
        with self.only_writer(self._patience), Work(self.engine, expire_on_commit=False) as work, work.begin():
            self._enter(work)
            yield work
            for step in work.at_the_end:
                step(work)
        if work.has_news:
            for listener in self.after_commit:
                listener()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Open a unit that sees one state of the database and changes nothing."""
        with Work(self._reading, expire_on_commit=False, autoflush=False) as work:
            yield work

    @contextmanager
    def only_writer(self, patience: float = -1) -> Iterator[None]:
        """Hold off every other writer of this SQLite file; PostgreSQL needs no such thing.

        Raises Busy after `patience` seconds; without it one waits as long as it takes.
        """
        if not self.is_sqlite:
            yield
            return
        until = monotonic() + patience
        if not self._writer.acquire(timeout=patience):
            raise Busy
        try:
            if self._file_lock:
                try:
                    self._file_lock.acquire(timeout=-1 if patience < 0 else max(0, until - monotonic()))
                except Timeout:
                    raise Busy from None
            try:
                yield
            finally:
                if self._file_lock:
                    self._file_lock.release()
        finally:
            self._writer.release()

    def _begin(self, connection: Connection) -> None:
        """Begin a transaction on SQLite. By the driver, since SQLAlchemy takes ten times as long for so few words."""
        begin = "BEGIN" if connection.get_execution_options().get(_READING) else "BEGIN IMMEDIATE"
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(begin)
        except sqlite3.OperationalError as error:
            raise OperationalError(begin, None, error) from error

    def _enter(self, work: Work) -> None:
        """Begin for real. Raises Busy when somebody who does not know our lock holds the SQLite file."""
        try:
            work.connection()
        except OperationalError as error:
            if self.is_sqlite and "locked" in str(error.orig):
                raise Busy from None
            raise

    def upgrade(self) -> None:
        """Bring the schema to this version. Raises SchemaTooNew when the database is ahead of the code."""
        from store.schema import upgrade

        upgrade(self)

    def close(self) -> None:
        self.engine.dispose()


def is_database(url: str) -> bool:
    """Say whether `url` names a database of a kind that the house works with."""
    try:
        return make_url(url).get_backend_name() in ("sqlite", "postgresql", "postgres")
    except ArgumentError:
        return False


def _with_driver(url: URL) -> URL:
    """Name the PostgreSQL driver we ship with, whichever way the URL was written."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite(url: URL, patience: float, durable: bool) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"isolation_level": None, "timeout": patience}, pool_size=20, max_overflow=20
    )
    waits = f"busy_timeout={patience * 1000:.0f}"
    safety = "synchronous=FULL" if durable else "synchronous=OFF"

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", safety, "foreign_keys=ON", waits):
            connection.execute(f"PRAGMA {pragma}")

    return engine
