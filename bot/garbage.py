"""When Python looks for garbage: not while the bot starts, and seldom afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Python's own are 700, 10 and 10. Hardly anything that goes needs looking for, and a batch of timers or the demo's
# quarter makes a hundred thousand objects that live to its end: looking through them all the time is a fifth of it.
SELDOM = (20_000, 20, 20)


@contextmanager
def left_alone() -> Iterator[None]:
    """Let nobody look for garbage in this block, nor ever again among what it made, and seldom among what comes later.

    A start makes a quarter of a million objects that stay, and looking through them again and again is a quarter of
    its time. Every full look later would take another 50 ms.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.set_threshold(*SELDOM)
        gc.enable()
