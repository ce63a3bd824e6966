"""Runs the migrations, and notices when one loses rows. Needs Alembic, which nothing else in the house imports."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from policy.errors import DeskError

# What follows from other rows: a migration may set timers for what is there, and drop those that older code lacks.
DERIVED = frozenset({"timer"})


class RowsLost(DeskError):
    """A migration lost rows. Nothing was changed; keep the file and report this."""


def migrate(connection: Connection, revision: str, *, up: bool) -> None:
    """Run the migrations up or down to `revision` in the connection's transaction. Raises RowsLost."""
    before = _row_counts(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    (command.upgrade if up else command.downgrade)(config, revision)
    after = _row_counts(connection)
    lost = {name: (rows, after[name]) for name, rows in before.items() if name in after and after[name] != rows}
    if lost:
        raise RowsLost(f"The migration changed row counts: {lost}. Nothing was changed; report this.")


def _row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table, so that a migration that loses some is noticed."""
    quote = connection.dialect.identifier_preparer.quote
    tables = [name for name in inspect(connection).get_table_names() if name not in {"alembic_version", *DERIVED}]
    if not tables:
        return {}
    counts = ", ".join(f"(SELECT count(*) FROM {quote(name)})" for name in tables)  # noqa: S608
    return dict(zip(tables, connection.exec_driver_sql(f"SELECT {counts}").one(), strict=True))
