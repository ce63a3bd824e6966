"""The kinds of envelopes the workspace delivers, and what silence means."""

from __future__ import annotations

COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"

ACK_SECONDS = 3.0


class NoAnswer(Exception):
    """The bot did not acknowledge an envelope, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
