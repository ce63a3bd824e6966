"""Databases kept for many tests: a new one, and an engine that has seen no query yet, take most of a second."""

import shutil
import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from sqlalchemy.engine import URL

from store import Store

ENGINES = ("sqlite", "postgresql")
# Above a test, or as `pytestmark` of its file; the nearest counts (tests/conftest.py, engine).
on_sqlite, on_postgresql = pytest.mark.engines("sqlite"), pytest.mark.engines("postgresql")
on_both_engines = pytest.mark.engines(*ENGINES)

Fill = Callable[[str], None]  # brings the database at a URL to a state that tests start from
_BEFORE: dict[Fill, Fill] = {}

SHAPE = (
    "SELECT (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace), "
    "(SELECT string_agg(oid::text || tgenabled::text, ',' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal)"
)


def after(before: Fill) -> Callable[[Fill], Fill]:
    """Mark a fill as one that goes on where another has ended; any other begins with an empty database."""

    def mark(fill: Fill) -> Fill:
        _BEFORE[fill] = before
        return fill

    return mark


class SqliteSeeds:
    """Files, each made once, to be copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, fill: Fill) -> Path:
        """Return the file that is as `fill` leaves a database."""
        file = self._folder / f"{fill.__name__}.db"
        if not file.exists():
            if fill in _BEFORE:
                shutil.copy(self.of(_BEFORE[fill]), file)
            fill(f"sqlite:///{file}")
        return file


class PostgresSeeds:
    """Databases of one server, each made once, to be taken as templates."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._made: set[str] = set()

    def of(self, fill: Fill) -> str:
        """Return the name of the database that is as `fill` leaves one."""
        name = f"seed_{fill.__name__}"
        if name not in self._made:
            template = self.of(_BEFORE[fill]) if fill in _BEFORE else "template1"
            with administering(self.server) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
            fill(database(self.server, name))
            self._made.add(name)
        return name


class Kept(Protocol):
    """One database, and the store that is open on it."""

    def fresh(self) -> Store:
        """Return the store with the data that every test starts from."""

    def close(self) -> None: ...


class KeptSqlite:
    def __init__(self, seeds: SqliteSeeds, fill: Fill) -> None:
        self._seed = seeds.of(fill)
        file = shutil.copy(self._seed, self._seed.with_suffix(".kept"))
        self.store = Store(f"sqlite:///{file}")
        self._filler = Filler(self.store)

    def fresh(self) -> Store:
        self.store.after_commit.clear()
        self._filler.fill(self._seed)
        return self.store

    def close(self) -> None:
        self._filler.close()
        self.store.close()


class Filler:
    """Fills the SQLite database of an open store anew, over connections that stay open: new ones double the time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seeds: dict[Path, sqlite3.Connection] = {}
        self._target = sqlite3.connect(str(store.url.database), timeout=5)
        self._target.execute("PRAGMA synchronous=OFF")  # no test pulls the machine's plug, and a sync takes 25 ms

    def fill(self, seed: Path) -> None:
        """Give the database the contents of the file `seed`."""
        if seed not in self._seeds:
            self._seeds[seed] = sqlite3.connect(seed)
        with self._store.only_writer():
            self._seeds[seed].backup(self._target)

    def close(self) -> None:
        for connection in (*self._seeds.values(), self._target):
            connection.close()


class KeptPostgres:
    """Its tables are refilled from copies of theirs; a test that has changed the schema costs a new database.

    What most tests only read, the books and the playbook, is left alone while it is as it was: refilling it takes ten
    times as long as looking.
    """

    def __init__(self, seeds: PostgresSeeds, fill: Fill) -> None:
        self._server, self._seed, self._name = seeds.server, seeds.of(fill), f"kept_{fill.__name__}"
        self.store = Store(database(self._server, self._name))
        self._make()

    def _make(self) -> None:
        self.store.close()
        with administering(self._server) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._seed}".encode())
        self._connection = _connected(self._server, self._name)
        self._copies = Copies(self._connection)
        self._shape, self._rows = self._look(), self._copies.rows(self._connection)

    def _look(self) -> object:
        return self._connection.execute(SHAPE).fetchone()

    def fresh(self) -> Store:
        self.store.after_commit.clear()
        if self._look() != self._shape:
            self._connection.close()
            self._make()
        elif changed := self._copies.rows(self._connection) - self._rows:
            self._copies.restore(self._connection, {table for table, *_ in changed})
            self._rows = self._copies.rows(self._connection)
        else:
            self._copies.restore(self._connection, ())
        return self.store

    def close(self) -> None:
        self.store.close()
        self._connection.close()


class Beside:
    """Further stores on kept databases, as replicas have them. They stay, with the statements that they have met."""

    def __init__(self) -> None:
        self._stores: defaultdict[URL, list[Store]] = defaultdict(list)

    def of(self, store: Store, number: int) -> list[Store]:
        """Return `number` stores on the database of a kept one."""
        stores = self._stores[store.url]
        while len(stores) < number:
            stores.append(Store(store.url.render_as_string(hide_password=False)))
        for one in stores:
            one.after_commit.clear()
        return stores[:number]

    def close(self) -> None:
        for stores in self._stores.values():
            for one in stores:
                one.close()


class Copies:
    """A copy of every table of a database, beside it, and what it takes to bring the table back to that."""

    def __init__(self, connection: psycopg.Connection) -> None:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        connection.execute("CREATE SCHEMA seed")
        for name in tables:
            connection.execute(f'CREATE TABLE seed."{name}" AS SELECT * FROM public."{name}"'.encode())
        self._filled = [
            name for name in tables if connection.execute(f'SELECT FROM seed."{name}" LIMIT 1'.encode()).rowcount
        ]
        self._empty = sorted(set(tables) - set(self._filled))
        self._counters = connection.execute(
            "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
        ).fetchall()
        # Every insert and update leaves a later transaction's number with its row, every delete one row less.
        looks = (f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM public.\"{name}\"" for name in self._filled)
        self._rows = " UNION ALL ".join(looks).encode()

    def rows(self, connection: psycopg.Connection) -> set[tuple[str, int, int]]:
        """Return how many rows each table has that is not empty at the start, and who wrote the last of them."""
        return set(connection.execute(self._rows).fetchall())

    def restore(self, connection: psycopg.Connection, changed: Collection[str]) -> None:
        """Empty what was empty, fill anew what has `changed`, and put back the counters."""
        counters = ", ".join(f"setval('\"{name}\"', {value}, {called})" for name, value, called in self._counters)
        connection.execute(
            "; ".join(
                (
                    "BEGIN",
                    "SET LOCAL session_replication_role = replica",  # neither foreign keys nor the append-only trigger
                    *(f'DELETE FROM "{name}"' for name in (*self._empty, *changed)),
                    *(f'INSERT INTO "{name}" SELECT * FROM seed."{name}"' for name in changed),
                    f"SELECT {counters}",
                    "COMMIT",
                )
            ).encode()
        )


def database(server: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return server.replace("/postgres?", f"/{name}?")


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Make an empty database of a PostgreSQL server and yield its URL; it goes in the end."""
    name = f"t{uuid.uuid4().hex}"
    with administering(server) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield database(server, name)
    with administering(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _connected(server: str, name: str) -> psycopg.Connection:
    return psycopg.connect(database(server, name), autocommit=True)


@contextmanager
def administering(server: str, name: str = "postgres") -> Iterator[psycopg.Connection]:
    with closing(_connected(server, name)) as connection:
        yield connection
