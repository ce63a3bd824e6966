"""The workspace's clock: real time plus an offset, and who follows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sandbox.errors import Refused

POLL_SECONDS = 20.0
# How long a move waits for a follower that is still connected (it does what has come due before it polls again), and
# for one that may be gone.
ADOPTION_SECONDS = 30.0
GONE_SECONDS = 3.0
# A follower that polled this recently is between two polls, not gone; one that has more to do then says how much.
BETWEEN_POLLS_SECONDS = 1.0


class Clock:
    """Tell workspace time, and let followers wait for it to be moved."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.version = 1
        self._changed = asyncio.Event()
        self._adopted = asyncio.Event()
        self._waiting = 0
        self._acknowledged = 0
        self._back_by = float("-inf")
        self._last_micros = 0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def next_ts(self) -> str:
        """Give a message timestamp that no other message has, and that is later than all before."""
        micros = int((time.time() + self.offset) * 1_000_000)
        self._last_micros = max(micros, self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    async def follow(self, seen: int, back_within: float = BETWEEN_POLLS_SECONDS) -> dict[str, object]:
        """Answer at once when `seen` is old, else when the clock is moved or a poll's time is over.

        `back_within` says how many seconds the follower may take until its next poll.
        """
        self._back_by = time.monotonic() + back_within
        if seen == self.version:
            self._acknowledged += 1
            self._adopted.set()
            change = self._changed
            self._waiting += 1
            try:
                await asyncio.wait_for(change.wait(), POLL_SECONDS)
            except TimeoutError:
                pass
            except asyncio.CancelledError:
                if self._waiting == 1:  # nobody else: who hung up in the middle of a poll will not poll again
                    back_within = float("-inf")
                raise
            finally:
                if change is self._changed:
                    self._waiting -= 1
                self._back_by = time.monotonic() + back_within
        return {"ok": True, "version": self.version, "offset": self.offset}

    async def advance(self, seconds: float, is_connected: Callable[[], bool] = lambda: False) -> int:
        """Move the clock on and return how many followers have adopted the new time.

        `is_connected` says whether a bot is there: who has followed the clock and is still there will poll again.
        """
        if seconds < 0:
            raise Refused("time_does_not_run_backwards", status=400)
        between_polls = time.monotonic() < self._back_by
        expected = max(self._waiting, 1 if between_polls else 0)
        self.offset += seconds
        self._announce()
        since = time.monotonic()
        while self._acknowledged < expected:
            if time.monotonic() - since > (ADOPTION_SECONDS if is_connected() else GONE_SECONDS):
                break
            self._adopted.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._adopted.wait(), 0.2)
        return self._acknowledged

    async def sleep(self, seconds: float) -> None:
        """Sleep workspace seconds: moving the clock shortens the wait."""
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return

    def reset(self, at: datetime | None = None) -> None:
        """Go back to real time, or to the moment `at`; followers are told like of any other change."""
        self.offset = (at - datetime.now(UTC)).total_seconds() if at else 0.0
        self._last_micros = 0
        self._announce()

    def release(self) -> None:
        """Answer every waiting follower as it is: nobody should wait for a workspace that closes."""
        self._wake()

    def _announce(self) -> None:
        self.version += 1
        self._acknowledged = 0
        self._wake()

    def _wake(self) -> None:
        """Have everybody who waits look once more, and wait for the next change with a new event.

        They are not counted as waiting from now on, though it takes them a moment to notice: some may never come back.
        """
        self._changed.set()
        self._changed = asyncio.Event()
        self._waiting = 0
