"""The ladder of a channel conflict: who is asked to rule, by when, and who is next when no ruling comes (ROE-15).

The tier stands in the registration, and each has a clock of its own: what a tier missed stays in the reports when the
next one starts. When a tier's time is over, its breach (`desk/deal_alerts.py`) moves the conflict up.
"""

from datetime import datetime

from sqlmodel import col, select

from desk import absences, record, sla, telling
from desk.standards import Standards
from policy.conflicts import Level
from policy.deals import Move, Status
from policy.permissions import Role
from policy.roe import Rule
from policy.rulings import Tier, seat_above
from policy.words import span
from store import Work
from store.models import Conflict, Deal, Person, RoleGrant, Ruling

CLOCKS = {Tier.DESK: sla.RULING, Tier.NEUTRAL: sla.NEUTRAL, Tier.EXECUTIVE: sla.EXECUTIVE}
RULES = "rules on it"  # why it is with somebody outside the desk
SEATS = {Tier.DESK: "the desk", Tier.NEUTRAL: "a neutral seat", Tier.EXECUTIVE: "an executive"}


def clock_of(deal: Deal) -> str:
    """Return the metric of the clock that a ruling is owed by now."""
    return CLOCKS[Tier(deal.tier)]


def court_of(deal: Deal) -> str:
    """Return whose court the conflict is in."""
    return "specialist" if deal.tier == Tier.DESK else "other"


def hear(work: Work, standards: Standards, deal: Deal, now: datetime) -> None:
    """Ask the partner managers of the other side: they have until the desk rules to say what it should know.

    What they read is written in the history of their own registration, and names no partner.
    """
    due_at = sla.Clocks(work, standards, deal.ref, deal.region).read()[sla.RULING].due_at
    for rival in _rivals(work, deal):
        asked = record.write(
            work,
            subject=rival.ref,
            action="deal.contested",
            at=now,
            actor=None,
            rule=standards.rules_for(rival)["ROE-15"],
            was=rival.status,
            now=rival.status,
            facts={"due_at": due_at.isoformat()},
        )
        telling.tell(work, "deal.line", asked, telling.region(rival.region))
        telling.tell(work, "deal.news", asked, telling.person(rival.submitter_id))


def climb(work: Work, standards: Standards, deal: Deal, at: datetime) -> bool:
    """Give a conflict whose time was over `at` to the next tier; False when that has no seat for it."""
    before, had_it = Tier(deal.tier), deal.owner_id or deal.assignee_id
    found = seat(work, standards, deal, at) if deal.status is Status.IN_CONFLICT else None
    if found is None:
        return False
    tier, person = found
    was = {"status": Status.IN_CONFLICT, "tier": before, "owner_id": deal.owner_id}
    to = {"tier": tier, "owner_id": person.id, "assignee_id": person.id, "routed_because": RULES, "changed_at": at}
    if not work.move(Deal, deal.id or 0, was=was, to=to):
        return False
    work.refresh(deal)
    clocks = sla.Clocks(work, standards, deal.ref, deal.region)
    hand_up(clocks, standards, deal, before, at, actor=None)
    goal = standards.target(CLOCKS[before], deal.region).goal
    event = record.happened(
        work, deal, Move.CLIMB, at=at, actor=None, was=deal.status, rule=rule_of(standards, deal),
        because=f"no ruling of {SEATS[before]} within {span(goal)}", facts={"tier": int(tier), "to": person.name},
    )  # fmt: skip
    record.publish(work, deal, event, tell=(deal.submitter_id, had_it))
    telling.show(work, "deal.seat.ping", event, telling.person(person.id or 0))
    return True


def hand_up(
    clocks: sla.Clocks, standards: Standards, deal: Deal, before: Tier, at: datetime, *, actor: int | None
) -> None:
    """Stop the clock of the tier before, and start the one of the tier that the registration has reached."""
    clocks.stop(sla.REVIEW, at, court="specialist", actor=actor)
    clocks.stop(CLOCKS[before], at, court="specialist" if before is Tier.DESK else "other", actor=actor)
    owed = clock_of(deal)
    # A playbook from before the tiers had times of their own has the desk's alone, until it is applied again.
    target = owed if (owed, "") in standards.targets else sla.RULING
    clocks.start(owed, at, court=court_of(deal), actor=actor, target=target)


def seat(work: Work, standards: Standards, deal: Deal, at: datetime) -> tuple[Tier, Person] | None:
    """Choose who rules next: the nearest tier above, somebody who is there rather than somebody who is away.

    Never a side of it, never who ruled or had it before, never anybody with a role in its region.
    """
    seats = {
        Tier.NEUTRAL: [*_named(work, standards, deal), *_holding(work, standards, Role.LEAD, Role.HUB)],
        Tier.EXECUTIVE: _holding(work, standards, Role.LEADER),
    }
    never = _sides(work, deal)
    found = seat_above(deal.tier, seats, never=never | absences.current(work, at).keys())
    found = found or seat_above(deal.tier, seats, never=never)
    return (found[0], work.get_one(Person, found[1])) if found else None


def rule_of(standards: Standards, deal: Deal) -> Rule:
    """Return ROE-15 as it stood when the registration was submitted."""
    return standards.rules_for(deal)["ROE-15"]


def _sides(work: Work, deal: Deal) -> set[int]:
    """Return everybody who has a part in the conflict."""
    ruled = work.exec(select(Ruling.ruled_by_id).where(Ruling.deal_id == deal.id))
    of_region = work.exec(select(RoleGrant.person_id).where(RoleGrant.region == deal.region))
    claimants = (rival.submitter_id for rival in _rivals(work, deal))
    had_it = {who for who in (deal.owner_id, deal.assignee_id) if who}
    return {deal.submitter_id, *had_it, *ruled, *of_region, *claimants}


def _rivals(work: Work, deal: Deal) -> list[Deal]:
    """Return the registrations of others that a person has to weigh against this one."""
    others = select(Conflict.other_deal_id).where(Conflict.deal_id == deal.id, Conflict.level == Level.PERSON)
    rows = work.exec(select(Deal).where(col(Deal.id).in_(others), Deal.submitter_id != deal.submitter_id))
    return list(rows)


def _named(work: Work, standards: Standards, deal: Deal) -> list[int]:
    """Return the neutral seats that the playbook names by Slack id or e-mail address, in its order."""
    found = []
    for named in rule_of(standards, deal).parameters.get("neutral_seats", ()):
        known = select(Person.id).where((col(Person.slack_id) == named) | (col(Person.email) == named), Person.active)
        found += [person_id for person_id in work.exec(known) if person_id]
    return found


def _holding(work: Work, standards: Standards, *roles: Role) -> list[int]:
    """Return who holds one of `roles`, role by role, in the order of the playbook's regions."""
    places = {region.code: place for place, region in enumerate(standards.open_regions())}
    rows = work.exec(select(RoleGrant).join(Person).where(col(RoleGrant.role).in_(roles), Person.active)).all()

    def order(grant: RoleGrant) -> tuple[int, int, int]:
        return roles.index(grant.role), places.get(grant.region or "", len(places)), grant.person_id

    return [grant.person_id for grant in sorted(rows, key=order)]
