"""Requests: questions, proposals, exceptions, insights, more time, waivers; called RQ-<id>, whatever their kind."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from policy.requests import Kind, Status
from store.columns import Json, Utc, one_of


class Request(SQLModel, table=True):
    """Something one person asks and another answers or decides."""

    __tablename__ = "request"
    __table_args__ = (
        Index(
            "ix_request_open",
            "kind",
            "id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_request_about", "kind", "about"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(sa_type=one_of(Kind))
    status: Status = Field(default=Status.OPEN, sa_type=one_of(Status))
    region: str = ""  # empty: everywhere
    about: str = ""  # a rule ("ROE-3.EMEA"), a record ("DR-12") or nothing
    text: str  # what is asked, as typed
    submitter_id: int = Field(foreign_key="person.id", index=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)  # who is to answer
    created_at: datetime = Field(sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    closed_by_id: int | None = Field(default=None, foreign_key="person.id")
    outcome: str = ""  # the answer, or why it was decided so
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # what only its kind has

    @property
    def ref(self) -> str:
        return f"RQ-{self.id}"
