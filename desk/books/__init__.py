"""The partner book and the account book, loaded from CSV: good rows are kept, bad ones named by line and column."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar, Protocol

from sqlalchemy.exc import IntegrityError

from desk.books.accounts import AccountBook
from desk.books.partners import PartnerBook
from desk.books.reading import BookUnreadable, Columns, Refusal, Report, Row, rows
from desk.standards import Now
from store import Store, Work

__all__ = ["BookUnreadable", "Books", "Refusal", "Report"]

CHUNK = 500  # rows per transaction: registrations get their turn in between
Progress = Callable[[int], None]
Source = Path | Iterable[str]


class _Book(Protocol):
    columns: ClassVar[Columns]

    def take(self, work: Work, chunk: Iterable[Row]) -> Iterator[str | Refusal]:
        """Yield what became of each row: "added", "changed", "unchanged", or why it was refused."""


class Books:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def import_partners(self, source: Source, progress: Progress | None = None) -> Report:
        """Load the partner book. `progress` hears how many rows are done so far. Raises BookUnreadable."""
        return self._import(PartnerBook(), source, progress)

    def import_accounts(self, source: Source, progress: Progress | None = None) -> Report:
        """Load the account book. `progress` hears how many rows are done so far. Raises BookUnreadable."""
        return self._import(AccountBook(self._now().date()), source, progress)

    def _import(self, book: _Book, source: Source, progress: Progress | None) -> Report:
        counts: Counter[str] = Counter()
        refused: list[Refusal] = []
        first_line: dict[str, int] = {}
        done = 0
        read = rows(source, book.columns)
        while chunk := list(islice(read, CHUNK)):
            good = []
            for row in chunk:
                if isinstance(row, Refusal):
                    refused.append(row)
                elif (line := first_line.setdefault(row.cells["id"], row.line)) != row.line:
                    refused.append(Refusal(row.line, "id", row.cells["id"], f"This id stands on line {line} already."))
                else:
                    good.append(row)
            for result in self._taken(book, good):
                if isinstance(result, Refusal):
                    refused.append(result)
                else:
                    counts[result] += 1
            done += len(chunk)
            if progress:
                progress(done)
        return Report(
            counts["added"], counts["changed"], counts["unchanged"], tuple(sorted(refused, key=lambda one: one.line))
        )

    def _taken(self, book: _Book, chunk: list[Row]) -> list[str | Refusal]:
        """Take one chunk in one transaction; again when a registration met the same company at the same moment."""
        try:
            return self._take(book, chunk)
        except IntegrityError:
            return self._take(book, chunk)

    def _take(self, book: _Book, chunk: list[Row]) -> list[str | Refusal]:
        with self._store.begin() as work:
            return list(book.take(work, chunk))
