"""What becomes of an escalation: acknowledged, taken over, handed on, resolved, opened again, withdrawn."""

from desk import breaches, people, telling, timers
from desk.escalations import asking, sight, waiting
from desk.escalations.case import Case, check_allowed, opened, recording_refusals
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.standards import Now, load
from policy.duty import Turn, level_of, opening
from policy.errors import InvalidForm, NotSetUp, Stale
from policy.escalations import REOPEN_WITHIN, Move, Severity, Status
from policy.words import whole_number
from store import Store
from store.models import Person

NOTE_AT_MOST = 2000


class Handling:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member, to: str) -> EscalationSight:
        """Return the escalation to somebody about to make the move `to`. Raises Refused, Stale before they write a
        word; the move itself checks again."""
        move = Move(to)
        with recording_refusals(self._store, self._now, ref, move, by), self._store.read() as work:
            case = Case(work, load(work), sight.find(work, ref), people.current(work, by), self._now())
            check_allowed(case, move)
            return case.seen()

    def acknowledge(self, ref: str, *, by: Member, key: str) -> EscalationSight:
        """Have it, and stop it from climbing; the clock of its resolution runs on. Raises Refused, Stale."""
        with opened(self._store, self._now, ref, Move.ACKNOWLEDGE, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            was = case.move(Move.ACKNOWLEDGE, **had(case, by))
            answered(case, by)
            case.publish(Move.ACKNOWLEDGE, was, f"{by.name} has it", tell=(case.escalation.assignee_id,))
            return case.seen()

    def take(self, ref: str, *, by: Member, key: str) -> EscalationSight:
        """Become the owner in place of who is. Raises Refused, Stale when one is already."""
        with opened(self._store, self._now, ref, Move.TAKE, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            escalation = case.escalation
            before = escalation.owner_id
            if before == by.id:
                raise Stale(f"{ref} is yours already. Nothing changed.")
            was = case.move(Move.TAKE, **had(case, by), snoozed_until=None)
            answered(case, by)
            timers.clear(case.work, escalation.ref, waiting.WAKE)
            case.publish(Move.TAKE, was, f"{by.name} has it now", tell=(before,))
            return case.seen()

    def reassign(self, ref: str, *, by: Member, key: str, person: str | None, note: str = "") -> EscalationSight:
        """Hand it on to `person` (by id), who has to acknowledge it. Raises Refused, Stale, InvalidForm(person=...)."""
        with opened(self._store, self._now, ref, Move.REASSIGN, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            escalation = case.escalation
            to = case.work.get(Person, whole_number(person) or 0)
            if to is None or not to.active:
                raise InvalidForm(person="Pick a colleague from the list.")
            if to.id in case.not_for:
                raise InvalidForm(person=f"{to.name} is part of this, so somebody else handles it (ROE-10).")
            if to.id in (escalation.owner_id, escalation.assignee_id if escalation.owner_id is None else None):
                raise InvalidForm(person=f"{to.name} has it already. Pick somebody else.")
            before = (escalation.owner_id, escalation.assignee_id)
            keeps = escalation.status is Status.WAITING
            level = level_of(people.coverage(case.work), asking.matter_of(case), to.id or 0)
            was = case.move(
                Move.REASSIGN,
                owner_id=to.id if keeps else None,
                assignee_id=to.id,
                level=level,
                asked_at=case.now,
                round_at=case.now,
                repeats=0,
                routed_because=f"handed on by {by.name}",
                snoozed_until=None,
            )
            timers.clear(case.work, escalation.ref, waiting.WAKE)
            facts = {"to": to.name, "level": int(level), "note": kept(note)}
            event = case.publish(Move.REASSIGN, was, f"to {to.name}", tell=before, not_to=(to.id,), facts=facts)
            colleague = asking.colleagues(case.work, case.standards, case.now, escalation.region)[to.id or 0]
            if keeps:
                telling.show(case.work, f"escalation.ping:{event.id}", event, telling.person(to.id or 0))
            else:
                asking.ask(case, Turn(colleague, level, case.now, None, escalation.routed_because), event)
            return case.seen()

    def resolve(
        self,
        ref: str,
        *,
        by: Member,
        key: str,
        outcome: str | None,
        cause: str | None,
        answer: str = "",
        learning: str = "",
    ) -> EscalationSight:
        """Resolve it with an `outcome` and a `cause` of the playbook's lists, an `answer` for the raiser and a line of
        `learning` for the hub. Raises Refused, Stale, InvalidForm."""
        with opened(self._store, self._now, ref, Move.RESOLVE, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            ending, owner = _ending(case, outcome, cause, answer), case.escalation.owner_id
            answered(case, by)
            timers.clear(case.work, case.escalation.ref, waiting.WAKE, waiting.LAPSE)
            case.clocks.stop(resolving(case), case.now, court=court_of(case, by), actor=by.id)
            was = case.move(
                Move.RESOLVE,
                **had(case, by),
                **_took(case),
                outcome=outcome,
                cause=cause,
                answer=kept(answer),
                learning=kept(learning),
                resolved_at=case.now,
                resolved_by_id=by.id,
                snoozed_until=None,
                question=None,
                asked_by_id=None,
                answer_by=None,
            )
            facts = {"outcome": outcome, "cause": cause, "note": kept(answer), "learning": kept(learning)}
            event = case.publish(Move.RESOLVE, was, ending, facts=facts)
            if learning.strip():
                telling.tell(case.work, "escalation.learning", event, telling.HUB)
            breaches.ask_why(case.work, event, owner, by.id)
            return case.seen()

    def reopen(self, ref: str, *, by: Member, key: str, reason: str) -> EscalationSight:
        """Open it again, within 7 days, for its raiser. Raises Refused, Stale, InvalidForm(reason=...)."""
        with opened(self._store, self._now, ref, Move.REOPEN, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            escalation = case.escalation
            if escalation.resolved_at and case.now - escalation.resolved_at > REOPEN_WITHIN:
                raise Stale(
                    f"{escalation.ref} was resolved more than {REOPEN_WITHIN.days} days ago. Raise a new one with "
                    "`/escalate`, and name this one in the details."
                )
            if not reason.strip():
                raise InvalidForm(reason="Say what is still open.")
            turn = _again(case)
            was = case.move(
                Move.REOPEN,
                **asking.assigned(turn),
                owner_id=None,
                round_at=case.now,
                reopened=escalation.reopened + 1,
                resolved_at=None,
                resolved_by_id=None,
            )
            for metric in (sight.ACKNOWLEDGE, sight.RESOLVE):
                case.clocks.start(
                    f"{metric}_again", case.now, court=asking.COURTS[turn.level], actor=by.id,
                    target=f"{metric}.{escalation.severity}",
                )  # fmt: skip
            facts = asking.destination(turn, case.now)
            event = case.publish(Move.REOPEN, was, kept(reason), not_to=(turn.colleague.id,), facts=facts)
            asking.ask(case, turn, event)
            return case.seen()

    def withdraw(self, ref: str, *, by: Member, key: str, reason: str) -> EscalationSight:
        """Take it back, for its raiser: it is no longer needed. It can be opened again.

        Raises Refused, Stale, InvalidForm(reason=...).
        """
        with opened(self._store, self._now, ref, Move.WITHDRAW, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            if not reason.strip():
                raise InvalidForm(reason="Say in a sentence why it is no longer needed.")
            asking.answered(case)
            timers.clear(case.work, case.escalation.ref, waiting.WAKE, waiting.LAPSE)
            case.clocks.cancel_all(case.now, court="submitter", actor=by.id)
            was = case.move(
                Move.WITHDRAW, outcome=None, cause=None, answer=kept(reason), resolved_at=case.now,
                resolved_by_id=by.id, snoozed_until=None, question=None, asked_by_id=None, answer_by=None,
            )  # fmt: skip
            event = case.publish(Move.WITHDRAW, was, kept(reason))
            breaches.ask_why(case.work, event, case.escalation.owner_id, case.escalation.assignee_id)
            return case.seen()


def had(case: Case, by: Member) -> dict[str, object]:
    """Return the columns of an escalation that `by` has from now on."""
    return {"owner_id": by.id, "acknowledged_at": case.escalation.acknowledged_at or case.now}


def answered(case: Case, by: Member) -> None:
    """Stop climbing and the clocks of the answer; what still runs does so in the court of whoever has it."""
    asking.answered(case)
    court = court_of(case, by)
    for metric in (sight.ACKNOWLEDGE, sight.ACKNOWLEDGE_AGAIN):
        case.clocks.stop(metric, case.now, court=court, actor=by.id)
    case.clocks.hand_over(court, case.now, actor=by.id)


def court_of(case: Case, by: Member) -> str:
    return asking.COURTS[asking.level_now(case, case.work.get(Person, by.id))]


def resolving(case: Case) -> str:
    """Name the clock of the resolution that is owed now."""
    return sight.RESOLVE_AGAIN if case.escalation.reopened else sight.RESOLVE


def _took(case: Case) -> dict[str, object]:
    """Return how long it took, pauses left out: until it was first resolved, and with every reopening."""
    escalation = case.escalation
    took = case.clocks.read()[resolving(case)].spent.total_seconds()
    return {
        "first_resolved_at": escalation.first_resolved_at or case.now,
        "first_seconds": took if escalation.first_seconds is None else escalation.first_seconds,
        "total_seconds": (escalation.total_seconds or 0) + took,
    }


def _ending(case: Case, outcome: str | None, cause: str | None, answer: str) -> str:
    """Return how it ends in the playbook's words. Raises InvalidForm for what is not on its lists."""
    wrong: dict[str, str] = {}
    labels = []
    for name, code in (("outcome", outcome), ("cause", cause)):
        choice = next((c for c in case.standards.offered(f"escalation_{name}") if c.code == code), None)
        if choice is None:
            wrong[name] = f"Choose the {name} from the list; reports depend on it."
        else:
            labels.append(choice.label)
    if not answer.strip():
        wrong["answer"] = "Tell the raiser in a sentence how it ends."
    if wrong:
        raise InvalidForm(**wrong)
    return ". Cause: ".join(labels)


def _again(case: Case) -> Turn:
    """Return who is asked about a reopened one: whoever resolved it, unless they are away."""
    escalation = case.escalation
    there = asking.colleagues(case.work, case.standards, case.now, escalation.region)
    resolver = there.get(escalation.resolved_by_id or 0)
    matter = asking.matter_of(case)
    if resolver and not resolver.away and resolver.id not in case.not_for:
        level = level_of(people.coverage(case.work), matter, resolver.id)
        at = opening(resolver, case.now, escalation.severity is Severity.URGENT)
        return Turn(resolver, level, at, None, "resolved it before")
    turn = asking.first_turn(case.work, case.standards, matter, case.now, not_for=case.not_for)
    if turn is None:
        raise NotSetUp(f"Nobody handles escalations in {escalation.region} any more. Tell an admin.")
    return turn


def kept(text: str) -> str:
    return text.strip()[:NOTE_AT_MOST]
