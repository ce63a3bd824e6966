"""The protection window: holding an account, product and region for one registration, and letting go of it."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from desk import record, timers
from desk.case import Case
from desk.standards import Standards
from policy.deals import Move, Status
from policy.errors import Stale
from policy.words import day
from store import Work
from store.models import Deal, DealProduct, Protection


def window(case: Case) -> tuple[int, date]:
    """Return how many days this registration is protected for, and the last protected day in its region (ROE-3)."""
    parameters = case.rules["ROE-3"].parameters
    days = int(parameters.get("days", 90))
    if case.deal.tender:
        days = int(parameters.get("tender_days", days))
    return days, case.standards.today(case.deal.region, case.now) + timedelta(days=days)


def hold(case: Case, until: date) -> None:
    """Hold account, product and region for this registration through the day `until`.

    Raises Stale when another registration holds one of them.
    """
    deal, work = case.deal, case.work
    ends_at = end_of(case.standards, deal.region, until)
    products = work.exec(select(DealProduct.product).where(DealProduct.deal_id == deal.id)).all()
    holding = select(Protection).where(
        Protection.account_id == deal.account_id,
        Protection.region == deal.region,
        col(Protection.product).in_(products),
        col(Protection.released_at).is_(None),
    )
    for ended in work.exec(holding.where(Protection.ends_at <= case.now)).all():
        expire(work, case.standards, work.get_one(Deal, ended.deal_id), case.now)  # its timer is not done yet
    for product in products:
        held = work.add_once(
            Protection,
            deal_id=deal.id,
            account_id=deal.account_id,
            product=product,
            region=deal.region,
            starts_at=case.now,
            ends_at=ends_at,
        )
        if not held:
            other = work.exec(holding.where(Protection.product == product)).first()
            rival = work.get_one(Deal, other.deal_id) if other else None
            until_when = f", until {day(rival.protected_until)}" if rival and rival.protected_until else ""
            raise Stale(
                f"{deal.domain} is protected for {case.standards.label('product', product)} by "
                f"{rival.ref if rival else 'another registration'}{until_when} ({case.rules['ROE-3'].code}). "
                f"{deal.ref} cannot be protected too: decline it, or ask for another product."
            )


def end_of(standards: Standards, region: str, until: date) -> datetime:
    """Return the midnight after the last protected day, in the region."""
    return datetime.combine(until + timedelta(days=1), time(), tzinfo=standards.zone(region))


def expire(work: Work, standards: Standards, deal: Deal, at: datetime) -> bool:
    """End one registration's protection, unless it was extended beyond `at`; say whether it was still approved."""
    if deal.protected_until and end_of(standards, deal.region, deal.protected_until) > at:
        return False
    was = {"status": Status.APPROVED, "protected_until": deal.protected_until}
    ended = work.move(Deal, deal.id or 0, was=was, to={"status": Status.EXPIRED, "changed_at": at})
    work.refresh(deal)
    if deal.status is Status.APPROVED:
        return False  # extended at this moment
    work.execute(
        update(Protection)
        .where(col(Protection.deal_id) == deal.id, col(Protection.released_at).is_(None))
        .values(released_at=at)
        .execution_options(synchronize_session=False)
    )
    timers.clear_all(work, deal.ref, "protection")
    if not ended:
        return False
    event = record.happened(
        work,
        deal,
        Move.EXPIRE,
        at=at,
        actor=None,
        was=Status.APPROVED,
        rule=standards.rules_for(deal)["ROE-3"],
        because=f"the protection window ended on {day(deal.protected_until) if deal.protected_until else 'that day'}",
    )
    record.publish(work, deal, event, tell=(deal.submitter_id, deal.owner_id))
    return True
