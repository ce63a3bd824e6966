"""The numbers of thirteen digests equal those that plain Python counts from the audit events."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk import Desk
from policy.weeks import Week
from store import Store
from store.models import AuditEvent
from tests.conftest import Watch
from tests.digests import quarter
from tests.digests.quarter import BERLIN, STARTS, WEEKS


@pytest.fixture
def desk(file: Path, watch: Watch) -> Iterator[Desk]:
    store = Store(f"sqlite:///{file}")
    yield Desk(store, watch)
    store.close()


def test_the_digests_of_a_quarter_say_what_the_audit_events_say(desk: Desk, watch: Watch):
    quarter.live(desk, watch, seed=7)
    with desk.store.read() as work:
        counted = quarter.recount(work.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all())
    first = Week.at(STARTS, BERLIN)
    for number in range(WEEKS):
        week = first.plus(number)
        figures = desk.digests.report("emea", week).figures
        told = {one.metric: (one.items, one.breaches) for one in figures.processes if one.items}
        assert told == {
            metric: (items, counted.late[when, metric]) for (when, metric), items in counted.items.items()
            if when == str(week)
        }, week  # fmt: skip
        assert figures.still_open == counted.open[str(week)]
        late = Counter(dict.fromkeys((str(week.plus(-back)) for back in range(5)), 0))
        for (when, _), breaches in counted.late.items():
            if when in late:
                late[when] += breaches
        assert figures.before == late[str(week.plus(-1))]
        known = min(4, number)  # weeks before that there is anything of
        before = sum(late[str(week.plus(-back))] for back in range(1, 5))
        assert figures.mean == pytest.approx(before / known if known else 0)
    kinds = {metric for _, metric in counted.items}
    assert kinds == {"deal.review", "deal.decision", "deal.answer"}
    assert sum(counted.late.values()) > 12
    assert sum(counted.open.values()) > 1
