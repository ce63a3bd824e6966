"""What came in (inbox), what has to go out (notices), and the messages that stand for a record (cards)."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.columns import Utc, one_of


def _machine_now() -> datetime:
    """Delivery keeps the machine's time: a workspace clock that is moved must not end leases or skip a wait."""
    return datetime.now(UTC)


class Inbox(SQLModel, table=True):
    """A request that has had its effect. Written first in its transaction; the same request again finds it."""

    __tablename__ = "inbox"

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc, index=True)
    subject: str | None = None  # what it made or changed: "DR-12"


class NoticeState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"  # overtaken: nothing left to say
    DEAD = "dead"  # Slack will never take it; logged with a reference


class Notice(SQLModel, table=True):
    """A message that has to reach somebody. Rendered when sent, so it shows the newest state.

    `audience` is a lane: messages to one audience keep their order. `region:EMEA`, `person:12` or `hub`.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_open",
            "audience",
            "id",
            sqlite_where=text("state IN ('pending', 'sending')"),
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str  # "deal.card"
    subject: str  # "DR-12"
    audience: str
    event_id: int | None = Field(default=None, foreign_key="audit_event.id")
    card_id: int | None = Field(default=None, foreign_key="card.id", index=True)
    state: NoticeState = Field(default=NoticeState.PENDING, sa_type=one_of(NoticeState))
    attempts: int = 0
    created_at: datetime = Field(default_factory=_machine_now, sa_type=Utc)
    next_at: datetime = Field(default_factory=_machine_now, sa_type=Utc)
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    owner: str | None = None  # which courier has it
    finished_at: datetime | None = Field(default=None, sa_type=Utc)
    error: str | None = None


class Lane(SQLModel, table=True):
    """When the next message to an audience may leave (Slack takes one a second per channel)."""

    __tablename__ = "lane"

    audience: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Utc)


class Card(SQLModel, table=True):
    """A message that stands for a record and is edited with it. Without `ts` it is still to be posted."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("subject", "kind", "audience"), Index("ix_card_ts", "ts"))

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    kind: str
    audience: str
    event_id: int | None = Field(default=None, foreign_key="audit_event.id")
    channel: str | None = None
    ts: str | None = None
