"""The driver's way to the server, and its patience."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

WITHIN = 5.0
POLL = 0.02

T = TypeVar("T")


class Line:
    """JSON to and from loopback, over one connection per thread.

    A story asks hundreds of times what is to be seen; the standard library's client asks at a quarter of the
    processor time that a full HTTP client takes.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._host, self._root = parts.netloc, parts.path
        self._mine = threading.local()

    def ask(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return what the server answers, whatever its status.

        A connection that the server has let go since is made anew; what is asked is then asked again, since the
        server never saw it.
        """
        asked = f"{self._root}{path}" + (f"?{urlencode(query)}" if query else "")
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"} if content else {}
        for kept in (True, False):
            connection = getattr(self._mine, "connection", None) if kept else None
            if connection is None:
                connection, kept = HTTPConnection(self._host, timeout=60), False
            try:
                connection.request(verb, asked, content, headers)
                answer = connection.getresponse()
                read = answer.read()
            except (ConnectionError, OSError):
                connection.close()
                self._mine.connection = None
                if not kept:
                    raise
                continue
            self._mine.connection = connection
            return json.loads(read)
        raise AssertionError("unreachable")


def until(look: Callable[[], T | None], within: float) -> T | None:
    """Look again and again until there is something to see, or the time is over."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found is not None or time.monotonic() > deadline:
            return found
        time.sleep(POLL)
