"""One registration in one unit of work, and who wants to change it.

May they, does its state allow it, and the change itself by compare-and-set.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import people, record, sight, sla, timers
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, Standards, load
from policy import deals as states
from policy.conflicts import Finding, Level
from policy.deals import PENDING, Move, Status
from policy.errors import Refused, Stale
from policy.permissions import Act, Role
from policy.roe import Rule, Rulebook
from policy.words import deal_id, listed
from store import Store, Work
from store.models import AuditEvent, Deal, Inbox, Person

_ACTS = {
    Move.ANSWER: Act.ANSWER,
    Move.WITHDRAW: Act.WITHDRAW,
    Move.COMMENT: Act.COMMENT,
    Move.UPDATE: Act.KEEP,
    Move.EXTEND: Act.KEEP,
    Move.APPEAL: Act.APPEAL,
}  # every other move is the desk's


@dataclass(slots=True)
class Case:
    work: Work
    standards: Standards
    deal: Deal
    by: Member
    now: datetime
    _clocks: sla.Clocks | None = None

    @property
    def rules(self) -> Rulebook:
        return self.standards.rules_for(self.deal)

    @property
    def clocks(self) -> sla.Clocks:
        """Return the clocks, read once: whoever changes one within this unit of work does so by these."""
        if self._clocks is None:
            self._clocks = sla.Clocks(self.work, self.standards, self.deal.ref, self.deal.region)
        return self._clocks

    @property
    def disputed(self) -> tuple[Finding, ...]:
        """Return the findings that need a person's ruling."""
        found = sight.findings(self.work, self.standards, self.deal)
        return tuple(finding for finding in found if finding.level is Level.PERSON)

    def seen(self) -> Sight:
        return sight.see(self.work, self.standards, self.deal, self.now, self.clocks)

    def move(self, move: Move, *, disputed: bool = False, **to: Any) -> Status:
        """Change the state, and the columns in `to` with it; return the state it left. Raises Stale when somebody was
        faster."""
        was = self.deal.status
        reached = states.after(move, was, disputed=disputed)
        self.work.flush()
        done = reached is not None and self.work.move(
            Deal,
            self.deal.id or 0,
            was={"status": was, "owner_id": self.deal.owner_id},
            to={"status": reached, "changed_at": self.now, **to},
        )
        self.work.refresh(self.deal)
        if not done:
            raise Stale(_why_not(self, move))
        return was

    def publish(
        self,
        move: Move,
        was: Status,
        rule: Rule,
        because: str,
        *,
        tell: tuple[int | None, ...],
        facts: Mapping[str, Any] | None = None,
    ) -> AuditEvent:
        """Write the audit event, edit the cards, tell the people in `tell`."""
        event = record.happened(
            self.work, self.deal, move, at=self.now, actor=self.by.id, was=was, rule=rule, because=because, facts=facts
        )
        record.publish(self.work, self.deal, event, tell=tell)
        return event


@contextmanager
def opened(store: Store, now: Now, ref: str, move: Move, by: Member, key: str) -> Iterator[Case | Sight]:
    """Open the unit of work of one move; yields what there is to see when the same request was done before.

    Raises NotFound, Refused (which is recorded), Stale.
    """
    with recording_refusals(store, now, ref, move, by), store.begin() as work:
        at = now()
        standards = load(work)
        timers.hold(work, f"DR-{deal_id(ref)}")
        deal = sight.find(work, ref)  # read now: a step of its may have happened while we waited
        if not work.add_once(Inbox, key=key, at=at, subject=deal.ref):
            yield sight.see(work, standards, deal, at)
            return
        case = Case(work, standards, deal, people.current(work, by), at)
        check_allowed(case, move)
        yield case


@contextmanager
def recording_refusals(store: Store, now: Now, ref: str, move: Move, by: Member) -> Iterator[None]:
    """Write down that somebody tried what they may not do: their own unit of work leaves no trace."""
    try:
        yield
    except Refused as refused:
        with store.begin() as work:
            deal = sight.find(work, ref)
            rule = load(work).rules_for(deal)["ROE-10"]
            record.refused(work, deal, move, at=now(), actor=by.id, rule=rule, because=refused.message)
        raise


def check_allowed(case: Case, move: Move) -> None:
    """Refuse who may not and say who may; refuse what the state no longer allows and say why."""
    _check_permitted(case, move)
    if states.after(move, case.deal.status) is None:
        raise Stale(_why_not(case, move))


def _check_permitted(case: Case, move: Move) -> None:
    act = _ACTS.get(move, Act.DECIDE)
    deal, by = case.deal, case.by
    if act is Act.DECIDE and sight.seated(deal):
        _check_seat(case, move)
        return
    if act is Act.COMMENT and sight.seated(deal) and by.id == deal.owner_id:
        return
    if by.may(act, deal):
        _check_size(case, move)
        return
    if act is Act.DECIDE and deal.submitter_id == by.id:
        others = _who_decides(case)
        raise Refused(f"You submitted {deal.ref}, so somebody else decides it ({case.rules['ROE-10'].code}): {others}.")
    if act is Act.DECIDE:
        person = case.work.get(Person, deal.owner_id or deal.assignee_id or 0)
        owns = f" {person.name} has {deal.ref}." if person else ""
        raise Refused(f"Only {deal.region} specialists, their lead and the hub decide this one.{owns}")
    submitter = case.work.get_one(Person, deal.submitter_id)
    if act is Act.COMMENT:
        raise Refused(f"Only {submitter.name}, who submitted {deal.ref}, and the people of its desk can add to it.")
    raise Refused(f"Only {submitter.name}, who submitted {deal.ref}, can do that. Tell them in the card's thread.")


def _check_size(case: Case, move: Move) -> None:
    """Keep large deals, in the region's own currency, for its lead and the hub, from the amount that ROE-10 sets."""
    deal, rule = case.deal, case.rules["ROE-10"]
    limit = rule.parameters.get("lead_from") or 0
    region = case.standards.region(deal.region)
    if move is not Move.APPROVE or not limit or deal.currency != region.currency or deal.amount < limit:
        return
    senior = any(
        grant.role is Role.HUB or (grant.role is Role.LEAD and grant.region in (None, deal.region))
        for grant in case.by.grants
    )
    if not senior:
        leads = listed([person.name for person in people.leads(case.work, deal.region)], "or")
        raise Refused(
            f"Deals from {limit:,} {region.currency} on are approved by the lead or the hub in {deal.region} "
            f"({rule.id}): {leads or 'the hub'}. Everything else about {deal.ref} is yours to do."
        )


def _check_seat(case: Case, move: Move) -> None:
    """Refuse everybody but the one who rules outside the desk, and handing that on."""
    deal = case.deal
    if case.by.id == deal.owner_id and move is not Move.REASSIGN:
        return
    seat = case.work.get(Person, deal.owner_id or 0)
    who = f"{seat.name} rules" if seat else "a neutral person rules"
    raise Refused(f"{deal.ref} has left the desk: {who} on it, and nobody else ({case.rules['ROE-15'].code}).")


def _who_decides(case: Case) -> str:
    """Name the people who may decide this registration."""
    names = [person.name for person in people.who_may(case.work, Act.DECIDE, case.deal)]
    return listed(names[:6], "or") or "the hub"


def _why_not(case: Case, move: Move) -> str:
    """Say who was faster and when; the time shows in the reader's own zone."""
    deal = case.deal
    if move is Move.ASK and deal.status is Status.WAITING:
        submitter = case.work.get_one(Person, deal.submitter_id)
        return f"{deal.ref} waits for an answer of {submitter.name} already. Nothing changed."
    if move is Move.ANSWER and deal.status in PENDING:
        return f"That question about {deal.ref} is answered already. Nothing changed."
    if deal.status in PENDING:
        return f"{deal.ref} was just changed by somebody else. Look at its card and try again."
    decider = case.work.get(Person, deal.decided_by_id or 0)
    who = f" by {decider.name}" if decider else ""
    at = deal.decided_at or deal.changed_at
    when = f" <!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%d %b %H:%M} UTC>"
    words = "Its protection has ended," if deal.status is Status.EXPIRED else f"Already {deal.status}{who},"
    return f"{words}{when}. Nothing changed."
