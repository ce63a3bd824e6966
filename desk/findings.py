"""Gathers what policy needs to judge a registration, and keeps what it found."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, literal_column, update
from sqlmodel import col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from desk import agreements, sight
from desk.drafts import Checked
from desk.standards import Standards
from policy import conflicts
from policy.conflicts import AccountFacts, Claim, Finding, Level
from policy.deals import PENDING, Status
from policy.names import Domain, name_key, same_but_legal_form, similar
from store import Work
from store.models import Account, AccountDomain, Conflict, Deal, Partner

# Names are compared with at most so many others that start alike, and at most so many findings of a kind are kept:
# nobody reads more, and the form has to answer within Slack's three seconds.
COMPARED_AT_MOST = 500
KEPT_AT_MOST = 5


def account_of(work: Work, domain: Domain, name: str) -> Account:
    """Return the account that owns `domain`, made if need be, locked so that registrations of it come one by one."""
    locked, given = _owner(locked=True), {"domain": domain.key}
    known = work.exec(locked, params=given).first()
    if known is not None:
        return known
    account = Account(name=name, name_key=name_key(name))
    work.add(account)
    work.flush()
    if work.add_once(AccountDomain, domain=domain.key, account_id=account.id, skeleton=domain.skeleton):
        return account  # whoever comes now waits for the domain, until this unit of work has ended
    work.delete(account)  # somebody registered the same domain in this very moment
    work.flush()
    return work.exec(locked, params=given).one()


def owner(work: Work, domain: Domain) -> Account | None:
    """Return the account that owns `domain`, None as long as nobody has registered it."""
    return work.exec(_owner(locked=False), params={"domain": domain.key}).first()


@cache
def _owner(*, locked: bool) -> SelectOfScalar[Account]:
    owned = select(Account).join(AccountDomain, col(AccountDomain.account_id) == Account.id)
    owned = owned.where(AccountDomain.domain == bindparam("domain"))
    return owned.with_for_update() if locked else owned


def claim_of(checked: Checked, account: Account) -> Claim:
    return Claim(
        number=None,
        partner=checked.partner.name,
        partner_id=checked.partner.id or 0,
        account_id=account.id,
        customer=checked.account,
        domain=checked.domain.key,
        region=checked.region.code,
        motion=checked.motion,
        products=frozenset(checked.products),
        segment=checked.segment,
        tender=checked.tender,
    )


def about(
    work: Work,
    standards: Standards,
    new: Claim,
    domain: Domain,
    now: datetime,
    *,
    account: Account | None,
    by: int,
    submitted_at: datetime | None = None,
) -> tuple[Finding, ...]:
    """Return everything that speaks against `new`, which `by` submits; a registration never speaks against itself.

    `account` is the one that owns `domain`, if any does.
    The rules are those of `submitted_at`, now for what is not submitted yet.
    """
    others = _claims(work, Deal.account_id == account.id) if account else []
    today = standards.today(new.region, now)
    alike = _alike_names(work, new, account)
    found = conflicts.find(
        new,
        account=sight.account_facts(account) if account else None,
        others=[other for other in others if other.number != new.number],
        similar=[one for one in alike if not (isinstance(one, Claim) and one.number == new.number)],
        lookalikes=_lookalikes(work, domain, account),
        rules=standards.rulebook(new.region, submitted_at or now, segment=new.segment, motion=new.motion),
        today=today,
    )
    if not found:
        return ()
    return conflicts.excepted(found, agreements.holding(work, standards, by=by, domain=domain.key, now=now))


def forget(work: Work, deal: Deal) -> None:
    """Forget what was found about `deal` before it was corrected."""
    work.exec(delete(Conflict).where(col(Conflict.deal_id) == deal.id))


def keep(work: Work, deal: Deal, found: Iterable[Finding], now: datetime) -> None:
    """Keep what was found about `deal`."""
    for finding in found:
        work.add(
            Conflict(
                deal_id=deal.id or 0,
                kind=finding.kind,
                level=finding.level,
                rule=finding.rule.id,
                rule_version=finding.rule.version,
                other_deal_id=finding.other.number if finding.other else None,
                account_id=finding.account.id if finding.account else None,
                facts=dict(finding.facts),
                found_at=now,
            )
        )


def settle(work: Work, deal: Deal, by: int, now: datetime) -> None:
    """Note who ruled that what was found about `deal` does not stand in its way."""
    work.execute(
        update(Conflict)
        .where(col(Conflict.deal_id) == deal.id, col(Conflict.level) == Level.PERSON)
        .values(settled_at=now, settled_by_id=by)
        .execution_options(synchronize_session=False)
    )


def _claims(work: Work, *conditions: object, limit: int = 200) -> list[Claim]:
    rows = work.exec(
        select(Deal, Partner)
        .join(Partner, col(Partner.id) == Deal.partner_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(col(Deal.id).desc())
        .limit(limit)
    ).all()
    return sight.claims(work, [(deal, partner) for deal, partner in rows])


def _alike_names(work: Work, new: Claim, account: Account | None) -> list[Claim | AccountFacts]:
    """Return open registrations and book accounts of other domains whose names are alike."""
    key = name_key(new.customer)
    if not key:
        return []
    given = {"head": key[:3], "account": account.id if account else 0}
    # Names alone are read of the many; the few that are alike are read in full.
    open_deals, book = work.execute(_open_deals(), given), work.execute(_book(), given)
    deals = [number for number, name in open_deals if _alike(new.customer, name)][:KEPT_AT_MOST]
    accounts = [number for number, name in book if _alike(new.customer, name)][:KEPT_AT_MOST]
    found: list[Claim | AccountFacts] = [*_claims(work, col(Deal.id).in_(deals))] if deals else []
    if accounts:
        found += map(sight.account_facts, work.exec(select(Account).where(col(Account.id).in_(accounts))))
    return found[:KEPT_AT_MOST]


@cache
def _open_deals() -> Executable:
    """Ask for the open registrations of other accounts whose names start alike, the newest first."""
    alike = literal_column("substr(deal.customer_key, 1, 3)") == bindparam("head")
    others, still = col(Deal.account_id) != bindparam("account"), col(Deal.status).in_([*PENDING, Status.APPROVED])
    newest = select(Deal.id, Deal.customer).where(alike, others, still).order_by(col(Deal.id).desc())
    return newest.limit(COMPARED_AT_MOST)


@cache
def _book() -> Executable:
    """Ask for the accounts of the book, but for one, whose names start alike."""
    alike = literal_column("substr(account.name_key, 1, 3)") == bindparam("head")
    others, in_book = col(Account.id) != bindparam("account"), col(Account.external_id).is_not(None)
    return select(Account.id, Account.name).where(alike, in_book, others).limit(COMPARED_AT_MOST)


def _alike(one: str, other: str) -> bool:
    return same_but_legal_form(one, other) or name_key(one) == name_key(other) or similar(one, other) is not None


def _lookalikes(work: Work, domain: Domain, account: Account | None) -> list[Claim | AccountFacts]:
    """Return accounts whose domains read like this one."""
    rows = work.exec(
        select(Account)
        .join(AccountDomain, col(AccountDomain.account_id) == Account.id)
        .where(
            AccountDomain.skeleton == domain.skeleton,
            AccountDomain.domain != domain.key,
            col(Account.id) != (account.id if account else 0),
        )
        .distinct()
        .limit(KEPT_AT_MOST)
    )
    return [sight.account_facts(other) for other in rows]
