"""A deal registration with everything a message about it may show, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from desk import record, sla
from desk.people import Member
from desk.sla import Breach
from desk.standards import Standards
from policy.conflicts import AccountFacts, Claim, Finding, Level
from policy.deals import PENDING, Move, Status
from policy.errors import NotFound
from policy.permissions import Act
from policy.rulings import Tier
from policy.sla import Clock
from policy.words import deal_id
from store import Work
from store.models import Account, AuditEvent, Card, Conflict, Deal, DealProduct, Inbox, Partner, Person, Region


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a record's history."""

    event: AuditEvent
    actor: Person | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to see of one registration at one moment."""

    deal: Deal
    partner: Partner
    region: Region
    zone: str  # of the region's calendar
    segment: str
    motion: str
    products: tuple[str, ...]
    product_codes: tuple[str, ...]
    submitter: Person
    assignee: Person | None
    owner: Person | None
    asker: Person | None
    decider: Person | None
    reason: str  # label of the decline or withdraw reason
    findings: tuple[Finding, ...]  # unsettled ones while pending; what was found, afterwards
    clocks: Mapping[str, Clock]
    breaches: tuple[Breach, ...]  # what was late, or is
    appealed: bool  # there is one appeal
    channel: str | None  # where its card hangs
    card_ts: str | None
    now: datetime

    @property
    def ref(self) -> str:
        return self.deal.ref

    @property
    def pending(self) -> bool:
        return self.deal.status in PENDING

    @property
    def disputed(self) -> bool:
        return any(finding.level is Level.PERSON for finding in self.findings)

    @property
    def appealable(self) -> bool:
        """Say whether a ruling against it can still be appealed, its time aside."""
        lost = self.deal.status is Status.DECLINED and self.disputed
        return lost and not self.appealed and self.deal.tier < Tier.EXECUTIVE

    @property
    def unexplained(self) -> bool:
        """Say whether something was late and nobody has said why."""
        return any(not breach.reason for breach in self.breaches)

    @property
    def responsible(self) -> Person | None:
        """Return who has to act for the desk: the owner, else whom it was routed to."""
        return self.owner or self.assignee


def find(work: Work, ref: str) -> Deal:
    """Return the deal people call `ref`. Raises NotFound."""
    deal = work.get(Deal, deal_id(ref))
    if deal is None:
        raise NotFound(f"There is no {ref.upper()}. `/deal mine` lists your registrations.")
    return deal


def made_by(work: Work, key: str) -> Deal:
    """Return the deal that the request `key` made or changed."""
    return find(work, work.get_one(Inbox, key).subject or "")


def see(work: Work, standards: Standards, deal: Deal, now: datetime, clocks: sla.Clocks | None = None) -> Sight:
    """Read everything about `deal`, its `clocks` too unless they are at hand."""
    concerned = {deal.submitter_id, deal.assignee_id, deal.owner_id, deal.asked_by_id, deal.decided_by_id} - {None}
    given = {"deal": deal.id, "subject": deal.ref, "partner": deal.partner_id, "people": concerned}
    rows = work.execute(_around(), given).all()
    _, partner, card, _ = rows[0]
    people: dict[int | None, Person] = {person.id: person for person, *_ in rows}
    order = {choice.code: place for place, choice in enumerate(standards.choices.get("product", ()))}
    codes = tuple(sorted({code for *_, code in rows if code}, key=lambda code: (order.get(code, len(order)), code)))
    region = standards.region(deal.region)
    clocks = clocks or sla.Clocks(work, standards, deal.ref, deal.region)
    reasons = "withdraw_reason" if deal.status == "withdrawn" else "decline_reason"
    return Sight(
        deal=deal,
        partner=partner,
        region=region,
        zone=standards.calendars[region.calendar].zone,
        segment=standards.label("segment", deal.segment),
        motion=standards.label("motion", deal.motion),
        products=tuple(standards.label("product", code) for code in codes),
        product_codes=codes,
        submitter=people[deal.submitter_id],
        assignee=people.get(deal.assignee_id),
        owner=people.get(deal.owner_id),
        asker=people.get(deal.asked_by_id),
        decider=people.get(deal.decided_by_id),
        reason=standards.label(reasons, deal.reason) if deal.reason else "",
        findings=findings(work, standards, deal),
        clocks=clocks.read(),
        breaches=clocks.breaches(),
        appealed=was_appealed(work, deal),
        channel=card.channel if card else None,
        card_ts=card.ts if card else None,
        now=now,
    )


@cache
def _around() -> Executable:
    """Ask for everybody concerned with a registration, its partner, its card and its products: a row for each pair of
    a person and a product, of which there are few."""
    hangs = (col(Card.subject) == bindparam("subject")) & (col(Card.kind) == "deal.card")
    return (
        select_columns(Person, Partner, Card, col(DealProduct.product))
        .select_from(Person)
        .join(Partner, col(Partner.id) == bindparam("partner"))
        .outerjoin(Card, hangs)
        .outerjoin(DealProduct, col(DealProduct.deal_id) == bindparam("deal"))
        .where(col(Person.id).in_(bindparam("people", expanding=True)))
    )


def history(work: Work, deal: Deal) -> tuple[Happening, ...]:
    """Return what happened to `deal`, oldest first."""
    rows = work.exec(
        select(AuditEvent, Person)
        .outerjoin(Person, col(Person.id) == AuditEvent.actor_id)
        .where(AuditEvent.subject == deal.ref, AuditEvent.action != record.REFUSED)
        .order_by(col(AuditEvent.id))
    )
    return tuple(Happening(event, actor) for event, actor in rows)


def claim(deal: Deal, partner: Partner, products: frozenset[str]) -> Claim:
    """Return the registration as far as conflicts go."""
    return Claim(
        number=deal.id,
        partner=partner.name,
        partner_id=deal.partner_id,
        account_id=deal.account_id,
        customer=deal.customer,
        domain=deal.domain,
        region=deal.region,
        motion=deal.motion,
        products=products,
        status=deal.status,
        tender=deal.tender,
        protected_until=deal.protected_until,
    )


def claims(work: Work, rows: list[tuple[Deal, Partner]]) -> list[Claim]:
    """Return deals with their products as claims."""
    if not rows:
        return []
    products: dict[int, set[str]] = {}
    for row in work.exec(select(DealProduct).where(col(DealProduct.deal_id).in_([deal.id for deal, _ in rows]))):
        products.setdefault(row.deal_id, set()).add(row.product)
    return [claim(deal, partner, frozenset(products.get(deal.id or 0, ()))) for deal, partner in rows]


def account_facts(account: Account) -> AccountFacts:
    return AccountFacts(
        id=account.id or 0,
        name=account.name,
        owner=account.owner,
        customer=account.customer,
        named=account.named,
        open_opportunity=account.open_opportunity,
        last_contact_on=account.last_contact_on,
    )


def was_appealed(work: Work, deal: Deal) -> bool:
    """Say whether the one appeal against a ruling was made."""
    if deal.tier == Tier.DESK:
        return False
    made = select(AuditEvent.id).where(AuditEvent.subject == deal.ref, AuditEvent.action == f"deal.{Move.APPEAL}")
    return work.exec(made).first() is not None


def visible(member: Member, deal: Deal) -> bool:
    """Say whether `member` may see it: by their role, or because they rule on it."""
    return member.may(Act.SEE, deal) or (deal.tier > Tier.DESK and member.id == deal.owner_id)


def seated(deal: Deal) -> bool:
    """Say whether it waits for the ruling of somebody outside the desk, and of nobody else."""
    return deal.tier > Tier.DESK and deal.status in PENDING


def findings(work: Work, standards: Standards, deal: Deal) -> tuple[Finding, ...]:
    rows = work.execute(_found(), {"deal": deal.id}).all()
    if not rows:
        return ()
    rivals = [(rival, partner) for _, rival, partner, _ in rows if rival and partner]
    others = {claim.number: claim for claim in claims(work, rivals)}
    book = standards.rules_for(deal)
    return tuple(
        Finding(
            kind=row.kind,
            level=row.level,
            rule=standards.rules.version(row.rule, row.rule_version) or book[row.rule.split(".")[0]],
            other=others.get(row.other_deal_id),
            account=account_facts(account) if account else None,
            facts=row.facts,
        )
        for row, _, _, account in rows
    )


@cache
def _found() -> Executable:
    """Ask for what was found about a registration, each with the registration or the account it is about."""
    return (
        select_columns(Conflict, Deal, Partner, Account)
        .select_from(Conflict)
        .outerjoin(Deal, col(Deal.id) == Conflict.other_deal_id)
        .outerjoin(Partner, col(Partner.id) == Deal.partner_id)
        .outerjoin(Account, col(Account.id) == Conflict.account_id)
        .where(col(Conflict.deal_id) == bindparam("deal"))
        .order_by(col(Conflict.id))
    )
