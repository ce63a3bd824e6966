"""An escalation with everything a message about it may show, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from desk import people, sla
from desk.sight import Happening
from desk.sla import Breach
from desk.standards import Standards
from policy.errors import NotFound
from policy.escalations import PENDING, Status
from policy.sla import Clock
from policy.words import number_of, reference
from store import Work
from store.models import (
    AuditEvent,
    Deal,
    Escalation,
    EscalationFollower,
    Inbox,
    Person,
    Region,
    RuleVersion,
)

REFUSED = "escalation.refused"
ACKNOWLEDGE = "escalation.acknowledge"
RESOLVE = "escalation.resolve"
# After a reopening the same is counted once more, beside the first time.
ACKNOWLEDGE_AGAIN = "escalation.acknowledge_again"
RESOLVE_AGAIN = "escalation.resolve_again"


@dataclass(frozen=True, slots=True)
class EscalationSight:
    """What there is to see of one escalation at one moment."""

    escalation: Escalation
    region: Region
    zone: str  # of the region's calendar
    about: str  # the deal's customer or the rule's title
    raiser: Person
    assignee: Person | None
    owner: Person | None
    asker: Person | None
    resolver: Person | None
    followers: tuple[Person, ...]
    outcome: str  # labels of the playbook's lists
    cause: str
    clocks: Mapping[str, Clock]
    breaches: tuple[Breach, ...]
    channel: str | None  # where its card hangs
    card_ts: str | None
    now: datetime

    @property
    def ref(self) -> str:
        return self.escalation.ref

    @property
    def pending(self) -> bool:
        return self.escalation.status in PENDING

    @property
    def responsible(self) -> Person | None:
        """Return who has to act for the desk: the owner, else who is asked."""
        return self.owner or self.assignee


def withdrawn(escalation: Escalation) -> bool:
    """Say whether its raiser has taken it back; an outcome is only of what was resolved."""
    return escalation.status is Status.RESOLVED and escalation.outcome is None


def find(work: Work, ref: str) -> Escalation:
    """Return the escalation people call `ref`. Raises NotFound."""
    escalation = work.get(Escalation, number_of("ESC", ref) or 0)
    if escalation is None:
        raise NotFound(f"There is no {ref[:40].upper()}. `/escalate mine` lists your escalations.")
    return escalation


def made_by(work: Work, key: str) -> Escalation:
    """Return the escalation that the request `key` made or changed."""
    return find(work, work.get_one(Inbox, key).subject or "")


def title_of(work: Work, about: str) -> str:
    """Return what people call the thing an escalation is about: a deal's customer, a rule's title."""
    kind, number = reference(about) or ("", 0)
    if kind == "DR":
        deal = work.get(Deal, number)
        return deal.customer if deal else ""
    if kind == "ROE":
        newest = select(RuleVersion.title).where(RuleVersion.code == about, RuleVersion.region == "")
        return work.exec(newest.order_by(col(RuleVersion.version).desc())).first() or ""
    return ""


def followers(work: Work, escalation: Escalation) -> tuple[Person, ...]:
    rows = work.exec(
        select(Person)
        .join(EscalationFollower)
        .where(EscalationFollower.escalation_id == escalation.id)
        .order_by(col(Person.name))
    )
    return tuple(rows)


def see(
    work: Work, standards: Standards, escalation: Escalation, now: datetime, clocks: sla.Clocks | None = None
) -> EscalationSight:
    """Read everything about `escalation`, its `clocks` too unless they are at hand."""
    concerned = {
        escalation.raiser_id,
        escalation.assignee_id,
        escalation.owner_id,
        escalation.asked_by_id,
        escalation.resolved_by_id,
    } - {None}
    persons, card = people.around(work, escalation.ref, concerned)
    clocks = clocks or sla.Clocks(work, standards, escalation.ref, escalation.region)
    region = standards.region(escalation.region)
    return EscalationSight(
        escalation=escalation,
        region=region,
        zone=standards.calendars[region.calendar].zone,
        about=title_of(work, escalation.about),
        raiser=persons[escalation.raiser_id],
        assignee=persons.get(escalation.assignee_id),
        owner=persons.get(escalation.owner_id),
        asker=persons.get(escalation.asked_by_id),
        resolver=persons.get(escalation.resolved_by_id),
        followers=followers(work, escalation),
        outcome=standards.label("escalation_outcome", escalation.outcome),
        cause=standards.label("escalation_cause", escalation.cause),
        clocks=clocks.read(),
        breaches=clocks.breaches(),
        channel=card.channel if card else None,
        card_ts=card.ts if card else None,
        now=now,
    )


def history(work: Work, escalation: Escalation) -> tuple[Happening, ...]:
    """Return what happened to `escalation`, oldest first."""
    rows = work.exec(
        select(AuditEvent, Person)
        .outerjoin(Person, col(Person.id) == AuditEvent.actor_id)
        .where(AuditEvent.subject == escalation.ref, AuditEvent.action != REFUSED)
        .order_by(col(AuditEvent.id))
    )
    return tuple(Happening(event, actor) for event, actor in rows)
