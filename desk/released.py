"""Whoever loses a role has nothing left over: what they may no longer act on goes to whose turn it is, with a brief."""

from collections.abc import Iterable
from datetime import datetime

from desk import people, record, telling, timers
from desk.escalations.handing import hand_over
from desk.leaving import LISTED, deals_of
from desk.people import Member
from desk.standards import Standards
from policy.deals import Move
from policy.permissions import Act
from policy.routing import route
from policy.rulings import Tier
from store import Work
from store.models import Deal, Person


def release(work: Work, standards: Standards, person_ids: Iterable[int], now: datetime) -> None:
    """Hand on the open items of people who have lost coverage, and brief the leads of the regions they are in."""
    for person_id in person_ids:
        _release(work, standards, people.member(work, work.get_one(Person, person_id)), now)


def _release(work: Work, standards: Standards, who: Member, now: datetime) -> None:
    why = f"{who.name} does not cover it any more"
    deals = [deal for deal in deals_of(work, who) if _gave_up(who, deal) and _hand_on(work, standards, who, deal, now)]
    escalations, regions = hand_over(work, standards, who, why, now, by=None)
    if not deals and not escalations:
        return
    facts = {
        "name": who.name,
        "ended": True,
        "deals": [f"{deal.ref} {deal.customer}" for deal in deals[:LISTED]],
        "more": max(0, len(deals) - LISTED),
        "escalations": escalations,
    }
    event = record.write(
        work, subject=f"person:{who.id}", action="coverage.end", at=now, actor=None, because=why, facts=facts
    )
    leads = {lead.id for region in {*regions, *(deal.region for deal in deals)} for lead in people.leads(work, region)}
    for lead in sorted(one for one in leads if one is not None and one != who.id):
        telling.tell(work, "absence.brief", event, telling.person(lead))


def _gave_up(who: Member, deal: Deal) -> bool:
    return deal.tier == Tier.DESK and not who.may(Act.DECIDE, deal)


def _hand_on(work: Work, standards: Standards, who: Member, deal: Deal, now: datetime) -> bool:
    """Route a registration anew; no clock stops. False when nobody else is there, or somebody was faster."""
    timers.hold(work, deal.ref)
    work.refresh(deal)
    owned = deal.owner_id is not None
    to = route(
        people.seats(work, now), region=deal.region, segment=deal.segment, motion=deal.motion, not_for=deal.submitter_id
    )
    if to.person_id in (None, who.id) or who.id != (deal.owner_id or deal.assignee_id):
        return False
    was = {"status": deal.status, "owner_id": deal.owner_id, "assignee_id": deal.assignee_id}
    change = {"assignee_id": to.person_id, "owner_id": to.person_id if owned else None, "routed_because": to.because}
    if not work.move(Deal, deal.id or 0, was=was, to={**change, "changed_at": now}):
        return False
    work.refresh(deal)
    event = record.happened(
        work, deal, Move.REASSIGN, at=now, actor=None, was=deal.status,
        rule=standards.rules_for(deal)["ROE-10"], because=to.name,
        facts={"note": f"{who.name} does not cover it any more."},
    )  # fmt: skip
    record.publish(work, deal, event, tell=(deal.submitter_id, to.person_id if owned else None))
    if not owned:
        telling.show(work, "deal.ping", event, telling.person(to.person_id or 0))
    return True
