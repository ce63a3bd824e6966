"""The open breaches that a digest lists, as they are now, with what was done about each since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from desk.digests import counting, subjects
from desk.digests.nudges import NUDGED
from desk.standards import Standards
from policy.requests import GRACE, Kind, Status
from policy.sla import ClockState
from store import Work
from store.models import AuditEvent, Request, SlaClock


@dataclass(frozen=True, slots=True)
class Plea:
    """More time for a step, or a waiver of its breach: asked for, and what became of it."""

    ref: str
    kind: Kind
    status: Status
    asker: str
    closer: str  # empty while it is open
    text: str  # why it was asked for
    outcome: str  # why it was declined
    hours: int  # of an extension
    until: datetime | None  # of an extension that was agreed to


@dataclass(frozen=True, slots=True)
class Line:
    """One breach as it stands now."""

    ref: str
    metric: str
    title: str
    owner: str  # name of who has to act on it now, its submitter too; empty: nobody has it
    due_at: datetime
    done_at: datetime | None
    cancelled: bool
    reason: str
    late: timedelta  # by how much; business time, unless it counts around the clock
    always: bool  # it counts around the clock
    nudged_by: str = ""
    nudged_at: datetime | None = None
    pleas: tuple[Plea, ...] = ()  # the last of each kind

    @property
    def is_open(self) -> bool:
        return self.done_at is None and not self.cancelled

    @property
    def waived(self) -> bool:
        return any(one.kind is Kind.WAIVER and one.status is Status.APPROVED for one in self.pleas)

    def waits_for(self, kind: Kind) -> bool:
        return any(one.kind is kind and one.status is Status.OPEN for one in self.pleas)


def lines(work: Work, standards: Standards, wanted: Sequence[tuple[str, str]], now: datetime) -> tuple[Line, ...]:
    """Read breaches as they are now, in the order asked for."""
    rows = work.exec(select(SlaClock).where(col(SlaClock.subject).in_({ref for ref, _ in wanted}))).all()
    clocks = {(row.subject, row.metric): row for row in rows}
    return lines_of(work, standards, [clocks[key] for key in wanted if key in clocks], now)


def lines_of(work: Work, standards: Standards, rows: Sequence[SlaClock], now: datetime) -> tuple[Line, ...]:
    """Read what there is to see of the breaches of these clocks (five statements)."""
    refs = {row.subject for row in rows}
    about, asked, nudges = subjects.read(work, refs), _asked(work, refs), _nudges(work, refs)
    people = {about[row.subject].has_it(row) for row in rows if row.subject in about}
    people |= {event.actor_id for event in nudges.values()}
    people |= {who for several in asked.values() for one in several for who in (one.submitter_id, one.closed_by_id)}
    names = subjects.names(work, people)
    return tuple(
        replace(
            _line(standards, row, about.get(row.subject, subjects.About("", None)), names, now),
            **_nudged(nudges.get((row.subject, row.metric)), names),
            pleas=_pleas(asked.get((row.subject, row.metric), ()), row, names),
        )
        for row in rows
    )


def _line(standards: Standards, row: SlaClock, about: subjects.About, names: Mapping[int, str], now: datetime) -> Line:
    return Line(
        ref=row.subject,
        metric=row.metric,
        title=about.title,
        owner=names.get(about.has_it(row) or 0, ""),
        due_at=row.breached_at or row.due_at,
        done_at=row.stopped_at if row.state is ClockState.STOPPED else None,
        cancelled=row.state is ClockState.CANCELLED,
        reason=standards.label("breach_reason", row.reason),
        late=counting.overdue(row, standards.calendar(row.calendar), now),
        always=not row.calendar,
    )


def _nudges(work: Work, refs: Iterable[str]) -> dict[tuple[str, str], AuditEvent]:
    """Return the last nudge of each step."""
    rows = work.exec(
        select(AuditEvent)
        .where(col(AuditEvent.subject).in_(refs), AuditEvent.action == NUDGED)
        .order_by(col(AuditEvent.id))
    )
    return {(row.subject, str(row.facts.get("metric"))): row for row in rows}


def _nudged(event: AuditEvent | None, names: Mapping[int, str]) -> dict[str, Any]:
    return {"nudged_by": names.get(event.actor_id or 0, ""), "nudged_at": event.at} if event else {}


def _asked(work: Work, refs: Iterable[str]) -> dict[tuple[str, str], list[Request]]:
    found: dict[tuple[str, str], list[Request]] = {}
    rows = work.exec(
        select(Request)
        .where(col(Request.kind).in_(sorted(GRACE)), col(Request.about).in_(refs))
        .order_by(col(Request.id))
    )
    for row in rows:
        found.setdefault((row.about, str(row.facts["metric"])), []).append(row)
    return found


def _pleas(rows: Sequence[Request], clock: SlaClock, names: Mapping[int, str]) -> tuple[Plea, ...]:
    """Return the last request of each kind about this breach; one about an earlier run of the step counts no more."""
    due_at = (clock.breached_at or clock.due_at).isoformat()
    last = {row.kind: row for row in rows if row.facts["due_at"] == due_at}
    return tuple(_plea(row, names) for row in sorted(last.values(), key=lambda one: one.id or 0))


def _plea(row: Request, names: Mapping[int, str]) -> Plea:
    until = row.facts.get("until")
    return Plea(
        ref=row.ref,
        kind=row.kind,
        status=row.status,
        asker=names.get(row.submitter_id, ""),
        closer=names.get(row.closed_by_id or 0, ""),
        text=row.text,
        outcome=row.outcome,
        hours=int(row.facts.get("hours", 0)),
        until=datetime.fromisoformat(until) if until else None,
    )
