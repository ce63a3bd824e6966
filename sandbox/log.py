"""What went over the wire, newest last: the inspector's and the tests' memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sandbox.clock import Clock

KEPT = 10_000


class Kind(StrEnum):
    API = "api"
    ENVELOPE = "envelope"
    ACK = "ack"
    RESPONSE_URL = "response_url"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Entry:
    n: int
    at: str
    kind: Kind
    name: str
    ms: float
    ok: bool
    error: str | None
    request: Any
    response: Any

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Log:
    def __init__(self, clock: Clock, tell: Callable[[dict[str, Any]], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._n = 0

    def add(
        self,
        kind: Kind,
        name: str,
        *,
        ms: float = 0.0,
        ok: bool = True,
        error: str | None = None,
        request: Any = None,
        response: Any = None,
    ) -> None:
        self._n += 1
        at = self._clock.now().isoformat()
        entry = Entry(self._n, at, kind, name, round(ms, 2), ok, error, request, response)
        self._entries.append(entry)
        self._tell({"type": "log", "entry": entry})

    def since(self, n: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        return [entry.as_dict() for entry in self._entries if entry.n > n and kind in (None, entry.kind)]

    def reset(self) -> None:
        self._entries.clear()
