"""One step that is late, as whoever acts on it from a digest needs it: what it is, and who has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import select

from desk import people, timers
from desk.digests import subjects
from desk.people import Member
from desk.standards import Standards
from policy.errors import NotFound, Refused
from policy.permissions import Act, may
from policy.roe import Rule
from policy.sla import ClockState
from store import Work
from store.models import Person, SlaClock

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class LateStep:
    """One breach, in one unit of work."""

    clock: SlaClock
    title: str
    owner: Person | None  # who has to act on it now

    @property
    def ref(self) -> str:
        return self.clock.subject

    @property
    def name(self) -> str:
        return f"{self.ref} {self.title}".strip()

    @property
    def due_at(self) -> datetime:
        return self.clock.breached_at or self.clock.due_at

    @property
    def waits_for_submitter(self) -> bool:
        return subjects.waits_for_submitter(self.clock)

    @property
    def is_open(self) -> bool:
        return self.clock.state in OPEN


def find(work: Work, ref: str, metric: str) -> LateStep:
    """Return the step `metric` of the record `ref`. Raises NotFound when there was no breach of it."""
    step = seek(work, ref, metric)
    if step is None:
        raise NotFound(f"No such step of {ref[:20]} was late. Look at the record itself.")
    return step


def seek(work: Work, ref: str, metric: str) -> LateStep | None:
    """Return the step as `find` does, None when there was no breach of it, or it has started over since."""
    clock = work.exec(select(SlaClock).where(SlaClock.subject == ref, SlaClock.metric == metric)).first()
    if clock is None or clock.breached_at is None:
        return None
    about = subjects.read(work, {ref}).get(ref, subjects.About("", None))
    has_it = about.has_it(clock)
    return LateStep(clock, about.title, work.get(Person, has_it) if has_it else None)


def hold(work: Work, ref: str, metric: str) -> None:
    """Let nobody else change a step until this unit of work has ended."""
    timers.hold(work, ref)
    work.exec(
        select(SlaClock.id).where(SlaClock.subject == ref, SlaClock.metric == metric).with_for_update()
    ).first()  # fmt: skip


def check_may(work: Work, step: LateStep, by: Member, act: Act, what: str) -> None:
    """Raise Refused for who may not `act` where the step lies; `what` they may not goes on after "can"."""
    region = step.clock.region
    if not may(people.current(work, by).grants, act, region=region, own=False):
        raise Refused(f"Only the {region} desk, its lead, leaders and the hub can {what}. Tell them what you know.")


def rule(standards: Standards, step: LateStep, now: datetime) -> Rule:
    return standards.rulebook(step.clock.region, now)["ROE-11"]


def hours(standards: Standards, step: LateStep, now: datetime) -> tuple[int, ...]:
    """Return by how many working hours a step may be extended (ROE-11)."""
    return tuple(int(one) for one in rule(standards, step, now).parameters.get("extension_hours", (4, 8, 16, 40)))


def nudge_after(standards: Standards, step: LateStep, now: datetime) -> timedelta:
    """Return how long after a nudge there is another (ROE-11)."""
    return timedelta(hours=standards.rulebook(step.clock.region, now).number("ROE-11", "nudge_hours", 4))
