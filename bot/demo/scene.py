"""What the sandbox itself can be asked for while a past is acted out in it: its clock, and what people say there."""

import json
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class Scene:
    """The workspace in which a past is acted out. Time goes forward only."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._at: datetime | None = None

    def moves_to(self, at: datetime) -> None:
        """Let it be `at`; the first time, everything starts there."""
        if self._at is None:
            self._post("/control/reset", {"at": at.isoformat()})
            self._at = at
        elif at > self._at:
            self._post("/control/clock", {"to": at.isoformat()})
            self._at = at

    def says(self, person: str, text: str, *, channel: str, thread_ts: str | None = None) -> None:
        self._post(f"/client/{person}/say", {"channel": channel, "text": text, "thread_ts": thread_ts})

    def is_read(self) -> None:
        """Let everybody have read everything."""
        self._post("/control/read", {})

    def is_forgotten(self) -> None:
        """Empty the inspector: what went over the wire in the past is no part of what people came to look at."""
        self._post("/control/forget", {})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = Request(f"{self._url}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=15) as response:  # noqa: S310  (the sandbox's own address, on loopback)
                response.read()
        except HTTPError as refused:
            if refused.code != 400:  # the clock is ahead by the milliseconds that went by since
                raise
