"""The handles for tests and operators: the clock, faults, pace, signed HTTP, and the windows' live wire."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.signature import SignatureVerifier
from websockets.sync.client import ClientConnection, connect

from sandbox import Sandbox
from sandbox.clock import GONE_SECONDS, Clock
from tests.driver import Person, Workspace
from tests.driver.wire import until

# The clock


def test_the_clock_moves_messages_and_state_along(web: WebClient, ada: Person, workspace: Workspace) -> None:
    before = workspace.now
    first = float(web.chat_postMessage(channel="C0GENERAL", text="Now")["ts"])
    workspace.advance(days=3)
    later = float(web.chat_postMessage(channel="C0GENERAL", text="Then")["ts"])
    assert timedelta(days=3) <= workspace.now - before < timedelta(days=3, seconds=10)
    assert 3 * 86_400 <= later - first < 3 * 86_400 + 10
    assert ada.state["offset"] == 3 * 86_400


def test_the_clock_never_runs_backwards(slack: Sandbox, workspace: Workspace) -> None:
    refused = httpx.post(f"{slack.url}/control/clock", json={"advance": -1})
    assert (refused.status_code, refused.json()["error"]) == (400, "time_does_not_run_backwards")
    assert httpx.post(f"{slack.url}/control/clock", json={"to": "2020-01-01T00:00:00Z"}).status_code == 400
    assert httpx.post(f"{slack.url}/control/clock", json={"to": "soon"}).status_code == 400


def test_an_advance_waits_until_its_followers_have_adopted_it(web: WebClient, workspace: Workspace) -> None:
    adopted: list[float] = []

    def follow() -> None:
        seen = web.api_call("sandbox.clock", json={"seen": 0})["version"]
        moved = web.api_call("sandbox.clock", json={"seen": seen})
        time.sleep(0.2)
        adopted.append(moved["offset"])
        web.api_call("sandbox.clock", json={"seen": moved["version"], "back_within": 0})

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    time.sleep(0.1)
    answer = workspace.advance(hours=1)
    assert adopted == [3600.0]
    assert answer["followers"] == 1
    workspace.reset()
    follower.join(2.0)


def test_a_follower_that_was_killed_is_not_waited_for(slack: Sandbox, ada: Person, workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}

    def is_forgotten() -> bool | None:
        """Hang up in the middle of a poll; the clock then goes on at once, unless it moved before that was noticed."""
        poll = {"seen": ada.state["clock_version"], "back_within": 30}
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{slack.api_url}sandbox.clock", json=poll, headers=headers, timeout=0.2)
        time.sleep(0.1)
        started = time.monotonic()
        assert workspace.advance(hours=1)["followers"] == 0
        return time.monotonic() - started < GONE_SECONDS or None

    assert until(is_forgotten, 5 * GONE_SECONDS), "The clock waits for somebody who has hung up."


def test_a_move_right_after_another_waits_for_nobody_whom_the_first_one_sent_away() -> None:
    async def two_moves() -> int:
        clock = Clock()

        async def stays() -> None:
            seen = clock.version
            while True:
                seen = int(str((await clock.follow(seen))["version"]))

        leaver = asyncio.create_task(clock.follow(clock.version))
        stayer = asyncio.create_task(stays())
        await asyncio.sleep(0)
        clock.reset()
        followers = await asyncio.wait_for(clock.advance(60, lambda: True), GONE_SECONDS)
        await leaver
        stayer.cancel()
        return followers

    assert asyncio.run(two_moves()) == 1


def test_timestamps_are_unique_and_grow(web: WebClient) -> None:
    stamps = [web.chat_postMessage(channel="C0GENERAL", text="x")["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps))


# Faults


def error_of(web: WebClient) -> Any:
    with pytest.raises(SlackApiError) as problem:
        web.chat_postMessage(channel="C0GENERAL", text="x")
    return problem.value.response


def test_slack_refuses_hangs_and_errs_on_request(slack: Sandbox, web: WebClient, workspace: Workspace) -> None:
    with workspace.faulty("chat.*", mode="rate_limited", retry_after=7):
        response = error_of(web)
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert response.headers["Retry-After"] == "7"
        assert web.auth_test()["ok"]
    with workspace.faulty("chat.*", mode="error"):
        assert error_of(web)["error"] == "internal_error"
    with workspace.faulty("chat.*", mode="server_error"):
        assert error_of(web).status_code == 503
    for mode in ("refuse", "reset"):
        with workspace.faulty("chat.*", mode=mode), pytest.raises(OSError):  # noqa: PT011 - whatever its kind
            web.chat_postMessage(channel="C0GENERAL", text="x")
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with workspace.faulty("chat.*", mode="hang"), pytest.raises((OSError, SlackRequestError)):
        impatient.chat_postMessage(channel="C0GENERAL", text="x")
    assert web.chat_postMessage(channel="C0GENERAL", text="x")["ok"]


def test_a_call_may_have_its_effect_and_no_answer(slack: Sandbox, ada: Person, workspace: Workspace) -> None:
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with workspace.faulty("chat.*", mode="unanswered"), pytest.raises((OSError, SlackRequestError)):
        impatient.chat_postMessage(channel="C0GENERAL", text="Said, and not heard to be said")
    assert ada.sees("Said, and not heard")


def test_a_fault_ends_by_itself_and_shows_meanwhile(ada: Person, web: WebClient, workspace: Workspace) -> None:
    workspace.fault("chat.*", mode="error", seconds=0.2)
    assert ada.state["fault"]["mode"] == "error"
    time.sleep(0.25)
    assert ada.state["fault"] is None
    assert web.chat_postMessage(channel="C0GENERAL", text="x")["ok"]


def test_a_share_of_calls_fails(web: WebClient, workspace: Workspace) -> None:
    failed = 0
    with workspace.faulty("chat.*", mode="error", share=0.5):
        for _ in range(60):
            try:
                web.chat_postMessage(channel="C0GENERAL", text="x")
            except SlackApiError:
                failed += 1
    assert 10 < failed < 50


def test_a_wrong_fault_is_refused(slack: Sandbox, workspace: Workspace) -> None:
    assert httpx.post(f"{slack.url}/control/faults", json={"mode": "sulk"}).status_code == 400


def test_one_message_a_second_and_channel_when_asked(web: WebClient, workspace: Workspace) -> None:
    workspace.enforce(rate=True)
    web.chat_postMessage(channel="C0GENERAL", text="x")
    response = error_of(web)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    web.chat_postMessage(channel="C0SHARED", text="x")
    time.sleep(1.0)
    web.chat_postMessage(channel="C0GENERAL", text="y")


# The log and the seed


def test_the_log_tells_what_went_over_the_wire_without_tokens(
    slack: Sandbox, kiosk_app: App, ada: Person, workspace: Workspace
) -> None:
    ada.types("/order tea")
    assert [entry["name"] for entry in workspace.log("envelope")] == ["/order"]
    opened = workspace.log("api", name="views.open")[0]
    assert opened["ok"]
    assert opened["ms"] > 0
    assert workspace.log("ack")[0]["name"] == "/order"
    everything = json.dumps(workspace.log())
    assert slack.bot_token not in everything
    assert slack.app_token not in everything
    assert workspace.log(since=workspace.log()[-1]["n"]) == []


def test_a_reset_brings_the_seed_back(kiosk_app: App, ada: Person, web: WebClient, workspace: Workspace) -> None:
    web.chat_postMessage(channel="C0GENERAL", text="x")
    ada.types("/order")
    workspace.advance(weeks=1)
    workspace.reset()
    assert ada.everything == []
    assert ada.form is None
    assert ada.state["offset"] == 0
    assert ada.state["bot_connected"]


def test_people_and_channels_can_be_added(slack: Sandbox, web: WebClient, workspace: Workspace) -> None:
    person = workspace.adds_person(name="eve", real_name="Eve Fox", channels=["C0GENERAL"])
    channel = workspace.adds_channel(name="news", members=[person["id"], "U0ADA"])
    web.chat_postMessage(channel=channel["id"], text="Extra")
    eve = Person(slack.url, person["id"])
    assert eve.sees("Extra", channel="news")
    assert {room["name"] for room in eve.channels} >= {"general", "news"}


def test_people_and_commands_are_listed(slack: Sandbox) -> None:
    told = httpx.get(f"{slack.url}/client/people").json()
    assert told["app"] == {
        "id": "A0KIOSK",
        "name": "Kiosk",
        "bot_user_id": "U0KIOSK",
        "has_home": True,
        "is_read_only": False,
    }
    assert told["commands"][0] == {"command": "/order", "description": "Order something", "usage_hint": "[what]"}
    assert [shortcut["callback_id"] for shortcut in told["shortcuts"]] == ["order.new", "order.this"]
    assert {"colour", "initials"} == set(told["people"][0]["avatar"])


# The live wire


@contextmanager
def line(slack: Sandbox, path: str) -> Iterator[ClientConnection]:
    with connect(slack.url.replace("http", "ws") + path, proxy=None) as connection:
        yield connection


def window(slack: Sandbox, user: str) -> AbstractContextManager[ClientConnection]:
    return line(slack, f"/client/{user}/live")


def until_type(connection: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        event: dict[str, Any] = json.loads(connection.recv(timeout=2.0))
        if event["type"] == kind:
            return event


def test_windows_are_told_what_their_person_may_see(
    slack: Sandbox, kiosk_app: App, ada: Person, web: WebClient, workspace: Workspace
) -> None:
    with window(slack, "U0ADA") as adas, window(slack, "U0DEE") as dees:
        ts = web.chat_postMessage(channel="C0GENERAL", text="First")["ts"]
        assert until_type(adas, "message")["message"]["text"] == "First"
        assert next(room for room in until_type(adas, "channels")["channels"] if room["name"] == "general")["unread"]
        web.chat_update(channel="C0GENERAL", ts=ts, text="Second")
        assert until_type(adas, "message_changed")["message"]["text"] == "Second"
        web.chat_delete(channel="C0GENERAL", ts=ts)
        assert until_type(adas, "message_deleted") == {"type": "message_deleted", "channel": "C0GENERAL", "ts": ts}
        ada.types("/order")
        assert until_type(adas, "views")["views"][0]["title"]["text"] == "Order"
        ada.opens_home()
        assert "Welcome" in json.dumps(until_type(adas, "home")["view"])
        workspace.advance(hours=1)
        assert until_type(adas, "clock")["offset"] == 3600
        workspace.fault(mode="error", seconds=1)
        assert until_type(adas, "fault")["fault"]["mode"] == "error"
        web_kinds = set()
        while True:
            try:
                web_kinds.add(json.loads(dees.recv(timeout=0.1))["type"])
            except TimeoutError:
                break
        assert web_kinds == {"clock", "fault"}


def test_every_window_is_told_for_whom_something_waits(slack: Sandbox, web: WebClient, ada: Person, bo: Person) -> None:
    with window(slack, "U0DEE") as dees:
        web.chat_postMessage(channel="C0GENERAL", text="For <@U0ADA> and <@U0BO>")
        assert until_type(dees, "waiting")["waiting"] == {"U0ADA": 1, "U0BO": 1} == bo.state["waiting"]
        web.chat_postMessage(channel=ada.app_dm, text="For you")
        assert until_type(dees, "waiting")["waiting"] == {"U0ADA": 2, "U0BO": 1}
        ada.opens("general")
        assert until_type(dees, "waiting")["waiting"] == {"U0ADA": 1, "U0BO": 1}


def test_an_inspector_is_told_what_goes_over_the_wire(slack: Sandbox, web: WebClient, workspace: Workspace) -> None:
    with line(slack, "/control/log/live") as inspector:
        web.chat_postMessage(channel="C0GENERAL", text="First")
        called = until_type(inspector, "log")["entry"]
        assert (called["kind"], called["name"], called["request"]["text"]) == ("api", "chat.postMessage", "First")
        workspace.fault(mode="error", seconds=1)
        assert until_type(inspector, "log")["entry"]["kind"] == "control"


# Signed HTTP


class Receiver(BaseHTTPRequestHandler):
    """A request URL that keeps what it gets."""

    received: ClassVar[list[tuple[dict[str, str], str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        answer = json.dumps({"text": "Over HTTP."}).encode() if "command=" in body else b""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        return


def test_envelopes_can_come_by_signed_http(slack: Sandbox, workspace: Workspace, ada: Person) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        workspace.deliver_by_http(f"http://127.0.0.1:{server.server_port}/slack/events")
        assert ada.types("/order tea").text == "Over HTTP."
        ada.types("hello")
        workspace.waits_for_log("ack", "message")
        headers, body = Receiver.received[0]
        assert "text=tea" in body
        assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("another secret").is_valid_request(body, headers)
        headers, body = Receiver.received[1]
        assert json.loads(body)["event"]["text"] == "hello"
        assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    finally:
        workspace.deliver_by_http(None)
        server.shutdown()
        server.server_close()


# Size


def test_a_channel_of_5000_messages_stays_fast(workspace: Workspace, web: WebClient, ada: Person, bo: Person) -> None:
    said = [{"user": "U0BO", "text": f"Message {n}"} for n in range(5_000)]
    busy = workspace.adds_channel(name="busy", members=["U0ADA", "U0BO"], messages=said)["id"]

    def seconds(deed: Any) -> float:
        taken = []
        for _ in range(9):
            started = time.perf_counter()
            deed()
            taken.append(time.perf_counter() - started)
        return sorted(taken)[4]

    assert seconds(lambda: ada.state) < 0.05
    assert seconds(lambda: ada.get("messages", channel=busy, limit=100)) < 0.05
    assert seconds(lambda: bo.types("One more", channel="busy")) < 0.05
    assert seconds(lambda: web.chat_postMessage(channel=busy, text="One more")) < 0.05
