"""Things Slack hands out that work for a short while: triggers, response URLs, socket tickets."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.entities import Message
from sandbox.errors import Refused

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_LIFE = timedelta(minutes=30)
TICKET_SECONDS = 30.0


@dataclass(slots=True)
class Trigger:
    user: str
    # The view it came from, when it came from a modal.
    view_id: str | None
    made_at: float
    is_used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    user: str
    channel: str
    original: Message | None
    expires_at: datetime
    uses_left: int = RESPONSE_USES


class Tickets:
    def __init__(self, clock: Clock, team_id: str) -> None:
        self._clock = clock
        self._team_id = team_id
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}
        self._sockets: dict[str, float] = {}

    def reset(self) -> None:
        self._triggers.clear()
        self._responses.clear()

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Give a trigger id: good once, for 3 real seconds."""
        digits = "".join(ch for ch in self._team_id if ch.isdigit()) or "1"
        trigger_id = f"{time.time_ns() // 1000}.{digits}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, view_id, time.monotonic())
        return trigger_id

    def exchange(self, trigger_id: str | None) -> Trigger:
        """Take a trigger in, refusing unknown, old and used ones as Slack does."""
        trigger = self._triggers.get(trigger_id or "")
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made_at > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def response_path(self, user: str, channel: str, original: Message | None = None) -> str:
        """Give the path of a new response URL: 5 uses within 30 minutes of workspace time."""
        response_id = secrets.token_hex(12)
        expires_at = self._clock.now() + RESPONSE_LIFE
        self._responses[response_id] = ResponseUrl(user, channel, original, expires_at)
        return f"/response/{response_id}"

    def use_response(self, response_id: str) -> ResponseUrl:
        response = self._responses.get(response_id)
        if response is None:
            raise Refused("invalid_url", status=404)
        if self._clock.now() > response.expires_at:
            raise Refused("expired_url", status=404)
        if response.uses_left == 0:
            raise Refused("used_url", status=404)
        response.uses_left -= 1
        return response

    def socket_ticket(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self._sockets[ticket] = time.monotonic()
        return ticket

    def use_socket_ticket(self, ticket: str) -> bool:
        """Tell whether a socket may be opened with this ticket; it is good once."""
        made_at = self._sockets.pop(ticket, None)
        return made_at is not None and time.monotonic() - made_at <= TICKET_SECONDS
