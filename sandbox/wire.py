"""The two uvicorn protocols with their transport in reach, so that a fault can cut or mute a connection."""

from __future__ import annotations

import socket
import struct
from typing import Any

from starlette.requests import HTTPConnection
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_KEY = "sandbox.protocol"


class HttpProtocol(H11Protocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = _with_protocol(self.app, self)


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that can go silent: it stays open, and answers no ping."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = _with_protocol(self.app, self)
        self.silent = False

    def handle_ping(self) -> None:
        if self.silent:
            self.conn.data_to_send()
        else:
            super().handle_ping()

    def send_keepalive_ping(self) -> None:
        if not self.silent:
            super().send_keepalive_ping()


def _with_protocol(app: Any, protocol: HttpProtocol | SocketProtocol) -> Any:
    async def called(scope: Any, receive: Any, send: Any) -> None:
        scope[_KEY] = protocol
        await app(scope, receive, send)

    return called


def cut(connection: HTTPConnection, *, reset: bool = True) -> None:
    """End a connection without a word."""
    protocol = connection.scope[_KEY]
    raw = protocol.transport.get_extra_info("socket")
    if reset and raw is not None:
        # With a linger time of zero the kernel sends a reset instead of an orderly end.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    protocol.transport.abort()


def mute(connection: HTTPConnection) -> None:
    """Leave a WebSocket open and answer nothing on it any more."""
    connection.scope[_KEY].silent = True
