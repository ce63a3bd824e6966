"""What the sandbox starts with: a workspace, its tour, and a database with a playbook and books."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk import Desk
from desk.playbook import read as read_playbook
from store import Store

PLAYBOOKS = Path(__file__).parents[2] / "playbook"
DEMO, DEFAULT = PLAYBOOKS / "demo", PLAYBOOKS / "default"


def workspace(*, demo: bool) -> dict[str, Any]:
    """Return the workspace to start with; without the demo, one admin and one channel."""
    if demo:
        return tomllib.loads((DEMO / "workspace.toml").read_text(encoding="utf-8"))
    return {
        "team": {"id": "T0SANDBOX", "name": "Your company", "domain": "your-company"},
        "app": {"id": "A0ECOOPS", "name": "EcoOps", "bot_user_id": "U0ECOOPS", "bot_id": "B0ECOOPS"},
        "users": [
            {
                "id": "U0ADMIN",
                "name": "you",
                "real_name": "You",
                "title": "Admin",
                "tz": "Europe/London",
                "email": "you@your-company.example",
            }
        ],
        "channels": [{"id": "C0GENERAL", "name": "general", "topic": "Everybody", "members": ["U0ADMIN"]}],
    }


def tour(*, demo: bool) -> dict[str, Any] | None:
    """Return the stories that lead through the demo; without the demo there is nobody to act them out."""
    return tomllib.loads((DEMO / "tour.toml").read_text(encoding="utf-8")) if demo else None


def prepare(database_url: str, playbook: Path, *, demo: bool, at: datetime | None = None) -> None:
    """Fill a new database: the playbook and, for the demo, the partner and account books. It is done `at` a moment,
    by default now: the first digests are those that come after it.
    """
    store = Store(database_url)
    store.upgrade()
    desk = Desk(store, lambda: at or datetime.now(UTC))
    desk.playbook.apply(read_playbook(playbook))
    if demo:
        desk.books.import_partners(DEMO / "partners.csv", None)
        desk.books.import_accounts(DEMO / "accounts.csv", None)
    store.close()
