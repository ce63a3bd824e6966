"""The statements that a unit of work reads and changes single rows with.

Building one takes three times as long as executing it, and no others are so frequent: each is built once, for the names
of its values.
"""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table, Update, bindparam, inspect, literal_column, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

Entity = TypeVar("Entity", bound=SQLModel)


def table(entity: type[SQLModel]) -> Table:
    return entity.metadata.tables[str(entity.__tablename__)]


@cache
def by_key(entity: type[Entity]) -> SelectOfScalar[Entity]:
    (key,) = inspect(entity).primary_key
    return select(entity).where(key == bindparam("key"))


@cache
def compare_and_set(entity: type[SQLModel], was: tuple[str, ...], empty: frozenset[str], to: tuple[str, ...]) -> Update:
    """Write `to` where `was` still holds; of those, `empty` are to be NULL."""
    column = table(entity).c
    same = (column[name].is_(None) if name in empty else column[name] == bindparam(f"was_{name}") for name in was)
    return update(table(entity)).where(*same).values(_new(entity, to))


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
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    return insert(table(entity)).values(_new(entity, columns))


def _new(entity: type[SQLModel], columns: tuple[str, ...]) -> dict[Any, Any]:
    return {table(entity).c[name]: bindparam(f"new_{name}") for name in columns}
