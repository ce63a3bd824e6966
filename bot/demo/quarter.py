"""The quarter that lies behind the sandbox's company: 300 registrations, and what became of them.

It is planned with chance that falls the same way every time, and acted out by the desk itself (`bot/demo/past.py`): in
the weekly rhythm of each region, with some late first looks and decisions, questions, conflicts and withdrawals.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic
from zoneinfo import ZoneInfo

from bot.courier import Courier, client
from bot.demo.company import DEMO, prepare
from bot.demo.memory import recall
from bot.demo.past import Past, RecentPast, Step, Story, Watch
from bot.demo.registrations import Registration
from bot.demo.scene import Scene
from bot.demo.script import Customer, Script, Talk
from bot.demo.script import read as read_script
from desk import Desk
from desk.people import Member, Profile
from desk.standards import Standards, load
from policy.calendar import Calendar
from sandbox import Sandbox
from store import Store

SEED = 2026
WEEKS, EARLIER_WEEKS = 13, 26  # the quarter, and where the few deals begin whose protection ends in it
RECENT_DAYS = 2  # business days whose messages still hang in the workspace


@dataclass(frozen=True, slots=True)
class Field:
    """How much a region registers, who brings it, and how often its desk is late (and was, in its bad weeks)."""

    region: str
    deals: int  # in the weeks before the last days
    earlier: int  # and before the quarter
    a_day: float  # of late
    reps: Mapping[str, tuple[str, ...]]  # by Slack id, with the website endings that are theirs; none: all others
    late: float
    bad_weeks: tuple[int, ...]  # weeks ago


NORTH = (".se", ".no", ".dk", ".fi", ".de", ".at", ".ch", ".pl", ".cz")
FIELDS = (
    Field("EMEA", 111, 11, 2.6, {"U0BO": NORTH, "U0ROSA": ()}, late=0.06, bad_weeks=(9,)),
    Field("AMER", 92, 9, 2.1, {"U0BEN": ()}, late=0.07, bad_weeks=(5, 6)),
    Field("APAC", 44, 4, 1.1, {"U0AIKO": ()}, late=0.16, bad_weeks=(2, 3)),
)
# How registrations spread over a week (Monday first), and what becomes of them.
RHYTHM = (0.9, 1.2, 1.25, 1.1, 0.7)
FATES = {"approve": 62, "decline": 24, "withdraw": 9, "silence": 5}
# And of those that came in during the last days, about which most is still open; "" is one of the fates above.
NEW = timedelta(hours=38)  # of business time
NEW_FATES = {"lies there": 30, "is read": 26, "question": 20, "": 24}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and by whom the past is acted out."""

    desk: Desk
    watch: Watch
    scene: Scene | None  # None: nobody is there any more to say anything
    script: Script
    cast: Mapping[str, Member]  # by Slack id
    standards: Standards
    since: datetime  # where the last days begin; what was before is planned the same for the whole week
    until: datetime
    fields: tuple[Field, ...]

    def calendar(self, region: str) -> Calendar:
        return self.standards.calendars[self.standards.region(region).calendar]


Telling = Callable[[Stage], Iterator[Story]]


def act(slack: Sandbox, file: Path, *, until: datetime, fields: tuple[Field, ...] = FIELDS) -> None:
    """Act the quarter before `until` out, in a new database at `file` and in the workspace `slack`.

    All but the last one or two weeks is long past and the same for a week, so it is remembered from one start to the
    next. The workspace's clock then goes on from `until`, and from the time that acting took.
    """
    began = monotonic()
    long_past = _monday(until - timedelta(weeks=1))
    if fields == FIELDS:
        recall(file, long_past, lambda new: _act_long_past(new, long_past, fields))
    else:
        _act_long_past(file, long_past, fields)
    scene = Scene(slack.url)
    _act_recent_past(scene, slack, file, long_past, until, fields)
    scene.moves_to(until + timedelta(seconds=monotonic() - began))
    scene.is_forgotten()


def _act_long_past(file: Path, until: datetime, fields: tuple[Field, ...]) -> None:
    prepare(f"sqlite:///{file}", DEMO, demo=True, at=until)  # nobody reads the digests of what is long past
    with _stage(file, None, until - timedelta(weeks=EARLIER_WEEKS), until, until, fields) as stage:
        Past(stage.desk, stage.watch).act(_stories(stage), until=until)


def _act_recent_past(
    scene: Scene, slack: Sandbox, file: Path, since: datetime, until: datetime, fields: tuple[Field, ...]
) -> None:
    with _stage(file, scene, since, since, until, fields) as stage:
        courier = Courier(stage.desk, client(slack.bot_token, slack.api_url), spacing=timedelta())
        days = business_days(stage.calendar("EMEA"), until, RECENT_DAYS)
        past = RecentPast(stage.desk, stage.watch, scene, courier, since=days[0], read_until=days[-1])
        past.act(_stories(stage), until=until)


def _stories(stage: Stage) -> Iterator[Story]:
    return (story for tell in STORIES for story in tell(stage))


def _monday(before: datetime) -> datetime:
    """Return when the week of `before` began."""
    return before.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=before.weekday())


@contextmanager
def _stage(
    file: Path, scene: Scene | None, at: datetime, since: datetime, until: datetime, fields: tuple[Field, ...]
) -> Iterator[Stage]:
    store, watch = Store(f"sqlite:///{file}", durable=False), Watch(at)
    desk = Desk(store, watch)
    with store.read() as work:
        standards = load(work)
    yield Stage(desk, watch, scene, read_script(), _cast(desk), standards, since, until, fields)
    store.close()


def _cast(desk: Desk) -> Mapping[str, Member]:
    users = tomllib.loads((DEMO / "workspace.toml").read_text(encoding="utf-8"))["users"]
    return {
        user["id"]: desk.people.meet(
            Profile(user["id"], user["real_name"], user["email"], user["title"], user["tz"])
        )
        for user in users
    }  # fmt: skip


def registrations(stage: Stage) -> Iterator[Story]:
    """Plan what each region's reps register, and what becomes of it: of the weeks before `stage.since`, then of the
    days since."""
    for field in stage.fields:
        chance, calendar = Random(f"{SEED} {field.region}"), stage.calendar(field.region)  # noqa: S311
        customers = _customers(stage.script, field, Random(f"{SEED} customers of {field.region}"))  # noqa: S311
        start, quarter = stage.since - timedelta(weeks=EARLIER_WEEKS), stage.since - timedelta(weeks=WEEKS - 1)
        days = calendar.between(stage.since, stage.until) / timedelta(hours=8)
        moments = [
            *_moments(calendar, start, quarter - timedelta(weeks=1), field.earlier, chance),
            *_moments(calendar, quarter, stage.since, field.deals, chance),
            *_moments(calendar, stage.since, stage.until, round(field.a_day * days), chance),
        ]
        for number, (at, (customer, products)) in enumerate(zip(moments, customers, strict=False)):
            deal = Registration(
                stage.desk, stage.watch, stage.scene, stage.script, dict(stage.cast), customer, _rep(field, customer),
                products, f"quarter/{field.region}/{number}", Random(f"{SEED} {field.region} {number}"),  # noqa: S311
                is_tender=field.region != "AMER" and number % 25 == 7,
            )  # fmt: skip
            yield course(stage, field, deal, at, "approve" if number < field.earlier else "")


def talk(stage: Stage) -> Iterator[Story]:
    """Let people say in the channels what people say."""
    zones = {person: ZoneInfo(member.zone) for person, member in stage.cast.items()}
    for said in stage.script.talk:
        days = business_days(stage.calendar("EMEA"), stage.until, said.ago + 1)
        on = days[0].astimezone(zones[said.person]).date()
        at = datetime.combine(on, said.time, zones[said.person])

        yield Story([Step(at, partial(_say, stage, said))], is_open=True)


def _say(stage: Stage, said: Talk) -> None:
    if stage.scene:
        stage.scene.says(said.person, said.text, channel=said.channel)


# Every kind of story that the quarter tells; a new one is a line here.
STORIES: tuple[Telling, ...] = (registrations, talk)


def course(stage: Stage, field: Field, deal: Registration, at: datetime, fate: str) -> Story:
    """Plan what happens to a registration made `at`. The later it was made, the less of that has happened by now."""
    chance, calendar = deal.chance, stage.calendar(field.region)
    story = Story([Step(at, deal.register)])

    def then(step: Callable[[], str], hours: float) -> None:
        """Add a step, so many business hours after the one before."""
        at = calendar.add(story.steps[-1].at, timedelta(hours=hours)) + timedelta(seconds=chance.randrange(50))
        story.steps.append(Step(at, step))

    is_new = at >= stage.since and calendar.between(at, stage.until) < NEW
    fate = fate or chance.choices(tuple(FATES), tuple(FATES.values()))[0]
    if is_new:
        fate = chance.choices(tuple(NEW_FATES), tuple(NEW_FATES.values()))[0] or fate
    is_late = chance.random() < field.late * (4 if (stage.since - at).days // 7 in field.bad_weeks else 1)
    looked = chance.uniform(8.5, 18) if is_late else min(7.4, chance.lognormvariate(0.9, 0.7))
    decided = chance.uniform(17, 30) if is_late else min(7.5, chance.lognormvariate(1.2, 0.6))
    if fate == "lies there":
        story.is_open = True
        return story
    if fate == "withdraw":
        then(deal.withdraw, looked)
        return story
    if is_new or is_late or chance.random() < 0.4:  # the others are decided at the first look
        then(deal.take, min(looked, 2) if is_new else looked)
    if is_new and chance.random() < 0.5:
        then(deal.chat, chance.uniform(0.1, 0.6))
    if fate == "is read":
        story.is_open = True
        return story
    if fate in ("silence", "question") or chance.random() < 0.12:
        then(deal.ask, chance.uniform(0.2, 1.5))
        if fate == "question":
            story.is_open = True
            return story
        if fate == "silence":
            then(deal.withdraw, chance.uniform(30, 38))
            return story
        then(deal.answer, chance.lognormvariate(2, 0.6))
    if chance.random() < 0.07:
        then(deal.comment, chance.uniform(0.2, 2))
    then(deal.approve if fate == "approve" else deal.decline, decided)
    story.is_open = story.steps[-1].at > stage.until
    return story


def _customers(script: Script, field: Field, chance: Random) -> Iterator[tuple[Customer, tuple[str, ...]]]:
    """Choose whom each registration is about, and which products: some customers come twice, for another product."""
    first = (("platform",), ("platform", "analytics"), ("analytics",), ("platform", "analytics"))
    again = (("integrations",), ("support",), ("integrations", "support"))
    here = script.of_region(field.region)
    new = [customer for customer in here if not customer.is_in_the_books]
    books = [customer for customer in here if customer.is_in_the_books]
    chance.shuffle(new)
    chance.shuffle(books)
    had: list[Customer] = []
    while True:
        if len(had) > 20 and (not new or chance.random() < 0.05):
            yield had.pop(chance.randrange(len(had) - 10)), chance.choice(again)
            continue
        customer = (books if books and (not new or chance.random() < 0.08) else new).pop()
        had.append(customer)
        yield customer, chance.choice(first)


def _rep(field: Field, customer: Customer) -> str:
    theirs = (rep for rep, endings in field.reps.items() if customer.ending in endings)
    return next(theirs, list(field.reps)[-1])


def _moments(calendar: Calendar, start: datetime, end: datetime, number: int, chance: Random) -> list[datetime]:
    """Choose when registrations come in, in order: within business hours, more towards the end of a month and of the
    span, by the rhythm of the week."""
    openings = business_days(calendar, end, 200)
    days = [opening for opening in openings if start <= opening < end]
    weights = []
    if not number:
        return []
    for opening in days:
        local = opening.astimezone(ZoneInfo(calendar.zone))
        growth = 0.85 + 0.3 * (opening - start) / (end - start)
        spent = min(1.0, calendar.between(opening, end) / timedelta(hours=8))
        weights.append(RHYTHM[local.weekday() % 5] * (1.25 if local.day >= 25 else 1.0) * growth * spent)
    found = []
    for opening in chance.choices(days, weights, k=number):
        hours = min(timedelta(hours=7.8), calendar.between(opening, end))
        found.append(calendar.add(opening, hours * chance.betavariate(1.6, 1.8)) + timedelta(seconds=chance.random()))
    return sorted(found)


def business_days(calendar: Calendar, until: datetime, number: int) -> list[datetime]:
    """Return when the last `number` business days before `until` began, oldest first."""
    zone = ZoneInfo(calendar.zone)
    day, found = until.astimezone(zone).date(), []
    while len(found) < number:
        if calendar.is_business_day(day):
            opening = calendar.next_open(datetime.combine(day, time(), zone))
            if opening < until:
                found.append(opening)
        day -= timedelta(days=1)
    return found[::-1]
