"""A bot in a process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import Bot
from bot.demo import workspace
from bot.manifest import manifest
from sandbox import Sandbox
from store import Store
from tests.driver import Person, Workspace
from tests.keeper import settings_for
from tests.reliability.process import Forks, Running, variables


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A workspace of our own: the bots here come and go, and no other may answer in their place."""
    with Sandbox(workspace(demo=True), manifest()) as started:
        yield started


@pytest.fixture
def bot(sandbox: Sandbox, slack: Workspace, file: Path) -> Iterator[Bot]:
    """The bot in this process."""
    started = Bot(settings_for(sandbox, f"sqlite:///{file}"))
    started.start()
    slack.waits_for_bot()
    yield started
    started.stop()


@pytest.fixture
def memory(file: Path) -> Iterator[Store]:
    """What a bot on `file` remembers, seen from outside."""
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def starts(forks: Forks, sandbox: Sandbox, slack: Workspace, file: Path) -> Iterator[Callable[[], Running]]:
    """Starts bots on `file`, one after the other; what is left of them ends with the test."""
    started: list[Running] = []

    def start() -> Running:
        running = forks.bot(variables(sandbox, f"sqlite:///{file}"), file.parent, len(started) + 1)
        started.append(running)
        return running.waits_until_ready()

    yield start
    for running in started:
        running.kill()


@pytest.fixture
def reps(sandbox: Sandbox) -> list[Person]:
    """The reps of EMEA; they need no bot to exist."""
    return [Person(sandbox.url, "U0ROSA"), Person(sandbox.url, "U0BO")]


@pytest.fixture
def specialist(sandbox: Sandbox) -> Person:
    return Person(sandbox.url, "U0MIRA")
