"""Books on a store that has the default playbook."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.books import Books
from desk.playbook import Playbooks, read
from store import Store
from tests.databases import Kept

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "playbook" / "default"


def standards(url: str) -> None:
    store = Store(url)
    store.upgrade()
    Playbooks(store, lambda: NOW).apply(read(SHIPPED))
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, kept: Callable[..., Kept]) -> Store:
    """A store with the default playbook and empty books, of each kind in turn."""
    return kept(request.param, standards).fresh()


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store, lambda: NOW)
