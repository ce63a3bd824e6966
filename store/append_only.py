"""Has the database itself refuse to change the rows of a table, whatever code or tool asks it to."""

from typing import Any

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0} BEGIN SELECT RAISE(ABORT, '{1} are append-only'); END",
    "CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0} BEGIN SELECT RAISE(ABORT, '{1} are append-only'); END",
    # INSERT OR REPLACE deletes the row it replaces without asking the trigger above.
    "CREATE TRIGGER {0}_no_replace BEFORE INSERT ON {0} WHEN EXISTS (SELECT 1 FROM {0} WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, '{1} are append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION {0}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{1} are append-only'; END $$",
    "CREATE TRIGGER {0}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {0}_refuse()",
)


def append_only(entity: Any, rows: str) -> None:
    """Make the triggers of an entity's table together with the table; `rows` is what people call its rows."""
    table: Table = entity.__table__
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for statement in statements:
            ddl = DDL(statement.format(table.name, rows))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
