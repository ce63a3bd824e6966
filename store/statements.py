"""The statements that a unit of work changes single rows with.

Building one takes three times as long as executing it, and no others are so frequent: each is built once, for the names
of its values.
"""

from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, literal_column, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import SQLModel


@cache
def compare_and_set(entity: type[SQLModel], was: tuple[str, ...], empty: frozenset[str], to: tuple[str, ...]) -> Update:
    """Write `to` where `was` still holds; of those, `empty` are to be NULL."""
    table = _table(entity)
    same = (table.c[name].is_(None) if name in empty else table.c[name] == bindparam(f"was_{name}") for name in was)
    return update(table).where(*same).values(_new(table, to))


@cache
def insert_once(entity: type[SQLModel], dialect: str, columns: tuple[str, ...]) -> Any:
    # psycopg counts no rows for this statement; the row that comes back is the answer on both engines.
    return _insert(entity, dialect, columns).on_conflict_do_nothing().returning(literal_column("1"))


@cache
def insert_or_write(entity: type[SQLModel], dialect: str, columns: tuple[str, ...], key: tuple[str, ...]) -> Any:
    insert = _insert(entity, dialect, columns)
    rest = {name: insert.excluded[name] for name in columns if name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=rest)


def named(word: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` by the names that they have in these statements: those that a row had (`was`) or gets (`new`)."""
    return {f"{word}_{name}": value for name, value in values.items()}


def _insert(entity: type[SQLModel], dialect: str, columns: tuple[str, ...]) -> Any:
    table = _table(entity)
    return (insert_sqlite if dialect == "sqlite" else insert_postgresql)(table).values(_new(table, columns))


def _new(table: Table, columns: tuple[str, ...]) -> dict[Any, Any]:
    return {table.c[name]: bindparam(f"new_{name}") for name in columns}


def _table(entity: type[SQLModel]) -> Table:
    return entity.metadata.tables[str(entity.__tablename__)]
