"""The auditor: what is behind is shown, and the hub hears of it once, and once more when it has caught up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from desk import Desk, ticking
from desk.standards import Standards
from desk.timers import set_timer
from store import Work
from store.models import Notice, Timer
from tests.reliability.evidence import let_desk_register
from tests.watch import MORNING


@pytest.fixture
def faulty():
    """A step that cannot be done until it is told otherwise."""
    broken = [True]

    def handler(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
        if broken[0]:
            raise ValueError("this cannot be done")

    ticking.HANDLERS["try"] = handler
    yield broken
    del ticking.HANDLERS["try"]


def told(desk: Desk) -> list[str]:
    with desk.store.read() as work:
        found = select(Notice.kind).where(col(Notice.kind).startswith("auditor.")).order_by(col(Notice.id))
        return list(work.exec(found))


def test_the_hub_hears_once_of_a_step_that_is_behind_and_once_when_it_has_caught_up(staffed, watch, faulty):
    with staffed.store.begin() as work:
        set_timer(work, "DR-1", "try.broken", MORNING)
    for _ in range(4):
        watch.moves_on(minutes=4)
        staffed.timers.run_due()
        staffed.auditor.check()
    assert told(staffed) == ["auditor.behind"]
    faulty[0] = False
    watch.moves_on(minutes=6)
    staffed.timers.run_due()
    staffed.auditor.check()
    staffed.auditor.check()
    assert told(staffed) == ["auditor.behind", "auditor.healed"]


def test_a_step_is_behind_after_five_minutes_and_not_before(staffed, watch):
    with staffed.store.begin() as work:
        set_timer(work, "DR-1", "try.late", MORNING)
    watch.moves_on(minutes=5)
    assert staffed.auditor.look().steps == 0
    watch.moves_on(seconds=1)
    assert (staffed.auditor.look().steps, staffed.auditor.look().oldest_step) == (1, timedelta(minutes=5, seconds=1))


def test_a_notice_that_waits_for_more_than_ten_minutes_is_behind(staffed):
    let_desk_register(staffed)
    assert not staffed.auditor.check().any
    with staffed.store.begin() as work:
        work.execute(update(Notice).values(created_at=datetime.now(UTC) - timedelta(minutes=11)))
    assert staffed.auditor.check().any
    assert told(staffed) == ["auditor.behind"]


def test_being_behind_shows_in_readiness_and_to_the_hub(bot, slack, priya, faulty):
    with bot.store.begin() as work:
        set_timer(work, "DR-1", "try.broken", bot.clock.now())
    slack.advance(minutes=16)
    assert bot.ready()["steps"].startswith("1 fell due and are not done, the oldest ")
    priya.sees("EcoOps is behind: 1 step that fell due not done")
    faulty[0] = False
    slack.advance(minutes=6)
    priya.sees("EcoOps has caught up")
    assert "steps" not in bot.ready()
