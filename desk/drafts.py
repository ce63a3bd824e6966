"""What a person typed into the registration form, checked and turned into values."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select

from desk import people
from desk.people import Member
from desk.standards import Standards
from policy.amounts import parse_amount, split_money
from policy.errors import DeskError, InvalidForm, Unclear
from policy.names import Domain, is_free_mail, registrable_domain
from policy.words import day, whole_number
from store import Work
from store.models import Partner, Region

# A close date further away than this is a typing slip in the year (five years; our own choice, no source).
FURTHEST = timedelta(days=5 * 366)
LONGEST = {"account": 120, "contact": 200, "evidence": 2000, "notes": 2000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The form `deal.register` as typed: every field by its block_id, None when left empty."""

    partner: str | None = None  # id in the partner book
    account: str | None = None
    domain: str | None = None
    region: str | None = None
    segment: str | None = None
    motion: str | None = None
    products: tuple[str, ...] = ()
    amount: str | None = None
    currency: str | None = None
    close_on: date | None = None
    contact: str | None = None
    evidence: str | None = None
    evidence_on: date | None = None
    tender: bool = False
    notes: str | None = None

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Draft":
        """Take from a form's values what is a field of a draft."""
        return cls(**{f.name: values[f.name] for f in fields(cls) if values.get(f.name) is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft whose every field has a value the desk can work with."""

    partner: Partner
    account: str
    domain: Domain
    region: Region
    segment: str
    motion: str
    products: tuple[str, ...]
    amount: Decimal
    currency: str
    close_on: date
    contact: str
    evidence: str
    evidence_on: date | None
    tender: bool
    notes: str


def check(work: Work, standards: Standards, draft: Draft, *, by: Member, now: datetime) -> Checked:
    """Return the draft's values. Raises InvalidForm with one sentence for every field that needs another value.

    "Today" is the date where the person is; amounts are read by the habit of the region they chose.
    """
    wrong: dict[str, str] = {}
    got: dict[str, Any] = {"tender": draft.tender}
    today = now.astimezone(ZoneInfo(by.zone)).date()

    partner = _partner(work, draft.partner)
    if partner is None:
        typed = f"“{draft.partner[:60]}”" if draft.partner and not draft.partner.isdigit() else "That partner"
        hub = people.hub_name(work)
        wrong["partner"] = f"{typed} is not in the partner book. Pick one from the list, or ask {hub} to add them."
    got["partner"] = partner

    region = standards.regions.get(draft.region or "")
    if region is None or not region.active:
        wrong["region"] = f"Choose the customer's region: {', '.join(r.code for r in standards.open_regions())}."
    got["region"] = region
    for kind in ("segment", "motion", "currency"):
        chosen = getattr(draft, kind)
        if chosen not in {choice.code for choice in standards.offered(kind)}:
            wrong[kind] = f"Choose a {kind} from the list."
        got[kind] = chosen
    products = {choice.code for choice in standards.offered("product")}
    if not draft.products or not set(draft.products) <= products:
        wrong["products"] = "Choose at least one product from the list."
    got["products"] = draft.products

    for name, words in {
        "account": "Give the customer's name, for example Acme Holding.",
        "contact": "Name a person there and how to reach them, for example Ana Ruiz, CIO, ana@acme.com.",
        "evidence": "Say what you have done so far, for example: met the CIO, sent an offer.",
        "notes": "",
    }.items():
        text = (
            " ".join((getattr(draft, name) or "").split())
            if name in ("account", "contact")
            else (getattr(draft, name) or "").strip()
        )
        if not text and words:
            wrong[name] = words
        elif len(text) > LONGEST[name]:
            wrong[name] = f"Keep this under {LONGEST[name]:,} characters; it has {len(text):,}."
        got[name] = text

    _collect(wrong, got, "domain", lambda: customer_domain(draft.domain or "", standards))
    if region is not None:
        _collect(wrong, got, "amount", lambda: amount_of(draft, region))
    _collect(wrong, got, "close_on", lambda: _close_on(draft.close_on, today))
    got["evidence_on"] = draft.evidence_on
    if draft.evidence_on and draft.evidence_on > today:
        wrong["evidence_on"] = f"This asks when you did it; {day(draft.evidence_on)} is still ahead."
    if wrong:
        raise InvalidForm(**wrong)
    return Checked(**got)


def customer_domain(text: str, standards: Standards) -> Domain:
    """Return the customer's registrable domain. Raises Unclear for free mail, our own, or no domain at all."""
    domain = registrable_domain(text)
    if is_free_mail(domain.key):
        raise Unclear(
            f"{domain.shown} is a public mail provider. Give the customer's own website, for example acme.com."
        )
    if domain.key in standards.company.domains:
        raise Unclear(f"{domain.shown} is our own domain. Give the customer's website, for example acme.com.")
    return domain


def amount_of(draft: Draft, region: Region) -> Decimal:
    """Return the amount, read by the region's habit. Raises Unclear, also when it names another currency."""
    text, currency = split_money(draft.amount or "")
    if currency and currency != draft.currency:
        raise Unclear(f"The amount says {currency}, the field beside it {draft.currency}. Make them agree.")
    return parse_amount(text, region.amounts)


def _collect(wrong: dict[str, str], got: dict[str, Any], name: str, read: Any) -> None:
    """Put what `read()` returns under `name`, or the sentence it raises with."""
    try:
        got[name] = read()
    except DeskError as error:
        wrong[name] = error.message


def _close_on(on: date | None, today: date) -> date:
    if on is None:
        raise Unclear("Choose the day you expect to close.")
    if on < today:
        raise Unclear(f"Close dates lie ahead; {_ago(on, today)}. Choose today or later.")
    if on > today + FURTHEST:
        raise Unclear(f"{day(on)} is more than five years ahead. Check the year.")
    return on


def _ago(on: date, today: date) -> str:
    days = (today - on).days
    if days == 1:
        return "this one was yesterday"
    if days < 7:
        return f"this one was last {on:%A}"
    return f"{day(on)} is past"


def _partner(work: Work, typed: str | None) -> Partner | None:
    """Find the partner by id, or by exact name (a form always sends the id; imports and commands may not)."""
    if not typed:
        return None
    if (number := whole_number(typed)) is not None:
        partner = work.get(Partner, number)
    else:
        partner = work.exec(select(Partner).where(Partner.name == typed)).first()
    return partner if partner and partner.active else None
