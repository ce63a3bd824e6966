"""Random histories of a clock at the desk (a thousand in `make chaos`), against a model so plain that it must be right.

The model is a list of minutes: in each one the desk is open or not, and the clock runs or not. Its goal is used up at
one of them; nothing is missed, doubled, or noted at another time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event
from sqlmodel import col, select

from desk import Desk, alerts, sla, timers
from desk.alerts import Alert
from desk.standards import Standards, load
from store import Store, Work
from store.models import ClockChange, SlaClock, Timer
from tests.reliability.scale import HISTORIES

STARTS = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)  # Thursday, 14:00 in Berlin: three open hours are left of the day
MINUTE = timedelta(minutes=1)
# Targets of the shipped playbook that run in the region's hours, by their minutes.
TARGETS = {"deal.review": 480, "deal.decision": 960, "conflict.ruling": 960}
METRIC = "deal.review"
STEPS = ("warn", "breach")


def is_open(at: datetime) -> bool:
    """Say whether the desk in Berlin works at `at`: weekdays from nine to five, in winter. No holiday is near."""
    local = at + timedelta(hours=1)
    return local.weekday() < 5 and 9 <= local.hour < 17


class Model:
    """The clock as a stretch of minutes that are walked one by one."""

    def __init__(self, at: datetime, goal: int) -> None:
        self.goal, self.spent, self.runs, self.ended = goal, 0, True, False
        self.steps: dict[str, datetime] = {}
        self.due = {"warn": self._reached(at, 0.75), "breach": self._reached(at, 1)}

    def _reached(self, at: datetime, share: float) -> datetime:
        """Return when so much of the goal will be used up, if the clock runs on; now or before, if it is already."""
        left = self.goal * share - self.spent
        if left <= 0:
            return self._behind(at, -left)
        while left > 0:
            left -= is_open(at)
            at += MINUTE
        return at

    @staticmethod
    def _behind(at: datetime, minutes: float) -> datetime:
        while minutes > 0:
            at -= MINUTE
            minutes -= is_open(at)
        return at

    def pass_until(self, at: datetime, until: datetime) -> None:
        while at < until:
            self.spent += self.runs and is_open(at)
            at += MINUTE
        if self.runs:
            self.note(until)

    def note(self, now: datetime) -> None:
        for step, due in self.due.items():
            if due <= now and step not in self.steps:
                self.steps[step] = due


class Histories(RuleBasedStateMachine):
    store: Store  # one for all histories; each is of a subject of its own
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Histories.number += 1
        self.subject = f"DR-{9000 + Histories.number}"
        self.at = STARTS
        self.desk = Desk(self.store, lambda: self.at)
        self.told: list[tuple[str, datetime]] = []
        self.looked, self.before = True, 0
        self.model: Model | None = None
        self.teller, alerts.TELLERS["DR"] = alerts.TELLERS["DR"], self.tell

    def tell(self, work: Work, standards: Standards, told: Sequence[Alert], now: datetime) -> None:
        self.told += [(alert.step.value, alert.due_at) for alert in told]

    def teardown(self) -> None:
        """Leave nothing behind that falls due in the next history."""
        with self.store.begin() as work:
            timers.clear(work, self.subject)
        alerts.TELLERS["DR"] = self.teller

    def clocks(self, do: Any) -> None:
        with self.store.begin() as work:
            do(sla.Clocks(work, load(work), self.subject, "EMEA"))

    def look(self) -> None:
        for _ in range(2):  # the second finds nothing left to do
            assert self.desk.timers.run_due() == []
        self.looked = True

    def running(self) -> bool:
        return self.model is not None and self.model.runs

    def live(self) -> bool:
        return self.model is not None and not self.model.ended

    @initialize()
    def begin(self) -> None:
        self.restart()

    @rule(minutes=st.integers(1, 900), looks=st.booleans())
    def advance(self, minutes: int, looks: bool) -> None:
        """Let time pass, through nights too; sometimes nobody looks for a while, as when the bot is down."""
        until = self.at + minutes * MINUTE
        if self.model and not self.model.ended:
            self.model.pass_until(self.at, until)
        self.at = until
        self.looked = False
        if looks:
            self.look()

    @precondition(lambda self: self.running())
    @rule()
    def pause(self) -> None:
        self.look()  # a click comes after the look that was due before it
        self.clocks(lambda clocks: clocks.pause(METRIC, self.at, court="submitter", actor=None))
        self.model.runs = False

    @precondition(lambda self: self.live() and not self.model.runs)
    @rule()
    def resume(self) -> None:
        self.clocks(lambda clocks: clocks.resume(METRIC, self.at, court="specialist", actor=None))
        model = self.model
        model.runs = True
        for step, share in (("warn", 0.75), ("breach", 1)):
            if step not in model.steps:
                model.due[step] = max(self.at, model._reached(self.at, share))
        model.note(self.at)
        self.look()

    @precondition(lambda self: self.live())
    @rule(way=st.sampled_from(["stop", "cancel"]))
    def end(self, way: str) -> None:
        self.look()
        if way == "stop":
            self.clocks(lambda clocks: clocks.stop(METRIC, self.at, court="specialist", actor=None))
        else:
            self.clocks(lambda clocks: clocks.cancel_all(self.at, court="specialist", actor=None))
        self.model.ended, self.model.runs = True, False

    @rule()
    def restart(self) -> None:
        self.look()
        self.before += len(self.told)
        self.told = []
        self.clocks(lambda clocks: clocks.start(METRIC, self.at, court="specialist", actor=None))
        self.model = Model(self.at, TARGETS[METRIC])

    @precondition(lambda self: self.running())
    @rule(to=st.sampled_from(sorted(TARGETS)))
    def retarget(self, to: str) -> None:
        self.look()
        model, goal = self.model, TARGETS[to]
        self.clocks(lambda clocks: clocks.retarget(METRIC, to, self.at, actor=None))
        if goal == model.goal:
            return
        model.goal = goal
        for step, share in (("warn", 0.75), ("breach", 1)):
            if step not in model.steps:
                model.due[step] = model._reached(self.at, share)
        model.note(self.at)
        self.look()

    @invariant()
    def every_step_happened_once_at_its_time(self) -> None:
        if self.model is None:
            return
        if self.looked:
            assert sorted(self.told) == sorted(self.model.steps.items())
        else:
            assert set(self.told) <= set(self.model.steps.items())

    @invariant()
    def what_may_still_come_has_its_timer_and_nothing_else_has(self) -> None:
        if self.model is None or not self.looked:
            return
        with self.store.read() as work:
            left = {t.kind.split()[0]: t.due_at for t in work.exec(select(Timer).where(Timer.subject == self.subject))}
            row = work.exec(select(SlaClock).where(SlaClock.subject == self.subject)).one()
            steps = select(ClockChange.change).where(col(ClockChange.change).in_(("warn", "breach")))
            noted = work.exec(steps.where(ClockChange.clock_id == row.id)).all()
        model = self.model
        open_steps = {f"sla.{step}": due for step, due in model.due.items() if step not in model.steps}
        assert left == (open_steps if model.runs else {})
        assert len(noted) == self.before + len(model.steps)
        assert (row.warned_at is not None) == ("warn" in model.steps)


@pytest.mark.timeout(900)
def test_no_history_loses_doubles_or_delays_a_step(file: Path) -> None:
    Histories.store = Store(f"sqlite:///{file}")
    event.listen(Histories.store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))  # speed
    rounds = settings(
        max_examples=HISTORIES, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Histories, settings=rounds)
    Histories.store.close()
