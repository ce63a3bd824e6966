"""Books on a store that has the default playbook."""

from collections.abc import Callable

import pytest

from desk.books import Books
from store import Store
from tests.databases import Kept
from tests.fills import with_playbook
from tests.watch import MORNING


@pytest.fixture
def store(engine: str, kept: Callable[..., Kept]) -> Store:
    """A store with the default playbook and empty books."""
    return kept(engine, with_playbook).fresh()


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store, lambda: MORNING)
