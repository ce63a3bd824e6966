"""What happens to an escalation later, by its timers: asked once somebody opens, climbing, waking, evidence overdue."""

from collections.abc import Callable, Sequence
from datetime import datetime

from desk import telling
from desk.escalations import asking, sight
from desk.escalations.case import Case
from desk.standards import Standards
from policy.escalations import Move, Status
from store import Work
from store.models import Person, Timer

WAKE, LAPSE = "escalation.wake", "escalation.lapse"


def fire(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Do what timers of escalations ask for, each as of when it fell due."""
    for timer in due:
        step, needed = STEPS[timer.kind]
        case = Case(work, standards, sight.find(work, timer.subject), None, timer.due_at)
        if case.escalation.status is needed:  # else its timer was only not cleared yet
            step(case)


def _wake(case: Case) -> None:
    """Bring a snoozed one back to its owner."""
    was = case.move(Move.WAKE, snoozed_until=None)
    owner = case.escalation.owner_id
    event = case.publish(Move.WAKE, was, "the snooze has ended", not_to=(owner, case.escalation.raiser_id))
    if owner:
        telling.show(case.work, f"escalation.ping:{event.id}", event, telling.person(owner))


def _lapse(case: Case) -> None:
    """Let the clock run on: the evidence did not come within its time. It can still be added."""
    raiser = case.work.get_one(Person, case.escalation.raiser_id)
    owner = case.work.get(Person, case.escalation.owner_id or 0)
    was = case.move(Move.LAPSE, question=None, asked_by_id=None, answer_by=None)
    court = asking.COURTS[asking.level_now(case, owner)]
    for metric in (sight.RESOLVE, sight.RESOLVE_AGAIN):
        case.clocks.resume(metric, case.now, court=court, actor=None)
    case.publish(Move.LAPSE, was, f"no answer of {raiser.name} in a working day; the clock runs on")


STEPS: dict[str, tuple[Callable[[Case], None], Status]] = {
    asking.ASK: (asking.ask_now, Status.OPEN),
    asking.CLIMB: (asking.climb, Status.OPEN),
    WAKE: (_wake, Status.SNOOZED),
    LAPSE: (_lapse, Status.WAITING),
}
