"""A bot that runs for many tests."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col, select

from bot.app import Bot
from bot.demo import DEMO, environment
from bot.settings import Settings
from sandbox import Sandbox
from store import Store
from store.models import Notice, NoticeState
from tests.databases import Filler
from tests.driver import Workspace


def settings_for(sandbox: Sandbox, database_url: str, **more: Any) -> Settings:
    """Return the settings that `ecoops run` reads in a sandbox; messages to one channel follow each other at once."""
    env = environment(sandbox, database_url, DEMO)
    names = {name.lower(): value for name, value in env.items() if name.lower() in Settings.model_fields}
    return Settings(_env_file=None, **{**names, "ecoops_seconds_per_message": 0.0, **more})


def delivers(store: Store) -> bool:
    """Say whether something is on its way or may leave now; what is put off for later does not count."""
    may_leave = and_(col(Notice.state) == NoticeState.PENDING, col(Notice.next_at) <= datetime.now(UTC))
    with store.read() as work:
        going = select(Notice.id).where(or_(col(Notice.state) == NoticeState.SENDING, may_leave)).limit(1)
        return work.exec(going).first() is not None


class Keeper:
    """Keeps one bot running for many tests: starting one takes a second, giving it fresh data a few milliseconds."""

    def __init__(self, sandbox: Sandbox, file: Path) -> None:
        self._sandbox, self._file = sandbox, file
        self._bot: Bot | None = None
        self._filler: Filler | None = None

    def fresh(self, slack: Workspace, database: Path) -> Bot:
        """Give a running bot whose database is a copy of `database`, in a workspace as at the start."""
        if self._bot is None or self._filler is None or not self._bot.running:
            self.stop()
            shutil.copy(database, self._file)
            self._bot = Bot(settings_for(self._sandbox, f"sqlite:///{self._file}"))
            self._filler = Filler(self._bot.store)
            self._bot.start()
            slack.waits_for_bot()
            return self._bot
        self._filler.fill(database)
        slack.advance(seconds=0)  # the bot has adopted the workspace's clock when this returns
        return self._bot

    def settle(self) -> None:
        """Wait until the bot has delivered what a test left it to deliver, so that it cannot reach the next one."""
        until = time.monotonic() + 2
        while self._bot and self._bot.running and delivers(self._bot.store) and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self) -> None:
        if self._filler:
            self._filler.close()
        if self._bot and self._bot.running:
            self._bot.stop()
