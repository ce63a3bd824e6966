"""The numbers of thirteen digests equal those that plain Python counts from the audit events."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk import Desk
from policy.digest import Figures
from policy.weeks import Week
from store import Store
from store.models import AuditEvent
from tests.digests import quarter, recount
from tests.digests.quarter import BERLIN, STARTS, WEEKS
from tests.watch import Watch

FIRST = Week.at(STARTS, BERLIN)


@pytest.fixture
def desk(undigested_database: Path, tmp_path: Path, watch: Watch) -> Iterator[Desk]:
    store = Store(f"sqlite:///{shutil.copy(undigested_database, tmp_path / 'bot.db')}", durable=False)
    yield Desk(store, watch)
    store.close()


def test_the_digests_of_a_quarter_say_what_the_audit_events_say(desk: Desk, watch: Watch):
    """Each as it was on its Monday, and all of them as they are in the end, when what was late has been closed."""
    told: list[tuple[datetime, Week, Figures]] = []

    def reads(week: Week) -> None:
        told.append((watch(), week, desk.digests.report("emea", week).figures))

    quarter.live(desk, watch, seed=18, each_monday=lambda: reads(Week.at(watch(), BERLIN).plus(-1)))
    for number in range(WEEKS):
        reads(FIRST.plus(number))
    with desk.store.read() as work:
        events = work.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    hours, seen = recount.Hours("emea"), Counter[str]()
    moments = {at: recount.Moment(events, hours, at) for at, _, _ in told}
    for at, week, figures in told:
        counted, before = moments[at].count(week), [len(moments[at].late_in(week.plus(-back))) for back in range(1, 5)]
        late = {one.metric: one for one in figures.processes if one.breaches}
        assert {one.metric: (one.items, one.breaches) for one in figures.processes if one.items} == {
            metric: (items, counted.late[metric]) for metric, items in counted.items.items()
        }, (week, at)
        assert {metric: one.late_seconds for metric, one in late.items()} == pytest.approx(
            {metric: counted.late_by[metric] / breaches for metric, breaches in counted.late.items()}
        ), (week, at)
        assert dict(figures.courts) == pytest.approx({c: s for c, s in counted.courts.items() if s}), (week, at)
        assert dict(figures.reasons) == {reason: n for reason, n in counted.reasons.items() if n}, (week, at)
        for name in ("still_open", "waived", "unexplained", "open", "at_risk"):
            assert getattr(figures, name) == getattr(counted, name), (name, week, at)
            seen[name] += getattr(counted, name)
        assert figures.closed == counted.late.total() - counted.still_open
        assert figures.before == before[0]
        known = min(4, week.number - FIRST.number)  # weeks before that there is anything of
        assert figures.mean == pytest.approx(sum(before) / known if known else 0)
        seen += counted.items + counted.reasons + Counter(closed=figures.closed) + Counter(list(counted.courts))
    assert len(told) == 2 * WEEKS
    there = {"deal.review", "deal.decision", "deal.answer", "submitter", "specialist", "No capacity", "closed",
             "still_open", "waived", "unexplained", "open", "at_risk"}  # fmt: skip
    assert not {name for name in there if seen[name] < 2}, seen
