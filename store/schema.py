"""Brings a database's schema to this version of the code, and refuses one that is ahead of it.

An empty database gets its schema at once, as the entities say it; every other goes through the migrations. Both make
the same, which a test compares in detail.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, inspect, select, text

from policy.errors import DeskError
from store.columns import metadata

if TYPE_CHECKING:
    from store.engine import Store

# Any number will do, as long as every replica uses the same one (pg_advisory_lock).
_UPGRADE_LOCK = 3_262_667
# Where Alembic keeps the revision that a database is at; as Alembic makes it.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class SchemaTooNew(DeskError):
    """The database was written by a newer EcoOps. Install that version, or restore an older backup."""


def upgrade(store: "Store", revision: str = "head") -> None:
    """Bring the schema up to `revision`. Raises SchemaTooNew, RowsLost."""
    with _alone(store) as connection:
        if revision == "head" and not inspect(connection).get_table_names():
            _make(connection)
        elif _known(connection) != newest():
            _migrate(connection, revision, up=True)


def downgrade(store: "Store", revision: str) -> None:
    """Run the migrations back to `revision` ("base" for none). Raises SchemaTooNew, RowsLost."""
    with _alone(store) as connection:
        _known(connection)
        _migrate(connection, revision, up=False)


def current(store: "Store") -> str | None:
    """Return the revision the database is at, None for an empty one."""
    with store.engine.connect() as connection:
        return _revision(connection)


def newest() -> str:
    """Return the revision this code needs."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Return the revisions this code knows, oldest first. The names of the migrations' files begin with them."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return sorted(file.name.partition("_")[0] for file in folder.iterdir() if file.suffix == ".py")


@contextmanager
def _alone(store: "Store") -> Iterator[Connection]:
    """Open a transaction that no other upgrade runs beside: commits on a clean exit, else rolls back all of it."""
    with store.only_writer(), store.engine.connect() as connection:
        if store.is_sqlite:
            # A batch rebuild with foreign keys on deletes child rows silently. The pragma only works outside a
            # transaction, so it goes to the driver before SQLAlchemy opens one.
            raw = connection.connection.cursor()
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.close()
        else:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _UPGRADE_LOCK})
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            if store.is_sqlite:
                connection.invalidate()  # the next user gets a connection with foreign keys on again
            else:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _UPGRADE_LOCK})
                connection.commit()


def _make(connection: Connection) -> None:
    """Make the newest schema in a database that has no tables."""
    metadata().create_all(connection, checkfirst=False)
    _VERSION.create(connection, checkfirst=False)
    connection.execute(_VERSION.insert().values(version_num=newest()))


def _migrate(connection: Connection, revision: str, *, up: bool) -> None:
    # Alembic takes a tenth of a second to import. A start needs it only when there is something to migrate.
    from store.migrating import migrate

    migrate(connection, revision, up=up)


def _known(connection: Connection) -> str | None:
    """Return the revision the database is at. Raises SchemaTooNew when this code does not know it."""
    at = _revision(connection)
    if at is not None and at not in revisions():
        raise SchemaTooNew
    return at


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    at: str | None = connection.execute(select(_VERSION.c.version_num)).scalar()
    return at
