"""The made-up quarter: what a newcomer finds, and what reports find behind it."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.demo import quarter, workspace
from bot.demo.company import DEMO as FOLDER
from bot.demo.memory import recall
from bot.manifest import manifest
from desk import Desk
from policy.deals import PENDING, Status
from sandbox import Sandbox
from store import Store
from store.models import AuditEvent, Card, Deal, Digest, Notice, NoticeState, Person, SlaClock
from tests.driver import Person as Somebody

# A Wednesday afternoon in Berlin.
UNTIL = datetime(2026, 11, 25, 15, 40, tzinfo=UTC)
FEW = tuple(replace(field, deals=field.deals // 25, earlier=2, a_day=field.a_day / 2) for field in quarter.FIELDS)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path]]:
    """A workspace, and a database with a small part of the quarter in it."""
    file = tmp_path_factory.mktemp("quarter") / "ecoops.db"
    with Sandbox(workspace(demo=True), manifest()) as slack:
        quarter.act(slack, file, until=UNTIL, fields=FEW)
        yield slack, file


@pytest.fixture
def store(past: tuple[Sandbox, Path]) -> Iterator[Store]:
    opened = Store(f"sqlite:///{past[1]}")
    yield opened
    opened.close()


def deals(store: Store) -> list[Deal]:
    with store.read() as work:
        return list(work.exec(select(Deal).order_by(Deal.id)))


@pytest.fixture(scope="module")
def plan(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, datetime]]:
    """Where and when the whole quarter's registrations come in."""
    file = Path(shutil.copy(demo_database, tmp_path_factory.mktemp("plan") / "ecoops.db"))
    since = UNTIL - timedelta(days=9, hours=15, minutes=40)
    with quarter._stage(file, None, since, since, UNTIL, quarter.FIELDS) as stage:
        return [
            (story.steps[0].do.__self__.customer.region, story.steps[0].at) for story in quarter.registrations(stage)
        ]


def test_a_quarter_is_three_hundred_deals_of_forty_partners_in_three_regions(plan):
    assert len(plan) >= 300
    regions = Counter(region for region, _ in plan)
    assert regions["EMEA"] > regions["AMER"] > regions["APAC"] > 40
    assert len((FOLDER / "partners.csv").read_text(encoding="utf-8").splitlines()) == 1 + 40


def test_deals_come_in_on_weekdays_in_every_one_of_thirteen_weeks(plan):
    zones = {"EMEA": "Europe/Berlin", "AMER": "America/New_York", "APAC": "Asia/Singapore"}
    for region, at in plan:
        local = at.astimezone(ZoneInfo(zones[region]))
        assert local.weekday() < 5
        assert 9 <= local.hour < 18
    weeks = Counter(at.isocalendar().week for _, at in plan if at > UNTIL - timedelta(weeks=13))
    assert len(weeks) in (13, 14)
    assert min(weeks.values()) >= 8
    assert max(at for _, at in plan) < UNTIL


def test_the_same_plan_is_made_every_time_and_all_week(file: Path):
    since = UNTIL - timedelta(days=9, hours=15, minutes=40)
    plans = []
    for until in (since, UNTIL, UNTIL + timedelta(days=2)):
        with quarter._stage(file, None, since, since, until, FEW) as stage:
            stories = list(quarter.registrations(stage))
            plans.append(
                [
                    (deal.key, deal.customer.name, [step.at for step in story.steps])
                    for story in stories
                    for deal in [story.steps[0].do.__self__]
                    if story.steps[0].at < since
                ]
            )
    assert plans[0] == plans[1] == plans[2]


def test_deals_are_in_every_state_and_history_tells_how_they_got_there(store):
    found = deals(store)
    assert {deal.status for deal in found} >= {*PENDING} - {Status.IN_CONFLICT} | {
        Status.APPROVED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED
    }  # fmt: skip
    with store.read() as work:
        events = Counter(event.subject for event in work.exec(select(AuditEvent)) if event.subject.startswith("DR-"))
        clocks = list(work.exec(select(SlaClock)))
    for deal in found:
        assert events[deal.ref] >= (1 if deal.decided_at is None else 2)
        assert deal.decided_at is None or deal.submitted_at < deal.decided_at <= UNTIL
    reviews = [clock for clock in clocks if clock.metric == "deal.review"]
    assert len(reviews) == len(found)
    assert 0 <= sum(clock.breached_at is not None for clock in reviews) < len(reviews) / 3


def test_what_is_open_hangs_in_the_desks_channels_and_nothing_waits(store):
    with store.read() as work:
        cards = {card.subject: card for card in work.exec(select(Card).where(Card.kind == "deal.card"))}
        waiting = list(
            work.exec(select(Notice).where(Notice.state.in_([NoticeState.PENDING, NoticeState.SENDING])))
        )  # fmt: skip
        personal = list(work.exec(select(Card).where(Card.audience.like("person:%"), Card.ts.is_(None))))
        digests = set(work.exec(select(Digest.period)))
    assert not waiting
    assert not personal
    assert digests >= {"2026-W46", "2026-W47"}  # for whoever looks at the last ones
    recent = [deal for deal in deals(store) if deal.status in PENDING and deal.submitted_at > UNTIL - timedelta(days=9)]
    assert len(recent) >= 4
    for deal in recent:
        hung_at = datetime.fromtimestamp(float(cards[deal.ref].ts or 0), UTC)
        assert timedelta(0) <= hung_at - deal.submitted_at < timedelta(minutes=1)


def test_a_newcomer_sees_a_handful_of_cards_with_people_talking(past):
    slack, _ = past
    posts = Somebody(slack.url, "U0MIRA").channel("deal-desk-emea")
    cards = [post for post in posts if "DR-" in post.text]
    assert 3 <= len(cards) <= 30  # all of a quarter, half of its last days
    assert any({"Take it", "Approve…", "Approve"} & set(post.buttons) for post in cards)
    assert any("Good morning" in post.text for post in posts)
    assert all(datetime.fromtimestamp(float(post.ts), UTC) < UNTIL for post in posts)


def test_long_past_is_acted_once_a_week(tmp_path):
    made = []

    def make(file: Path) -> None:
        made.append(file)
        file.write_text("the past", encoding="utf-8")

    for name in ("first.db", "second.db"):
        recall(tmp_path / name, UNTIL, make, folder=tmp_path / "memory")
    assert (tmp_path / "second.db").read_text(encoding="utf-8") == "the past"
    assert len(made) == 1
    recall(tmp_path / "third.db", UNTIL + timedelta(weeks=1), make, folder=tmp_path / "memory")
    assert len(made) == 2


def test_people_go_on_with_what_the_past_left_them(past, store):
    desk = Desk(store, lambda: UNTIL)
    with store.read() as work:
        deal = next(iter(work.exec(select(Deal).where(Deal.status == Status.SUBMITTED))))
        assignee = work.get_one(Person, deal.assignee_id)
    member = desk.people.known(assignee.slack_id)
    assert member is None or desk.decisions.take(deal.ref, by=member, key="now").deal.owner_id == assignee.id
