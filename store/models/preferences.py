"""How people want to be told, and what waits for them because of it."""

from datetime import datetime, time

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from policy.preferences import How, Topic
from store.columns import Utc, one_of


class Preference(SQLModel, table=True):
    """How one person is told about one topic. Without a row: at once."""

    __tablename__ = "preference"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    topic: Topic = Field(sa_type=one_of(Topic), primary_key=True)
    how: How = Field(sa_type=one_of(How))


class QuietHours(SQLModel, table=True):
    """When somebody wants no messages, by the wall clock of their own zone."""

    __tablename__ = "quiet_hours"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    starts: time
    ends: time


class HeldNews(SQLModel, table=True):
    """A message that waits because its reader wants it later. It is no notice yet, so it holds up nothing."""

    __tablename__ = "held_news"
    __table_args__ = (
        Index(
            "ix_held_news_waiting",
            "person_id",
            "until_at",
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str  # of the notice it becomes: "deal.news"
    event_id: int = Field(foreign_key="audit_event.id")
    is_card: bool = False
    is_brief: bool = False  # comes with others in one message
    until_at: datetime = Field(sa_type=Utc)
    released_at: datetime | None = Field(default=None, sa_type=Utc)
