"""A bot in a process of its own, and a desk with people at it."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from bot.app import Bot
from bot.demo import DEMO, prepare, workspace
from bot.manifest import manifest
from desk import Desk
from sandbox import Sandbox
from store import Store
from tests.conftest import MORNING, settings_for
from tests.driver import Person, Workspace
from tests.reliability.process import Running, forked, variables


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
def file(demo_database: Path, tmp_path: Path) -> Path:
    """A SQLite file with the demo's playbook and books."""
    file = tmp_path / "bot.db"
    shutil.copy(demo_database, file)
    return file


@pytest.fixture
def memory(file: Path) -> Iterator[Store]:
    """What a bot on `file` remembers, seen from outside."""
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def starts(sandbox: Sandbox, slack: Workspace, file: Path) -> Iterator[Callable[[], Running]]:
    """Starts bots on `file`, one after the other; what is left of them ends with the test."""
    started: list[Running] = []

    def start() -> Running:
        running = forked(variables(sandbox, f"sqlite:///{file}"), file.parent, len(started) + 1)
        started.append(running)
        return running.waits_until_ready()

    yield start
    for running in started:
        running.kill()


@pytest.fixture(scope="session")
def staffed_postgres(postgres: str) -> str:
    """The name of a PostgreSQL database with the demo's playbook and books, to be copied."""
    name = "staffed"
    with administering(postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    prepare(postgres.replace("/postgres?", f"/{name}?"), DEMO, demo=True)
    return name


@contextmanager
def administering(postgres: str) -> Iterator[Connection]:
    engine = create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def staffed_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own with the demo's playbook and books, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('file')}"
        return
    postgres: str = request.getfixturevalue("postgres")
    template, name = request.getfixturevalue("staffed_postgres"), f"t{uuid.uuid4().hex}"
    with administering(postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield postgres.replace("/postgres?", f"/{name}?")
    with administering(postgres) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def staffed(staffed_url: str) -> Iterator[Desk]:
    """A desk at MORNING with people and partners, on each engine in turn."""
    store = Store(staffed_url)
    yield Desk(store, lambda: MORNING)
    store.close()


@pytest.fixture
def replica(staffed: Desk, staffed_url: str) -> Iterator[Desk]:
    """A second bot's desk on the same database, with connections of its own."""
    store = Store(staffed_url)
    yield Desk(store, lambda: MORNING)
    store.close()


@pytest.fixture
def reps(sandbox: Sandbox) -> list[Person]:
    """The reps of EMEA; they need no bot to exist."""
    return [Person(sandbox.url, "U0ROSA"), Person(sandbox.url, "U0BO")]


@pytest.fixture
def specialist(sandbox: Sandbox) -> Person:
    return Person(sandbox.url, "U0MIRA")
