"""How long it takes to build each kind of person's Home, as it leaves for Slack, with few and many deals, on SQLite.

Run with `python -m bench.home [DEALS...]`; the numbers of deals default to 10,000 and 1,000,000. They are those of
`bench/digest.py`: twenty regions, five hundred reps, up to five years. It fails where one takes longer than promised.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from sqlmodel import select

from bench.digest import NOW, opened, playbook
from desk import Desk
from desk.people import Member, member
from store.models import Person
from views.home import page

WHO = {"rep": "U0ROSA", "specialist": "U0MIRA", "lead": "U0JONAS", "leader": "U0LENA", "hub": "U0PRIYA"}
LOOKS = 20
MOST_MS = 100


def one_of(desk: Desk, slack_id: str) -> Member:
    with desk.store.read() as work:
        return member(work, work.exec(select(Person).where(Person.slack_id == slack_id)).one())


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [10_000, 1_000_000]
    print(f"{'milliseconds, the median':30}" + "".join(f"{who:>12}" for who in WHO))
    slow = []
    with tempfile.TemporaryDirectory() as name:
        folder = playbook(Path(name))
        for deals in sizes:
            with opened(f"sqlite:///{name}/{deals}.db", folder, deals) as store:
                desk, found = Desk(store, lambda: NOW), []
                for slack_id in WHO.values():
                    by, took = one_of(desk, slack_id), []
                    for _ in range(LOOKS):
                        started = perf_counter()
                        page(desk.home.look(by=by)).to_dict()
                        took.append(perf_counter() - started)
                    found.append(statistics.median(took) * 1000)
            print(f"{deals:>24,} deals" + "".join(f"{ms:12.1f}" for ms in found))
            slow += [f"{who}, {deals:,} deals: {ms:.0f} ms" for who, ms in zip(WHO, found, strict=True) if ms > MOST_MS]
    if slow:
        raise SystemExit(f"More than {MOST_MS} ms: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
