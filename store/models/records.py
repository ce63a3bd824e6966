"""What happened, who did it and on which rule; and how long each step may still take."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, Relationship, SQLModel

from policy.sla import ClockState
from store.append_only import append_only
from store.columns import Json, Utc, one_of

# Which clocks some indexes hold; a query that says the same in the same words is answered from them.
IN_TIME = "state = 'stopped' AND breached_at IS NULL"
LATE_OPEN = "breached_at IS NOT NULL AND state IN ('running', 'paused')"
RUNNING = "state = 'running'"


def _some(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class AuditEvent(SQLModel, table=True):
    """One thing that happened, never changed."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject_id", "subject", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc, index=True)
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: EcoOps itself
    subject: str
    action: str  # "deal.approve"
    from_status: str | None = None
    to_status: str | None = None
    rule: str | None = None
    rule_version: int | None = None
    because: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


append_only(AuditEvent, "audit events")


class SlaClock(SQLModel, table=True):
    """One clock per subject and metric, as policy.sla reckons it."""

    __tablename__ = "sla_clock"
    __table_args__ = (
        UniqueConstraint("subject", "metric"),
        # What a region's weeks are counted by: read from the index alone.
        _some("ix_sla_clock_late", "region", "breached_at", "metric", where="breached_at IS NOT NULL"),
        _some("ix_sla_clock_in_time", "region", "stopped_at", "metric", where=IN_TIME),
        _some("ix_sla_clock_late_open", "region", "breached_at", where=LATE_OPEN),
        # What runs, by the time it falls due: read whole for how the regions stand, from the front for what is stuck.
        _some("ix_sla_clock_running", "due_at", "region", "court", "warn_at", where=RUNNING),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    metric: str
    region: str  # which owes the answer
    court: str  # who has to act: submitter, specialist, lead, hub, other
    calendar: str  # code of the calendar it runs in; "" around the clock
    goal_seconds: int
    warn_share: float
    state: ClockState = Field(sa_type=one_of(ClockState))
    started_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
    warn_at: datetime = Field(sa_type=Utc)
    paused_at: datetime | None = Field(default=None, sa_type=Utc)
    spent_seconds: float = 0
    counted_from: datetime | None = Field(default=None, sa_type=Utc)
    stopped_at: datetime | None = Field(default=None, sa_type=Utc)
    warned_at: datetime | None = Field(default=None, sa_type=Utc)  # when the warning fell due
    breached_at: datetime | None = Field(default=None, sa_type=Utc)  # the due time that was missed
    reason: str | None = None  # why it was missed: code of a breach_reason
    reason_note: str = ""
    reason_by: int | None = Field(default=None, foreign_key="person.id")
    waiver: str | None = None  # the request by which its breach was waived: "RQ-5"


class ClockChange(SQLModel, table=True):
    """One change of one clock, and in whose court the time runs from then on."""

    __tablename__ = "clock_change"

    id: int | None = Field(default=None, primary_key=True)
    # Written with its clock, which may be new itself: the id follows from `clock`.
    clock_id: int = Field(default=None, nullable=False, foreign_key="sla_clock.id", index=True)
    clock: SlaClock = Relationship()
    at: datetime = Field(sa_type=Utc)
    change: str  # start, pause, resume, stop, cancel, retarget, court, warn, breach
    court: str  # submitter, specialist, lead, hub, other
    actor_id: int | None = Field(default=None, foreign_key="person.id")
