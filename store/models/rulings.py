"""What was ruled on channel conflicts, kept as precedent."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from policy.rulings import Outcome, Tier
from store.columns import Json, Utc, one_of


class Ruling(SQLModel, table=True):
    """One ruling on one disputed registration. It is never changed; an appeal leads to another one."""

    __tablename__ = "ruling"

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    rivals: list[int] = Field(default_factory=list, sa_type=Json)  # ids of the other registrations it was about
    region: str
    tier: int = Field(default=Tier.DESK, sa_column_kwargs={"server_default": text("1")})
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    rule: str  # what it rests on: "ROE-2"
    rule_version: int
    reasoning: str
    evidence: str  # what the submitter had done, as it read then
    profile: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # what likeness is judged by
    ruled_by_id: int = Field(foreign_key="person.id")
    ruled_at: datetime = Field(sa_type=Utc, index=True)
