"""Slack's bad days, and two couriers at one outbox: each message once, in order, not before its time, none lost."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from bot.courier import WITH_PICTURE, Courier, client
from desk import Desk
from sandbox import Sandbox
from store import Store
from store.models import Attachment, Card, NoticeState, Stage
from store.notices import Outbox
from tests.databases import SqliteSeeds, after
from tests.digests.test_worklist import staff_and_a_late_deal
from tests.driver import Person, Workspace
from tests.driver.wire import until
from tests.fills import staff
from tests.reliability import evidence
from tests.reliability.scale import STORM
from tests.watch import MORNING, Watch

REGIONS = {"EMEA": ("U0ROSA", "EUR"), "AMER": ("U0BEN", "USD"), "APAC": ("U0AIKO", "USD")}
NAMES = ("Walrus", "Bramble", "Quarry", "Tundra", "Ember", "Falcon", "Juniper", "Kestrel", "Lagoon", "Meadow")


@pytest.fixture
def demo(memory: Store) -> Desk:
    """The demo's desk at MORNING, with nobody delivering for it yet."""
    return Desk(memory, lambda: MORNING)


def busy_morning(desk: Desk, each: int) -> None:
    """Register `each` deals in every region: four messages apiece, over nine or ten lanes."""
    number = 0
    for name in NAMES[:each]:
        for region, (rep, currency) in REGIONS.items():
            number += 1
            evidence.let_desk_register(
                desk,
                f"busy:{number}",
                rep,
                region=region,
                currency=currency,
                account=f"{name} {region}",
                domain=f"{name.lower()}-{region.lower()}.com",
            )


@after(staff)
def staff_on_a_busy_morning(url: str) -> None:
    store = Store(url)
    busy_morning(Desk(store, lambda: MORNING), 1)
    store.close()


@contextmanager
def copied(seed: Path, folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{shutil.copy(seed, folder / 'bot.db')}")
    yield store
    store.close()


@pytest.fixture
def busy(sqlite_seeds: SqliteSeeds, tmp_path: Path) -> Iterator[Desk]:
    """The same desk after a morning with one deal in every region."""
    with copied(sqlite_seeds.of(staff_on_a_busy_morning), tmp_path) as store:
        yield Desk(store, lambda: MORNING)


@pytest.fixture
def behind(sqlite_seeds: SqliteSeeds, tmp_path: Path, watch: Watch) -> Iterator[Desk]:
    """A desk with a deal that is late; the digests are due."""
    watch.moves_on(days=6)
    with copied(sqlite_seeds.of(staff_and_a_late_deal), tmp_path) as store:
        yield Desk(store, watch)


@contextmanager
def delivering(*desks: Desk, sandbox: Sandbox, spacing: float = 0) -> Iterator[list[Courier]]:
    """Have one courier at work for each desk."""
    couriers = [
        Courier(desk, client(sandbox.bot_token, sandbox.api_url), spacing=timedelta(seconds=spacing)) for desk in desks
    ]
    for courier in couriers:
        courier.start()
    try:
        yield couriers
    finally:
        for courier in couriers:
            courier.stop()


def in_order(store: Store, slack: Workspace) -> None:
    """Check that every notice was posted once, and each lane in the order in which it was written."""
    written: dict[str, list[str]] = {}
    for notice in evidence.notices(store):
        assert notice.state is NoticeState.SENT, (notice.kind, notice.state, notice.error)
        written.setdefault(notice.audience, []).append(evidence.client_msg_id(notice))
    arrived: dict[str, list[str]] = {}
    for request in evidence.posted(slack):
        arrived.setdefault(request["channel"], []).append(request["client_msg_id"])
    assert sorted(arrived.values()) == sorted(written.values())


def test_a_storm_of_429s_delays_messages_and_loses_none(sandbox: Sandbox, slack: Workspace, demo: Desk):
    busy_morning(demo, STORM)
    slack.fault("chat.*", mode="rate_limited", share=0.5, retry_after=1, seconds=STORM / 2)
    with delivering(demo, sandbox=sandbox):
        evidence.drained(demo.store, within=30 * STORM)
    in_order(demo.store, slack)
    calls = slack.log("api", name="chat.postMessage")
    refused = [call for call in calls if call["error"] == "ratelimited"]
    assert refused, "The storm hit nothing."
    for channel in {call["request"]["channel"] for call in calls}:
        lane = [call for call in calls if call["request"]["channel"] == channel]
        for earlier, later in pairwise(lane):
            if earlier["error"] == "ratelimited":
                pause = datetime.fromisoformat(later["at"]) - datetime.fromisoformat(earlier["at"])
                assert pause >= timedelta(seconds=1), f"{channel} was called {pause} after its 429"


@pytest.mark.parametrize("mode", ["refuse", "reset", "hang", "unanswered", "server_error", "error"])
def test_after_slack_was_away_everything_arrives_once_and_in_order(
    mode, sandbox: Sandbox, slack: Workspace, busy: Desk
):
    slack.fault("chat.*", mode=mode)
    with delivering(busy, sandbox=sandbox) as couriers:
        if mode in ("hang", "unanswered"):  # the log has a call when it is over
            evidence.wait_for_claim(busy.store)
        else:
            slack.waits_for_log("api", "chat.postMessage")
        slack.heal()
        for courier in couriers:
            courier.wake()
        evidence.drained(busy.store, hurry=True)
    assert len(evidence.messages(slack)) == len(evidence.notices(busy.store))
    keys = [request["client_msg_id"] for request in evidence.posted(slack)]
    assert len(set(keys)) == len(evidence.notices(busy.store))
    assert mode == "unanswered" or not evidence.repeated(keys)


def test_a_channel_gets_one_message_a_second(sandbox: Sandbox, slack: Workspace, demo: Desk):
    """With Slack's own limit enforced, not one call is refused."""
    slack.enforce()
    evidence.let_desk_register(demo)  # a card for the channel, and a line
    with delivering(demo, sandbox=sandbox, spacing=1):
        evidence.drained(demo.store)
    in_order(demo.store, slack)
    assert all(call["ok"] for call in slack.log("api", name="chat.postMessage"))


def test_two_couriers_share_the_work_and_send_nothing_twice(
    sandbox: Sandbox, slack: Workspace, staffed: Desk, replica: Desk
):
    busy_morning(staffed, 3)
    sender = client(sandbox.bot_token, sandbox.api_url)
    couriers = [Courier(desk, sender, spacing=timedelta()) for desk in (staffed, replica)]
    done = Event()

    def work(courier: Courier) -> int:
        sent = 0
        while not done.wait(0.02):  # rests as a courier does: without, it would hold off the other from the file
            sent += courier.deliver()
        return sent

    with ThreadPoolExecutor(2) as pool:
        working = [pool.submit(work, courier) for courier in couriers]
        try:
            evidence.drained(staffed.store, within=60)
        finally:
            done.set()
    assert all(shift.result() > 0 for shift in working), "One courier did all the work."
    in_order(staffed.store, slack)


def test_what_a_dead_courier_had_claimed_is_taken_over_when_its_lease_is_out(
    sandbox: Sandbox, slack: Workspace, staffed: Desk, replica: Desk
):
    evidence.let_desk_register(staffed)
    dead = Outbox(staffed.store, "dead")
    claimed = dead.claim(datetime.now(UTC))
    assert claimed
    with delivering(replica, sandbox=sandbox):
        assert not until(lambda: evidence.posted(slack) or None, 0.2), "A lease that still runs was not respected."
        evidence.let_a_minute_pass(replica.store)
        evidence.drained(staffed.store)
    in_order(staffed.store, slack)
    assert not any(dead.finish(notice, NoticeState.DEAD) for notice in claimed), "A lost claim could still be closed."
    assert not evidence.notices(staffed.store, NoticeState.DEAD)


def test_without_the_lease_two_couriers_would_send_the_same_message(
    sandbox: Sandbox, slack: Workspace, staffed: Desk, replica: Desk
):
    """The control: a claim that holds nothing back is seen as a repeated post."""
    evidence.let_desk_register(staffed)
    notice = Outbox(staffed.store, "one").claim(datetime.now(UTC))[0]
    evidence.let_a_minute_pass(staffed.store)
    again = Outbox(replica.store, "two").claim(datetime.now(UTC))
    assert notice.id in {other.id for other in again}


def test_a_courier_that_was_stuck_leaves_alone_what_another_one_has_taken_over(
    sandbox: Sandbox, slack: Workspace, busy: Desk
):
    sender = client(sandbox.bot_token, sandbox.api_url)
    stuck, healthy = Courier(busy, sender, spacing=timedelta()), Courier(busy, sender, spacing=timedelta())
    slack.fault("chat.postMessage", mode="unanswered")
    sending = Thread(target=stuck.deliver, daemon=True)
    sending.start()
    mira = Person(sandbox.url, "U0MIRA")
    assert until(lambda: mira.channel("deal-desk-emea") or None, 5)
    evidence.let_a_minute_pass(busy.store)
    slack.fault("nothing", mode="unanswered")  # another fault: the withheld answer is cut, later calls go through
    while healthy.deliver():
        pass
    sending.join(5)
    assert not sending.is_alive()
    keys = [request["client_msg_id"] for request in evidence.posted(slack)]
    assert evidence.repeated(keys) == []
    assert len(evidence.notices(busy.store, NoticeState.SENT)) == len(evidence.notices(busy.store))


def test_every_envelope_twice_has_one_effect(bot, slack: Workspace, rosa, mira):
    form = evidence.filled(rosa.types("/deal acme.com 250k eur"), account="Acme Holding")
    slack.twice()
    assert not form.submits().errors
    card = mira.sees("DR-1 Acme Holding", channel="deal-desk-emea")
    card.clicks("Take it")
    card.waits_for("Owner: Mira Lang")
    card.clicks("Approve")
    card.waits_for("Approved by Mira Lang")
    evidence.drained(bot.store)
    moves = evidence.rows(bot.store, "SELECT action FROM audit_event WHERE subject = 'DR-1' ORDER BY id")
    assert [action for (action,) in moves] == ["deal.register", "deal.take", "deal.approve"]
    assert evidence.count(bot.store, "SELECT count(*) FROM deal") == 1
    assert len([post for post in rosa.inbox if "needs you" in post.text or "approved" in post.text.lower()]) <= 2
    assert evidence.repeated(request["client_msg_id"] for request in evidence.posted(slack)) == []


def test_looking_for_work_does_not_read_all_that_was_ever_sent(demo: Desk):
    """Every statement goes by the index of what is still to be sent; reading the rest took 4 s with 100,000 deals."""
    evidence.let_desk_register(demo)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(demo.store.engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        asked.append((statement, given))

    outbox = Outbox(demo.store, "anybody")
    now = datetime.now(UTC)
    outbox.next_at(now)
    outbox.backlog()
    assert outbox.claim(now)
    about_notices = [(sql, given) for sql, given in asked if "notice" in sql]
    assert len(about_notices) == 3
    with demo.store.read() as work:
        for sql, given in about_notices:
            plan = [row[3] for row in work.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
            scans = [step for step in plan if step.startswith("SCAN notice") and "ix_notice_open" not in step]
            assert scans == [], plan


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_digests_files_come_once_though_nobody_heard_that_slack_had_them(
    method, sandbox: Sandbox, slack: Workspace, behind: Desk
):
    lena = Person(sandbox.url, "U0LENA")

    def both_were_cut() -> bool | None:
        slack.fault(method, mode="unanswered")  # anew: whatever waits for an answer now will not get it
        evidence.let_waits_pass(behind.store)
        cut = [call["request"] for call in slack.log("api", name=method) if not call["ok"]]
        sheets = [request for request in cut if "channel_id" in request or "xlsx" in request.get("filename", "")]
        return 0 < len(sheets) < len(cut) or None

    with delivering(behind, sandbox=sandbox):
        assert until(both_were_cut, 20)
        slack.heal()
        digest = lena.sees("EMEA, week 48", channel="emea-leaders")
        evidence.drained(behind.store, within=30, hurry=True)
    assert evidence.notices(behind.store, NoticeState.DEAD) == []
    assert [file["name"] for reply in digest.refresh().thread for file in reply.files] == ["emea-2026-w48.xlsx"]
    assert [block["type"] for block in digest.blocks].count("image") == 1


def test_a_picture_that_slack_refuses_costs_the_digest_its_picture_and_nothing_else(
    sandbox: Sandbox, slack: Workspace, behind: Desk
):
    with behind.store.begin() as work:  # a picture that is gone from Slack
        card = work.exec(select(Card).where(Card.audience == "leaders:EMEA")).one()
        work.add(Attachment(card_id=card.id or 0, name="chart", file_id="F0GONE0000", stage=Stage.DONE))
    with delivering(behind, sandbox=sandbox):
        evidence.drained(behind.store, within=30, hurry=True)
    digest = Person(sandbox.url, "U0LENA").sees("EMEA, week 48", channel="emea-leaders")
    assert evidence.notices(behind.store, NoticeState.DEAD) == []
    assert "image" not in [block["type"] for block in digest.blocks]
    refused = [call for call in slack.log("api") if call["error"] == "invalid_blocks"]
    assert 0 < len(refused) <= 3 * WITH_PICTURE  # posted once, and edited when a file had come
