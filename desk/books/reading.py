"""Reads a book's CSV: columns in any order, comma or semicolon, one row or one refusal at a time."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from policy.errors import DeskError, Unclear
from policy.names import Domain, registrable_domain
from policy.words import count, listed

_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was left out, and the cell to correct."""

    line: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.why}"


@dataclass(frozen=True, slots=True)
class Report:
    added: int
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its cells by column. Columns that the file does not have are not in it."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


class BookUnreadable(DeskError):
    """This file cannot be read as a book. Save it as CSV (UTF-8) with one header line."""


class BadCell(Exception):
    """One cell that cannot be taken as it is."""

    def __init__(self, column: str, value: str, why: str) -> None:
        super().__init__(why)
        self.column, self.value, self.why = column, value, why

    def refusal(self, line: int) -> Refusal:
        return Refusal(line, self.column, self.value, self.why)


def rows(source: Path | Iterable[str], columns: Columns) -> Iterator[Row | Refusal]:
    """Yield the records of a CSV file or of its lines. Raises BookUnreadable when the header is not the book's.

    Each line is read by itself: no cell of a book has a line break, and a quote left open must not swallow the rest.
    """
    lines = iter(_lines(source) if isinstance(source, Path) else source)
    header = next(lines, "").removeprefix("\ufeff")
    mark = ";" if header.count(";") > header.count(",") else ","
    names = _names(_cells(header, mark) or [], columns)
    for line, text in enumerate(lines, start=2):
        cells = _cells(text, mark)
        if cells is None:
            yield Refusal(line, names[0], text.strip()[:80], "The quotes of this row do not match.")
        elif any(cells):
            yield _row(line, names, cells)


def _cells(line: str, mark: str) -> list[str] | None:
    """Split one line; None when its quotes do not match."""
    try:
        return [cell.strip() for cell in next(csv.reader([line.rstrip("\r\n")], delimiter=mark, strict=True), [])]
    except csv.Error:
        return None


def _lines(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BookUnreadable(f"{path.name} cannot be opened: {error.strerror}.") from error
    try:
        return list(StringIO(raw.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BookUnreadable(f"{path.name}, line {line}: this is not UTF-8. Save the file as “CSV UTF-8”.") from error


def _names(header: list[str], columns: Columns) -> list[str]:
    """Return the columns' names as the header gives them, checked."""
    names = [name.strip().lower() for name in header]
    problems = [
        f"There is no column “{name}”. The columns are {listed(columns.all)}."
        for name in dict.fromkeys(names)
        if name not in columns.all
    ]
    problems += [f"The column “{name}” is missing." for name in columns.required if name not in names]
    problems += [f"The column “{name}” stands there twice." for name in columns.all if names.count(name) > 1]
    if problems:
        raise BookUnreadable("\n".join(f"line 1: {problem}" for problem in problems))
    return names


def _row(line: int, names: list[str], values: list[str]) -> Row | Refusal:
    if len(values) != len(names):
        why = f"This row has {count(len(values), 'cell')}, the header {len(names)}."
        short = len(values) < len(names)
        return Refusal(line, names[len(values)] if short else names[-1], "" if short else values[len(names)], why)
    for name, value in zip(names, values, strict=True):
        if re.search(r"[\x00-\x1f\x7f]", value):
            return Refusal(line, name, value, "Line breaks and control characters do not belong into a cell.")
    cells = dict(zip(names, values, strict=True))
    if not cells["id"]:
        return Refusal(line, "id", "", "The id is empty. It is how the next import finds this row again.")
    return Row(line, cells)


def name(cells: Mapping[str, str]) -> str:
    value = cells["name"]
    if not value:
        raise BadCell("name", value, "The name is empty.")
    if len(value) > _LONGEST:
        raise BadCell("name", value, f"The name has {len(value)} characters; {_LONGEST} are the most.")
    return value


def truth(cells: Mapping[str, str], column: str) -> bool:
    """Read yes or no; an empty cell is no."""
    match cells[column].lower():
        case "yes" | "y" | "true" | "1" | "x":
            return True
        case "no" | "n" | "false" | "0" | "":
            return False
    raise BadCell(column, cells[column], f"“{cells[column]}” is neither yes nor no.")


def day(cells: Mapping[str, str], column: str, *, today: date) -> date | None:
    """Read a date that has been; an empty cell is none."""
    if not cells[column]:
        return None
    try:
        on = date.fromisoformat(cells[column])
    except ValueError:
        raise BadCell(column, cells[column], f"“{cells[column]}” is not a date. Write it like 2026-11-12.") from None
    if on.toordinal() > today.toordinal() + 1:  # today may be tomorrow elsewhere
        raise BadCell(column, cells[column], f"{cells[column]} lies ahead. This is for a day that has been.")
    return on


def domain(column: str, word: str) -> Domain:
    """Read a website."""
    try:
        return registrable_domain(word)
    except Unclear:
        raise BadCell(column, word, f"“{word}” is not a website. Write it like acme.com.") from None
