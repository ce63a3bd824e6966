"""Who was told of a rule that came into force, and who has read it."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.columns import Utc


class RuleReading(SQLModel, table=True):
    """One person was told of one published change."""

    __tablename__ = "rule_reading"
    __table_args__ = (
        Index(
            "ix_rule_reading_open",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    request_id: int = Field(foreign_key="request.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    told_at: datetime = Field(sa_type=Utc)
    read_at: datetime | None = Field(default=None, sa_type=Utc)
