"""A week is counted from indexes, however many clocks there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from desk import Desk
from desk.digests import sight
from desk.escalations.drafts import Draft
from desk.people import Profile
from desk.standards import load
from policy.weeks import Week
from store import Store
from tests.watch import MORNING


@contextmanager
def watched(file: Path) -> Iterator[tuple[Store, list[tuple[str, Any]]]]:
    """Open the database, and write down what it is asked."""
    store, asked = Store(f"sqlite:///{file}"), list[tuple[str, Any]]()
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    yield store, asked
    store.close()


@pytest.mark.parametrize(("region", "queries"), [("EMEA", 7), ("", 2)], ids=["of one region", "of all"])
def test_no_number_of_a_digest_reads_all_clocks(file: Path, region: str, queries: int):
    with watched(file) as (store, asked), store.read() as work:
        standards = load(work)
        asked.clear()
        sight.content(work, standards, region, Week(2026, 47), MORNING)
        about_clocks = [one for one in asked if "FROM sla_clock" in one[0]]
        assert len(about_clocks) >= queries
        connection = work.connection()
        for statement, values in about_clocks:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert "SCAN sla_clock" not in [step.detail for step in plan], statement


def test_a_region_in_which_nothing_happened_is_asked_nothing_and_its_figures_are_the_same(file: Path):
    with watched(file) as (store, asked):
        desk = Desk(store, lambda: MORNING)
        rosa = desk.people.meet(Profile(slack_id="U0ROSA", name="Rosa"))
        desk.escalations.raise_(Draft(subject="Who covers Spain?", severity="low", region="EMEA"), by=rosa, key="k")
        with store.read() as work:
            standards, week = load(work), Week(2026, 48)
            asked.clear()
            parts = sight.content(work, standards, "", week, MORNING)["parts"]
            in_all = len(asked)
            regions = [one.code for one in standards.open_regions()]
            assert parts == [sight.figures(work, standards, code, week, MORNING).kept() for code in regions]
            assert [part["region"] for part in parts if part["at_risk"]] == ["EMEA"]
            assert in_all < len(asked) - in_all, "each of the others was counted as well"
