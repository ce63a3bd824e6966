"""What becomes of a registration: taken, asked about, answered, approved, declined, withdrawn, commented on."""

from collections.abc import Mapping
from typing import Any

from desk import approval, breaches, findings, ladder, nudging, people, rulings, sight, sla, telling
from desk.case import Case, check_allowed, opened, recording_refusals
from desk.corrections import ASKABLE, correct
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, load
from policy.deals import Move, Status
from policy.errors import InvalidForm, Stale
from policy.permissions import Act
from policy.rulings import Outcome
from policy.words import listed
from store import Store
from store.models import Person

NOTE_AT_MOST = 2000
# Whose court a registration is in while the desk has it.
DESK = "specialist"


class Decisions:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member, to: str) -> Sight:
        """Return the registration to somebody about to make the move `to`. Raises Refused, Stale before they write a
        word; the move itself checks again."""
        move = Move(to)
        with recording_refusals(self._store, self._now, ref, move, by), self._store.read() as work:
            case = Case(work, load(work), sight.find(work, ref), people.current(work, by), self._now())
            check_allowed(case, move)
            return case.seen()

    def take(self, ref: str, *, by: Member, key: str) -> Sight:
        """Become the owner. Raises Refused, Stale when somebody else already is."""
        with opened(self._store, self._now, ref, Move.TAKE, by, key) as case:
            if isinstance(case, Sight):
                return case
            deal = case.deal
            if deal.owner_id == by.id:
                raise Stale(f"{deal.ref} is yours already. Nothing changed.")
            if deal.owner_id is not None:
                owner = case.work.get_one(Person, deal.owner_id)
                raise Stale(f"{owner.name} has taken {deal.ref} already. Nothing changed.")
            was = case.move(Move.TAKE, owner_id=by.id)
            case.clocks.stop(sla.REVIEW, case.now, court=DESK, actor=by.id)
            case.publish(
                Move.TAKE,
                was,
                case.rules["ROE-10"],
                f"{by.name} has taken it",
                tell=(deal.submitter_id, deal.assignee_id),
            )
            return case.seen()

    def approve(self, ref: str, *, by: Member, key: str, note: str = "") -> Sight:
        """Approve and start the protection window.

        A registration in conflict needs a `note` that says why the finding does not stand. Raises Refused, Stale,
        InvalidForm(note=...) without that note or when another registration got its protection first.
        """
        with opened(self._store, self._now, ref, Move.APPROVE, by, key) as case:
            if isinstance(case, Sight):
                return case
            deal, now = case.deal, case.now
            disputed = case.disputed
            if (disputed or deal.status is Status.IN_CONFLICT) and not note.strip():
                raise InvalidForm(note="Say why the finding does not stand; the ruling is kept with the deal.")
            rule = case.rules["ROE-3"]
            said = _kept(note)
            if disputed:
                rulings.keep(case, disputed, Outcome.APPROVED, rule, said)
                findings.settle(case.work, deal, by.id, now)
            was, days, window = approval.protect(case, rule, by=by.id, owner=deal.owner_id or by.id, note=said)
            _answered(case, was)
            event = case.publish(
                Move.APPROVE,
                was,
                rule,
                window,
                tell=(deal.submitter_id, deal.assignee_id, deal.owner_id),
                facts={"days": days, "note": said},
            )
            breaches.ask_why(case.work, event, _who_knows(case))
            return case.seen()

    def decline(self, ref: str, *, by: Member, key: str, reason: str | None, note: str = "") -> Sight:
        """Decline for a `reason` of the playbook's list, with a `note` for the submitter. Raises Refused, Stale,
        InvalidForm(reason=..., note=...)."""
        with opened(self._store, self._now, ref, Move.DECLINE, by, key) as case:
            if isinstance(case, Sight):
                return case
            choice = next((c for c in case.standards.offered("decline_reason") if c.code == reason), None)
            wrong = {}
            if choice is None:
                wrong["reason"] = "Choose a reason from the list; reports depend on it."
            if not note.strip():
                wrong["note"] = "Tell the submitter in a sentence why, and what would change it."
            if wrong or choice is None:
                raise InvalidForm(**wrong)
            deal, rule = case.deal, case.rules[choice.rule or "ROE-1"]
            was = case.move(
                Move.DECLINE,
                owner_id=deal.owner_id or by.id,
                decided_at=case.now,
                decided_by_id=by.id,
                reason=choice.code,
                note=_kept(note),
                rule=rule.id,
                rule_version=rule.version,
            )
            if disputed := case.disputed:
                rulings.keep(case, disputed, Outcome.DECLINED, rule, _kept(note))
            _answered(case, was)
            event = case.publish(
                Move.DECLINE,
                was,
                rule,
                choice.label,
                tell=(deal.submitter_id, deal.assignee_id, deal.owner_id),
                facts={"reason": choice.code, "note": _kept(note)},
            )
            breaches.ask_why(case.work, event, _who_knows(case))
            return case.seen()

    def ask(self, ref: str, *, by: Member, key: str, question: str, fields: tuple[str, ...] = ()) -> Sight:
        """Return it to the submitter with a `question`; only `fields` are open for editing then. The decision's clock
        rests meanwhile. Raises Refused, Stale, InvalidForm(question=...)."""
        with opened(self._store, self._now, ref, Move.ASK, by, key) as case:
            if isinstance(case, Sight):
                return case
            if not question.strip():
                raise InvalidForm(question="Write what you need to know.")
            deal = case.deal
            was = case.move(
                Move.ASK,
                owner_id=deal.owner_id or by.id,
                question=_kept(question),
                asked_by_id=by.id,
                question_fields=[name for name in ASKABLE if name in fields],
            )
            clocks = case.clocks
            clocks.stop(sla.REVIEW, case.now, court=DESK, actor=by.id)
            for metric in (sla.DECISION, *sla.RULINGS):
                clocks.pause(metric, case.now, court="submitter", actor=by.id)
            clocks.start(sla.ANSWER, case.now, court="submitter", actor=by.id)
            nudging.plan(case)
            event = case.publish(
                Move.ASK,
                was,
                case.rules["ROE-1"],
                _kept(question),
                tell=(deal.assignee_id, deal.owner_id),
                facts={"fields": deal.question_fields},
            )
            telling.show(case.work, f"deal.question:{event.id}", event, telling.person(deal.submitter_id))
            return case.seen()

    def answer(self, ref: str, *, by: Member, key: str, answer: str, changes: Mapping[str, Any]) -> Sight:
        """Answer the question; `changes` are the fields it opened, as typed. Conflicts are judged again.

        Raises Refused, Stale, InvalidForm with the fields that need another value.
        """
        with opened(self._store, self._now, ref, Move.ANSWER, by, key) as case:
            if isinstance(case, Sight):
                return case
            deal, now = case.deal, case.now
            changed = correct(case, {name: changes.get(name) for name in deal.question_fields})
            if not changed and not answer.strip():
                raise InvalidForm(answer="Answer in a sentence, or correct what was asked about.")
            disputed, newly = bool(case.disputed), False
            asker = deal.asked_by_id
            was = case.move(Move.ANSWER, disputed=disputed, question=None, question_fields=[], asked_by_id=None)
            clocks = case.clocks
            clocks.stop(sla.ANSWER, now, court=DESK, actor=by.id)
            nudging.forget(case)
            if disputed:
                owed, court = ladder.clock_of(deal), ladder.court_of(deal)
                clocks.resume(owed, now, court=court, actor=by.id)
                newly = owed not in clocks.read()
                if newly:
                    clocks.start(owed, now, court=court, actor=by.id)
            else:
                clocks.resume(sla.DECISION, now, court=DESK, actor=by.id)
            case.publish(
                Move.ANSWER,
                was,
                case.rules["ROE-1"],
                _kept(answer) or f"corrected {listed(changed)}",
                tell=(asker, deal.owner_id),
                facts={"answer": _kept(answer), "changed": changed},
            )
            if newly:
                ladder.hear(case.work, case.standards, deal, now)
            return case.seen()

    def withdraw(self, ref: str, *, by: Member, key: str, reason: str | None, note: str = "") -> Sight:
        """Withdraw before a decision. Raises Refused, Stale, InvalidForm(reason=...)."""
        with opened(self._store, self._now, ref, Move.WITHDRAW, by, key) as case:
            if isinstance(case, Sight):
                return case
            choice = next((c for c in case.standards.offered("withdraw_reason") if c.code == reason), None)
            if choice is None:
                raise InvalidForm(reason="Choose a reason from the list; it helps the desk learn.")
            deal, rule = case.deal, case.rules["ROE-1"]
            was = case.move(
                Move.WITHDRAW,
                decided_at=case.now,
                decided_by_id=by.id,
                reason=choice.code,
                note=_kept(note),
                rule=rule.id,
                rule_version=rule.version,
            )
            case.clocks.cancel_all(case.now, court="submitter", actor=by.id)
            nudging.forget(case)
            event = case.publish(
                Move.WITHDRAW,
                was,
                rule,
                choice.label,
                tell=(deal.assignee_id, deal.owner_id),
                facts={"reason": choice.code, "note": _kept(note)},
            )
            breaches.ask_why(case.work, event, deal.owner_id, deal.assignee_id)
            return case.seen()

    def comment(self, ref: str, *, by: Member, key: str, text: str) -> Sight:
        """Add a remark that everybody concerned reads. Raises Refused, InvalidForm(text=...)."""
        with opened(self._store, self._now, ref, Move.COMMENT, by, key) as case:
            if isinstance(case, Sight):
                return case
            if not text.strip():
                raise InvalidForm(text="Write what you want to add.")
            deal = case.deal
            case.publish(
                Move.COMMENT,
                deal.status,
                case.rules["ROE-1"],
                _kept(text),
                tell=(deal.submitter_id, deal.owner_id or deal.assignee_id),
            )
            return case.seen()


def _answered(case: Case, was: Status) -> None:
    """Stop every clock: the desk has answered. A question that was open has reminders, which end too."""
    clocks = case.clocks
    for metric in (sla.REVIEW, *sla.RULINGS, sla.DECISION):
        clocks.stop(metric, case.now, court=DESK, actor=case.by.id)
    clocks.cancel_all(case.now, court=DESK, actor=case.by.id)
    if was is Status.WAITING:
        nudging.forget(case)


def _who_knows(case: Case) -> int | None:
    """Return who can say why it was late: whoever had it, else whoever decided, or the region's lead where that is
    somebody from outside."""
    if case.deal.owner_id not in (None, case.by.id):
        return case.deal.owner_id
    if case.by.may(Act.DECIDE, case.deal):
        return case.by.id
    return next((lead.id for lead in people.leads(case.work, case.deal.region)), None)


def _kept(text: str) -> str:
    return text.strip()[:NOTE_AT_MOST]
