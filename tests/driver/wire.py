"""The driver's way to the server, and its patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

WITHIN = 5.0
POLL = 0.02

T = TypeVar("T")


def client(base_url: str) -> httpx.Client:
    """Give a client for loopback: no proxies, and no certificates to load."""
    return httpx.Client(base_url=base_url, timeout=60.0, trust_env=False, verify=False)


def until(look: Callable[[], T | None], within: float) -> T | None:
    """Look again and again until there is something to see, or the time is over."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found is not None or time.monotonic() > deadline:
            return found
        time.sleep(POLL)
