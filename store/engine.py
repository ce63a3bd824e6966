"""The engine, and the one transaction word: `with store.begin() as work:`.

SQLite takes one writer at a time. Several unlocked writers wait 0.3 to 1.5 s at p99 and a deferred transaction that
starts with a read ignores `busy_timeout`, so write units hold a process-wide lock, and a lock file against other
processes, over BEGIN IMMEDIATE..COMMIT.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, literal_column, make_url, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import URL
from sqlmodel import Session, SQLModel

_READING = "ecoops_reading"


class Work(Session):
    """One unit of work: a session whose transaction is the `with` block around it."""

    def move(self, entity: type[SQLModel], key: int, *, was: dict[str, Any], to: dict[str, Any]) -> bool:
        """Compare and set: write `to` if the row still has `was`; say whether it had."""
        table: Any = entity
        conditions = [getattr(table, name) == value for name, value in was.items()]
        statement = update(table).where(table.id == key, *conditions).values(**to)
        done = self.execute(statement, execution_options={"synchronize_session": False})
        row = self.identity_map.get(self.identity_key(entity, key))
        if row is not None:
            self.expire(row)
        return int(getattr(done, "rowcount", 0)) == 1

    def add_once(self, entity: type[SQLModel], **values: Any) -> bool:
        """Insert a row unless one with the same unique key exists; say whether it was inserted."""
        insert = insert_sqlite if self.get_bind().dialect.name == "sqlite" else insert_postgresql
        # psycopg counts no rows for this statement; the row that comes back is the answer on both engines.
        statement: Any = insert(entity).values(**values).on_conflict_do_nothing().returning(literal_column("1"))
        return self.execute(statement).first() is not None


class Store:
    """A database, SQLite or PostgreSQL, by its URL."""

    def __init__(self, url: str) -> None:
        self.url: URL = _with_driver(make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(self.url)
            if self.is_sqlite
            else create_engine(self.url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        )
        self._reading = self.engine.execution_options(**{_READING: True})
        self.after_commit: list[Callable[[], None]] = []  # called after every write unit, outside of it
        self._writer = Lock()
        file = self.url.database if self.is_sqlite else None
        self._file_lock = (
            FileLock(f"{file}.lock", thread_local=False, poll_interval=0.01) if file and file != ":memory:" else None
        )

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """Open a write unit: commits on a clean exit, rolls back on any exception."""
        with self.only_writer(), Work(self.engine, expire_on_commit=False) as work, work.begin():
            yield work
        for listener in self.after_commit:
            listener()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Open a unit that sees one state of the database and changes nothing."""
        with Work(self._reading, expire_on_commit=False, autoflush=False) as work:
            yield work

    @contextmanager
    def only_writer(self) -> Iterator[None]:
        """Hold off every other writer of this SQLite file; PostgreSQL needs no such thing."""
        if not self.is_sqlite:
            yield
            return
        with self._writer, self._file_lock or nullcontext():
            yield

    def upgrade(self) -> None:
        """Bring the schema to this version. Raises SchemaTooNew when the database is ahead of the code."""
        from store.schema import upgrade

        upgrade(self)

    def close(self) -> None:
        self.engine.dispose()


def _with_driver(url: URL) -> URL:
    """Name the PostgreSQL driver we ship with, whichever way the URL was written."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 2}, pool_size=20, max_overflow=20)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=2000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
