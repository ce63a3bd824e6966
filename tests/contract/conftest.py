"""Worlds to write payloads from, built once."""

import gc
import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.contract import worlds
from tests.contract.payloads import Sent, written
from tests.contract.worlds import MARKS, World
from tests.databases import new_database


@pytest.fixture(scope="session", params=["small", "large"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A company: the smallest there can be, then the largest.

    They live through nearly everything that the desk does, so one of them does it on PostgreSQL.
    """
    folder = tmp_path_factory.mktemp("world")
    with ExitStack() as stack:
        if request.param == "small":
            database = stack.enter_context(new_database(request.getfixturevalue("postgres")))
            made = worlds.small(folder, database)
        else:
            made = worlds.large(MARKS, folder, f"sqlite:///{folder}/world.db")
        yield made
        made.desk.store.close()


@pytest.fixture(scope="session")
def sent(world: World) -> list[Sent]:
    """Everything the bot can send in that company, that of the largest one in each texture."""
    gc.disable()  # it would look again and again through a hundred thousand objects that live until the end
    try:
        return list(written(world))
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def different(sent: list[Sent]) -> list[Sent]:
    """One of all that are the same to the letter."""
    return list({json.dumps([one.is_view, one.payload]): one for one in sent}.values())
