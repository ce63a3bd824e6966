"""The time. In a sandbox it follows the workspace's clock, which people can move."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog

log = structlog.get_logger()

CATCHING_UP_SECONDS = 30  # what `moved` may take; the sandbox waits as long before it takes the bot for gone


class Clock:
    """Gives the time, aware, in UTC. `moved` is called after it has jumped."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._stop = Event()
        self._follower: Thread | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def follow(self, api_url: str, token: str, moved: Callable[[], None]) -> None:
        """Follow the clock of the sandbox at `api_url`, once before returning and then in the background."""
        seen = self._ask(api_url, token, -1)

        def run(seen: int) -> None:
            while not self._stop.is_set():
                before = seen
                seen = self._ask(api_url, token, seen)
                if seen != before:
                    moved()

        self._follower = Thread(target=run, args=(seen,), name="clock", daemon=True)
        self._follower.start()

    def stop(self) -> None:
        self._stop.set()

    def _ask(self, api_url: str, token: str, seen: int) -> int:
        """Wait until the sandbox's clock differs from version `seen`; return the version now in force."""
        request = Request(  # noqa: S310  (settings allow another host than Slack only in a sandbox)
            f"{api_url}sandbox.clock",
            data=json.dumps({"seen": seen, "back_within": CATCHING_UP_SECONDS}).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"},
        )
        try:
            with urlopen(request, timeout=30) as response:  # noqa: S310
                answer = json.load(response)
        except (URLError, OSError, ValueError):
            self._stop.wait(0.5)
            return seen
        if answer.get("ok"):
            self._offset = timedelta(seconds=answer["offset"])
            return int(answer["version"])
        self._stop.wait(0.5)
        return seen
