"""Approving a registration: by a person, or at once where ROE-29 lets small and clear ones through."""

from decimal import Decimal

from desk import protection, record, reminders, telling
from desk.case import Case
from policy.deals import Move, Status
from policy.roe import Rule, Rulebook
from policy.words import day
from store.models import AuditEvent, Region


def protect(case: Case, rule: Rule, *, by: int | None, owner: int | None, note: str = "") -> tuple[Status, int, str]:
    """Approve it on `rule` and protect its customer from now on. `by` None is EcoOps itself.

    Returns the state it left, the protected days, and the protection in words. Raises Stale when somebody was faster,
    with this registration or with another one's protection.
    """
    deal, now = case.deal, case.now
    days, until = protection.window(case)
    was = case.move(
        Move.APPROVE,
        owner_id=owner,
        decided_at=now,
        decided_by_id=by,
        note=note,
        rule=rule.id,
        rule_version=rule.version,
        protected_until=until,
    )
    protection.hold(case, until)  # after the move: whoever approved the same deal a moment ago is told so
    reminders.plan(case.work, case.standards, deal, now)
    return was, days, f"protected for {days} days, until {day(until)}"


def needs_nobody(rules: Rulebook, amount: Decimal, currency: str, region: Region) -> bool:
    """Say whether ROE-29 lets a registration through that nothing was found against.

    It sets up to which amount, in the region's own currency; what ROE-10 keeps for the lead stays with the lead.
    """
    limit, for_lead = rules.number("ROE-29", "automatic_up_to", 0), rules.number("ROE-10", "lead_from", 0)
    return currency == region.currency and amount <= limit and not (for_lead and amount >= for_lead)


def at_once(case: Case) -> AuditEvent:
    """Approve a registration made just now without anybody's look, and say so in its thread."""
    rule = case.rules["ROE-29"]
    was, days, window = protect(case, rule, by=None, owner=None)
    event = record.happened(
        case.work,
        case.deal,
        Move.APPROVE,
        at=case.now,
        actor=None,
        was=was,
        rule=rule,
        because=f"small, and nothing speaks against it; {window}",
        facts={"days": days},
    )
    telling.tell(case.work, "deal.line", event, telling.region(case.deal.region))
    return event
