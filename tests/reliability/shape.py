"""The schema of a database as the database itself tells it, to be compared with another one's.

Only the order of a table's columns is left out: no statement of the house goes by it.
"""

import re
from collections.abc import Iterator

from store import Store
from tests.reliability.evidence import rows

_POSTGRESQL = """
WITH ours AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace)
SELECT 'relation ' || relname, relkind::text FROM ours
UNION ALL SELECT 'column ' || relname || '.' || attname,
  concat_ws(' ', format_type(atttypid, atttypmod), 'not null ' || attnotnull, pg_get_expr(adbin, adrelid),
            attidentity, attgenerated, attcollation::regcollation)
  FROM ours JOIN pg_attribute ON attrelid = oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint ' || relname || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
  FROM ours JOIN pg_constraint ON conrelid = ours.oid
UNION ALL SELECT 'index ' || relname, pg_get_indexdef(oid) FROM ours WHERE relkind = 'i'
UNION ALL SELECT 'trigger ' || relname || '.' || tgname, pg_get_triggerdef(pg_trigger.oid)
  FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || oid::regprocedure, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'type ' || typname, typtype::text FROM pg_type
  WHERE typnamespace = 'public'::regnamespace AND typtype NOT IN ('b', 'c')
UNION ALL SELECT 'sequence ' || sequencename, concat_ws(' ', data_type, start_value, increment_by, max_value, cycle)
  FROM pg_sequences WHERE schemaname = 'public'
"""


def shape(store: Store) -> set[str]:
    """Return one line for each column, constraint, index, trigger and whatever else there is."""
    if store.is_sqlite:
        # What SQLite makes by itself has no text: the indexes behind constraints, which stand with their tables.
        kept = rows(store, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {line for kind, name, sql in kept for line in _lines(kind, name, _plain(sql))}
    return {f"{what}: {how}" for what, how in rows(store, _POSTGRESQL)}


def _lines(kind: str, name: str, sql: str) -> Iterator[str]:
    """Yield a table's columns and constraints, each as it was written; anything else whole."""
    if kind != "table":
        yield f"{kind} {name}: {sql}"
        return
    head, _, body = sql.partition("(")
    yield head
    part, depth = "", 0
    for piece in re.findall(r"'[^']*'|[(),]|[^'(),]+", body):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth < 0 or (piece == "," and depth == 0):
            yield f"{head}: {part.strip()}"
            part = ""
        else:
            part += piece
    yield f"{head} after its columns: {part}"  # STRICT, WITHOUT ROWID


def _plain(sql: str) -> str:
    """Leave out quotes of names and spaces that mean nothing; a rebuilt table is written with others."""
    spaced = re.sub(r"\s+", " ", sql.replace('"', ""))
    return re.sub(r"(?<=\() | (?=\))", "", spaced).strip()
