"""Databases kept for many tests: a new one, and an engine that has seen no query yet, take most of a second."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from store import Store

Fill = Callable[[str], None]  # brings the empty database at a URL to the state that every test starts from

SHAPE = (
    "SELECT (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace), "
    "(SELECT string_agg(oid::text || tgenabled::text, ',' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal)"
)


class Kept(Protocol):
    """One database, and the store that is open on it."""

    def fresh(self) -> Store:
        """Return the store with the data that every test starts from."""

    def close(self) -> None: ...


class KeptSqlite:
    def __init__(self, folder: Path, fill: Fill) -> None:
        self._seed, file = folder / "seed.db", folder / "kept.db"
        fill(f"sqlite:///{self._seed}")
        shutil.copy(self._seed, file)
        self.store = Store(f"sqlite:///{file}")

    def fresh(self) -> Store:
        self.store.after_commit.clear()
        refill(self.store, self._seed)
        return self.store

    def close(self) -> None:
        self.store.close()


def refill(store: Store, seed: Path) -> None:
    """Give the SQLite database of an open store the contents of the file `seed`."""
    with (
        store.only_writer(),
        closing(sqlite3.connect(seed)) as source,
        closing(sqlite3.connect(str(store.url.database), timeout=5)) as target,
    ):
        target.execute("PRAGMA synchronous=OFF")  # no test pulls the machine's plug, and a sync takes 25 ms
        source.backup(target)


class KeptPostgres:
    """Its tables are refilled from copies of theirs; a test that has changed the schema costs a new database.

    Looking and refilling take 5 ms over a connection that stays open, and 20 ms with new ones.
    """

    def __init__(self, server: str, name: str, fill: Fill) -> None:
        self._server, self._name, self._seed = server, name, f"{name}_seed"
        with administering(server) as connection:
            connection.execute(f"CREATE DATABASE {self._seed}".encode())
        fill(database(server, self._seed))
        with administering(server, self._seed) as connection:
            self._refill = _copied(connection).encode()
        self.store = Store(database(server, name))
        self._make()

    def _make(self) -> None:
        self.store.close()
        with administering(self._server) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._seed}".encode())
        self._connection = _connected(self._server, self._name)
        self._shape = self._look()

    def _look(self) -> object:
        return self._connection.execute(SHAPE).fetchone()

    def fresh(self) -> Store:
        self.store.after_commit.clear()
        if self._look() != self._shape:
            self._connection.close()
            self._make()
        else:
            self._connection.execute(self._refill)
        return self.store

    def close(self) -> None:
        self.store.close()
        self._connection.close()


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


def _copied(connection: psycopg.Connection) -> str:
    """Copy every table beside itself; return what puts tables and counters back to how they are now."""
    tables = [table for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    counters = connection.execute(
        "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
    ).fetchall()
    connection.execute("CREATE SCHEMA seed")
    for table in tables:
        connection.execute(f'CREATE TABLE seed."{table}" AS SELECT * FROM public."{table}"'.encode())
    return "; ".join(
        (
            "BEGIN",
            "SET LOCAL session_replication_role = replica",  # neither foreign keys nor the append-only trigger speak
            *(f'DELETE FROM "{table}"; INSERT INTO "{table}" SELECT * FROM seed."{table}"' for table in tables),
            *(f"SELECT setval('\"{name}\"', {value}, {called})" for name, value, called in counters),
            "COMMIT",
        )
    )
