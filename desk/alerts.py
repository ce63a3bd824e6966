"""A clock's warning and its breach: noted on the clock when they fall due, and told by what the clock is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import load_only
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select

from desk.standards import Standards
from policy.sla import ClockState
from policy.words import reference
from store import Work
from store.models import ClockChange, SlaClock, Timer


class Step(StrEnum):
    WARN = "warn"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Alert:
    """One clock reached one step at `due_at`."""

    clock: SlaClock
    step: Step
    due_at: datetime


Teller = Callable[[Work, Standards, Sequence[Alert], datetime], None]
"""Writes the audit events and notices of alerts about one kind of subject, in the order of their due times."""

# What alerts are made of. Of a crowd, the instants of the rest cost more than everything else that is read.
_NEEDED: tuple[Any, ...] = (
    SlaClock.subject, SlaClock.metric, SlaClock.region, SlaClock.court, SlaClock.calendar, SlaClock.goal_seconds,
    SlaClock.warn_share, SlaClock.state, SlaClock.due_at,
)  # fmt: skip

# By the kind of reference of a clock's subject.
TELLERS: dict[str, Teller] = {}


def fire(work: Work, standards: Standards, timers: Sequence[Timer], now: datetime) -> None:
    """Note the steps that `timers` stand for on their clocks, and have them told.

    A clock that no longer runs has nothing to warn about; its timer was only not cleared yet.
    """
    read = select(SlaClock).options(load_only(*_NEEDED))
    rows = work.exec(read.where(col(SlaClock.subject).in_({timer.subject for timer in timers})))
    clocks = {(row.subject, row.metric): row for row in rows}
    alerts: dict[str, list[Alert]] = {}
    changes: list[dict[str, Any]] = []
    for timer in timers:
        word, _, metric = timer.kind.removeprefix("sla.").partition(" ")
        clock = clocks.get((timer.subject, metric))
        if clock is None or clock.state is not ClockState.RUNNING:
            continue
        alert = Alert(clock, Step(word), timer.due_at)
        changes.append(_note(alert))
        about = reference(timer.subject)
        alerts.setdefault(about[0] if about else "", []).append(alert)
    _write(work, changes)
    for kind, several in alerts.items():
        if kind in TELLERS:
            TELLERS[kind](work, standards, several, now)


def _note(alert: Alert) -> dict[str, Any]:
    """Note the step on its clock; return the line of the clock's history."""
    column = "warned_at" if alert.step is Step.WARN else "breached_at"
    set_committed_value(alert.clock, column, alert.due_at)  # `_write` writes it: an entity is updated row by row
    return {"clock_id": alert.clock.id, "at": alert.due_at, "change": alert.step.value, "court": alert.clock.court}


def _write(work: Work, changes: Sequence[dict[str, Any]]) -> None:
    """Write down all steps at once."""
    work.flush()
    clocks = SlaClock.metadata.tables["sla_clock"]
    for step, column in ((Step.WARN, "warned_at"), (Step.BREACH, "breached_at")):
        rows = [{"clock": one["clock_id"], column: one["at"]} for one in changes if one["change"] == step]
        if rows:
            work.execute(update(clocks).where(clocks.c.id == bindparam("clock")), rows)
    if changes:
        work.execute(insert(ClockChange.metadata.tables["clock_change"]), changes)
