"""A quarter of one region's registrations, lived through at the desk."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from desk import Desk
from desk.drafts import Draft
from policy.errors import DeskError
from policy.requests import Kind
from tests.reliability.evidence import draft, member
from tests.watch import Watch

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 9, 7, 7, tzinfo=UTC)  # a Monday; the clocks change within the quarter
WEEKS = 13
REASONS = ("no-capacity", "direct-team", "partner")


def live(desk: Desk, watch: Watch, *, seed: int, each_monday: Callable[[], Any], a_week: int = 2) -> None:
    """Live through the quarter: taken in time or late, asked and answered or not, decided, withdrawn, or left lying.

    What was late is explained or not, and some of it waived. On Mondays at nine `each_monday` happens.
    """
    chance, order, todo = Random(seed), count(), []
    partners = [str(one.id) for one in desk.lookup.partners("", limit=20)]
    rosa, mira, jonas = (member(desk, slack_id) for slack_id in ("U0ROSA", "U0MIRA", "U0JONAS"))

    def later(at: datetime, deed: Callable[[], Any]) -> None:
        heapq.heappush(todo, (at, next(order), deed))

    def hours(most: float) -> timedelta:
        return timedelta(hours=chance.uniform(0.2, most))

    def registers(number: int) -> None:
        form = _form(desk, number, partners[number % len(partners)])
        ref = desk.deals.register(form, by=rosa, key=f"register {number}").ref
        if number % 3 == 0:
            later(watch() + timedelta(days=4), lambda: pleads(ref, "deal.review" if number % 2 else "deal.decision"))
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
        if chance.random() < 0.7:
            later(watch() + hours(30), lambda: explains(ref, chance.choice(REASONS)))

    def explains(ref: str, reason: str) -> None:
        desk.breaches.explain(ref, by=mira, key=f"explain {ref}", reason=reason)

    def pleads(ref: str, metric: str) -> None:
        plea = desk.digests.grace.ask(Kind.WAIVER, ref, metric, by=mira, key=f"plead {ref}", reason="A holiday there")
        later(watch() + hours(20), lambda: rules(plea, agrees=chance.random() < 0.7))

    def rules(plea: str, *, agrees: bool) -> None:
        doing = {"by": jonas, "key": f"rule {plea}"}
        if agrees:
            desk.digests.grace.agree(plea, **doing)
        else:
            desk.digests.grace.decline(plea, **doing, reason="It was foreseeable")

    for number in range(WEEKS * a_week):
        at = STARTS + timedelta(weeks=number // a_week, days=chance.randrange(7)) + hours(12)
        later(at, lambda number=number: registers(number))
    for week in range(1, WEEKS + 1):
        monday = datetime.combine(STARTS.date() + timedelta(weeks=week), time(9), BERLIN)
        later(monday.astimezone(UTC), each_monday)
    while todo:
        at, _, deed = heapq.heappop(todo)
        watch.at = at
        desk.timers.run_due()
        try:
            deed()
        except DeskError:  # closed meanwhile for want of an answer
            continue
    desk.timers.run_due()


def _form(desk: Desk, number: int, partner: str) -> Draft:
    names = {"account": f"Customer {number:04}", "domain": f"customer-{number:04}.com"}
    return draft(desk, **names, partner=partner, close_on=STARTS.date().replace(year=2027))
