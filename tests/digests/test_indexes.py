"""A week is counted from indexes, however many clocks there are."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from desk.digests import sight
from desk.standards import load
from policy.weeks import Week
from store import Store
from tests.conftest import MORNING


def test_no_number_of_a_digest_reads_all_clocks(file: Path):
    store, asked = Store(f"sqlite:///{file}"), list[tuple[str, Any]]()
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with store.read() as work:
        standards = load(work)
        asked.clear()
        sight.content(work, standards, "EMEA", Week(2026, 47), MORNING)
        about_clocks = [one for one in asked if "FROM sla_clock" in one[0]]
        assert len(about_clocks) >= 7
        connection = work.connection()
        for statement, values in about_clocks:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert "SCAN sla_clock" not in [step.detail for step in plan], statement
    store.close()
