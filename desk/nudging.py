"""Reminds a submitter of the desk's question, and closes the registration when no answer comes.

When to remind is a parameter of ROE-1, how long there is in all is the target `deal.answer`.
"""

from collections.abc import Sequence
from datetime import datetime

from desk import breaches, record, sight, sla, telling, timers
from desk.case import Case
from desk.standards import Standards
from policy.deals import NO_ANSWER, Move, Status
from store import Work
from store.models import Deal, Timer

NUDGE_DAYS = (2, 4)  # unless ROE-1 says otherwise


def plan(case: Case) -> None:
    """Set the reminders of a question asked just now: each when the desk opens on that business day after it."""
    calendar = case.standards.calendars[case.standards.region(case.deal.region).calendar]
    days = case.rules["ROE-1"].parameters.get("nudge_days", NUDGE_DAYS)
    due = {f"nudge.answer {day}": calendar.next_open(calendar.add_days(case.now, day - 1)) for day in days}
    timers.set_timers(case.work, case.deal.ref, due)


def forget(case: Case) -> None:
    """There is nothing to remind of any more."""
    timers.clear_all(case.work, case.deal.ref, "nudge")


def nudge(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Remind the submitter. What is due was cleared if the question was answered."""
    for timer in due:
        deal = sight.find(work, timer.subject)
        if deal.status is not Status.WAITING:
            continue
        days = int(timer.kind.rpartition(" ")[2])
        event = record.write(
            work,
            subject=deal.ref,
            action="deal.nudge",
            at=timer.due_at,
            actor=None,
            rule=standards.rules_for(deal)["ROE-1"],
            because=f"no answer for {days - 1} business days",
            was=deal.status,
            now=deal.status,
            facts={"question": deal.question},
        )
        telling.show(work, f"deal.nudge:{event.id}", event, telling.person(deal.submitter_id))


def close(work: Work, standards: Standards, deal: Deal, due_at: datetime) -> None:
    """Close a registration as of `due_at`, by which its question was not answered; it may be registered again.

    Its clocks end then too, however late anybody looks: nobody was late for as long as everything was down.
    """
    asked_by, rule = deal.asked_by_id, standards.rules_for(deal)["ROE-1"]
    to = {
        "status": Status.WITHDRAWN,
        "changed_at": due_at,
        "decided_at": due_at,
        "reason": NO_ANSWER,
        "rule": rule.id,
        "rule_version": rule.version,
    }
    if not work.move(Deal, deal.id or 0, was={"status": Status.WAITING}, to=to):
        return
    work.refresh(deal)
    clocks = sla.Clocks(work, standards, deal.ref, deal.region)
    clocks.stop(sla.ANSWER, due_at, court="submitter", actor=None)
    clocks.cancel_all(due_at, court="submitter", actor=None)
    timers.clear_all(work, deal.ref, "nudge")
    hours = standards.target(sla.ANSWER, deal.region).goal.total_seconds() / 3600
    event = record.happened(
        work,
        deal,
        Move.CLOSE,
        at=due_at,
        actor=None,
        was=Status.WAITING,
        rule=rule,
        because=f"the desk's question was not answered within {hours:g} working hours",
    )
    record.publish(work, deal, event, tell=(deal.submitter_id, deal.owner_id, asked_by))
    breaches.ask_why(work, event, deal.owner_id, asked_by)
