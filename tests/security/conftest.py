"""A bot that listens over HTTP, and a log that can be read."""

import io
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from bot import log
from bot.app import Bot
from bot.http import Server
from sandbox import Sandbox
from store.models import AuditEvent
from tests.driver import Person, Workspace
from tests.keeper import settings_for
from tests.security.borrowed import Borrowed
from tests.security.wire import Wire, good_deal
from tests.watch import MORNING


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged during the test, the libraries' lines included."""
    lines = io.StringIO()
    with redirect_stderr(lines):
        log.configure("debug")
    yield lines
    log.configure("info")


@pytest.fixture
def web_bot(sandbox: Sandbox, slack: Workspace, demo_database: Path, tmp_path: Path) -> Iterator[Bot]:
    """The bot as `ecoops run --http` starts it."""
    file = tmp_path / "bot.db"
    shutil.copy(demo_database, file)
    started = Bot(settings_for(sandbox, f"sqlite:///{file}"), http=True)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def server(web_bot: Bot, slack: Workspace) -> Iterator[Server]:
    """Its HTTP server; the workspace delivers there."""
    served = Server(web_bot, "127.0.0.1", 0)
    served.start()
    slack.deliver_by_http(f"{served.url}/slack/events", web_bot.settings.slack_signing_secret)
    yield served
    slack.deliver_by_http(None)
    served.stop()


@pytest.fixture
def wire(server: Server, web_bot: Bot) -> Wire:
    """A line to that server for requests that no Slack would send."""
    return Wire(server.port, web_bot.settings.slack_signing_secret)


@dataclass(frozen=True, slots=True)
class Settled:
    """A bot whose desk has one registration of Rosa's, and a wire to it. Nothing that is tried here may change it."""

    bot: Bot
    slack: Workspace
    wire: Wire
    borrowed: Borrowed

    @property
    def untouched(self) -> bool:
        with self.bot.store.read() as work:
            return set(work.exec(select(AuditEvent.action))) <= {"deal.register", "deal.refused"}


@pytest.fixture(scope="module")
def settled(sandbox: Sandbox, demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    slack = Workspace(sandbox.url)
    slack.reset(at=MORNING)
    file = tmp_path_factory.mktemp("settled") / "bot.db"
    shutil.copy(demo_database, file)
    bot = Bot(settings_for(sandbox, f"sqlite:///{file}"), http=True)
    bot.start()
    served = Server(bot, "127.0.0.1", 0)
    served.start()
    wire = Wire(served.port, bot.settings.slack_signing_secret)
    slack.deliver_by_http(f"{served.url}/slack/events", wire.secret)
    assert wire.submit("U0ROSA", "deal.register", "", **good_deal()).json == {"response_action": "clear"}
    yield Settled(bot, slack, wire, Borrowed(wire, slack, Person(sandbox.url, "U0PRIYA")))
    slack.deliver_by_http(None)
    served.stop()
    bot.stop()
