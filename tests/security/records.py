"""Registrations and escalations to try things on, which can be put back to how they were in a few milliseconds."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import count
from pathlib import Path

from desk import Desk
from desk.deals import Draft
from desk.escalations.drafts import Draft as Escalating
from desk.people import Member
from tests.databases import Filler
from tests.watch import MORNING

_numbers = count(1)


def key() -> str:
    return f"key-{next(_numbers)}"


class Records:
    """One registration and one escalation in EMEA of everybody's own.

    A refusal changes nothing, so all who are refused can be refused the same record; whoever is let through leaves it
    to `put_back` to undo what they did.
    """

    def __init__(self, desk: Desk, people: Iterable[Member], hub: tuple[Member, Member], folder: Path) -> None:
        self._desk, self._fresh, self._waiting = desk, folder / "fresh.db", folder / "waiting.db"
        self._filler = Filler(desk.store)
        self._partners = [str(one.id) for one in desk.lookup.partners("", limit=30)]  # each may have only so many
        self.deals = {by.id: self._register(by) for by in people}
        self.escalations = {by.id: self._raise(by) for by in people}
        self._copy(self._fresh)
        for submitter, ref in self.deals.items():
            asker = next(one for one in hub if one.id != submitter)  # nobody asks themselves
            desk.decisions.ask(ref, by=asker, key=key(), question="Who signs?")
        self._copy(self._waiting)

    def put_back(self, *, waiting: bool = False) -> None:
        """Bring all of them to how they began; `waiting` for an answer to a question, if asked for."""
        self._filler.fill(self._waiting if waiting else self._fresh)

    def close(self) -> None:
        self._filler.close()

    def _register(self, by: Member) -> str:
        number = next(_numbers)
        draft = Draft(
            partner=self._partners[number % len(self._partners)],
            account=f"Customer {number:05}", domain=f"customer-{number:05}.com",
            region="EMEA", segment="mid-market", motion="resell", products=("platform",), amount="250k",
            currency="EUR", close_on=MORNING.date().replace(year=2027), contact="Ana Ruiz", evidence="Met the CIO",
        )  # fmt: skip
        return self._desk.deals.register(draft, by=by, key=key()).ref

    def _raise(self, by: Member) -> str:
        draft = Escalating(subject=f"Matter {next(_numbers)}", severity="low", region="EMEA")
        return self._desk.escalations.raise_(draft, by=by, key=key()).ref

    def _copy(self, to: Path) -> None:
        with closing(sqlite3.connect(str(self._desk.store.url.database))) as database:
            database.execute("VACUUM INTO ?", (str(to),))
