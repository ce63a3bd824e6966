"""Homes to send: as they are in a world, and of somebody who holds every role and has too much of everything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from slack_sdk.models.blocks import ActionsBlock

from desk.home import Seen
from desk.home.asked import Asked
from desk.home.away import Away
from desk.home.briefs import Brief
from desk.home.errands import Due, Errands
from desk.home.matters import Matter
from desk.home.parts import Duty, Hub, Protected, Protections, Stuck, Week
from desk.home.regions import RegionStands
from policy import escalations
from policy.coverage import Hole
from policy.deals import PENDING, Status
from policy.requests import Kind
from policy.standing import Standing
from tests.contract.retold import Told
from tests.contract.worlds import World
from views import Message, brief, deal_pages, home, home_rows


def everything(world: World) -> Iterator[Told]:
    """Homes as they are in this world, and one of somebody who holds every role and has too much of everything."""
    seen = {one.slack_id: world.desk.home.look(by=one) for one in (world.rep, world.decider, world.hub)}
    everything = _too_much(world, seen[world.rep.slack_id])
    nothing = replace(
        everything, errands=Errands(), matters=(), asked=(), protections=Protections(0, ()), desk=False, coverage=(),
        week=None, duty=None, away=Away(), regions=(), hub=None,
    )  # fmt: skip
    empty = replace(
        nothing,
        desk=True,
        week=Week(0, 0, timedelta()),
        hub=Hub((), 0, (), world.now),
        duty=Duty(None, world.now),
        regions=_regions("", 0),
    )
    away = replace(empty, away=everything.away)
    for what, one in {**seen, "everything": everything, "nothing": nothing, "empty": empty, "away": away}.items():
        yield (f"home of {what}", home.page, (one,))
        yield (f"queue of {what}", home.queue, (one,))
    term = world.texture.of(5000) if world.texture else "x"
    yield ("look up", home.look_up, ())
    for page in (world.desk.lookup.search(to=world.rep), world.desk.lookup.search(to=world.hub, term=term + "z")):
        yield ("look up with what was found", home.look_up, (deal_pages.listing(page),))
    yield ("help", home.help_in_messages, ())


def _too_much(world: World, seen: Seen) -> Seen:
    long = world.texture.of(5000) if world.texture else "x"
    due = Due("conflict.ruling", world.now, Standing.LATE, timedelta(days=40_000), always=False)
    errand = replace(
        seen.errands.mine[0], customer=long, partner=long, submitter=long, holder=long, question=world.note, due=due
    )
    each = tuple(replace(errand, status=status) for status in (*PENDING, Status.WAITING) for _ in range(60))
    matter = Matter(
        "ESC-999999999", escalations.Status.WAITING, escalations.Severity.URGENT, long, "DR-999999999", long[:16],
        seen.who.id, long, 1, long, world.note, True, replace(due, metric="escalation.acknowledge_again"),
    )  # fmt: skip
    raised = (matter, replace(matter, question=""), replace(matter, status=escalations.Status.OPEN, submitter_id=0))
    raised = tuple(replace(one, holder_id=seen.who.id) for one in raised for _ in range(60))
    away = Away(out=True, until=world.now, stand_in=long, covers=(long,) * 100)
    held = Protected("DR-999999999", long, long, date(2026, 12, 31), 30)
    stuck = Stuck("DR-999999999", long, long[:16], "specialist", due)
    hub = Hub(
        (stuck, replace(stuck, customer="")) * 3,
        1000,
        (Hole(long[:16], (long,) * 100, False, long),) * 100,
        world.now,
        tuple((kind, 10**6) for kind in Kind),
    )
    return replace(
        seen, errands=Errands(each, each, each, more=True), matters=raised, asked=_asked(long, due), away=away,
        protections=Protections(1000, (held,) * 5), desk=True,
        coverage=(long,) * 200, week=Week(10**6, 1, timedelta(days=9999)), regions=_regions(long, 10**9), hub=hub,
    )  # fmt: skip


def _asked(long: str, due: Due) -> tuple[Asked, ...]:
    """One open request of every kind, many times over."""
    each = (Asked("RQ-999999999", kind, long[:16], long, long, long, due) for kind in Kind)
    return tuple(each) * 60


def _regions(name: str, number: int) -> tuple[RegionStands, ...]:
    running = dict.fromkeys(Standing, number)
    stands = RegionStands(name[:16] or "E", name or "E", running, (number,) * 8, 0, ((name, number),) * 100)
    return (stands if number else replace(stands, load=()),) * 200


def briefs(world: World) -> Iterator[Told]:
    """A morning with one thing of each kind, and one with too much."""
    everything = _too_much(world, world.desk.home.look(by=world.rep))
    rule = next(iter(world.desk.lookup.standards().rules))
    both = (everything.errands.desk[0], everything.matters[0])
    asked = everything.asked
    one, many = Brief(both[:1], (), (), asked[:1], ()), Brief(both * 60, both * 60, both * 60, asked, (rule,) * 60)
    for what, found in {"one": one, "many": many, "rules": Brief((), (), (), (), (rule,))}.items():
        for news in (0, 1, 60):
            told = [Message("News. " * 100, [ActionsBlock(elements=[home_rows.see("DR-1")])])] * news
            yield (f"brief with {what} and {news} news", brief.daily, (found, told))
