"""The protection window: holding an account, product and region for one registration, and letting go of it."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from desk import record
from desk.case import Case
from desk.standards import Now, Standards, load
from policy.deals import Move, Status
from policy.errors import Stale
from policy.words import day
from store import Store, Work
from store.models import Deal, DealProduct, Protection

AT_ONCE = 200  # registrations that expire in one transaction


class Protections:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def expire_due(self) -> int:
        """Release the protections whose last day has passed; return how many registrations expired."""
        total = 0
        while True:
            with self._store.begin() as work:
                now = self._now()
                due = work.exec(
                    select(Protection)
                    .where(col(Protection.released_at).is_(None), Protection.ends_at <= now)
                    .order_by(col(Protection.ends_at), col(Protection.id))
                    .limit(AT_ONCE)
                    .with_for_update(skip_locked=True)
                ).all()
                standards = load(work)
                for deal_id in dict.fromkeys(protection.deal_id for protection in due):
                    total += _expire(work, standards, work.get_one(Deal, deal_id), now)
            if len(due) < AT_ONCE:
                return total


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
    ends_at = datetime.combine(until + timedelta(days=1), time(), tzinfo=case.standards.zone(deal.region))
    products = work.exec(select(DealProduct.product).where(DealProduct.deal_id == deal.id)).all()
    holding = select(Protection).where(
        Protection.account_id == deal.account_id,
        Protection.region == deal.region,
        col(Protection.product).in_(products),
        col(Protection.released_at).is_(None),
    )
    for ended in work.exec(holding.where(Protection.ends_at <= case.now)).all():
        _expire(work, case.standards, work.get_one(Deal, ended.deal_id), case.now)  # the sweep has not come by yet
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


def _expire(work: Work, standards: Standards, deal: Deal, now: datetime) -> bool:
    """End one registration's protection; say whether it was still approved."""
    work.execute(
        update(Protection)
        .where(col(Protection.deal_id) == deal.id, col(Protection.released_at).is_(None))
        .values(released_at=now)
        .execution_options(synchronize_session=False)
    )
    was, to = {"status": Status.APPROVED}, {"status": Status.EXPIRED, "changed_at": now}
    if not work.move(Deal, deal.id or 0, was=was, to=to):
        return False
    work.refresh(deal)
    event = record.happened(
        work,
        deal,
        Move.EXPIRE,
        at=now,
        actor=None,
        was=Status.APPROVED,
        rule=standards.rulebook(deal.region, now)["ROE-3"],
        because=f"the protection window ended on {day(deal.protected_until) if deal.protected_until else 'that day'}",
    )
    record.publish(work, deal, event, tell=(deal.submitter_id, deal.owner_id))
    return True
