"""Socket Mode frame by frame, with a bare WebSocket client in the bot's place."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox import Sandbox
from tests.driver import Person, Workspace
from tests.sandbox import kiosk
from tests.sandbox.conftest import SEED


@pytest.fixture
def lonely() -> Iterator[Sandbox]:
    """A workspace whose bot is not there yet."""
    with Sandbox(SEED, kiosk.MANIFEST) as slack:
        yield slack


@pytest.fixture
def outside(lonely: Sandbox) -> Workspace:
    return Workspace(lonely.url)


def ticket(slack: Sandbox) -> str:
    return str(
        WebClient(slack.app_token, base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
    )


class Socket:
    """One of the bot's connections."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.hello = self.receives()

    def receives(self, within: float = 2.0) -> dict[str, Any]:
        return dict(json.loads(self.connection.recv(timeout=within)))

    def acks(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        body: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if payload is not None:
            body["payload"] = payload
        self.connection.send(json.dumps(body))

    def is_quiet(self, for_: float = 0.1) -> bool:
        try:
            self.connection.recv(timeout=for_)
        except TimeoutError:
            return True
        return False


Plug = Callable[[], Socket]


@pytest.fixture
def plug(lonely: Sandbox) -> Iterator[Plug]:
    """Connect as the bot does; everything is unplugged at the end."""
    with ExitStack() as plugged:
        yield lambda: Socket(plugged.enter_context(connect(ticket(lonely), proxy=None, close_timeout=0.2)))


class Saying(threading.Thread):
    """A person typing, while the test plays the bot."""

    def __init__(self, slack: Sandbox, text: str) -> None:
        super().__init__()
        self.person = Person(slack.url, "U0ADA")
        self.text = text
        self.answer: dict[str, Any] = {}
        self.start()

    def run(self) -> None:
        self.answer = self.person.post("say", {"channel": "D0ADA", "text": self.text})


def test_a_socket_says_hello(lonely: Sandbox, plug: Plug) -> None:
    first, second = plug(), plug()
    assert first.hello["type"] == "hello"
    assert first.hello["connection_info"] == {"app_id": "A0KIOSK"}
    assert (first.hello["num_connections"], second.hello["num_connections"]) == (1, 2)
    assert "approximate_connection_time" in first.hello["debug_info"]


def test_a_ticket_is_good_once(lonely: Sandbox, plug: Plug) -> None:
    url = ticket(lonely)
    with connect(url, proxy=None):
        pass
    with pytest.raises(InvalidStatus), connect(url, proxy=None):
        pass


def test_without_a_bot_a_command_fails_at_once(lonely: Sandbox, plug: Plug) -> None:
    ada = Person(lonely.url, "U0ADA")
    assert "not connected" in ada.types("/order").text
    assert ada.post("say", {"channel": "D0ADA", "text": "/order"})["error"] == "app_not_connected"


def test_an_envelope_goes_to_exactly_one_socket_and_its_ack_answers(lonely: Sandbox, plug: Plug) -> None:
    sockets = [plug(), plug()]
    saying = Saying(lonely, "/order tea")
    got = []
    for socket in sockets:
        try:
            envelope = socket.receives(within=0.2)
        except TimeoutError:
            continue
        socket.acks(envelope)
        got.append(envelope)
    saying.join()
    assert len(got) == 1
    assert saying.answer == {"ok": True, "ack": None}


def test_an_ack_may_carry_the_answer(lonely: Sandbox, plug: Plug) -> None:
    socket = plug()
    saying = Saying(lonely, "/order tea")
    envelope = socket.receives()
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    socket.acks(envelope, {"text": "Coming."})
    saying.join()
    assert saying.answer == {"ok": True, "ack": {"text": "Coming."}}
    assert saying.person.ephemerals[-1].text == "Coming."


def test_a_command_whose_socket_breaks_fails_and_is_not_sent_again(
    lonely: Sandbox, plug: Plug, outside: Workspace
) -> None:
    socket, spare = plug(), plug()
    saying = Saying(lonely, "/order tea")
    holder, other = (spare, socket) if socket.is_quiet(0.2) else (socket, spare)
    holder.connection.close()
    saying.join()
    assert saying.answer == {"ok": False, "error": "dispatch_failed"}
    assert other.is_quiet()


def test_an_unacknowledged_event_comes_again_at_once_and_after_a_minute(
    lonely: Sandbox, plug: Plug, outside: Workspace
) -> None:
    socket = plug()
    Person(lonely.url, "U0ADA").types("hello")
    first = socket.receives()
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    second = socket.receives(within=4.0)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert second["payload"]["event_id"] == first["payload"]["event_id"]
    assert second["envelope_id"] != first["envelope_id"]
    socket.acks(second)
    outside.waits_for_log("ack", "message")
    outside.advance(hours=1)
    assert socket.is_quiet()


def test_an_event_missed_while_away_comes_a_minute_later(lonely: Sandbox, plug: Plug, outside: Workspace) -> None:
    Person(lonely.url, "U0ADA").types("hello")
    socket = plug()
    assert socket.is_quiet()
    outside.advance(minutes=1)
    again = socket.receives()
    assert (again["retry_attempt"], again["retry_reason"]) == (2, "http_error")
    socket.acks(again)


def test_everything_comes_twice_when_asked_to(lonely: Sandbox, plug: Plug, outside: Workspace) -> None:
    socket = plug()
    outside.twice()
    saying = Saying(lonely, "/order tea")
    one, two = socket.receives(), socket.receives()
    assert one["payload"] == two["payload"]
    assert one["envelope_id"] != two["envelope_id"]
    socket.acks(one, {"text": "First."})
    socket.acks(two, {"text": "Second."})
    saying.join()
    assert [post.text for post in saying.person.ephemerals] == ["First."]


def test_a_refresh_is_announced_and_the_old_socket_gets_nothing_more(
    lonely: Sandbox, plug: Plug, outside: Workspace
) -> None:
    old = plug()
    outside.socket("refresh")
    assert [old.receives()["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
    new = plug()
    saying = Saying(lonely, "/order tea")
    new.acks(new.receives())
    saying.join()
    assert saying.answer["ok"]
    with pytest.raises(ConnectionClosed):
        old.receives()


def test_a_dropped_socket_ends_without_a_word(lonely: Sandbox, plug: Plug, outside: Workspace) -> None:
    socket = plug()
    outside.socket("drop")
    with pytest.raises(ConnectionClosed):
        socket.receives()


def test_a_silent_socket_answers_no_ping(lonely: Sandbox, plug: Plug, outside: Workspace) -> None:
    socket = plug()
    assert socket.connection.ping().wait(1.0)
    outside.socket("silence")
    assert not socket.connection.ping().wait(0.3)


def test_an_eleventh_connection_is_turned_away(lonely: Sandbox, plug: Plug) -> None:
    sockets = [plug() for _ in range(11)]
    assert sockets[9].hello["num_connections"] == 10
    assert sockets[10].hello == {"type": "disconnect", "reason": "too_many_websockets"}


def test_a_taken_port_is_said_plainly(lonely: Sandbox, plug: Plug) -> None:
    port = int(lonely.url.rpartition(":")[2])
    with pytest.raises(OSError, match=f"Port {port} on 127.0.0.1 is taken"):
        Sandbox(SEED, kiosk.MANIFEST, port=port).start()


def test_a_stopped_workspace_starts_again_on_its_port() -> None:
    slack = Sandbox(SEED, kiosk.MANIFEST)
    slack.start()
    with connect(ticket(slack), proxy=None):
        slack.stop()
    slack.start()
    assert Workspace(slack.url).now is not None
    slack.stop()
