"""A browser, and windows in it for the people of the workspace."""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

from bot.app import Bot
from bot.demo import quarter, tour, workspace
from bot.manifest import manifest
from sandbox import Sandbox
from tests.browser.chromium import FLAGS, INSTALLING_S, NoBrowser, executable
from tests.browser.window import Window, Witness
from tests.driver import Workspace
from tests.keeper import settings_for
from tests.sandbox.test_quarter import FEW

HERE = Path(__file__).parent
ALBUM = HERE.parents[1] / "artifacts" / "browser"
PEOPLE = {"rosa": "U0ROSA", "bo": "U0BO", "ben": "U0BEN", "aiko": "U0AIKO", "mira": "U0MIRA", "jonas": "U0JONAS",
          "lena": "U0LENA", "priya": "U0PRIYA"}  # fmt: skip

expect.set_options(timeout=10_000)  # a busy machine is slow, not wrong

FAILED: pytest.StashKey[bool] = pytest.StashKey()

Opener = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))  # two browsers on one machine slow each other down
            item.add_marker(pytest.mark.timeout(2 * INSTALLING_S))  # the first test may have to install a browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests.

    It goes when they are over: while Playwright runs, no other test in this process could run an event loop.
    """
    try:
        place = executable()
    except NoBrowser as why:
        _not_run(f"{why}.")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=place, args=FLAGS)
        except Error as why:
            _not_run(f"{place} does not start: {why.message.splitlines()[0]}.")
        yield started
        started.close()


def _not_run(why: str) -> None:
    said = f"BROWSER TESTS NOT RUN: {why} Install Chromium, or name one in CHROMIUM."
    warnings.warn(said, stacklevel=2)
    pytest.skip(said)


# On this Thursday it is 17:20 in Berlin: Europe's desks have closed, as they will have for many a newcomer.
EVENING = datetime(2026, 11, 26, 16, 20, tzinfo=UTC)


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox as `ecoops sandbox` opens it, with a small part of the quarter behind it."""
    file = tmp_path_factory.mktemp("town") / "ecoops.db"
    with Sandbox(workspace(demo=True), manifest(), tour=tour(demo=True)) as slack:
        quarter.act(slack, file, until=EVENING, fields=FEW)
        bot = Bot(settings_for(slack, f"sqlite:///{file}"))
        bot.start()
        Workspace(slack.url).waits_for_bot()
        yield slack
        bot.stop()


class Pool:
    """Windows for many tests.

    A new one takes half a second of the processor, an empty one that goes to the page a fifth, one that becomes
    somebody else a twentieth, and one whose page only starts over nearly nothing. As many are kept as most tests need.
    """

    KEPT = 2

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.witness = Witness()
        self._idle: list[Window] = []
        self._empty: list[Window] = []

    def open(self, name: str, url: str, channel: str, **how: Any) -> Window:
        """Open a window of the workspace that every test starts over."""
        if how or not self._idle:
            return self.visit(f"{url}/?as={PEOPLE[name]}#{channel}", name, **how)
        idle = max(self._idle, key=lambda one: one.name == name)
        self._idle.remove(idle)
        idle.starts_over(name, PEOPLE[name], channel)
        return idle

    def visit(self, address: str, name: str, **how: Any) -> Window:
        """Open a window as if it were somebody's first."""
        if how or not self._empty:
            return Window.opened(self.browser, self.witness, address, name, **how)
        window = self._empty.pop()
        window.name = name
        window.goes(address)
        return window

    def take_back(self, windows: list[Window], *, keep: bool) -> None:
        """Keep windows for the next test, whose reset of the workspace makes each page start over."""
        for window in self._idle:
            window.has_started_over()
        for window in windows:
            if keep and window.plain and len(self._idle) < self.KEPT:
                window.looks("light")
                self._idle.append(window)
            else:
                self.leave(window, keep=keep)
        for window in self._idle:
            window.will_start_over()

    def leave(self, window: Window, *, keep: bool) -> None:
        """Let go of a window; `keep` says that it is fit for others."""
        if keep and window.plain:
            window.empties()
            self._empty.append(window)
        else:
            window.closes()


@pytest.fixture(scope="package")
def pool(browser: Browser) -> Pool:
    return Pool(browser)


@pytest.fixture
def witness(pool: Pool) -> Iterator[Witness]:
    """Watches every window; no browser test is over before it has nothing to tell."""
    watching = pool.witness
    yield watching
    complaints, elsewhere = watching.forgets()
    assert not complaints, f"The console says: {complaints}"
    assert not elsewhere, f"Requests left this machine: {elsewhere}"


@pytest.fixture
def newcomer(request: pytest.FixtureRequest, town: Sandbox, pool: Pool, witness: Witness) -> Iterator[Window]:
    """A window of somebody who has just followed the address that the terminal shows."""
    window = pool.visit(town.url, "newcomer")
    window.album = ALBUM / "newcomer"
    yield window
    pool.leave(window, keep=not request.node.stash.get(FAILED, True))


@pytest.fixture
def window(
    request: pytest.FixtureRequest, pool: Pool, witness: Witness, sandbox: Sandbox, bot: Bot
) -> Iterator[Opener]:
    """Open a window as somebody: `window("rosa", "C0DEALS")`."""
    opened: list[Window] = []
    story = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")
    album = ALBUM / request.node.path.stem.removeprefix("test_")

    def open_window(name: str, channel: str = "", **how: Any) -> Window:
        opened.append(pool.open(name, sandbox.url, channel, **how))
        opened[-1].album = album
        return opened[-1]

    yield open_window
    failed = request.node.stash.get(FAILED, True)
    if failed:
        for number, one in enumerate(opened, 1):
            one.keeps(f"FAILED-{story}-{number}-{one.name}")
    pool.take_back(opened, keep=not failed)


@pytest.fixture
def rosa(window: Opener) -> Window:
    """Rosa, a rep, in the channel where everybody talks about deals."""
    return window("rosa", "C0DEALS")


@pytest.fixture
def bo(window: Opener) -> Window:
    """Bo, another rep of the same region."""
    return window("bo", "C0DEALS")


@pytest.fixture
def mira(window: Opener) -> Window:
    """Mira, the specialist, in her desk's channel."""
    return window("mira", "C0EMEA")


@pytest.fixture
def jonas(window: Opener) -> Window:
    """Jonas, the region's lead, in the same channel."""
    return window("jonas", "C0EMEA")
