"""Timers: each step happens once, in the order of its due time, and one that fails holds up no other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from desk import Desk, ticking, timers
from desk.standards import Standards
from store import Store, Work
from store.models import SlaClock, Timer
from tests.reliability.evidence import let_desk_register, member
from tests.watch import MORNING

HOUR = timedelta(hours=1)


class Recorder:
    """A handler that remembers what it was asked to do, chains steps, and fails where told to."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, datetime]] = []

    def __call__(self, work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
        for timer in due:
            if timer.kind == "try.broken":
                raise ValueError("this cannot be done")
            self.done.append((timer.subject, timer.kind, timer.due_at))
            if timer.kind == "try.chain":
                timers.set_timer(work, timer.subject, "try.link", timer.due_at + HOUR)


@pytest.fixture
def recorder():
    handler = Recorder()
    ticking.HANDLERS["try"] = handler
    yield handler
    del ticking.HANDLERS["try"]


@pytest.fixture
def late(store: Store) -> Desk:
    """A desk that looks six hours after MORNING."""
    return Desk(store, lambda: MORNING + 6 * HOUR)


def plan(store: Store, *steps: tuple[str, str, datetime]) -> None:
    with store.begin() as work:
        for subject, kind, due_at in steps:
            timers.set_timer(work, subject, kind, due_at)


def test_missed_steps_happen_once_in_order_with_their_true_due_times(store, late, recorder):
    plan(
        store,
        ("DR-2", "try.a", MORNING + 3 * HOUR),
        ("DR-1", "try.a", MORNING + HOUR),
        ("DR-3", "try.a", MORNING + 9 * HOUR),
    )
    assert late.timers.run_due() == []
    assert late.timers.run_due() == []
    assert recorder.done == [("DR-1", "try.a", MORNING + HOUR), ("DR-2", "try.a", MORNING + 3 * HOUR)]


def test_a_step_that_another_sets_takes_its_place_in_the_order(store, late, recorder):
    plan(store, ("ESC-1", "try.chain", MORNING + HOUR), ("ESC-2", "try.a", MORNING + 3 * HOUR))
    late.timers.run_due()
    assert [kind for _, kind, _ in recorder.done] == ["try.chain", "try.link", "try.a"]


def test_a_step_that_cannot_be_done_is_named_kept_and_holds_up_no_other(store, late, recorder):
    plan(store, ("DR-1", "try.broken", MORNING), ("DR-2", "try.a", MORNING + HOUR))
    (fault,) = late.timers.run_due()
    assert (fault.subject, str(fault.error)) == ("DR-1", "this cannot be done")
    assert [subject for subject, _, _ in recorder.done] == ["DR-2"]
    with store.read() as work:
        left = work.exec(select(Timer)).one()
    assert (left.due_at, left.next_at, left.attempts) == (MORNING, MORNING + 6 * HOUR + ticking.AFTER_A_FAULT, 1)


def test_a_timer_set_again_moves_and_one_cleared_does_not_happen(store, late, recorder):
    plan(store, ("DR-1", "try.a", MORNING), ("DR-2", "try.a", MORNING), ("DR-2", "try.b", MORNING))
    plan(store, ("DR-1", "try.a", MORNING + 2 * HOUR))
    with store.begin() as work:
        timers.clear(work, "DR-2", "try.a")
    late.timers.run_due()
    assert recorder.done == [("DR-2", "try.b", MORNING), ("DR-1", "try.a", MORNING + 2 * HOUR)]


def test_running_clocks_note_their_warning_and_breach(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(days=1, hours=6)
    staffed.timers.run_due()
    with staffed.store.read() as work:
        review = work.exec(select(SlaClock).where(SlaClock.metric == "deal.review")).one()
        left = set(work.exec(select(Timer.kind).where(col(Timer.kind).startswith("sla."))))
    assert (review.warned_at, review.breached_at) == (review.warn_at, review.due_at)
    assert left == {"sla.breach deal.decision"}


def test_a_clock_that_rests_has_no_timers(staffed):
    let_desk_register(staffed)
    mira = member(staffed, "U0MIRA")
    staffed.decisions.ask("DR-1", by=mira, key="ask", question="Who signs?")
    with staffed.store.read() as work:
        kinds = set(work.exec(select(Timer.kind).where(col(Timer.kind).startswith("sla."))))
    assert kinds == {"sla.warn deal.answer", "sla.breach deal.answer"}
    staffed.decisions.decline("DR-1", by=mira, key="decline", reason="duplicate", note="Twice")
    with staffed.store.read() as work:
        assert work.exec(select(Timer).where(Timer.subject == "DR-1")).all() == []
