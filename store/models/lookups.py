"""What people looked up in the rules, whether it helped, and which accounts they wait for."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.columns import Utc

_WAITING = text("told_at IS NULL")


class RuleLookup(SQLModel, table=True):
    """One question to the rules, or one look at an account, and the rule that answered. Buttons refer to it."""

    __tablename__ = "rule_lookup"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc, index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str  # as typed, without the region
    region: str  # the region it was asked for; empty: none
    rule: str = ""  # "ROE-3.EMEA"; empty: none answered
    rule_version: int = 0
    domain: str = ""  # for a look at an account: its registrable domain
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    helped: bool | None = None  # what the person said; None: nothing
    request_id: int | None = Field(default=None, foreign_key="request.id")  # the question it became


class Watch(SQLModel, table=True):
    """Somebody wants to hear when an account is free in a region. `told_at` is set when they have."""

    __tablename__ = "watch"
    __table_args__ = (
        Index(
            "ix_watch_waiting",
            "account_id",
            "region",
            "person_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    region: str
    lookup_id: int = Field(foreign_key="rule_lookup.id")  # the look at the account that it came from
    created_at: datetime = Field(sa_type=Utc)
    told_at: datetime | None = Field(default=None, sa_type=Utc)
