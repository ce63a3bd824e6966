"""The open browser windows: events pushed to the people they are meant for."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.log import Entry

# A window that does not read is closed rather than remembered for ever.
BACKLOG = 5_000


def _plain(value: Any) -> Any:
    if isinstance(value, Entry):
        return value.as_dict()
    raise TypeError(type(value).__name__)


class Live:
    def __init__(self) -> None:
        self._windows: dict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def is_watched(self, user: str) -> bool:
        return bool(self._windows.get(user))

    @property
    def is_watched_at_all(self) -> bool:
        return any(self._windows.values())

    def tell(self, user: str, event: dict[str, Any]) -> None:
        """Push an event to every window of one person."""
        if windows := self._windows.get(user):
            self._put(windows, json.dumps(event, default=_plain))

    def tell_all(self, event: dict[str, Any]) -> None:
        everyone = [window for windows in self._windows.values() for window in windows]
        if everyone:
            self._put(everyone, json.dumps(event, default=_plain))

    async def serve(self, user: str, websocket: WebSocket) -> None:
        """Keep one window fed until it closes."""
        window: asyncio.Queue[str | None] = asyncio.Queue(BACKLOG)
        # Known before the window hears that it is connected: it misses nothing of what happens from then on.
        self._windows[user].add(window)
        feeding: asyncio.Task[None] | None = None
        try:
            await websocket.accept()
            feeding = asyncio.create_task(self._feed(window, websocket))
            while True:
                await websocket.receive_text()
        except (WebSocketDisconnect, KeyError):
            pass
        finally:
            self._windows[user].discard(window)
            if feeding is not None:
                feeding.cancel()

    @staticmethod
    async def _feed(window: asyncio.Queue[str | None], websocket: WebSocket) -> None:
        try:
            while (event := await window.get()) is not None:
                await websocket.send_text(event)
            await websocket.close(1013)
        except (WebSocketDisconnect, RuntimeError):
            return

    @staticmethod
    def _put(windows: Any, event: str) -> None:
        for window in list(windows):
            try:
                window.put_nowait(event)
            except asyncio.QueueFull:
                while not window.empty():
                    window.get_nowait()
                window.put_nowait(None)
