"""Accounts that people wait for: told once, when nothing stands on them any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from desk import telling
from desk.standards import Standards
from policy.deals import PENDING, Status
from policy.names import registrable_domain
from policy.words import whole_number
from store import Work
from store.models import AccountDomain, AuditEvent, Deal, Notice, RuleLookup, Watch

FREE = "watch.free"


@dataclass(frozen=True, slots=True)
class Freed:
    """An account that is free in a region, for somebody who waited for it."""

    lookup: RuleLookup
    domain: str  # as people read it
    region: str  # the region's name
    rule: str  # the rule by which they may register now


def watch(work: Work, account_id: int, lookup: RuleLookup, now: datetime) -> None:
    """Note that somebody waits; whoever waits already goes on waiting."""
    work.add_once(
        Watch,
        person_id=lookup.person_id,
        account_id=account_id,
        region=lookup.region,
        lookup_id=lookup.id,
        created_at=now,
    )


def is_watched(work: Work, domain: str, region: str, person_id: int) -> bool:
    waiting = (
        select(Watch.id)
        .join(AccountDomain, col(AccountDomain.account_id) == Watch.account_id)
        .where(AccountDomain.domain == domain, *_waits(region), Watch.person_id == person_id)
    )
    return work.exec(waiting).first() is not None


def released(work: Work, deal: Deal, event: AuditEvent, now: datetime) -> None:
    """Tell those who wait for a registration's account, once nothing is protected or pending on it there."""
    waiting = work.exec(select(Watch).where(Watch.account_id == deal.account_id, *_waits(deal.region))).all()
    if not waiting or _is_held(work, deal):
        return
    for one in waiting:
        done = work.execute(
            update(Watch)
            .where(col(Watch.id) == one.id, col(Watch.told_at).is_(None))
            .values(told_at=now)
            .execution_options(synchronize_session=False)
        )
        if getattr(done, "rowcount", 0) == 1 and one.person_id != event.actor_id:
            telling.tell(work, f"watch.free:{one.lookup_id}", event, telling.person(one.person_id))


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> Freed | None:
    """Return what a notice to somebody who waited is about: their own look at the account, never the registration."""
    lookup = work.get(RuleLookup, whole_number(notice.kind.partition(":")[2]) or 0)
    if lookup is None:
        return None
    return Freed(
        lookup=lookup,
        domain=registrable_domain(lookup.domain).shown,
        region=standards.region(lookup.region).name,
        rule=standards.rulebook(lookup.region, now)["ROE-2"].code,
    )


def _is_held(work: Work, deal: Deal) -> bool:
    """Say whether another registration is protected or waits for a decision there."""
    holding = col(Deal.status).in_([*PENDING, Status.APPROVED])
    there = (Deal.account_id == deal.account_id, Deal.region == deal.region, Deal.id != deal.id)
    return work.exec(select(Deal.id).where(*there, holding).limit(1)).first() is not None


def _waits(region: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (col(Watch.region) == region, col(Watch.told_at).is_(None))
