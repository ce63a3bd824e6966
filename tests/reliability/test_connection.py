"""The line to Slack breaks in every way a line can; the bot is back, and whoever had an answer had one that holds."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest

from bot.app import Bot
from bot.socket import Patience, Socket
from sandbox import Sandbox
from store import Store
from tests.driver import Person, Workspace
from tests.driver.wire import until
from tests.keeper import settings_for
from tests.reliability import evidence
from tests.reliability.scale import BROKEN_LINES

BACK_WITHIN = 30.0
# A tenth of what the bot waits for in earnest.
HASTY = Patience(ping=0.3, silence=1.5, connecting=1.5, first_wait=0.05, longest_wait=0.5)


@pytest.fixture
def deaf(sandbox: Sandbox, slack: Workspace, file: Path) -> Iterator[Bot]:
    """The bot, with nothing to listen by yet."""
    bot = Bot(settings_for(sandbox, f"sqlite:///{file}"), http=True)
    bot.start()
    yield bot
    bot.stop()


@contextmanager
def listening(bot: Bot, *, at: str | None = None, patience: Patience = HASTY, wait: float = 5) -> Iterator[Socket]:
    assert bot.app is not None
    line = Socket(bot.app, bot.settings.slack_app_token, at or bot.settings.slack_api_url, patience)
    line.start(wait=wait)
    try:
        yield line
    finally:
        line.stop()


def answers(person: Person) -> bool:
    """Say whether the bot answers a command now."""
    said = person.post("say", {"channel": person.app_dm, "text": "/deal help"})
    return bool(said["ok"]) and "ack" in said


def seconds_until_back(person: Person) -> float:
    started = monotonic()
    assert until(lambda: answers(person) or None, BACK_WITHIN), f"Not back within {BACK_WITHIN} s."
    return monotonic() - started


@pytest.mark.parametrize("do", ["drop", "refresh", "silence"])
def test_a_line_that_breaks_is_replaced(do, deaf, slack: Workspace, reps):
    with listening(deaf) as line:
        assert answers(reps[0])
        slack.socket(do)
        assert seconds_until_back(reps[0]) < BACK_WITHIN
        assert until(lambda: line.connected or None, 5)


def test_three_refused_connections_are_only_three_refused_connections(deaf, slack: Workspace, reps):
    slack.fault("apps.connections.open", mode="error")
    with listening(deaf, wait=0.1) as line:
        tries = until(lambda: len(slack.log("api", name="apps.connections.open")) >= 3 or None, 10)
        assert tries
        assert not line.connected
        slack.heal()
        assert seconds_until_back(reps[0]) < BACK_WITHIN


def test_a_bot_whose_slack_is_away_at_the_start_says_so_and_connects_later(
    sandbox: Sandbox, slack: Workspace, file: Path, reps
):
    slack.fault("apps.connections.open", mode="refuse")
    bot = Bot(settings_for(sandbox, f"sqlite:///{file}"))
    bot.start(wait=0.2)
    try:
        assert bot.ready() == {"socket": "not connected"}
        slack.heal()
        assert seconds_until_back(reps[0]) < BACK_WITHIN
        assert bot.ready() == {}
    finally:
        bot.stop()


class Misleading(BaseHTTPRequestHandler):
    """Gives out an address where somebody takes the call and says nothing; from the third time on, the right one."""

    mute: str
    right: Any
    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        url = self.right() if self.asked > 2 else self.mute
        body = json.dumps({"ok": True, "url": url}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


def test_a_handshake_that_is_never_answered_is_given_up(deaf, sandbox: Sandbox, slack: Workspace, reps):
    from slack_sdk import WebClient

    web = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        Misleading.asked = 0
        Misleading.mute = f"ws://127.0.0.1:{mute.getsockname()[1]}/socket"
        Misleading.right = staticmethod(lambda: web.apps_connections_open(app_token=sandbox.app_token)["url"])
        switchboard = ThreadingHTTPServer(("127.0.0.1", 0), Misleading)
        Thread(target=switchboard.serve_forever, daemon=True).start()
        try:
            with listening(deaf, at=f"http://127.0.0.1:{switchboard.server_port}/", wait=0.1) as line:
                assert not line.connected
                assert seconds_until_back(reps[0]) < BACK_WITHIN
                assert Misleading.asked == 3
        finally:
            switchboard.shutdown()
            switchboard.server_close()


class Registering(Thread):
    """Sends one registration after the other and notes which were acknowledged."""

    def __init__(self, person: Person) -> None:
        super().__init__(daemon=True)
        self.person, self.acknowledged, self.failed, self.ended = person, [], 0, False

    def run(self) -> None:
        number = 0
        while not self.ended:
            number += 1
            domain = f"customer-{number}.com"
            with suppress(AssertionError):
                said = self.person.post("say", {"channel": self.person.app_dm, "text": f"/deal {domain} 20k eur"})
                form = self.person.form
                if not said["ok"] or form is None:
                    self.failed += 1
                    continue
                evidence.filled(form, domain=domain, account=f"Customer {domain}")
                sent = self.person.post("submit", {"view_id": form.id, "values": form.values})
                if sent["ok"] and not sent["errors"]:
                    self.acknowledged.append(domain)
                else:
                    self.failed += 1
                    form.closes()


def test_no_acknowledged_command_is_lost_while_the_line_breaks_again_and_again(
    deaf, slack: Workspace, memory: Store, reps
):
    with listening(deaf) as line:
        rep = Registering(reps[0])
        rep.start()
        for do in ("drop", "refresh", "drop", "drop", "refresh") * BROKEN_LINES:
            before = len(rep.acknowledged)
            until(lambda before=before: len(rep.acknowledged) > before + 1 or None, 5)
            slack.socket(do)
            until(lambda: line.connected or None, 5)
        rep.ended = True
        rep.join(5)
    registered = [domain for (domain,) in evidence.rows(memory, "SELECT domain FROM deal")]
    assert len(rep.acknowledged) >= 5
    assert set(rep.acknowledged) <= set(registered)
    assert evidence.repeated(registered) == []
