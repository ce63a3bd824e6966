"""Timers: what is to happen later. `desk/ticking.py` makes it happen.

A timer is a row. It is deleted in the transaction of what it brings about, so a step happens once however many
processes look, and one that was missed while everything was down happens at the next look, with its true due time.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam
from sqlmodel import col, delete, select

from store import Work
from store.models import Timer

_EARLIEST = "earliest timer set"


def set_timer(work: Work, subject: str, kind: str, due_at: datetime) -> None:
    """Have the step `kind` of `subject` happen at `due_at`; one that is set already moves."""
    set_timers(work, subject, {kind: due_at})


def set_timers(work: Work, subject: str, steps: Mapping[str, datetime]) -> None:
    """Have several steps of `subject` happen, given as kinds with their due times."""
    if not steps:
        return
    always = {"subject": subject, "attempts": 0, "error": None}
    rows = [{"kind": kind, "due_at": due_at, "next_at": due_at, **always} for kind, due_at in steps.items()]
    work.put_all(Timer, "subject", "kind", rows=rows)
    set_before = work.info.get(_EARLIEST)
    work.info[_EARLIEST] = min(steps.values()) if set_before is None else min(set_before, *steps.values())


def clear(work: Work, subject: str, *kinds: str) -> None:
    """Forget the steps `kinds` of `subject`; all of them when none is named."""
    given = {"subject": subject, "kinds": kinds} if kinds else {"subject": subject}
    work.connection().execute(_gone(named=bool(kinds)), given)


def clear_all(work: Work, subject: str, family: str) -> None:
    """Forget the steps of `subject` whose kinds begin with the word `family`."""
    work.execute(delete(Timer).where(col(Timer.subject) == subject, col(Timer.kind).startswith(f"{family}.")))


def hold(work: Work, subject: str) -> None:
    """Wait until no step of `subject` is happening, and let none happen before this unit of work has ended.

    Steps take their timer first and the record after it. Whoever changes a record and clears its timers later has to
    take them in the same order, or two replicas on PostgreSQL wait for each other.
    """
    work.exec(select(Timer.id).where(Timer.subject == subject).order_by(col(Timer.id)).with_for_update()).all()


def earliest_set(work: Work) -> datetime | None:
    """Return the earliest due time that was set within this unit of work."""
    earliest: datetime | None = work.info.get(_EARLIEST)
    return earliest


@cache
def _gone(*, named: bool) -> Executable:
    gone = delete(Timer).where(col(Timer.subject) == bindparam("subject"))
    return gone.where(col(Timer.kind).in_(bindparam("kinds", expanding=True))) if named else gone
