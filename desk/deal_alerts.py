"""Tells of deal registrations that are about to be late, and of those that are.

Alerts come in hundreds after a night in which nothing ran, so everything here is read and written for all of them at
once. What is told is checked again when it leaves (`views/deal_alerts.py`): nothing is said about what is done by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from desk import ladder, nudging, people, record, sight, sla, telling
from desk.alerts import Alert, Step
from desk.standards import Standards
from desk.telling import Saying
from policy.courts import Split, Turn, split
from policy.words import deal_id
from store import Work
from store.models import ClockChange, Deal


def tell(work: Work, standards: Standards, alerts: Sequence[Alert], now: datetime) -> None:
    """Write down every step, and tell of it whoever can still do something about it."""
    for alert in alerts:
        if alert.clock.metric == sla.ANSWER and alert.step is Step.BREACH:
            nudging.close(work, standards, sight.find(work, alert.clock.subject), alert.due_at)
    alerts = [alert for alert in alerts if alert.clock.metric != sla.ANSWER]  # submitters are reminded, not warned
    courts = courts_of(work, standards, [alert for alert in alerts if alert.step is Step.BREACH])
    steps = [step_of(standards, alert, courts.get(alert.clock.id or 0), now) for alert in alerts]
    events = record.write_all(work, steps)
    went_up = {
        alert.clock.subject
        for alert in alerts
        if alert.step is Step.BREACH
        and alert.clock.metric in sla.RULINGS
        and ladder.climb(work, standards, sight.find(work, alert.clock.subject), alert.due_at)
    }  # whoever rules next, and those it concerns, read that instead of the breach
    deals = _deals(work, alerts)
    told = [(a, event) for a, event in zip(alerts, events, strict=True) if a.clock.subject not in went_up]
    edits = telling.edits(work, {a.clock.subject: event for a, event in told if a.step is Step.BREACH})
    above = _NextLevel(work)
    said: list[Saying] = []
    new: list[Saying] = []
    for alert, event in told:
        deal = deals[alert.clock.subject]
        owner = deal.owner_id or deal.assignee_id
        if alert.step is Step.BREACH:
            said += edits.pop(deal.ref, [])
            said.append(Saying("deal.late.line", deal.ref, telling.region(deal.region), event))
            lanes = [telling.person(who) for who in (owner, *above.of(deal, owner)) if who is not None]
            new += [Saying(f"deal.breach:{event}", deal.ref, lane, event) for lane in lanes]
        elif owner is not None:
            new.append(Saying(f"deal.warning:{event}", deal.ref, telling.person(owner), event))
    telling.say(work, [*said, *telling.hang(work, new)])


@dataclass(frozen=True, slots=True)
class _Told:
    """What telling of a deal needs to know of it: of a crowd, whole entities take as long as all the rest."""

    ref: str
    region: str
    submitter_id: int
    owner_id: int | None
    assignee_id: int | None


class _NextLevel:
    """Who hears of a breach besides the owner: the region's lead, else the hub."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._leads: dict[str, list[int]] = {}
        self._hub: list[int] | None = None

    def of(self, deal: _Told, owner: int | None) -> list[int]:
        leads = self._leads.get(deal.region)
        if leads is None:
            leads = self._leads[deal.region] = _ids(people.leads(self._work, deal.region))
        if self._hub is None:
            self._hub = _ids(people.hub(self._work))
        besides = {owner, deal.submitter_id}  # who brought it cannot decide it
        return [who for who in leads if who not in besides] or [who for who in self._hub if who not in besides]


def _ids(persons: Iterable[Any]) -> list[int]:
    return [person.id for person in persons]


def _deals(work: Work, alerts: Sequence[Alert]) -> dict[str, _Told]:
    numbers = {deal_id(alert.clock.subject) for alert in alerts}
    columns = select(Deal.id, Deal.region, Deal.submitter_id, Deal.owner_id, Deal.assignee_id)  # type: ignore[call-overload]
    rows = work.execute(columns.where(col(Deal.id).in_(numbers)))
    return {f"DR-{number}": _Told(f"DR-{number}", *rest) for number, *rest in rows}


def courts_of(work: Work, standards: Standards, breaches: Sequence[Alert]) -> dict[int, Split]:
    """Split the time of each clock up to its due time, by the clock's id."""
    clocks = {alert.clock.id or 0: alert for alert in breaches}
    turns: dict[int, list[Turn]] = {number: [] for number in clocks}
    rows = work.execute(
        select(ClockChange.clock_id, ClockChange.at, ClockChange.change, ClockChange.court)
        .where(col(ClockChange.clock_id).in_(clocks))
        .order_by(col(ClockChange.id))
    )
    for clock_id, at, change, court in rows:
        turns[clock_id].append(Turn(at, change, court))
    return {
        number: split(turns[number], alert.due_at, standards.calendar(alert.clock.calendar))
        for number, alert in clocks.items()
    }


def step_of(standards: Standards, alert: Alert, courts: Split | None, now: datetime) -> record.Step:
    clock = alert.clock
    facts: dict[str, Any] = {
        "metric": clock.metric,
        "due_at": clock.due_at.isoformat(),
        "goal_seconds": clock.goal_seconds,
        "region": clock.region,
    }
    if courts is None:
        left = clock.goal_seconds * (1 - clock.warn_share)
        facts["left_seconds"] = left
        because = f"{clock.warn_share:.0%} of its time is used"
    else:
        facts["courts"] = {court: spent.total_seconds() for court, spent in courts.counted.items()}
        facts["rested"] = {court: spent.total_seconds() for court, spent in courts.rested.items()}
        because = "its due time has passed"
    return record.Step(
        subject=clock.subject,
        action=f"sla.{alert.step}",
        at=alert.due_at,
        rule=standards.rulebook(clock.region, alert.due_at)["ROE-11"],
        because=because,
        facts=facts,
    )
