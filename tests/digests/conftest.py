"""Here the digests of the demo company are sent."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import Bot
from desk import Desk
from tests.databases import Kept
from tests.driver import Workspace
from tests.fills import staff
from tests.keeper import Keeper
from tests.watch import Watch


@pytest.fixture
def staffed(engine: str, kept: Callable[..., Kept], watch: Watch) -> Desk:
    """A desk with people, partners and digests; its time is what `watch` shows."""
    return Desk(kept(engine, staff).fresh(), watch)


@pytest.fixture
def bot(keeper: Keeper, slack: Workspace, demo_database: Path) -> Iterator[Bot]:
    """The bot in the workspace, with digests to send."""
    yield keeper.fresh(slack, demo_database)
    keeper.settle()
