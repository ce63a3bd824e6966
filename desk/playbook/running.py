"""Clocks that run while a target changes: they keep the one they were started with, unless the hub says otherwise."""

from collections.abc import Iterable, Iterator

from sqlmodel import col, select

from desk import record, sla, telling, timers
from desk.standards import Now, Standards, load
from policy.errors import NotSetUp
from policy.sla import ClockState
from store import Store, Work
from store.models import Escalation, SlaClock

AT_ONCE = 200  # subjects of one transaction
_LIVE = (ClockState.RUNNING, ClockState.PAUSED)


class RunningClocks:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def on_old_targets(self) -> int:
        """Return how many clocks run or rest that would have another target if they were started now."""
        with self._store.read() as work:
            return sum(1 for _ in _differing(work, load(work)))

    def follow(self) -> int:
        """Give every running or resting clock the target in force; return how many changed.

        What a clock has used up still counts, and what is late by its old target stays late.
        """
        with self._store.read() as work:
            subjects = sorted({clock.subject for clock, _ in _differing(work, load(work))})
        return sum(self._follow(subjects[first : first + AT_ONCE]) for first in range(0, len(subjects), AT_ONCE))

    def _follow(self, subjects: Iterable[str]) -> int:
        changed = 0
        with self._store.begin() as work:
            standards = load(work)
            for subject in subjects:
                timers.hold(work, subject)
                changed += _retarget(work, standards, subject, self._now)
        return changed


def _retarget(work: Work, standards: Standards, subject: str, now: Now) -> int:
    differing = list(_differing(work, standards, subject))
    at = now()
    for clock, target in differing:
        before = clock.goal_seconds
        sla.Clocks(work, standards, subject, clock.region).retarget(clock.metric, target, at, actor=None)
        event = record.write(
            work,
            subject=subject,
            action="sla.retarget",
            at=at,
            actor=None,
            rule=standards.rulebook(clock.region, at)["ROE-11"],
            because="the playbook's target has changed",
            facts={
                "metric": clock.metric,
                "due_at": clock.due_at.isoformat(),
                "goal_seconds": clock.goal_seconds,
                "goal_seconds_before": before,
            },
        )
        telling.refresh(work, event)
    return len(differing)


def _differing(work: Work, standards: Standards, subject: str | None = None) -> Iterator[tuple[SlaClock, str]]:
    """Give every live clock, of all subjects or of one, that differs from its target now, with that target's name."""
    query = select(SlaClock).where(col(SlaClock.state).in_(_LIVE)).order_by(col(SlaClock.id))
    clocks = work.exec(query if subject is None else query.where(SlaClock.subject == subject)).all()
    severities: dict[str, str] = {}
    if any(clock.metric.startswith("escalation.") for clock in clocks):
        open_ones = select(Escalation).where(col(Escalation.resolved_at).is_(None))
        severities = {escalation.ref: escalation.severity for escalation in work.exec(open_ones)}
    for clock in clocks:
        target = clock.metric.removesuffix("_again")
        if clock.subject in severities:
            target = f"{target}.{severities[clock.subject]}"
        try:
            aim = standards.target(target, clock.region)
        except NotSetUp:
            continue  # the playbook has dropped it; what runs by it runs on
        wanted = (int(aim.goal.total_seconds()), aim.calendar, aim.warn_share)
        if wanted != (clock.goal_seconds, clock.calendar, clock.warn_share):
            yield clock, target
