"""What a protection needs while it lasts: reminders of its end, prompts to tell what happened, and its end.

Reminders come on the last business day that is at least so many days before the end, when the region's desk opens.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import col, func, select

from desk import protection, record, sight, telling, timers
from desk.standards import Standards
from policy.roe import Rulebook
from policy.words import count
from store import Work
from store.models import AuditEvent, Deal, Timer

FAMILY = "protection"
REMINDER_DAYS = (30, 14, 7, 1)  # unless ROE-3 says otherwise
UPDATE_DAYS = 30  # unless ROE-13 says otherwise
# What counts as a word from the submitter: without one of these for as long as ROE-13 says, the desk hears of it.
WORDS = ("deal.approve", "deal.update", "deal.extend")


def plan(work: Work, standards: Standards, deal: Deal, now: datetime) -> None:
    """Set the timers of a protection that begins now, or lasts longer from now on."""
    if deal.protected_until is None:
        return
    timers.clear_all(work, deal.ref, FAMILY)
    rules = standards.rules_for(deal)
    ends_at = protection.end_of(standards, deal.region, deal.protected_until)
    due = {f"{FAMILY}.expire": ends_at}
    for days in rules["ROE-3"].parameters.get("reminder_days", REMINDER_DAYS):
        due_at = _morning(standards, deal.region, deal.protected_until - timedelta(days=days))
        if due_at > now:
            due[f"{FAMILY}.remind {days}"] = due_at
    timers.set_timers(work, deal.ref, due)
    _plan_update(work, standards, rules, deal, now)


def remind(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Do what protections ask for: remind, prompt, end."""
    for timer in due:
        deal = sight.find(work, timer.subject)
        step, _, days = timer.kind.removeprefix(f"{FAMILY}.").partition(" ")
        if step == "expire":
            protection.expire(work, standards, deal, timer.due_at)
        elif deal.status == "approved" and deal.protected_until:
            _tell(work, standards, deal, timer.due_at, int(days) if step == "remind" else None)


def _tell(work: Work, standards: Standards, deal: Deal, at: datetime, days: int | None) -> None:
    """Remind of the end in `days`, or (None) ask what happened; the desk hears when nothing was heard for too long."""
    rules = standards.rules_for(deal)
    last = last_word(work, deal)
    silent = (at - last).days >= _update_days(rules) + 1 if last else False
    left = (deal.protected_until - standards.today(deal.region, at)).days if deal.protected_until else 0
    event = record.write(
        work,
        subject=deal.ref,
        action="deal.remind" if days else "deal.prompt",
        at=at,
        actor=None,
        rule=rules["ROE-3" if days else "ROE-13"],
        because=f"{count(left, 'day')} of protection left",
        facts={
            "on": standards.today(deal.region, at).isoformat(),
            "last_word": last.isoformat() if last else at.isoformat(),
            "silent": silent,
        },
    )
    if days is None:
        telling.show(work, f"deal.prompt:{event.id}", event, telling.person(deal.submitter_id))
    else:
        telling.show(work, f"deal.reminder:{event.id}", event, telling.person(deal.submitter_id))
    if days and silent:
        telling.tell(work, "deal.line", event, telling.region(deal.region))
    if days is None:
        _plan_update(work, standards, rules, deal, at)


def _plan_update(work: Work, standards: Standards, rules: Rulebook, deal: Deal, now: datetime) -> None:
    """Ask again after the time that ROE-13 sets, unless a reminder of the end asks within the week anyway."""
    on = standards.today(deal.region, now) + timedelta(days=_update_days(rules))
    first_reminder = max(rules["ROE-3"].parameters.get("reminder_days", REMINDER_DAYS), default=0)
    if deal.protected_until and on < deal.protected_until - timedelta(days=first_reminder + 7):
        timers.set_timer(work, deal.ref, f"{FAMILY}.update", _morning(standards, deal.region, on))


def last_word(work: Work, deal: Deal) -> datetime | None:
    """Return when the submitter was last heard of, or it was approved."""
    when = select(func.max(AuditEvent.at)).where(AuditEvent.subject == deal.ref, col(AuditEvent.action).in_(WORDS))
    return work.exec(when).first()


def _update_days(rules: Rulebook) -> int:
    return rules.number("ROE-13", "update_days", UPDATE_DAYS)


def _midnight(standards: Standards, region: str, on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=standards.zone(region))


def _morning(standards: Standards, region: str, on: date) -> datetime:
    """Return when the desk opens on `on`, or on the last business day before it."""
    calendar = standards.calendars[standards.region(region).calendar]
    for _ in range(31):  # no desk is closed for a month
        if calendar.is_business_day(on):
            break
        on -= timedelta(days=1)
    return calendar.next_open(_midnight(standards, region, on))
