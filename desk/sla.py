"""The clocks of a subject as rows: started, paused, resumed and stopped with what happens to it.

A running clock has two timers, for its warning and its breach (`desk/alerts.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from desk import timers
from desk.standards import Standards
from policy import sla
from policy.calendar import Calendar
from policy.requests import Kind, Status
from policy.sla import Clock, ClockState
from store import Work
from store.models import ClockChange, Request, SlaClock

REVIEW = "deal.review"  # until somebody takes it
DECISION = "deal.decision"  # until approved or declined; rests while waiting for the submitter or in conflict
ANSWER = "deal.answer"  # the submitter's answer to a question
RULING = "conflict.ruling"  # until the desk has ruled on a conflict
NEUTRAL = "conflict.neutral"  # until a neutral seat has
EXECUTIVE = "conflict.executive"  # until an executive has
RULINGS = (RULING, NEUTRAL, EXECUTIVE)  # one after the other, tier by tier

# The submitter owes these: that they were late is nothing the desk has to explain.
NOT_OURS = frozenset({ANSWER})

GRACE_END = "grace.end"  # the timer at the end of time that was added, with the metric after a blank
_LIVE = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class Breach:
    """One step of a subject that missed its due time, and why, as far as somebody has said."""

    metric: str
    due_at: datetime
    done_at: datetime | None  # None: it is still not done
    cancelled: bool  # from then on it was no longer owed
    reason: str  # label of the breach reason
    note: str
    waiver: str | None = None  # the request by which it was waived


class Clocks:
    """The clocks of one subject within one unit of work."""

    def __init__(self, work: Work, standards: Standards, subject: str, region: str) -> None:
        self._work, self._standards, self._subject, self._region = work, standards, subject, region
        self._rows = {row.metric: row for row in work.exec(_of(), params={"subject": subject})}

    def read(self) -> dict[str, Clock]:
        return {metric: clock(row) for metric, row in self._rows.items()}

    def breaches(self) -> tuple[Breach, ...]:
        """Return what was late or is, in the order of the due times."""
        late = sorted(self._late(), key=lambda row: row.due_at)
        return tuple(
            Breach(
                metric=row.metric,
                due_at=row.breached_at or row.due_at,
                done_at=row.stopped_at,
                cancelled=row.state is ClockState.CANCELLED,
                reason=self._standards.label("breach_reason", row.reason),
                note=row.reason_note,
                waiver=row.waiver,
            )
            for row in late
        )

    def explain(self, reason: str, note: str, *, by: int) -> list[str]:
        """Keep why it was late on the clocks that nobody has explained yet, else on all of them; return which."""
        late = self._late()
        silent = [row for row in late if row.reason is None] or late
        for row in silent:
            row.reason, row.reason_note, row.reason_by = reason, note, by
            self._work.add(row)
        return [row.metric for row in silent]

    def _late(self) -> list[SlaClock]:
        return [row for row in self._rows.values() if row.breached_at and row.metric not in NOT_OURS]

    def start(self, metric: str, at: datetime, *, court: str, actor: int | None, target: str | None = None) -> Clock:
        """Start a clock with the region's target; one that ran before starts over.

        `target` names the target in the playbook where it is not the metric itself ("escalation.resolve.high").
        """
        aim = self._standards.target(target or metric, self._region)
        started = sla.start(metric, aim.goal, at, self._standards.calendar(aim.calendar), warn_share=aim.warn_share)
        row = self._rows.get(metric)
        if row is None:
            row = SlaClock(
                subject=self._subject,
                metric=metric,
                region=self._region,
                court=court,
                calendar=aim.calendar,
                goal_seconds=int(aim.goal.total_seconds()),
                warn_share=aim.warn_share,
                state=started.state,
                started_at=started.started_at,
                due_at=started.due_at,
                warn_at=started.warn_at,
            )
            self._rows[metric] = row
        row.calendar, row.warn_share = aim.calendar, aim.warn_share
        row.warned_at = row.breached_at = None
        row.reason, row.reason_note, row.reason_by, row.waiver = None, "", None, None
        self._keep(row, started, "start", at, court, actor)
        return started

    def pause(self, metric: str, at: datetime, *, court: str, actor: int | None) -> None:
        """Pause a running clock; one that does not run is left alone."""
        row = self._rows.get(metric)
        if row and row.state is ClockState.RUNNING:
            self._keep(row, sla.pause(clock(row), at, self._calendar(row)), "pause", at, court, actor)

    def resume(self, metric: str, at: datetime, *, court: str, actor: int | None) -> None:
        """Resume a paused clock; its due time moves by the business length of the pause."""
        row = self._rows.get(metric)
        if row and row.state is ClockState.PAUSED:
            self._keep(row, sla.resume(clock(row), at, self._calendar(row)), "resume", at, court, actor)

    def stop(self, metric: str, at: datetime, *, court: str, actor: int | None) -> None:
        """Stop a clock because its step is done; a second stop changes nothing."""
        row = self._rows.get(metric)
        if row and row.state in _LIVE:
            self._keep(row, sla.stop(clock(row), at, self._calendar(row)), "stop", at, court, actor)

    def retarget(self, metric: str, target: str, at: datetime, *, actor: int | None) -> None:
        """Give a clock another target of the playbook and keep what it has used up; an ended one is left alone."""
        row = self._rows.get(metric)
        if row and row.state in _LIVE:
            aim = self._standards.target(target, self._region)
            current = clock(row)
            if aim.calendar != row.calendar:  # what was used up counts by the old hours, what is left by the new ones
                current = self._in_another_calendar(current, row, aim.calendar, at)
            changed = sla.retarget(current, aim.goal, at, self._calendar(row), aim.warn_share)
            row.warn_share = aim.warn_share
            self._keep(row, changed, "retarget", at, row.court, actor)

    def extend(self, metric: str, more: timedelta, at: datetime, *, actor: int | None) -> datetime | None:
        """Give a late clock `more` business time from `at` on; return when it is due then, None when it has ended.

        What was missed stays missed: a breach is not taken back.
        """
        row = self._rows.get(metric)
        if row is None or row.state not in _LIVE:
            return None
        current, calendar = clock(row), self._calendar(row)
        goal = sla.elapsed(current, at, calendar) + more
        self._keep(row, sla.retarget(current, goal, at, calendar), "retarget", at, row.court, actor)
        return row.due_at

    def hand_over(self, court: str, at: datetime, *, actor: int | None) -> None:
        """Note that from now on the time of what still runs is spent in another court."""
        for row in self._rows.values():
            if row.state in _LIVE and row.court != court:
                row.court = court
                self._work.add(ClockChange(clock=row, at=at, change="court", court=court, actor_id=actor))

    def cancel_all(self, at: datetime, *, court: str, actor: int | None) -> None:
        """Cancel what still runs or rests: the subject is gone and owes nothing more. What was missed stays missed."""
        for row in self._rows.values():
            if row.state in _LIVE:
                self._keep(row, sla.cancel(clock(row), at, self._calendar(row)), "cancel", at, court, actor)

    def _in_another_calendar(self, current: Clock, row: SlaClock, calendar: str, at: datetime) -> Clock:
        resting = current.state is ClockState.PAUSED
        current = current if resting else sla.pause(current, at, self._calendar(row))
        row.calendar = calendar
        return current if resting else sla.resume(current, at, self._calendar(row))

    def _calendar(self, row: SlaClock) -> Calendar:
        return self._standards.calendar(row.calendar)

    def _keep(self, row: SlaClock, now: Clock, change: str, at: datetime, court: str, actor: int | None) -> None:
        row.state, row.started_at = now.state, now.started_at
        row.due_at, row.warn_at, row.paused_at = now.due_at, now.warn_at, now.paused_at
        row.spent_seconds, row.counted_from, row.stopped_at = (
            now.spent.total_seconds(),
            now.counted_from,
            now.stopped_at,
        )
        row.goal_seconds = int(now.goal.total_seconds())
        row.court = court
        self._work.add(row)
        if now.state is not ClockState.RUNNING and row.breached_at is None and sla.is_breached(now, at):
            row.breached_at = now.due_at  # nobody had noticed yet; of one that runs on, its timer tells
            self._work.add(ClockChange(clock=row, at=now.due_at, change="breach", court=row.court))
        self._work.add(ClockChange(clock=row, at=at, change=change, court=court, actor_id=actor))
        self._time(row)

    def _time(self, row: SlaClock) -> None:
        """Set the timers of what may still come; a clock that rests has none."""
        steps = {
            f"sla.warn {row.metric}": (row.warned_at, row.warn_at),
            f"sla.breach {row.metric}": (row.breached_at, row.due_at),
        }
        running = row.state is ClockState.RUNNING
        coming = {kind: due_at for kind, (happened_at, due_at) in steps.items() if running and happened_at is None}
        timers.set_timers(self._work, self._subject, coming)
        if gone := steps.keys() - coming.keys():
            timers.clear(self._work, self._subject, *gone)
        if row.state not in _LIVE and row.breached_at is not None:
            self._end_grace(row)

    def _end_grace(self, row: SlaClock) -> None:
        """Nobody waits for the end of added time any more, and more of it that was asked for is needed no longer."""
        timer = f"{GRACE_END} {row.metric}"
        asked = (Request.kind == Kind.EXTENSION, Request.about == self._subject, Request.status == Status.OPEN)
        if self._work.exec(select(Request.id).where(*asked).limit(1)).first() is None:
            timers.clear(self._work, self._subject, timer)
        else:
            timers.set_timer(self._work, self._subject, timer, row.stopped_at or row.due_at)


@cache
def _of() -> SelectOfScalar[SlaClock]:
    return select(SlaClock).where(SlaClock.subject == bindparam("subject"))


def clock(row: SlaClock) -> Clock:
    """Return the row as the value policy reckons with."""
    return Clock(
        metric=row.metric,
        goal=timedelta(seconds=row.goal_seconds),
        state=row.state,
        started_at=row.started_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        paused_at=row.paused_at,
        spent=timedelta(seconds=row.spent_seconds),
        counted_from=row.counted_from,
        stopped_at=row.stopped_at,
        warn_share=row.warn_share,
    )
