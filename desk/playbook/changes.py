"""What applying a playbook changes: noted row by row, so that it can be shown before and after."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from sqlmodel import SQLModel

from policy.words import count, listed
from store import Work


class Verb(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"  # no longer offered; records that carry it keep it
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One row. `detail` says what differs, for example `currency USD -> EUR`."""

    table: str
    key: str
    verb: Verb
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.verb}{': ' + self.detail if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed, in order. Empty when the playbook was in force already."""

    rows: tuple[Change, ...]

    @property
    def counts(self) -> Mapping[Verb, int]:
        return Counter(row.verb for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.rows)

    def __str__(self) -> str:
        if not self.rows:
            return "Nothing to change: this playbook is in force already."
        counts = self.counts
        return f"{count(len(self), 'row')}: {listed([f'{counts[verb]} {verb}' for verb in Verb if counts[verb]])}."


Key = tuple[Any, ...]


class Ledger:
    """Brings the rows of one unit of work in line with what is wanted, and notes each change."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._changes: list[Change] = []

    def done(self) -> Changes:
        return Changes(tuple(self._changes))

    def note(self, table: str, key: str, verb: Verb, detail: str = "") -> None:
        self._changes.append(Change(table, key, verb, detail))

    def add(self, table: str, key: str, row: SQLModel) -> None:
        self._work.add(row)
        self.note(table, key, Verb.ADDED)

    def change(self, table: str, key: str, row: SQLModel, values: Mapping[str, Any]) -> None:
        """Set what differs."""
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if differing:
            detail = ", ".join(
                f"{name} {_shown(getattr(row, name))} -> {_shown(new)}" for name, new in differing.items()
            )
            for name, value in differing.items():
                setattr(row, name, value)
            self._work.add(row)
            self.note(table, key, Verb.CHANGED, detail)

    def retire(self, table: str, key: str, row: Any) -> None:
        """Keep the row for those who point at it, but offer it no longer."""
        if row.active:
            row.active = False
            self._work.add(row)
            self.note(table, key, Verb.RETIRED)

    def remove(self, table: str, key: str, row: SQLModel) -> None:
        self._work.delete(row)
        self.note(table, key, Verb.REMOVED)

    def match(
        self,
        entity: type[SQLModel],
        columns: tuple[str, ...],
        wanted: Mapping[Any, Mapping[str, Any]],
        *,
        present: Iterable[SQLModel],
        gone: Callable[[str, str, SQLModel], None],
    ) -> None:
        """Make the `present` rows the `wanted` ones, keyed by `columns`; what else is there is `gone`."""
        table = str(entity.__tablename__).replace("_", " ")
        known = {tuple(getattr(row, column) for column in columns): row for row in present}
        keyed = {key if isinstance(key, tuple) else (key,): values for key, values in wanted.items()}
        for key, values in keyed.items():
            row = known.get(key)
            if row is None:
                self.add(table, named(key), entity(**dict(zip(columns, key, strict=True)), **values))
            else:
                self.change(table, named(key), row, values)
        for key, row in known.items():
            if key not in keyed:
                gone(table, named(key), row)


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def named(key: Key) -> str:
    """Write a key for people: `emea 2026-12-24`, `emea Mon 09:00`."""
    return " ".join(
        _WEEKDAYS[part] if isinstance(part, int) else _shown(part) for part in key if part not in (None, "")
    )


def _shown(value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "none" if value in (None, "") else str(value)
