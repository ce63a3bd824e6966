"""A workspace with the bot in it and a browser before it, for what is no test: the README's picture, the bench."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bot import log
from bot.app import Bot
from bot.demo import DEMO, prepare, workspace
from bot.manifest import manifest
from sandbox import Sandbox
from tests.browser.chromium import FLAGS, executable
from tests.browser.window import Window, Witness
from tests.driver import Person, Workspace
from tests.keeper import settings_for


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story outside the tests is acted on."""

    url: str
    bot: Bot
    slack: Workspace
    browser: Browser

    def person(self, slack_id: str) -> Person:
        return Person(self.url, slack_id)

    def window(self, slack_id: str, channel: str, **how: Any) -> Window:
        address = f"{self.url}/?as={slack_id}#{channel}"
        return Window.opened(self.browser, Witness(), address, slack_id, **how)


@contextmanager
def stage(at: datetime) -> Iterator[Stage]:
    """Set up the demo's workspace and books, as they are at the moment `at`."""
    log.configure("warning")
    with (
        tempfile.TemporaryDirectory(prefix="ecoops-stage-") as folder,
        Sandbox(workspace(demo=True), manifest()) as sandbox,
        sync_playwright() as playwright,
    ):
        slack = Workspace(sandbox.url)
        slack.reset(at=at)
        database = f"sqlite:///{Path(folder) / 'ecoops.db'}"
        prepare(database, DEMO, demo=True, at=at)
        bot = Bot(settings_for(sandbox, database))
        bot.start()
        try:
            slack.waits_for_bot()
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            yield Stage(sandbox.url, bot, slack, browser)
            browser.close()
        finally:
            bot.stop()
