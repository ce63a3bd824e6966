"""How envelopes reach the bot: over its sockets or by HTTP, with acks, time limits and retries."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.envelopes import ACK_SECONDS, EVENT, NoAnswer
from sandbox.log import Kind
from sandbox.requesturl import RequestUrl
from sandbox.wire import cut, mute
from sandbox.workspace import Workspace

CONNECTIONS = 10
# Slack leaves its sockets about ten seconds from the warning to the end; tests have less time.
RETIRE_SECONDS = 1.0
# An event that was not acknowledged comes again at once, after a minute, and after five.
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)


@dataclass(slots=True, eq=False)
class Connection:
    websocket: WebSocket
    pending: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    is_leaving: bool = False
    is_silent: bool = False


class Bot:
    """The app on the other end."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._connections: list[Connection] = []
        self._turn = 0
        self._started_at = time.monotonic()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.request_url: RequestUrl | None = None
        self.twice = False

    @property
    def is_connected(self) -> bool:
        return bool(self._connections) or self.request_url is not None

    # Envelopes

    async def ask(self, kind: str, payload: dict[str, Any]) -> Any:
        """Deliver a command or an interaction and give the body of its ack."""
        deliveries = [self._start(self._deliver(kind, payload)) for _ in range(2 if self.twice else 1)]
        reason = "operation_timeout"
        for delivery in asyncio.as_completed(deliveries):
            try:
                return await delivery
            except NoAnswer as silence:
                reason = silence.reason
        raise NoAnswer(reason)

    def tell(self, payload: dict[str, Any]) -> None:
        """Deliver an event, again and again until it is acknowledged or Slack would give up."""
        for _ in range(2 if self.twice else 1):
            self._start(self._insist(payload))

    def mention(self, kind: str, payload: dict[str, Any]) -> None:
        """Deliver something whose ack nobody waits for."""
        self._start(self._deliver(kind, payload))

    def reset(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.twice = False

    async def _insist(self, payload: dict[str, Any]) -> None:
        attempt, reason = 0, ""
        for wait in (None, *RETRY_AFTER_SECONDS):
            if wait is not None:
                attempt += 1
                await self._workspace.clock.sleep(wait)
            try:
                await self._deliver(EVENT, payload, attempt=attempt, reason=reason)
            except NoAnswer as silence:
                reason = "timeout" if silence.reason == "operation_timeout" else "http_error"
            else:
                return

    async def _deliver(self, kind: str, payload: dict[str, Any], *, attempt: int = 0, reason: str = "") -> Any:
        name = _name_of(payload)
        started = time.perf_counter()
        log = self._workspace.log
        log.add(Kind.ENVELOPE, name, request=payload, response={"retry_attempt": attempt} if attempt else None)
        try:
            if self.request_url is not None:
                answer = await self.request_url.post(kind, payload, attempt, reason)
            else:
                answer = await self._send(kind, payload, attempt, reason)
        except NoAnswer as silence:
            log.add(Kind.ACK, name, ms=(time.perf_counter() - started) * 1000, ok=False, error=silence.reason)
            raise
        log.add(Kind.ACK, name, ms=(time.perf_counter() - started) * 1000, response=answer)
        return answer

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A duplicate's silence has no listener; look at it so that asyncio does not complain.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task

    # Socket Mode

    async def _send(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Any:
        connection = self._next_connection()
        if connection is None:
            raise NoAnswer("app_not_connected")
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != EVENT,
        }
        if kind == EVENT:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        ack = asyncio.get_running_loop().create_future()
        connection.pending[envelope["envelope_id"]] = ack
        try:
            if not connection.is_silent:
                await connection.websocket.send_text(json.dumps(envelope))
            return await asyncio.wait_for(ack, ACK_SECONDS)
        except TimeoutError:
            raise NoAnswer("operation_timeout") from None
        except (WebSocketDisconnect, RuntimeError):
            raise NoAnswer("dispatch_failed") from None
        finally:
            connection.pending.pop(envelope["envelope_id"], None)

    def _next_connection(self) -> Connection | None:
        """Take turns, and spare connections that are about to be refreshed."""
        staying = [connection for connection in self._connections if not connection.is_leaving]
        candidates = staying or self._connections
        if not candidates:
            return None
        self._turn += 1
        return candidates[self._turn % len(candidates)]

    async def serve(self, websocket: WebSocket) -> None:
        """Keep one of the bot's sockets: hello first, then envelopes out and acks in."""
        await websocket.accept()
        if len(self._connections) >= CONNECTIONS:
            await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await websocket.close()
            return
        connection = Connection(websocket)
        self._connections.append(connection)
        self._tell_connected()
        try:
            await websocket.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self._connections),
                    "connection_info": {"app_id": self._workspace.app.id},
                    "debug_info": {**self._debug_info(), "approximate_connection_time": 18060},
                }
            )
            while True:
                self._take(connection, await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            self._connections.remove(connection)
            for ack in connection.pending.values():
                if not ack.done():
                    ack.set_exception(NoAnswer("dispatch_failed"))
            self._tell_connected()

    def _take(self, connection: Connection, text: str) -> None:
        """Take an ack in; what is no ack, or comes too late, only shows in the log."""
        try:
            body = json.loads(text)
        except ValueError:
            body = {}
        ack = connection.pending.get(body.get("envelope_id", "")) if isinstance(body, dict) else None
        if connection.is_silent:
            return
        if ack is None or ack.done():
            self._workspace.log.add(Kind.ACK, "unexpected", ok=False, error="unknown_or_late_envelope", response=text)
        else:
            ack.set_result(body.get("payload"))

    async def drop(self) -> None:
        """Cut every socket without a word."""
        for connection in list(self._connections):
            cut(connection.websocket)

    async def silence(self) -> None:
        """Leave every socket open and mute."""
        for connection in self._connections:
            connection.is_silent = True
            mute(connection.websocket)

    async def refresh(self) -> None:
        """Ask every socket to be renewed, as Slack does every few hours: a warning, then the end."""
        leaving = list(self._connections)
        for connection in leaving:
            connection.is_leaving = True
            await self._say_goodbye(connection, "warning")
        self._start(self._retire(leaving))

    async def _retire(self, leaving: list[Connection]) -> None:
        await asyncio.sleep(RETIRE_SECONDS)
        for connection in leaving:
            if connection in self._connections:
                await self._say_goodbye(connection, "refresh_requested")
        await asyncio.sleep(RETIRE_SECONDS)
        for connection in leaving:
            if connection in self._connections:
                await connection.websocket.close()

    async def _say_goodbye(self, connection: Connection, reason: str) -> None:
        told = {"type": "disconnect", "reason": reason, "debug_info": self._debug_info()}
        with suppress(WebSocketDisconnect, RuntimeError):
            await connection.websocket.send_json(told)

    def _debug_info(self) -> dict[str, Any]:
        return {"host": "sandbox", "build_number": 1, "started": f"{time.monotonic() - self._started_at:.0f} s ago"}

    def _tell_connected(self) -> None:
        self._workspace.live.tell_all({"type": "bot", "connected": self.is_connected})


def _name_of(payload: dict[str, Any]) -> str:
    """Name an envelope for the log: its command, its event, or the kind of interaction and what was used."""
    if "command" in payload:
        return str(payload["command"])
    if payload.get("type") == "event_callback":
        return str(payload["event"]["type"])
    about = payload.get("callback_id") or (payload.get("view") or {}).get("callback_id") or ""
    if payload.get("actions"):
        about = payload["actions"][0]["action_id"]
    elif payload.get("type") == "block_suggestion":
        about = payload["action_id"]
    return f"{payload.get('type')} {about}".strip()
