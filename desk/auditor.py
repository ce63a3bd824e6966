"""Looks whether everything that fell due was done and told: what is behind is shown, and the hub hears of it once.

The steps are read through their index, so a look costs the same however much is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam
from sqlmodel import col, func, select

from desk import record, telling
from desk.arrears import BEHIND, HEALED, SUBJECT, last
from desk.standards import Now
from desk.ticking import AFTER_A_FAULT
from store import Store, Work
from store.models import Inbox, Timer
from store.notices import backlog

STEP_AT_MOST, NOTICE_AT_MOST = timedelta(minutes=5), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is behind: steps that fell due more than five minutes ago, notices that wait for more than ten."""

    steps: int
    oldest_step: timedelta
    notices: int  # that wait, however long
    oldest_notice: timedelta

    @property
    def any(self) -> bool:
        return self.steps > 0 or self.oldest_notice > NOTICE_AT_MOST

    @property
    def facts(self) -> Mapping[str, Any]:
        return {
            "steps": self.steps,
            "oldest_step_seconds": self.oldest_step.total_seconds(),
            "notices": self.notices if self.oldest_notice > NOTICE_AT_MOST else 0,
            "oldest_notice_seconds": self.oldest_notice.total_seconds(),
        }


class Auditor:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self) -> Arrears:
        """Return what is behind."""
        with self._store.read() as work:
            return _arrears(work, self._now())

    def check(self) -> Arrears:
        """Look, and tell the hub when something is behind, and again when nothing is any more: each once."""
        with self._store.read() as work:
            arrears, told = _arrears(work, self._now()), last(work)
        if arrears.any is not (told is not None and told.action == BEHIND):
            self._tell(arrears, told.id if told else None)
        return arrears

    def _tell(self, arrears: Arrears, after: int | None) -> None:
        with self._store.begin() as work:
            now = self._now()
            if not work.add_once(Inbox, key=f"{SUBJECT}:{after}", at=now, subject=SUBJECT):
                return  # another process was faster
            event = record.write(
                work,
                subject=SUBJECT,
                action=BEHIND if arrears.any else HEALED,
                at=now,
                actor=None,
                because="something that fell due was not done or not told" if arrears.any else "nothing is behind",
                facts=arrears.facts,
            )
            if arrears.any:
                telling.tell(work, "auditor.behind", event, telling.HUB)
            else:
                telling.tell(work, "auditor.healed", event, telling.HUB)


def _arrears(work: Work, now: datetime) -> Arrears:
    given = {"late": now - STEP_AT_MOST, "near": now + AFTER_A_FAULT}
    steps, oldest = work.connection().execute(_late(), given).one()
    waiting = backlog(work)
    return Arrears(
        steps=steps,
        oldest_step=now - oldest if oldest else timedelta(),
        notices=waiting.waiting,
        oldest_notice=datetime.now(UTC) - waiting.oldest_at if waiting.oldest_at else timedelta(),
    )


@cache
def _late() -> Executable:
    late = Timer.due_at < bindparam("late")
    near = Timer.next_at <= bindparam("near")  # one that failed looks ahead; the index begins with it
    return select(func.count(col(Timer.id)), func.min(Timer.due_at)).where(near, late)
