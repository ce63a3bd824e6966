"""Many people doing a thing at the very same moment."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from threading import Barrier
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, event

from policy.errors import DeskError
from store import Store
from store.engine import Busy

Outcome = TypeVar("Outcome")


def all_at_once(deeds: Iterable[Callable[[], Outcome]]) -> list[Outcome | DeskError]:
    """Start all deeds together, each in a thread; give what came of each, refusals included.

    Whoever reads that the database is busy does what that message asks for: the same once more.
    """
    waiting = list(deeds)
    ready = Barrier(len(waiting))

    def run(deed: Callable[[], Outcome]) -> Outcome | DeskError:
        ready.wait(20)
        until = monotonic() + 10
        while True:
            try:
                return deed()
            except Busy as refusal:
                if monotonic() > until:
                    return refusal
            except DeskError as refusal:
                return refusal

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))


def refusals(outcomes: Iterable[Any]) -> list[str]:
    return [outcome.message for outcome in outcomes if isinstance(outcome, DeskError)]


class Unguarded(Store):
    """A store for control runs: nobody waits for anybody. Each statement stands alone on SQLite; nothing is locked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)

        @event.listens_for(self.engine, "before_cursor_execute", retval=True)
        def _unlocked(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> tuple[str, Any]:
            return statement.replace(" FOR UPDATE", ""), given

    def _begin(self, _connection: Connection) -> None:
        pass

    def only_writer(self, *_: Any, **__: Any) -> AbstractContextManager[None]:
        return nullcontext()
