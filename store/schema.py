"""Brings a database's schema to this version of the code, and refuses one that is ahead of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from policy.errors import DeskError

if TYPE_CHECKING:
    from store.engine import Store

# Any number will do, as long as every replica uses the same one (pg_advisory_lock).
_UPGRADE_LOCK = 3_262_667


# What follows from other rows: a migration may set timers for what is there, and drop those that older code lacks.
DERIVED = frozenset({"timer"})


class SchemaTooNew(DeskError):
    """The database was written by a newer EcoOps. Install that version, or restore an older backup."""


class RowsLost(DeskError):
    """A migration lost rows. Nothing was changed; keep the file and report this."""


def upgrade(store: "Store", revision: str = "head") -> None:
    """Run the migrations up to `revision`. Raises SchemaTooNew, RowsLost."""
    _run(store, revision, up=True)


def downgrade(store: "Store", revision: str) -> None:
    """Run the migrations back to `revision` ("base" for none). Raises RowsLost."""
    _run(store, revision, up=False)


def current(store: "Store") -> str | None:
    """Return the revision the database is at, None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision this code needs."""
    return script().get_current_head()


def script() -> ScriptDirectory:
    """Return the migrations of this version."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _run(store: "Store", revision: str, *, up: bool) -> None:
    config = _config()
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
            at = MigrationContext.configure(connection).get_current_revision()
            script = ScriptDirectory.from_config(config)
            if at is not None and at not in {step.revision for step in script.walk_revisions()}:
                raise SchemaTooNew
            if up and at == script.get_current_head():
                return
            before = _row_counts(connection)
            config.attributes["connection"] = connection
            (command.upgrade if up else command.downgrade)(config, revision)
            after = _row_counts(connection)
            lost = {name: (rows, after[name]) for name, rows in before.items() if name in after and after[name] != rows}
            if lost:
                connection.rollback()
                raise RowsLost(f"The migration changed row counts: {lost}. Nothing was changed; report this.")
            connection.commit()
        finally:
            connection.rollback()
            if store.is_sqlite:
                connection.invalidate()  # the next user gets a connection with foreign keys on again
            else:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _UPGRADE_LOCK})
                connection.commit()


def _row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table, so that a migration that loses some is noticed."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: int(connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one())  # noqa: S608
        for name in inspect(connection).get_table_names()
        if name != "alembic_version" and name not in DERIVED
    }
