"""Deal registration: from what was typed to a registration that is routed, clocked and told."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, func, select

from desk import agreements, approval, findings, ladder, people, record, sight, sla, telling
from desk.case import Case
from desk.drafts import Checked, Draft, amount_of, check, customer_domain
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, Standards, load
from policy import conflicts
from policy.conflicts import Claim, Finding, Level
from policy.deals import PENDING, Move, Status
from policy.errors import DeskError, InvalidForm, NotSetUp
from policy.names import name_key
from policy.routing import Route, route
from policy.words import whole_number
from store import Store, Work
from store.models import Account, Deal, DealProduct, Inbox, Partner


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the form can say before it is sent: who would get it, by when, and what speaks against it."""

    standards: Standards
    route: Route | None = None
    due_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    automatic: bool = False  # as it stands, ROE-29 approves it at once
    domain: str = ""
    segment: str = ""
    protected_days: int = 0
    zone: str = "UTC"


class Deals:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def at_home(self, draft: Draft, *, by: Member) -> Draft:
        """Preset what the person did not say: their home region, and its currency."""
        with self._store.read() as work:
            region = load(work).regions.get(draft.region or by.home_region or "")
        if region is None:
            return draft
        return replace(draft, region=region.code, currency=draft.currency or region.currency)

    def preflight(self, draft: Draft, *, by: Member) -> Preflight:
        """Say what the form can say of a half-filled draft. Never raises for what was typed; writes nothing."""
        with self._store.read() as work:
            standards = load(work)
            region = standards.regions.get(draft.region or by.home_region or "")
            if region is None:
                return Preflight(standards)
            now = self._now()
            rules = standards.rulebook(region.code, now, segment=draft.segment or "", motion=draft.motion or "")
            to = route_to(work, region.code, draft.segment or "", draft.motion or "", by, now)
            found: tuple[Finding, ...] = ()
            domain, automatic = None, False
            try:
                domain = customer_domain(draft.domain or "", standards)
                partner = work.get(Partner, whole_number(draft.partner) or 0)
                found = findings.about(
                    work,
                    standards,
                    Claim(
                        number=None,
                        partner=partner.name if partner else "",
                        partner_id=partner.id or 0 if partner else 0,
                        account_id=None,
                        customer=draft.account or "",
                        domain=domain.key,
                        region=region.code,
                        motion=draft.motion or "",
                        products=frozenset(draft.products or [c.code for c in standards.offered("product")]),
                        segment=draft.segment or "",
                        tender=draft.tender,
                    ),
                    domain,
                    now,
                    account=findings.owner(work, domain),
                    by=by.id,
                )
                amount = amount_of(draft, region)
                automatic = not found and approval.needs_nobody(rules, amount, draft.currency or "", region)
            except DeskError:
                pass  # said under the field when the form is sent
            target = standards.target(sla.DECISION, region.code)
            return Preflight(
                standards=standards,
                route=to,
                due_at=standards.calendar(target.calendar).add(now, target.goal),
                findings=found,
                automatic=automatic,
                domain=domain.shown if domain else "",
                segment=draft.segment or "",
                protected_days=rules.number("ROE-3", "days", 90),
                zone=standards.calendars[region.calendar].zone,
            )

    def register(self, draft: Draft, *, by: Member, key: str) -> Sight:
        """Register a deal and route it.

        Raises InvalidForm for fields that need another value and for a conflict that blocks, NotSetUp when the
        playbook lacks the region's calendar or targets. The same `key` again returns the registration it made.
        """
        with self._store.begin() as work:
            now = self._now()
            standards = load(work)
            if not work.add_once(Inbox, key=key, at=now):
                return sight.see(work, standards, sight.made_by(work, key), now)
            checked = check(work, standards, draft, by=by, now=now)
            account = findings.account_of(work, checked.domain, checked.account)
            new = findings.claim_of(checked, account)
            found = findings.about(work, standards, new, checked.domain, now, account=account, by=by.id)
            to = route_to(work, checked.region.code, checked.segment, checked.motion, by, now)
            refuse_blocked(found, checked.domain.shown, to.name)
            over = _over_capacity(work, standards, checked, to, by, now)
            if to.person_id is None:
                raise NotSetUp(
                    f"Nobody decides on registrations in {checked.region.code} yet. "
                    "An admin can add people to the playbook."
                )

            deal = _add(work, checked, account, found, to, by=by, now=now)
            case = Case(work, standards, deal, by, now)
            automatic = (
                not found and not over and approval.needs_nobody(case.rules, deal.amount, deal.currency, checked.region)
            )
            event = record.happened(
                work,
                deal,
                Move.REGISTER,
                at=now,
                actor=by.id,
                was=None,
                rule=case.rules["ROE-2"],
                because="" if automatic else f"{to.name}: {to.because}{over}",
                facts={"findings": [f"{finding.kind} ({finding.rule.name})" for finding in found]},
            )
            cards = [
                telling.First("deal.card", telling.region(deal.region)),
                telling.First("deal.receipt", telling.person(by.id)),
            ]
            if not automatic:
                _start_clocks(case)
                cards.append(telling.First("deal.ping", telling.person(to.person_id)))
            telling.show_first(work, event, *cards)
            telling.tell(work, "deal.line", event, telling.region(deal.region))
            if automatic:
                approval.at_once(case)
            if deal.status is Status.IN_CONFLICT:
                ladder.hear(work, standards, deal, now)
            if to.uncovered:
                telling.tell(work, "deal.uncovered", event, telling.HUB)
            record.made(work, key, deal.ref)
            return case.seen()


def route_to(work: Work, region: str, segment: str, motion: str, by: Member, now: datetime) -> Route:
    """Choose who gets a registration that `by` submits."""
    return route(people.seats(work, now), region=region, segment=segment, motion=motion, not_for=by.id)


def refuse_blocked(found: tuple[Finding, ...], domain: str, person: str) -> None:
    """Raise InvalidForm with everything that blocks, and what can be done, under the field it is about."""
    blocking = [finding for finding in found if finding.level is Level.BLOCK]
    if not blocking:
        return
    words = " ".join(conflicts.sentence(finding, domain) for finding in blocking)
    step = conflicts.next_step(blocking[0], person)
    raise InvalidForm(domain=f"{words} {step}")


def _over_capacity(work: Work, standards: Standards, checked: Checked, to: Route, by: Member, now: datetime) -> str:
    """Refuse a partner's next registration when it has as many open, waiting or protected, as ROE-28 allows it.

    With an exception agreed it is let through; returns the words for its history, empty when there is room.
    """
    partner = checked.partner
    rule = standards.rulebook(checked.region.code, now, segment=checked.segment, motion=checked.motion)["ROE-28"]
    limit = rule.parameters.get("by_tier", {}).get(partner.tier) or rule.parameters.get("open_registrations")
    if limit is None:
        return ""
    # Whoever registers for the same partner at this moment counts this one, or is counted.
    work.exec(select(Partner.id).where(Partner.id == partner.id).with_for_update()).one()
    held = work.exec(
        select(func.count())
        .select_from(Deal)
        .where(Deal.partner_id == partner.id, col(Deal.status).in_([*PENDING, Status.APPROVED]))
    ).one()
    if held < limit:
        return ""
    agreed = agreements.holding(work, standards, by=by.id, domain=checked.domain.key, now=now)
    if rule.code not in agreed:
        raise InvalidForm(
            partner=f"{partner.name} has {held} registrations open, and {rule.id} allows {limit}. Withdraw one that "
            f"leads nowhere, or talk to {to.name}."
        )
    return f"; {partner.name} has {held} open of {limit}, with {agreed[rule.code]} agreed as an exception ({rule.name})"


def _add(
    work: Work, checked: Checked, account: Account, found: tuple[Finding, ...], to: Route, *, by: Member, now: datetime
) -> Deal:
    disputed = any(finding.level is Level.PERSON for finding in found)
    deal = Deal(
        status=Status.IN_CONFLICT if disputed else Status.SUBMITTED,
        partner_id=checked.partner.id or 0,
        account_id=account.id or 0,
        customer=checked.account,
        customer_key=name_key(checked.account),
        domain=checked.domain.key,
        region=checked.region.code,
        segment=checked.segment,
        motion=checked.motion,
        amount=checked.amount,
        currency=checked.currency,
        close_on=checked.close_on,
        contact=checked.contact,
        evidence=checked.evidence,
        evidence_on=checked.evidence_on,
        tender=checked.tender,
        notes=checked.notes,
        submitter_id=by.id,
        assignee_id=to.person_id,
        routed_because=to.because,
        submitted_at=now,
        changed_at=now,
    )
    work.add(deal)
    work.flush()
    for product in checked.products:
        work.add(DealProduct(deal_id=deal.id or 0, product=product))
    findings.keep(work, deal, found, now)
    return deal


def _start_clocks(case: Case) -> None:
    """Start the clocks: a conflict needs a ruling first, so the decision's own clock rests until then."""
    clocks, deal, by, now = case.clocks, case.deal, case.by, case.now
    clocks.start(sla.REVIEW, now, court="specialist", actor=by.id)
    clocks.start(sla.DECISION, now, court="specialist", actor=by.id)
    if deal.status is Status.IN_CONFLICT:
        clocks.pause(sla.DECISION, now, court="specialist", actor=by.id)
        clocks.start(sla.RULING, now, court="specialist", actor=by.id)
