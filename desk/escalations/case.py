"""One escalation in one unit of work, and who wants to change it: as desk/case.py does for a registration."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from desk import people, record, sla, telling, timers
from desk.escalations import sight
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.standards import Now, Standards, load
from policy import escalations as states
from policy.errors import Refused, Stale
from policy.escalations import Move, Status
from policy.permissions import Act
from policy.roe import Rulebook
from policy.words import listed, moment, number_of
from store import Store, Work
from store.models import AuditEvent, Deal, Escalation, EscalationFollower, Inbox, Person

# What a move needs to be allowed; the others are handling.
ACTS = {
    Move.ANSWER: Act.SUPPLY,
    Move.REOPEN: Act.REOPEN,
    Move.WITHDRAW: Act.TAKE_BACK,
    Move.COMMENT: Act.ADD,
    Move.ADD: Act.ADD,
    Move.LINK: Act.ADD,
}


@dataclass(slots=True)
class Case:
    work: Work
    standards: Standards
    escalation: Escalation
    by: Member | None  # None: EcoOps itself
    now: datetime
    _clocks: sla.Clocks | None = None

    @property
    def rules(self) -> Rulebook:
        return _rules(self.standards, self.escalation)

    @property
    def clocks(self) -> sla.Clocks:
        """Return the clocks, read once: whoever changes one within this unit of work does so by these."""
        if self._clocks is None:
            self._clocks = sla.Clocks(self.work, self.standards, self.escalation.ref, self.escalation.region)
        return self._clocks

    @property
    def actor(self) -> int | None:
        return self.by.id if self.by else None

    @property
    def not_for(self) -> set[int]:
        """Return who never handles it: the raiser, and whoever submitted the deal it is about."""
        return {self.escalation.raiser_id, *_submitter(self.work, self.escalation)}

    def seen(self) -> EscalationSight:
        return sight.see(self.work, self.standards, self.escalation, self.now, self.clocks)

    def move(self, move: Move, **to: Any) -> Status:
        """Change the state, and the columns in `to` with it; return the state it left. Raises Stale when somebody was
        faster."""
        escalation = self.escalation
        was = escalation.status
        reached = states.after(move, was)
        self.work.flush()
        done = reached is not None and self.work.move(
            Escalation,
            escalation.id or 0,
            was={"status": was, "owner_id": escalation.owner_id, "assignee_id": escalation.assignee_id},
            to={"status": reached, "changed_at": self.now, **to},
        )
        self.work.refresh(escalation)
        if not done:
            raise Stale(why_not(self, move))
        return was

    def publish(
        self,
        move: Move,
        was: Status | None,
        because: str,
        *,
        tell: tuple[int | None, ...] = (),
        not_to: tuple[int | None, ...] = (),
        rule: str = "ROE-11",
        facts: Mapping[str, Any] | None = None,
    ) -> AuditEvent:
        """Write the audit event, edit the cards, add to the thread, and tell once those it concerns and `tell`; never
        the one who did it, nor those of `not_to`, who get a message of their own."""
        escalation = self.escalation
        event = record.write(
            self.work, subject=escalation.ref, action=f"escalation.{move}", at=self.now, actor=self.actor,
            rule=self.rules[rule], because=because, was=was, now=escalation.status, facts=facts,
        )  # fmt: skip
        if was is None:  # the card first: the line belongs into its thread
            telling.show_first(self.work, event, telling.First("escalation.card", telling.region(escalation.region)))
        else:
            telling.refresh(self.work, event)
        telling.tell(self.work, "escalation.line", event, telling.region(escalation.region))
        concerned = {escalation.raiser_id, escalation.assignee_id, escalation.owner_id, *tell, *self._followers()}
        for person_id in sorted(p for p in concerned - {event.actor_id, *not_to} if p is not None):
            telling.tell(self.work, "escalation.news", event, telling.person(person_id))
        return event

    def _followers(self) -> list[int]:
        rows = select(EscalationFollower.person_id).where(EscalationFollower.escalation_id == self.escalation.id)
        return list(self.work.exec(rows))


def _rules(standards: Standards, escalation: Escalation) -> Rulebook:
    """Return the rules as they stood when it was raised."""
    about = {"segment": escalation.segment or "", "motion": escalation.motion or ""}
    return standards.rulebook(escalation.region, escalation.raised_at, **about)


@contextmanager
def opened(store: Store, now: Now, ref: str, move: Move, by: Member, key: str) -> Iterator[Case | EscalationSight]:
    """Open the unit of work of one move; yields what there is to see when the same request was done before.

    Raises NotFound, Refused (which is recorded), Stale.
    """
    with recording_refusals(store, now, ref, move, by), store.begin() as work:
        at = now()
        standards = load(work)
        timers.hold(work, f"ESC-{number_of('ESC', ref) or 0}")
        escalation = sight.find(work, ref)  # read now: a step of its may have happened while we waited
        if not work.add_once(Inbox, key=key, at=at, subject=escalation.ref):
            yield sight.see(work, standards, escalation, at)
            return
        case = Case(work, standards, escalation, people.current(work, by), at)
        check_allowed(case, move)
        yield case


@contextmanager
def recording_refusals(store: Store, now: Now, ref: str, move: Move, by: Member) -> Iterator[None]:
    """Write down that somebody tried what they may not do: their own unit of work leaves no trace."""
    try:
        yield
    except Refused as refused:
        with store.begin() as work:
            escalation = sight.find(work, ref)
            rule = _rules(load(work), escalation)["ROE-10"]
            record.write(
                work, subject=escalation.ref, action=sight.REFUSED, at=now(), actor=by.id, rule=rule,
                because=refused.message, was=escalation.status, now=escalation.status, facts={"move": move},
            )  # fmt: skip
        raise


def check_allowed(case: Case, move: Move) -> None:
    """Refuse who may not and say who may; refuse what the state no longer allows and say why."""
    _check_permitted(case, move)
    if states.after(move, case.escalation.status) is None:
        raise Stale(why_not(case, move))


def may(work: Work, escalation: Escalation, by: Member, act: Act) -> bool:
    """Say whether `by` may. Whoever is asked, has it or was added reads and adds; the first two handle it, too."""
    if act is Act.HANDLE and by.id in {escalation.raiser_id, *_submitter(work, escalation)}:
        return False
    if by.may(act, escalation):
        return True
    if act not in (Act.SEE_ESCALATION, Act.HANDLE, Act.ADD):
        return False
    if by.id in (escalation.assignee_id, escalation.owner_id):
        return True
    return act is not Act.HANDLE and work.get(EscalationFollower, (escalation.id, by.id)) is not None


def _check_permitted(case: Case, move: Move) -> None:
    act, escalation, by = ACTS.get(move, Act.HANDLE), case.escalation, case.by
    if by is None or may(case.work, escalation, by, act):
        return
    ref = escalation.ref
    if act is Act.HANDLE and by.id in case.not_for:
        did = f"You raised {ref}" if by.id == escalation.raiser_id else f"You submitted {escalation.about}"
        raise Refused(f"{did}, so somebody else handles it ({case.rules['ROE-10'].code}): {_who_handles(case)}.")
    if act is Act.HANDLE:
        person = case.work.get(Person, escalation.owner_id or escalation.assignee_id or 0)
        has = f" {person.name} has {ref}." if person and escalation.owner_id else ""
        raise Refused(f"Only {escalation.region} specialists, their lead and the hub handle this one.{has}")
    raiser = case.work.get_one(Person, escalation.raiser_id)
    if act is Act.ADD:
        raise Refused(f"Only {raiser.name}, who raised {ref}, its followers and the people of its desk can add to it.")
    raise Refused(f"Only {raiser.name}, who raised {ref}, can do that. Tell them in the card's thread.")


def _who_handles(case: Case) -> str:
    """Name the people who may handle it: by their role, or because they were asked or have it."""
    escalation, not_for = case.escalation, case.not_for
    given = {escalation.assignee_id, escalation.owner_id} - {None}
    rows = case.work.exec(select(Person).where(col(Person.id).in_(given), Person.active))
    able = [*people.who_may(case.work, Act.HANDLE, escalation), *rows]
    return listed(sorted({person.name for person in able if person.id not in not_for})[:6], "or") or "the hub"


def _submitter(work: Work, escalation: Escalation) -> tuple[int, ...]:
    deal = work.get(Deal, number_of("DR", escalation.about) or 0)
    return (deal.submitter_id,) if deal else ()


def why_not(case: Case, move: Move) -> str:
    """Say who was faster and when; the time shows in the reader's own zone."""
    escalation = case.escalation
    ref, when = escalation.ref, f" {moment(escalation.changed_at)}"
    if escalation.status is Status.RESOLVED:
        who = case.work.get(Person, escalation.resolved_by_id or 0)
        by = f" by {who.name}" if who else ""
        ended = "withdrawn" if sight.withdrawn(escalation) else "resolved"
        return f"Already {ended}{by}, {moment(escalation.resolved_at or escalation.changed_at)}. Nothing changed."
    if move is Move.REOPEN:
        return f"{ref} is open already. Nothing changed."
    if move is Move.ASK and escalation.status is Status.WAITING:
        raiser = case.work.get_one(Person, escalation.raiser_id)
        return f"{ref} waits for an answer of {raiser.name} already. Nothing changed."
    if move is Move.ANSWER:
        return f"That question about {ref} is answered already. Nothing changed."
    owner = case.work.get(Person, escalation.owner_id or 0)
    if move is Move.ACKNOWLEDGE and owner:
        return f"{owner.name} has acknowledged {ref} already,{when}. Nothing changed."
    if move is Move.SNOOZE and escalation.snoozed_until:
        return f"{ref} sleeps already, until {moment(escalation.snoozed_until)}. Nothing changed."
    return f"{ref} was just changed by somebody else. Look at its card and try again."
