"""Books on a store that has the default playbook."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.books import Books
from desk.playbook import Playbooks, read
from store import Store

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "playbook" / "default"


@pytest.fixture
def books(store: Store) -> Books:
    Playbooks(store, lambda: NOW).apply(read(SHIPPED))
    return Books(store, lambda: NOW)
