"""Worlds to write payloads from, built once."""

import pytest

from tests.contract import worlds
from tests.contract.payloads import Sent, everything
from tests.contract.worlds import TEXTURES, World


@pytest.fixture(scope="session", params=["small", *TEXTURES], ids=lambda param: getattr(param, "name", param))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A company: the smallest there can be, then the largest of each texture."""
    folder = tmp_path_factory.mktemp("world")
    return worlds.small(folder) if request.param == "small" else worlds.large(request.param, folder)


@pytest.fixture(scope="session")
def sent(world: World) -> list[Sent]:
    """Everything the bot can send in that company."""
    return list(everything(world))
