"""How the bot is asked to stop."""

import signal
from _thread import start_new_thread
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any


@contextmanager
def stopped_by_signals() -> Iterator[Event]:
    """Turn SIGINT and SIGTERM into an event, so that a stop is always a clean one."""
    stop = Event()

    def heard(*_: Any) -> None:
        # Not in this thread: it may hold the event's lock, on its way into wait(), and would wait for itself. A bare
        # thread, as `Thread.start` has a lock of its own.
        start_new_thread(stop.set, ())

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
