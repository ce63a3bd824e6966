"""Days on which Slack misbehaves: refused, hanging, unanswered, erring or dropped Web API calls."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from sandbox.errors import Refused

HANG_SECONDS = 60.0


class Mode(StrEnum):
    REFUSE = "refuse"
    HANG = "hang"
    UNANSWERED = "unanswered"  # the call has its effect, its answer never arrives
    ERROR = "error"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Fault:
    methods: tuple[str, ...]
    mode: Mode
    share: float
    retry_after: int
    until: float | None

    @property
    def is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def hits(self, method: str) -> bool:
        # Chance decides which calls fail, nothing secret.
        return any(fnmatchcase(method, pattern) for pattern in self.methods) and random.random() < self.share  # noqa: S311

    def as_dict(self) -> dict[str, Any]:
        left = None if self.until is None else max(0.0, round(self.until - time.monotonic(), 1))
        return {
            "methods": list(self.methods),
            "mode": self.mode,
            "share": self.share,
            "retry_after": self.retry_after,
            "seconds": left,
        }


class ConnectionCut(Exception):
    """The caller's connection is to be cut without an answer."""

    def __init__(self, mode: Mode) -> None:
        super().__init__(f"connection_{mode}")
        self.reset = mode is Mode.RESET


def read(body: dict[str, Any]) -> Fault:
    """Read a fault as operators and tests write it."""
    try:
        seconds = body.get("seconds")
        return Fault(
            methods=tuple(body.get("methods") or ["*"]),
            mode=Mode(body["mode"]),
            share=float(body.get("share", 1.0)),
            retry_after=int(body.get("retry_after", 1)),
            until=None if seconds is None else time.monotonic() + float(seconds),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise Refused("invalid_fault", str(problem), status=400) from None


class Faults:
    """The fault that is on, if one is."""

    def __init__(self) -> None:
        self._fault: Fault | None = None

    @property
    def current(self) -> Fault | None:
        if self._fault is not None and self._fault.is_over:
            self._fault = None
        return self._fault

    def set(self, fault: Fault | None) -> None:
        self._fault = fault

    async def strike(self, method: str) -> None:
        """Let the fault that is on happen to this call, if it is the call's turn."""
        fault = self.current
        if fault is None or not fault.hits(method):
            return
        match fault.mode:
            case Mode.REFUSE | Mode.RESET:
                raise ConnectionCut(fault.mode)
            case Mode.HANG:
                await self._wait_out(fault)
            case Mode.ERROR:
                raise Refused("internal_error")
            case Mode.RATE_LIMITED:
                raise Refused("ratelimited", status=429, retry_after=fault.retry_after)
            case Mode.SERVER_ERROR:
                raise Refused("internal_error", status=503)

    async def withhold(self, method: str) -> None:
        """Keep the answer of a call that had its effect, if the fault that is on says so."""
        fault = self.current
        if fault is not None and fault.mode is Mode.UNANSWERED and fault.hits(method):
            await self._wait_out(fault)

    async def _wait_out(self, fault: Fault) -> None:
        """Leave the caller waiting until the fault is over, then cut the connection."""
        deadline = time.monotonic() + HANG_SECONDS
        while self.current is fault and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        raise ConnectionCut(fault.mode)
