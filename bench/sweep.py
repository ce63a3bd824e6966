"""What it costs to ask what has fallen due: with nothing due among many open clocks, and with 10,000 at once.

Run with `python -m bench.sweep [OPEN...]`; the numbers of open clocks default to 10,000 and 1,000,000.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import SQLModel, col, select

from bot.demo import DEMO, prepare
from desk import Desk
from policy.deals import Status
from policy.sla import ClockState
from store import Store
from store.models import Account, Card, ClockChange, Deal, Notice, Partner, Person, SlaClock, Timer

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)
LOOKS = 200
DUE = 10_000
CHUNK = 10_000


def clock(number: int, due_at: datetime) -> dict[str, Any]:
    return {
        "id": number, "subject": f"DR-{number}", "metric": "deal.review", "region": "EMEA", "court": "specialist",
        "calendar": "emea", "goal_seconds": 28_800, "warn_share": 0.75, "state": ClockState.RUNNING,
        "started_at": due_at - timedelta(hours=8), "due_at": due_at, "warn_at": due_at - timedelta(hours=2),
        "warned_at": due_at - timedelta(hours=2), "counted_from": due_at - timedelta(hours=8), "spent_seconds": 0,
        "reason_note": "",
    }  # fmt: skip


def timer(number: int, due_at: datetime) -> dict[str, Any]:
    kind = "sla.breach deal.review"
    return {"subject": f"DR-{number}", "kind": kind, "due_at": due_at, "next_at": due_at, "attempts": 0}


def deal(number: int, people: dict[str | None, int | None], partner: int | None) -> dict[str, Any]:
    return {
        "id": number, "status": Status.SUBMITTED, "partner_id": partner, "account_id": 900_000, "customer": "Acme",
        "customer_key": "acme", "domain": f"acme-{number}.com", "region": "EMEA", "segment": "smb", "motion": "resell",
        "amount": Decimal(250_000), "currency": "EUR", "close_on": date(2027, 3, 31), "contact": "Ana", "evidence": "x",
        "tender": False, "notes": "", "submitter_id": people["U0ROSA"], "assignee_id": people["U0MIRA"],
        "routed_because": "", "submitted_at": NOW, "changed_at": NOW, "question_fields": [], "note": "",
    }  # fmt: skip


def fill(store: Store, *, open_clocks: int, due: int) -> None:
    """Write deals whose clocks fall due at NOW, one after the other, and clocks that run on for a year."""
    with store.read() as work:
        people = {person.slack_id: person.id for person in work.exec(select(Person))}
        partner = work.exec(select(Partner.id)).first()
    with store.engine.connect() as connection:
        known = dict.fromkeys(("customer", "named", "open_opportunity"), False)
        connection.execute(insert(Account), [{"id": 900_000, "name": "Acme", "name_key": "acme", "owner": "", **known}])

        def write(entity: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
            chunk: list[dict[str, Any]] = []
            for row in rows:
                chunk.append(row)
                if len(chunk) == CHUNK:
                    connection.execute(insert(entity), chunk)
                    chunk = []
            if chunk:
                connection.execute(insert(entity), chunk)

        last = due + open_clocks
        due_at = {number: NOW - timedelta(seconds=due - number) for number in range(1, due + 1)}
        later = NOW + timedelta(days=1)
        write(Deal, (deal(number, people, partner) for number in due_at))
        write(Card, ({"subject": f"DR-{n}", "kind": "deal.card", "audience": "region:EMEA", "channel": "C0EMEA",
                      "ts": f"{n}.1"} for n in due_at))  # fmt: skip
        for number in range(1, last + 1, CHUNK):
            numbers = range(number, min(number + CHUNK, last + 1))
            write(SlaClock, (clock(n, due_at.get(n) or later + timedelta(seconds=n)) for n in numbers))
            write(Timer, (timer(n, due_at.get(n) or later + timedelta(seconds=n)) for n in numbers))
        write(ClockChange, ({"clock_id": n, "at": at - timedelta(hours=8), "change": "start", "court": "specialist"}
                            for n, at in due_at.items()))  # fmt: skip
        connection.commit()


def opened(folder: str, name: str, *, open_clocks: int, due: int) -> tuple[Store, Desk]:
    url = f"sqlite:///{Path(folder) / name}.db"
    prepare(url, DEMO, demo=True)
    store = Store(url)
    fill(store, open_clocks=open_clocks, due=due)
    return store, Desk(store, lambda: NOW)


def idle(open_clocks: int) -> float:
    """Return the milliseconds of one look with nothing due, the median of many."""
    with tempfile.TemporaryDirectory() as folder:
        store, desk = opened(folder, "idle", open_clocks=open_clocks, due=0)
        took = []
        for _ in range(LOOKS):
            started = perf_counter()
            desk.timers.run_due()
            took.append(perf_counter() - started)
        store.close()
    return statistics.median(took) * 1000


def crowd(due: int = DUE) -> tuple[float, float, dict[str, int]]:
    """Work off `due` breaches, a second apart; return the seconds it took, those of the processor, notices by lane."""
    with tempfile.TemporaryDirectory() as folder:
        store, desk = opened(folder, "crowd", open_clocks=10_000, due=due)
        started, worked = perf_counter(), process_time()
        faults = desk.timers.run_due()
        took, busy = perf_counter() - started, process_time() - worked
        if faults:
            raise SystemExit(f"{len(faults)} steps were not done, the first because of: {faults[0].error}")
        with store.read() as work:
            lanes = select(Notice.audience, func.count(col(Notice.id).distinct()))
            told = {audience: number for audience, number in work.exec(lanes.group_by(Notice.audience))}  # noqa: C416
        store.close()
    return took, busy, told


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] or [10_000, 1_000_000]
    looks = {number: idle(number) for number in numbers}
    for number, took in looks.items():
        print(f"nothing due among {number:>9,} open clocks: {took:6.3f} ms a look, {took / looks[numbers[0]]:.2f} x")
    took, busy, told = crowd()
    print(f"{DUE:,} due at once: {took:.2f} s ({busy:.2f} s of the processor); notices by lane: {told}")


if __name__ == "__main__":
    main()
