"""A quarter of one region's registrations, lived through at the desk, and counted anew from the audit events.

The recount knows nothing of clocks: it reads what happened, in plain Python, one record after the other.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from desk import Desk
from desk.drafts import Draft
from policy.errors import DeskError
from policy.weeks import Week
from store.models import AuditEvent
from tests.conftest import Watch
from tests.reliability.evidence import draft, member

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 9, 7, 7, tzinfo=UTC)  # a Monday; the clocks change within the quarter
WEEKS = 13
REVIEW, DECISION, ANSWER = "deal.review", "deal.decision", "deal.answer"


def live(desk: Desk, watch: Watch, *, seed: int, a_week: int = 2) -> None:
    """Live through the quarter: taken in time or late, asked and answered or not, decided, withdrawn, or left lying."""
    chance, order, todo = Random(seed), count(), []
    partners = [str(one.id) for one in desk.lookup.partners("", limit=20)]
    rosa, mira = member(desk, "U0ROSA"), member(desk, "U0MIRA")

    def later(at: datetime, deed: Callable[[], Any]) -> None:
        heapq.heappush(todo, (at, next(order), deed))

    def hours(most: float) -> timedelta:
        return timedelta(hours=chance.uniform(0.2, most))

    def registers(number: int) -> None:
        form = _form(desk, number, partners[number % len(partners)])
        ref = desk.deals.register(form, by=rosa, key=f"register {number}").ref
        doing = {"by": mira, "key": f"decide {ref}"}
        match chance.random():
            case luck if luck < 0.08:
                return  # nobody ever looks
            case luck if luck < 0.16:
                withdraw = {"by": rosa, "key": f"withdraw {ref}", "reason": "lost"}
                later(watch() + hours(80), lambda: desk.decisions.withdraw(ref, **withdraw))
            case luck if luck < 0.24:
                later(watch() + hours(40), lambda: desk.decisions.approve(ref, **doing, note="At once"))
            case luck:
                later(watch() + hours(48), lambda: takes(ref, asks=luck < 0.5))

    def takes(ref: str, *, asks: bool) -> None:
        desk.decisions.take(ref, by=mira, key=f"take {ref}")
        if asks:
            later(watch() + hours(24), lambda: inquires(ref))
        else:
            later(watch() + hours(96), lambda: decides(ref))

    def inquires(ref: str, again: int = 0) -> None:
        desk.decisions.ask(ref, by=mira, key=f"ask {ref} {again}", question="Who signs?")
        if chance.random() < 0.85:
            later(watch() + hours(170), lambda: answers(ref, again))

    def answers(ref: str, again: int) -> None:
        desk.decisions.answer(ref, by=rosa, key=f"answer {ref} {again}", answer="The CIO", changes={})
        if again == 0 and chance.random() < 0.3:
            later(watch() + hours(10), lambda: inquires(ref, 1))
        else:
            later(watch() + hours(72), lambda: decides(ref))

    def decides(ref: str) -> None:
        doing = {"by": mira, "key": f"decide {ref}", "note": "Seen"}
        if chance.random() < 0.7:
            desk.decisions.approve(ref, **doing)
        else:
            desk.decisions.decline(ref, **doing, reason="not-qualified")

    for number in range(WEEKS * a_week):
        at = STARTS + timedelta(weeks=number // a_week, days=chance.randrange(7)) + hours(12)
        later(at, lambda number=number: registers(number))
    while todo:
        at, _, deed = heapq.heappop(todo)
        watch.at = at
        desk.timers.run_due()
        try:
            deed()
        except DeskError:  # closed meanwhile for want of an answer
            continue
    watch.at = max(watch(), STARTS + timedelta(weeks=WEEKS))
    desk.timers.run_due()


def _form(desk: Desk, number: int, partner: str) -> Draft:
    names = {"account": f"Customer {number:04}", "domain": f"customer-{number:04}.com"}
    return draft(desk, **names, partner=partner, close_on=STARTS.date().replace(year=2027))


@dataclass
class Count:
    """One region's digests, as the events tell them."""

    items: Counter[tuple[str, str]] = field(default_factory=Counter)  # by week and step
    late: Counter[tuple[str, str]] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)  # of the week's breaches


def recount(events: Sequence[AuditEvent]) -> Count:
    """Count every step of every registration in the week in which it was done in time, or was due and missed."""
    histories: dict[str, list[AuditEvent]] = defaultdict(list)
    for event in events:
        if event.subject.startswith("DR-"):
            histories[event.subject].append(event)
    counted = Count()
    for history in histories.values():
        for metric, done_at, missed_at in _steps(history):
            if done_at is None and missed_at is None:
                continue  # it still has time
            week = str(Week.at(missed_at or done_at, BERLIN))  # type: ignore[arg-type]
            counted.items[week, metric] += 1
            counted.late[week, metric] += missed_at is not None
            counted.open[week] += missed_at is not None and done_at is None
    return counted


def _steps(history: Sequence[AuditEvent]) -> Iterator[tuple[str, datetime | None, datetime | None]]:
    """Yield each step that counts: when it was done, and the due time it missed; one gone in time counts nowhere."""
    done: dict[str, datetime | None] = {REVIEW: None, DECISION: None}
    missed: dict[str, datetime] = {}
    for event in history:
        match event.action:
            case "sla.breach":
                missed[event.facts["metric"]] = datetime.fromisoformat(event.facts["due_at"])
            case "deal.take":
                done[REVIEW] = done[REVIEW] or event.at
            case "deal.ask":
                done[REVIEW] = done[REVIEW] or event.at
                done[ANSWER] = None  # it starts over
                missed.pop(ANSWER, None)
            case "deal.answer":
                done[ANSWER] = event.at
            case "deal.approve" | "deal.decline":
                done[REVIEW], done[DECISION] = done[REVIEW] or event.at, event.at
            case "deal.close":  # the answer was missed at that moment
                done[ANSWER] = missed[ANSWER] = event.at
                done = _ended(done, missed, event.at)
            case "deal.withdraw":
                done = _ended(done, missed, event.at)
    for metric, at in done.items():
        yield metric, at, missed.get(metric)


def _ended(
    done: dict[str, datetime | None], missed: dict[str, datetime], ends_at: datetime
) -> dict[str, datetime | None]:
    """What was not done by then is owed no longer; what was late by then stays late."""
    return {metric: at or ends_at for metric, at in done.items() if at or metric in missed}
