"""What a region's weekly digest costs: its numbers with few and with many deals behind them, and twenty with files.

Run with `python -m bench.digest [DEALS...]`; the numbers of deals default to 10,000 and 1,000,000, a tenth late.
They lie in twenty regions, on SQLite and on PostgreSQL, so one region holds a twentieth of them. A week brings as many
in either: what grows is the history behind it, up to five years with a million. It fails where it takes longer than
promised.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import event, insert, text
from sqlmodel import SQLModel, select

from bench.running import postgres
from bot.demo import DEMO, prepare
from desk import Desk
from desk.digests import sight
from desk.standards import load
from policy.deals import Status
from policy.sla import ClockState
from policy.weeks import Week
from store import Store
from store.models import Account, ClockChange, Deal, Partner, Person, SlaClock
from views import digest_chart, digest_sheet

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)  # a Monday, 08:00 in Berlin
WEEK = Week(2026, 47)
REGIONS = 20
STEP = timedelta(days=365 * 5) / 1_000_000  # from one deal to the next
LATE = 10  # one in so many
OPEN = 2_000  # of the last deals, those that are late are still to be done
REPS = 500
LOOKS = 30
CHUNK = 10_000
MOST_MS, MOST_TIMES, MOST_SECONDS = 20, 3, 15  # of the database; against the fewest deals; files of all regions
CODES = ["AMER", "EMEA", "APAC", *(f"R{number:02}" for number in range(4, REGIONS + 1))]


def playbook(folder: Path) -> Path:
    """Write the demo's playbook with more regions; return its folder."""
    (folder / "playbook.toml").write_text(f'extends = "{DEMO}"\n', encoding="utf-8")
    more = (
        f'[{code}]\nname = "Region {code}"\ncalendar = "emea"\ncurrency = "EUR"\namounts = "comma"\n'
        for code in CODES[3:]
    )
    (folder / "regions.toml").write_text("\n".join(more), encoding="utf-8")
    return folder


def fill(store: Store, deals: int) -> None:
    """Write `deals` deals with their review clocks, the last of them due just now; the last late ones are open."""
    with store.read() as work:
        people = {person.slack_id: person.id for person in work.exec(select(Person))}
        partner = work.exec(select(Partner.id)).first()
    with store.engine.connect() as connection:
        known = dict.fromkeys(("customer", "named", "open_opportunity"), False)
        reps = [{"id": 9_000 + number, "slack_id": f"U9{number}", "name": f"Rep {number}", "profile_at": NOW}
                for number in range(REPS)]  # fmt: skip
        connection.execute(insert(Person), reps)
        connection.execute(insert(Account), [{"id": 900_000, "name": "Acme", "name_key": "acme", "owner": "", **known}])
        for first in range(1, deals + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, deals + 1))
            due = {number: NOW - (deals - number) * STEP for number in numbers}
            rows: dict[type[SQLModel], list[dict[str, Any]]] = {
                Deal: [_deal(number, at, deals, people, partner) for number, at in due.items()],
                SlaClock: [_clock(number, at, deals) for number, at in due.items()],
                ClockChange: [change for number, at in due.items() for change in _changes(number, at)],
            }
            for entity, those in rows.items():
                connection.execute(insert(entity), those)
            connection.commit()
        connection.execute(text("ANALYZE"))
        connection.commit()


def _deal(
    number: int, due: datetime, deals: int, people: dict[str | None, int | None], partner: int | None
) -> dict[str, Any]:
    at, is_open = due - timedelta(hours=8), _is_open(number, deals)
    return {
        "id": number, "status": Status.SUBMITTED if is_open else Status.APPROVED,
        "decided_at": None if is_open else due, "partner_id": partner, "account_id": 900_000, "customer": "Acme",
        "customer_key": "acme", "domain": f"acme-{number}.com", "region": CODES[number % REGIONS], "segment": "smb",
        "motion": "resell", "amount": Decimal(250_000), "currency": "EUR", "close_on": date(2027, 3, 31),
        "contact": "Ana", "evidence": "x", "tender": False, "notes": "",
        "submitter_id": 9_000 + number % REPS if number % REPS else people["U0ROSA"],
        "assignee_id": people["U0MIRA"], "routed_because": "", "submitted_at": at, "changed_at": at,
        "question_fields": [], "note": "",
    }  # fmt: skip


def _is_late(number: int) -> bool:
    return number // REGIONS % LATE == 0


def _is_open(number: int, deals: int) -> bool:
    return _is_late(number) and number > deals - OPEN


def _clock(number: int, due: datetime, deals: int) -> dict[str, Any]:
    late = _is_late(number)
    is_open = _is_open(number, deals)
    return {
        "id": number, "subject": f"DR-{number}", "metric": "deal.review", "region": CODES[number % REGIONS],
        "court": "specialist", "calendar": "emea", "goal_seconds": 28_800, "warn_share": 0.75,
        "state": ClockState.RUNNING if is_open else ClockState.STOPPED, "started_at": due - timedelta(hours=8),
        "due_at": due, "warn_at": due - timedelta(hours=2), "counted_from": due - timedelta(hours=8),
        "spent_seconds": 0, "reason_note": "", "breached_at": due if late else None,
        "stopped_at": None if is_open else due + timedelta(hours=3 if late else -3),
    }  # fmt: skip


def _changes(number: int, due: datetime) -> Iterator[dict[str, Any]]:
    yield {"clock_id": number, "at": due - timedelta(hours=8), "change": "start", "court": "specialist"}
    if _is_late(number):
        yield {"clock_id": number, "at": due, "change": "breach", "court": "specialist"}


class Asked:
    """What is asked of the database, to be asked again: the time until its last row is here, and nothing of ours."""

    def __init__(self, store: Store) -> None:
        self._store, self._asked = store, list[tuple[str, Any]]()
        event.listen(store.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        self._asked.append((statement, parameters))

    def forget(self) -> None:
        self._asked.clear()

    def again(self) -> float:
        """Return the seconds that the database needs for all of it."""
        with self._store.engine.connect() as connection:
            cursor, started = connection.connection.cursor(), perf_counter()
            for statement, parameters in self._asked:
                cursor.execute(statement, parameters)
                if cursor.description:
                    cursor.fetchall()
            return perf_counter() - started


def numbers(store: Store) -> tuple[float, float]:
    """Return the milliseconds of one region's digest: of the database, and with ours; medians of many."""
    asked, took, of_it = Asked(store), [], []
    for look in range(LOOKS):
        with store.read() as work:
            standards = load(work)
            asked.forget()
            started = perf_counter()
            content = sight.content(work, standards, CODES[look % REGIONS], WEEK, NOW)
            took.append(perf_counter() - started)
        of_it.append(asked.again())
        if not content["figures"]:
            raise SystemExit("The digest is empty.")
    return statistics.median(of_it) * 1000, statistics.median(took) * 1000


def files(desk: Desk) -> tuple[float, int]:
    """Return the seconds until the digests of all regions are ready with picture and workbook, and their bytes."""
    started, size = perf_counter(), 0
    for code in CODES:
        seen = desk.digests.report(code, WEEK)
        size += len(digest_chart.picture(seen))
        size += len(digest_sheet.workbook(seen.parts or (seen.figures,), desk.digests.files.rows(seen)))
    return perf_counter() - started, size


@contextmanager
def opened(url: str, folder: Path, deals: int) -> Iterator[Store]:
    prepare(url, folder, demo=True, at=NOW)
    store = Store(url)
    fill(store, deals)
    yield store
    store.close()


def measured(engine: str, url_of: Callable[[int], str], folder: Path, sizes: list[int]) -> list[str]:
    """Measure on one engine; return what took longer than promised."""
    base, missed = 0.0, []
    for deals in sizes:
        with opened(url_of(deals), folder, deals) as store:
            database, whole = numbers(store)
            base = base or database
            print(f"{engine:11}{deals:>10,} deals: {database:7.2f} ms of the database, {database / base:5.2f} x; "
                  f"{whole:7.2f} ms in all")  # fmt: skip
            if database > MOST_MS:
                missed.append(f"{engine}, {deals:,} deals: {database:.1f} ms, more than {MOST_MS}")
            if database > base * MOST_TIMES:
                missed.append(f"{engine}, {deals:,} deals: {database / base:.1f} x, more than {MOST_TIMES}")
            if deals == sizes[-1]:
                took, size = files(Desk(store, lambda: NOW))
                print(f"{engine:11}{REGIONS} regions with picture and workbook ({size / 1e6:.1f} MB): {took:.1f} s")
                if took > MOST_SECONDS:
                    missed.append(f"{engine}, files of {REGIONS} regions: {took:.1f} s, more than {MOST_SECONDS}")
    return missed


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [10_000, 1_000_000]
    with tempfile.TemporaryDirectory() as name:
        folder = playbook(Path(name))
        missed = measured("SQLite", lambda deals: f"sqlite:///{name}/{deals}.db", folder, sizes)
        with postgres() as database:
            missed += measured("PostgreSQL", lambda deals: database(f"deals_{deals}"), folder, sizes)
    if missed:
        raise SystemExit("\n".join(missed))


if __name__ == "__main__":
    main()
