"""The parts of one running workspace, put together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.delivery import Bot
from sandbox.files import Files
from sandbox.payloads import Payloads
from sandbox.tickets import Tickets
from sandbox.views import Views
from sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Credentials:
    bot_token: str
    app_token: str
    signing_secret: str


class Slack:
    def __init__(self, seed: dict[str, Any], manifest: dict[str, Any], base_url: str, *, pace: bool = False) -> None:
        self.base_url = base_url
        self.workspace = Workspace(seed, manifest)
        team = self.workspace.team.id
        self.tickets = Tickets(self.workspace.clock, team)
        self.views = Views(self.workspace.live)
        self.payloads = Payloads(self.workspace, self.tickets, base_url)
        self.bot = Bot(self.workspace)
        self.files = Files()
        self.credentials = credentials(team)
        self._pace_from_start = pace
        self.pace = pace
        self.posted_at: dict[str, float] = {}

    @property
    def scopes(self) -> list[str]:
        return list(self.workspace.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    @property
    def features(self) -> dict[str, Any]:
        return dict(self.workspace.manifest.get("features", {}))

    @property
    def habits(self) -> dict[str, bool]:
        """What Slack does until it is told otherwise: deliver everything twice, enforce its rate."""
        return {"twice": self.bot.twice, "rate": self.pace}

    def listens_to(self, event: str) -> bool:
        settings = self.workspace.manifest.get("settings", {})
        return event in settings.get("event_subscriptions", {}).get("bot_events", [])

    def reset(self, at: datetime | None = None) -> None:
        """Go back to the seed; sockets stay open."""
        self.bot.reset()
        self.workspace.reset(at)
        self.tickets.reset()
        self.views.reset()
        self.files.reset()
        self.pace = self._pace_from_start
        self.posted_at.clear()


def credentials(team_id: str) -> Credentials:
    """Give a team's made-up tokens, the same at every start, so that a restarted bot still fits."""
    secret = hashlib.sha256(f"sandbox {team_id}".encode()).hexdigest()
    return Credentials(f"xoxb-sandbox-{team_id}", f"xapp-1-sandbox-{team_id}", secret[:32])
