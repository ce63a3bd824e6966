"""What happens later: one table of timers, read by the time they fall due."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.columns import Utc


class Timer(SQLModel, table=True):
    """One step that is to happen at `due_at`. It is deleted in the transaction of what it brings about."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("subject", "kind"), Index("ix_timer_next_at_id", "next_at", "id"))

    id: int | None = Field(default=None, primary_key=True)
    subject: str  # "DR-12"
    kind: str  # "sla.breach deal.review": the word before the first dot names who handles it
    due_at: datetime = Field(sa_type=Utc)  # when it was meant to happen, however late anybody looks
    next_at: datetime = Field(sa_type=Utc)  # when to look: the due time, later only after a failure
    attempts: int = 0
    error: str | None = None
