"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Enum, MetaData
from sqlalchemy.types import JSON, TypeDecorator
from sqlmodel import SQLModel

# Named constraints, so that migrations can drop them on both engines.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def metadata() -> MetaData:
    """Return the metadata of every entity of the house."""
    import store.models  # noqa: F401  (defining the entities is what fills the metadata)

    return SQLModel.metadata


class Utc(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A naive time ({value}) cannot be kept; give it a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An exact amount with two decimals, kept as a whole number of hundredths (SQLite has no exact decimals)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError(f"{value} has more than two decimals.")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def one_of(words: type[StrEnum], *, checked: bool = True) -> Any:
    """Return a column type for `words`: a string with a CHECK, never a native enum (those break down-then-up).

    One that is not `checked` leaves the CHECK to `added_later`.
    """
    return Enum(
        words,
        name=words.__name__.lower(),
        native_enum=False,
        create_constraint=checked,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def added_later(words: type[StrEnum], column: str) -> CheckConstraint:
    """Return the CHECK for a column that a migration adds to a table.

    It stands with the column, not with the table: SQLite adds no constraint to a table that is there, and drops no
    column that one of the table's constraints names.
    """
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=words.__name__.lower())


Json = JSON
