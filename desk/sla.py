"""The clocks of a subject as rows: started, paused, resumed and stopped with what happens to it."""

from datetime import datetime, timedelta

from sqlmodel import select

from desk.standards import Standards
from policy import sla
from policy.calendar import Calendar
from policy.sla import Clock, ClockState
from store import Work
from store.models import ClockChange, SlaClock

REVIEW = "deal.review"  # until somebody takes it
DECISION = "deal.decision"  # until approved or declined; rests while waiting for the submitter or in conflict
ANSWER = "deal.answer"  # the submitter's answer to a question
RULING = "conflict.ruling"  # until a person has ruled on a conflict


class Clocks:
    """The clocks of one subject within one unit of work."""

    def __init__(self, work: Work, standards: Standards, subject: str, region: str) -> None:
        self._work, self._standards, self._subject, self._region = work, standards, subject, region
        self._rows = {row.metric: row for row in work.exec(select(SlaClock).where(SlaClock.subject == subject))}

    def read(self) -> dict[str, Clock]:
        return {metric: clock(row) for metric, row in self._rows.items()}

    def start(self, metric: str, at: datetime, *, court: str, actor: int | None) -> Clock:
        """Start a clock with the region's target; one that ran before starts over."""
        target = self._standards.target(metric, self._region)
        started = sla.start(
            metric, target.goal, at, self._standards.calendar(target.calendar), warn_share=target.warn_share
        )
        row = self._rows.get(metric)
        if row is None:
            row = SlaClock(
                subject=self._subject,
                metric=metric,
                calendar=target.calendar,
                goal_seconds=int(target.goal.total_seconds()),
                warn_share=target.warn_share,
                state=started.state,
                started_at=started.started_at,
                due_at=started.due_at,
                warn_at=started.warn_at,
            )
            self._rows[metric] = row
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
        if row and row.state in (ClockState.RUNNING, ClockState.PAUSED):
            self._keep(row, sla.stop(clock(row), at, self._calendar(row)), "stop", at, court, actor)

    def cancel_all(self, at: datetime, *, court: str, actor: int | None) -> None:
        """Cancel what still runs or rests: the subject is gone and nothing counts any more."""
        for row in self._rows.values():
            if row.state in (ClockState.RUNNING, ClockState.PAUSED):
                self._keep(row, sla.cancel(clock(row), at, self._calendar(row)), "cancel", at, court, actor)

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
        row.next_at = now.warn_at if now.state is ClockState.RUNNING else None
        self._work.add(row)
        self._work.flush()
        if row.id is not None:
            self._work.add(ClockChange(clock_id=row.id, at=at, change=change, court=court, actor_id=actor))


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
