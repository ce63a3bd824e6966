"""Books on a store that has the default playbook."""

from collections.abc import Callable

import pytest

from desk.books import Books
from store import Store
from tests.databases import Kept
from tests.fills import with_playbook
from tests.watch import MORNING


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, kept: Callable[..., Kept]) -> Store:
    """A store with the default playbook and empty books, of each kind in turn."""
    return kept(request.param, with_playbook).fresh()


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store, lambda: MORNING)
