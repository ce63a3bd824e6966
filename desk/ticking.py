"""Makes happen what has fallen due: reads the timers and has each one's step done.

Steps happen in the order of their due times, also those that an earlier step of the same look sets.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby

from sqlalchemy import Executable, bindparam, delete
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from desk import alerts, deal_alerts, following, holding, nudging, reminders
from desk.digests import grace, sending
from desk.escalations import late, waiting
from desk.home import briefs
from desk.keeping import drift, exceptions
from desk.rules import alerts as question_alerts
from desk.standards import Now, Standards, load
from desk.timers import earliest_set
from store import Store, Work
from store.models import Timer

Handler = Callable[[Work, Standards, Sequence[Timer], datetime], None]
"""Does what the timers ask for; gets them in the order of their due times, and the present moment."""

# By the first word of a timer's kind. Those in BATCHES get all that are due in a row at once; the others one at a time.
HANDLERS: dict[str, Handler] = {
    "sla": alerts.fire,
    "exception": exceptions.expire,
    "review": drift.flag,
    "nudge": nudging.nudge,
    reminders.FAMILY: reminders.remind,
    "escalation": waiting.fire,
    "held": holding.release,
    "home": following.turn,
    "digest": sending.fire,
    "grace": grace.end,
    "brief": briefs.fire,
}
BATCHES = frozenset({"sla", "home"})
alerts.TELLERS["DR"] = deal_alerts.tell
alerts.TELLERS["ESC"] = late.tell

alerts.TELLERS["RQ"] = question_alerts.tell

AT_ONCE = 500  # timers of one transaction
AFTER_A_FAULT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Fault:
    """A timer whose step could not be done; it is tried again, and holds up no other."""

    subject: str
    kind: str
    error: Exception


class Timers:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def run_due(self) -> list[Fault]:
        """Do everything that has fallen due; return what could not be done."""
        faults: list[Fault] = []
        while self._any_due():
            faults += self._run_some()
        return faults

    def next_at(self) -> datetime | None:
        """Return when the next step falls due, None when nothing is set."""
        with self._store.read() as work:
            return work.exec(select(Timer.next_at).order_by(col(Timer.next_at)).limit(1)).first()

    def _any_due(self) -> bool:
        """Look without writing: an idle look must not keep others from the database."""
        with self._store.read() as work:
            return work.connection().execute(_any(), {"now": self._now()}).first() is not None

    def _run_some(self) -> list[Fault]:
        faults: list[Fault] = []
        with self._store.begin() as work:
            now = self._now()
            due = work.exec(_due(), params={"now": now}).all()
            standards = load(work)
            for family, batch in _in_turn(due):
                earliest = earliest_set(work)
                if earliest and earliest < batch[0].next_at:
                    break  # a step just done has set one that comes before: look again
                faults += _handle(work, standards, HANDLERS[family], batch, now)
        return faults


@cache
def _any() -> Executable:
    return select(Timer.id).where(Timer.next_at <= bindparam("now")).limit(1)


@cache
def _due() -> SelectOfScalar[Timer]:
    in_order = select(Timer).where(Timer.next_at <= bindparam("now")).order_by(col(Timer.next_at), col(Timer.id))
    return in_order.limit(AT_ONCE).with_for_update(skip_locked=True)


@cache
def _done() -> Executable:
    return delete(Timer).where(col(Timer.id).in_(bindparam("done", expanding=True)))


def _in_turn(due: Sequence[Timer]) -> Iterator[tuple[str, list[Timer]]]:
    def turn(timer: Timer) -> tuple[str, int | None]:
        family = timer.kind.split(".")[0]
        return family, None if family in BATCHES else timer.id

    for (family, _), batch in groupby(due, turn):
        yield family, list(batch)


def _handle(work: Work, standards: Standards, handler: Handler, batch: list[Timer], now: datetime) -> list[Fault]:
    """Do a batch's steps; when that fails, one by one, so that the one at fault holds up no other."""
    try:
        with work.begin_nested():
            work.connection().execute(_done(), {"done": [timer.id for timer in batch]})
            handler(work, standards, batch, now)
            work.flush()
    except OperationalError:
        raise  # the database is in trouble, not the step
    except Exception as error:  # the ticker must outlive a step that cannot be done
        if len(batch) > 1:
            return [fault for timer in batch for fault in _handle(work, standards, handler, [timer], now)]
        timer = work.get_one(Timer, batch[0].id, populate_existing=True)
        timer.next_at, timer.attempts, timer.error = now + AFTER_A_FAULT, timer.attempts + 1, str(error)[:500]
        return [Fault(timer.subject, timer.kind, error)]
    return []
