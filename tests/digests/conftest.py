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


@pytest.fixture(params=["sqlite", "postgresql"])
def staffed(request: pytest.FixtureRequest, kept: Callable[..., Kept], watch: Watch) -> Desk:
    """A desk with people, partners and digests, on each engine in turn; its time is what `watch` shows."""
    return Desk(kept(request.param, staff).fresh(), watch)


@pytest.fixture
def bot(keeper: Keeper, slack: Workspace, demo_database: Path) -> Iterator[Bot]:
    """The bot in the workspace, with digests to send."""
    yield keeper.fresh(slack, demo_database)
    keeper.settle()
