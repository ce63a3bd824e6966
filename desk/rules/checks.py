"""May I work this account with this partner? A look at what stands on it, before anything is registered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from desk import findings, people, watching
from desk.drafts import Draft, customer_domain
from desk.lookup import literal
from desk.people import Member
from desk.requests import RequestSight
from desk.rules.answers import TEXT_AT_MOST, Answer, answer, lookup_of
from desk.rules.places import home, split_region
from desk.rules.questions import ask
from desk.standards import Now, Standards, load
from policy.conflicts import Claim, Clearance, Finding
from policy.errors import NotFound, NotSetUp, Unclear
from policy.names import Domain, looks_like_domain, name_key, registrable_domain
from policy.permissions import Act, may
from policy.preflight import Light, Verdict, weigh
from store import Store, Work
from store.models import Account, AccountDomain, Deal, Inbox, Partner, Person, Region, RuleLookup

_WITH = re.compile(r"^(?P<customer>.+?) with (?P<partner>.+)$", re.IGNORECASE)
NOBODY = 0  # who registered nothing and agreed to nothing


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands on an account in a region, as far as the one who asks may know."""

    lookup: RuleLookup
    domain: str  # as people read it
    region: Region
    partner: Partner | None
    verdict: Verdict
    holder: str  # who registered it, where that may be said and is somebody else
    findings: tuple[Finding, ...]
    clearance: Clearance
    answer: Answer  # the rule that the verdict rests on
    watching: bool


class Checks:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def check(self, text: str, *, by: Member, key: str) -> Checked:
        """Look at an account: a website or a customer's name, `with` a partner, `in` a region.

        Raises Unclear for what names no account, NotFound for an unknown partner, NotSetUp without a region.
        """
        with self._store.begin() as work:
            standards, now = load(work), self._now()
            words, region = _split_region(text, standards)
            code = region or home(by, standards)
            if not code:
                raise NotSetUp("I do not know your region. Say it: `/roe check acme.com in emea`, for example.")
            named = _WITH.match(words)
            domain = _domain(work, named["customer"] if named else words, standards)
            partner = _partner(work, named["partner"]) if named else None
            lookup = RuleLookup(
                at=now,
                person_id=by.id,
                text=words[:TEXT_AT_MOST],
                region=code,
                domain=domain.key,
                partner_id=partner.id if partner else None,
            )
            if work.add_once(Inbox, key=key, at=now):
                work.add(lookup)
                work.flush()
            return _checked(work, standards, lookup, by, now)

    def again(self, lookup_id: str, *, by: Member) -> Checked:
        """Return what stands on the account of an earlier look now. Raises NotFound."""
        with self._store.read() as work:
            return _checked(work, load(work), _own(work, lookup_id, by), by, self._now())

    def for_everybody(self, lookup_id: str, *, by: Member) -> Checked:
        """Return what anybody may know of the account that somebody looked at, to be shown to others. Raises NotFound.

        Neither what the one who looked is cleared for is in it, nor what they registered themselves.
        """
        with self._store.read() as work:
            return _checked(work, load(work), _own(work, lookup_id, by), None, self._now())

    def draft(self, lookup_id: str, *, by: Member) -> Draft:
        """Return the registration that an earlier look presets. Raises NotFound."""
        with self._store.read() as work:
            lookup, standards = _own(work, lookup_id, by), load(work)
            free = _checked(work, standards, lookup, by, self._now()).verdict.free
            partner = str(lookup.partner_id) if lookup.partner_id else None
            return Draft(domain=lookup.domain, region=lookup.region, partner=partner, products=free)

    def watch(self, lookup_id: str, *, by: Member, key: str) -> Checked:
        """Have somebody told once when the account is free in that region; a second time changes nothing."""
        with self._store.begin() as work:
            lookup, standards, now = _own(work, lookup_id, by), load(work), self._now()
            owned = work.get(AccountDomain, lookup.domain)
            if owned and work.add_once(Inbox, key=key, at=now):
                watching.watch(work, owned.account_id, lookup, now)
            return _checked(work, standards, lookup, by, now)

    def ask(self, lookup_id: str, *, by: Member, key: str) -> RequestSight:
        """Ask whoever keeps the rule about the account that was looked at. Raises NotFound."""
        with self._store.begin() as work:
            lookup, standards, now = _own(work, lookup_id, by), load(work), self._now()
            work.add_once(Inbox, key=key, at=now)
            checked = _checked(work, standards, lookup, by, now)
            words = f"May we work {lookup.text}?"
            return ask(work, standards, words, checked.answer.rule, lookup.region, by=by, now=now, lookup=lookup)


def _checked(work: Work, standards: Standards, lookup: RuleLookup, by: Member | None, now: datetime) -> Checked:
    """Look at an account for somebody, for nobody in particular without `by`.

    What a partner has, only those cleared are told: others could try names until one fits.
    """
    domain = registrable_domain(lookup.domain)
    partner = work.get(Partner, lookup.partner_id or 0)
    cleared = by is not None and may(people.current(work, by).grants, Act.SEE_RIVALS, region=lookup.region, own=False)
    reader = by.id if by else NOBODY
    products = [choice.code for choice in standards.offered("product")]
    claim = _claim(lookup, partner if cleared else None, products)
    found = findings.about(work, standards, claim, domain, now, account=findings.owner(work, domain), by=reader)
    verdict = weigh(found, mine=_mine(work, found, reader), products=products)
    rule = verdict.finding.rule if verdict.finding else standards.rulebook(lookup.region, now)["ROE-2"]
    return Checked(
        lookup=lookup,
        domain=domain.shown,
        region=standards.region(lookup.region),
        partner=partner,
        verdict=verdict,
        holder=_holder(work, verdict) if cleared else "",
        findings=found,
        clearance=Clearance.NAME if cleared else Clearance.NONE,
        answer=answer(work, standards, rule, lookup.region, now),
        watching=watching.is_watched(work, domain.key, lookup.region, reader),
    )


def _claim(lookup: RuleLookup, partner: Partner | None, products: Iterable[str]) -> Claim:
    """Return the registration that would be made, for all products: whoever asks has not said which."""
    return Claim(
        number=None,
        partner=partner.name if partner else "",
        partner_id=partner.id or 0 if partner else 0,
        account_id=None,
        customer="",
        domain=lookup.domain,
        region=lookup.region,
        motion="",
        products=frozenset(products),
    )


def _holder(work: Work, verdict: Verdict) -> str:
    other = verdict.finding.other if verdict.finding else None
    if verdict.light is not Light.TAKEN or other is None:
        return ""
    return work.exec(
        select(Person.name).join(Deal, col(Deal.submitter_id) == Person.id).where(Deal.id == other.number)
    ).one()


def _split_region(text: str, standards: Standards) -> tuple[str, str]:
    """Take the region, which may stand before the partner as well; after a website, `in` is said of nothing else."""
    website = looks_like_domain(text.partition(" ")[0])
    named = _WITH.match(text)
    if named is None:
        return split_region(text, standards, only_regions=website)
    customer, region = split_region(named["customer"], standards, only_regions=website)
    partner, said_last = split_region(named["partner"], standards)
    return f"{customer} with {partner}", said_last or region


def _mine(work: Work, found: tuple[Finding, ...], reader: int) -> set[int]:
    numbers = [finding.other.number for finding in found if finding.other and finding.other.number]
    rows = work.exec(select(Deal.id).where(col(Deal.id).in_(numbers), Deal.submitter_id == reader))
    return {number for number in rows if number}


def _domain(work: Work, said: str, standards: Standards) -> Domain:
    """Return the website that was typed, or that of the account by that name. Raises Unclear."""
    if looks_like_domain(said):
        return customer_domain(said, standards)
    known = work.exec(
        select(AccountDomain.domain)
        .join(Account, col(Account.id) == AccountDomain.account_id)
        .where(Account.name_key == (name_key(said) or "-"))
        .order_by(col(Account.id), col(AccountDomain.domain))
    ).first()
    if known is None:
        raise Unclear("Which account? Give the customer's website, for example `/roe check acme.com`.")
    return registrable_domain(known)


def _partner(work: Work, said: str) -> Partner:
    """Return the one partner whose name begins so. Raises NotFound, Unclear."""
    name = col(Partner.name)
    rows = work.exec(
        select(Partner).where(Partner.active, name.ilike(f"{literal(said)}%")).order_by(name).limit(3)
    ).all()
    exact = [row for row in rows if row.name.casefold() == said.casefold()]
    if len(exact or rows) == 1:
        return (exact or rows)[0]
    if not rows:
        raise NotFound(
            f"There is no partner “{said[:60]}” in the partner book. Leave it out, or ask the hub to add it."
        )
    raise Unclear(f"Several partners begin like “{said[:60]}”. Write the whole name.")


def _own(work: Work, lookup_id: str, by: Member) -> RuleLookup:
    lookup = lookup_of(work, lookup_id)
    if lookup.person_id != by.id or not lookup.domain:
        raise NotFound("Somebody else looked at that. See for yourself with `/roe check` and the customer's website.")
    return lookup
