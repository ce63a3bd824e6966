"""What the desk still needs from the raiser: asked, and answered. The clock of the resolution rests meanwhile."""

from desk import telling, timers
from desk.escalations import asking, sight
from desk.escalations.case import opened
from desk.escalations.handling import answered, had, kept
from desk.escalations.sight import EscalationSight
from desk.escalations.waiting import LAPSE, WAKE
from desk.people import Member
from desk.standards import Now
from policy.errors import InvalidForm
from policy.escalations import Move
from store import Store
from store.models import Person


class Evidence:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def ask(self, ref: str, *, by: Member, key: str, question: str) -> EscalationSight:
        """Ask the raiser; the clock of the resolution rests until the answer, one working day at most. Whoever asks has
        it. Raises Refused, Stale, InvalidForm(question=...)."""
        with opened(self._store, self._now, ref, Move.ASK, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            if not question.strip():
                raise InvalidForm(question="Write what you need to know.")
            escalation = case.escalation
            target = case.standards.target("escalation.evidence", escalation.region)
            until = case.standards.calendar(target.calendar).add(case.now, target.goal)
            columns = had(case, by)
            if escalation.owner_id is not None:
                columns["owner_id"] = escalation.owner_id
            was = case.move(
                Move.ASK,
                **columns,
                question=kept(question),
                asked_by_id=by.id,
                answer_by=until,
                snoozed_until=None,
            )
            answered(case, by)
            timers.clear(case.work, escalation.ref, WAKE)
            timers.set_timer(case.work, escalation.ref, LAPSE, until)
            for metric in (sight.RESOLVE, sight.RESOLVE_AGAIN):
                case.clocks.pause(metric, case.now, court="submitter", actor=by.id)
            event = case.publish(Move.ASK, was, kept(question), not_to=(escalation.raiser_id,))
            telling.show(case.work, f"escalation.question:{event.id}", event, telling.person(escalation.raiser_id))
            return case.seen()

    def answer(self, ref: str, *, by: Member, key: str, answer: str) -> EscalationSight:
        """Answer the question; the clock runs on. Raises Refused, Stale, InvalidForm(answer=...)."""
        with opened(self._store, self._now, ref, Move.ANSWER, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            if not answer.strip():
                raise InvalidForm(answer="Answer in a sentence.")
            escalation = case.escalation
            asker = escalation.asked_by_id
            was = case.move(Move.ANSWER, question=None, asked_by_id=None, answer_by=None)
            timers.clear(case.work, escalation.ref, LAPSE)
            court = asking.COURTS[asking.level_now(case, case.work.get(Person, escalation.owner_id or 0))]
            for metric in (sight.RESOLVE, sight.RESOLVE_AGAIN):
                case.clocks.resume(metric, case.now, court=court, actor=by.id)
            case.publish(Move.ANSWER, was, kept(answer), tell=(asker,))
            return case.seen()
