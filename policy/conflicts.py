"""What speaks against a deal registration: findings, each with its weight and its rule.

The registrable domain decides; names only suggest. A finding that blocks is told in the form. One that needs a person
lets the registration go on as "in conflict". A note only informs whoever decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from policy.deals import PENDING, Status
from policy.roe import Rule, Rulebook
from policy.words import day


class Kind(StrEnum):
    SAME_PARTNER = "same_partner"
    RIVAL_PROTECTED = "rival_protected"
    RIVAL_PENDING = "rival_pending"
    CUSTOMER = "customer"
    OPEN_OPPORTUNITY = "open_opportunity"
    OWN_CONTACT = "own_contact"
    NAMED_ACCOUNT = "named_account"
    TENDER = "tender"
    SIMILAR_NAME = "similar_name"
    LOOKALIKE = "lookalike"
    ELSEWHERE = "elsewhere"
    EARLIER = "earlier"


class Level(StrEnum):
    BLOCK = "block"  # the form says so; nothing is registered
    PERSON = "person"  # goes on as "in conflict": a person rules
    NOTE = "note"  # whoever decides should know


@dataclass(frozen=True, slots=True)
class Claim:
    """A registration as far as conflicts go. `number` is None for the one being registered."""

    number: int | None
    partner: str
    partner_id: int
    account_id: int | None
    customer: str
    domain: str
    region: str
    motion: str
    products: frozenset[str]
    segment: str = ""
    status: Status | None = None
    tender: bool = False
    protected_until: date | None = None  # last protected day

    def overlaps(self, other: "Claim") -> bool:
        return self.region == other.region and bool(self.products & other.products)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What our own books say about the customer."""

    id: int
    name: str
    owner: str = ""
    customer: bool = False
    named: bool = False
    open_opportunity: bool = False
    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    level: Level
    rule: Rule
    other: Claim | None = None
    account: AccountFacts | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def find(
    new: Claim,
    *,
    account: AccountFacts | None,
    others: Iterable[Claim],
    similar: Iterable[Claim | AccountFacts],
    lookalikes: Iterable[Claim | AccountFacts],
    rules: Rulebook,
    today: date,
) -> tuple[Finding, ...]:
    """Return everything that speaks against `new`, weightiest first.

    `others` are the earlier registrations of the same account, `similar` those (and book accounts) whose names are
    alike, `lookalikes` those whose domains read alike. `today` is the date in the region.
    """
    found = [
        *(f for other in others if (f := _against(new, other, rules, today))),
        *(_from_the_books(new, account, rules, today) if account else ()),
        *(_alike(Kind.LOOKALIKE, Level.PERSON, one, rules) for one in lookalikes),
        *(_alike(Kind.SIMILAR_NAME, Level.PERSON, one, rules) for one in similar),
    ]
    if new.tender:
        level = Level(rules["ROE-9"].parameters.get("tender", Level.PERSON))
        found.append(Finding(Kind.TENDER, level, rules["ROE-9"]))
    weight = list(Level)
    return tuple(sorted(found, key=lambda finding: weight.index(finding.level)))


# The rules that an exception can be made from. Not ROE-3 and ROE-12: an account, product and region is held for one
# registration at a time, so a second one could not be approved. The others are not checked when a deal is registered.
EXCEPTABLE = ("ROE-2", "ROE-4", "ROE-5", "ROE-6", "ROE-7", "ROE-8", "ROE-9", "ROE-28")


def excepted(found: Iterable[Finding], agreed: Mapping[str, str]) -> tuple[Finding, ...]:
    """Let through what an exception was agreed for: it is a note now, and whoever decides sees which exception it is.

    `agreed` has the codes of rules with the references of the exceptions to them.
    """
    return tuple(
        replace(finding, level=Level.NOTE, facts={**finding.facts, "exception": agreed[finding.rule.code]})
        if finding.level is not Level.NOTE and finding.rule.code in agreed
        else finding
        for finding in found
    )


def _against(new: Claim, other: Claim, rules: Rulebook, today: date) -> Finding | None:
    """Weigh one earlier registration of the same account."""
    protected = other.status is Status.APPROVED and other.protected_until is not None and other.protected_until >= today
    pending = other.status in PENDING
    same_partner = other.partner_id == new.partner_id
    if not protected and not pending:
        return Finding(Kind.EARLIER, Level.NOTE, rules["ROE-2"], other) if same_partner else None
    if not new.overlaps(other):
        return Finding(Kind.ELSEWHERE, Level.NOTE, rules["ROE-2"], other)
    if same_partner:
        return Finding(Kind.SAME_PARTNER, Level.BLOCK, rules["ROE-12"], other)
    if protected:
        return Finding(Kind.RIVAL_PROTECTED, Level.BLOCK, rules["ROE-3"], other)
    level = Level(rules["ROE-2"].parameters.get("rival_pending", Level.BLOCK))
    return Finding(Kind.RIVAL_PENDING, level, rules["ROE-2"], other)


def _from_the_books(new: Claim, account: AccountFacts, rules: Rulebook, today: date) -> Iterable[Finding]:
    """Weigh what our own account book says."""
    if account.customer:
        allowed = new.motion in rules["ROE-4"].parameters.get("allowed_motions", ())
        yield Finding(Kind.CUSTOMER, Level.NOTE if allowed else Level.BLOCK, rules["ROE-4"], account=account)
    if account.open_opportunity:
        yield Finding(Kind.OPEN_OPPORTUNITY, Level.PERSON, rules["ROE-7"], account=account)
    days = rules.number("ROE-8", "contact_days", 60)
    if account.last_contact_on and not account.customer and account.last_contact_on > today - timedelta(days=days):
        yield Finding(Kind.OWN_CONTACT, Level.PERSON, rules["ROE-8"], account=account, facts={"days": days})
    if account.named:
        yield Finding(Kind.NAMED_ACCOUNT, Level.PERSON, rules["ROE-6"], account=account)


def _alike(kind: Kind, level: Level, one: Claim | AccountFacts, rules: Rulebook) -> Finding:
    if isinstance(one, Claim):
        return Finding(kind, level, rules["ROE-5"], other=one)
    return Finding(kind, level, rules["ROE-5"], account=one)


class Clearance(IntEnum):
    """How much somebody may read of another registration."""

    NONE = 0  # that there is one
    REFERENCE = 1  # which one, and for which customer: the desk's own channel
    NAME = 2  # and with which partner


def sentence(finding: Finding, domain: str, clearance: Clearance = Clearance.NONE) -> str:
    """Say in plain words what was found, as far as the reader is cleared for it."""
    agreed = finding.facts.get("exception")
    cites = f"{finding.rule.code}, with {agreed} agreed as an exception" if agreed else finding.rule.code
    return f"{_found(finding, domain, clearance)} ({cites})."


def _found(finding: Finding, domain: str, clearance: Clearance) -> str:
    other, account = finding.other, finding.account
    ref = f"DR-{other.number}" if other else ""
    whose = {
        Clearance.NONE: "another registration",
        Clearance.REFERENCE: ref,
        Clearance.NAME: f"{other.partner} ({ref})" if other else "",
    }[clearance]
    until = f" until {day(other.protected_until)}" if other and other.protected_until else ""
    company = account.name if account else domain
    owner = f" (owner: {account.owner})" if account and account.owner else ""
    match finding.kind:
        case Kind.SAME_PARTNER:
            state = f"protected{until}" if until else "waiting for a decision"
            return f"Your partner has registered {domain} already as {ref}, {state}"
        case Kind.RIVAL_PROTECTED:
            return f"{domain} is protected by {whose}{until}"
        case Kind.RIVAL_PENDING:
            return f"{domain} is under review in {whose}, which came first"
        case Kind.CUSTOMER:
            return f"{company} is our customer already{owner}, and new business there is ours"
        case Kind.OPEN_OPPORTUNITY:
            return f"{domain} has an open opportunity of ours{owner}, which asks for a joint plan"
        case Kind.OWN_CONTACT:
            on = f" on {day(account.last_contact_on)}" if account and account.last_contact_on else ""
            days = finding.facts.get("days")
            return f"Our own team was in contact with {domain}{on}{owner}, less than {days} days ago"
        case Kind.NAMED_ACCOUNT:
            return f"{company} is on the named account list{owner}"
        case Kind.TENDER:
            ruled = "; a person decides who may bid with us" if finding.level is Level.PERSON else ""
            return f"This is a public tender{ruled}"
        case Kind.SIMILAR_NAME:
            return f"Similar name: {_alike_whom(finding, clearance)}. Names alike, domains differ; a person decides"
        case Kind.LOOKALIKE:
            return f"{domain} reads like a domain of {_alike_whom(finding, clearance)}; a person decides"
        case Kind.ELSEWHERE:
            where = f"{other.region}, {', '.join(sorted(other.products))}" if other else ""
            which = f"{whose}, {where}" if clearance else where
            return f"Also registered for another region or product: {which}{until}"
        case Kind.EARLIER:
            return f"The same partner registered it before: {ref}, {other.status if other else ''}"


def _alike_whom(finding: Finding, clearance: Clearance) -> str:
    if finding.account:
        return f"{finding.account.name} in our account book"
    other = finding.other
    if other is None or clearance is Clearance.NONE:
        return "another registration"
    until = f", protected until {day(other.protected_until)}" if other.protected_until else ""
    partner = f", {other.partner}" if clearance is Clearance.NAME else ""
    return f"{other.customer} (DR-{other.number}{partner}{until})"


def next_step(finding: Finding, person: str) -> str:
    """Say what somebody who is blocked can do. `person` is who can help in this region."""
    match finding.kind:
        case Kind.SAME_PARTNER:
            number = finding.other and finding.other.number
            return f"Open it with /deal DR-{number}, or ask {person} to widen it."
        case Kind.CUSTOMER:
            return f"Choose the motion Expansion if the partner leads one, or talk to {person}."
        case Kind.RIVAL_PROTECTED | Kind.RIVAL_PENDING if finding.other:
            domain = finding.other.domain
            watch = f"To hear when it is free, send /roe check {domain}."
            return f"{watch} Think this is wrong? Say why with /escalate, or talk to {person}."
        case _:
            return f"Think this is wrong? Say why with /escalate, or talk to {person}."
