"""Weekly digests: which there were and what they said, who wants them, what hangs on their messages."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from store.columns import Json, Utc, one_of


class DigestKind(StrEnum):
    WEEKLY = "weekly"  # of one region
    ROLLUP = "rollup"  # over all regions


class Digest(SQLModel, table=True):
    """One digest. Writing this row is what claims it: there is one per kind, region and week, whoever is faster."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("kind", "region", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: DigestKind = Field(sa_type=one_of(DigestKind))
    region: str = ""  # empty: all regions
    period: str  # ISO week: "2026-W47"
    due_at: datetime = Field(sa_type=Utc)
    sent_at: datetime = Field(sa_type=Utc)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # its numbers and lines, as they were then


class Subscription(SQLModel, table=True):
    """Somebody wants a region's digest in their own messages; an empty region is the one over all regions."""

    __tablename__ = "subscription"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    region: str = Field(default="", primary_key=True)
    since: datetime = Field(sa_type=Utc)


class Mention(SQLModel, table=True):
    """A card shows a line about a record that it does not stand for, and is edited with it as well."""

    __tablename__ = "mention"

    card_id: int = Field(foreign_key="card.id", primary_key=True)
    subject: str = Field(primary_key=True, index=True)


class Stage(StrEnum):
    """How far a file has come on its way into Slack."""

    ANNOUNCED = "announced"  # Slack has named an address to send it to
    UPLOADED = "uploaded"  # its bytes are there
    DONE = "done"  # it is complete


class Attachment(SQLModel, table=True):
    """A file on its way to one card. Each step is kept as soon as Slack has taken it, and is not made twice."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("card_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    card_id: int = Field(foreign_key="card.id")
    name: str  # chart, rows
    file_id: str
    stage: Stage = Field(default=Stage.ANNOUNCED, sa_type=one_of(Stage))
