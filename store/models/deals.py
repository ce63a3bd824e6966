"""Deal registrations, what was found about them, and what they protect."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from policy.conflicts import Kind, Level
from policy.deals import Extension, Status
from policy.rulings import Tier
from store.columns import Json, Money, Utc, added_later, one_of


class Deal(SQLModel, table=True):
    """A deal registration. People call it DR-<id>."""

    __tablename__ = "deal"
    __table_args__ = (
        Index("ix_deal_submitter_id_id", "submitter_id", "id"),
        Index("ix_deal_region_status_id", "region", "status", "id"),
        # Names are compared with those that start alike (first three letters: a blocking key, as in record linkage).
        Index("ix_deal_customer_head", text("substr(customer_key, 1, 3)")),
        Index(
            "ix_deal_open_assignee",
            "assignee_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(
            "ix_deal_open_owner",
            "owner_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(
            "ix_deal_open_region",
            "region",
            "owner_id",
            "assignee_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_deal_submitter_id_decided_at", "submitter_id", "decided_at"),
        Index("ix_deal_decided_by_id_decided_at", "decided_by_id", "decided_at"),
        Index(
            "ix_deal_protected",
            "submitter_id",
            "protected_until",
            sqlite_where=text("protected_until IS NOT NULL"),
            postgresql_where=text("protected_until IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    status: Status = Field(sa_type=one_of(Status))
    partner_id: int = Field(foreign_key="partner.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    customer: str  # as typed
    customer_key: str
    domain: str = Field(index=True)  # registrable, ASCII
    region: str = Field(foreign_key="region.code")
    segment: str
    motion: str
    amount: Decimal = Field(sa_type=Money)
    currency: str
    close_on: date
    contact: str
    evidence: str
    evidence_on: date | None = None
    tender: bool = False
    notes: str = ""

    submitter_id: int = Field(foreign_key="person.id")
    assignee_id: int | None = Field(default=None, foreign_key="person.id")  # to whom it was routed
    routed_because: str = ""
    owner_id: int | None = Field(default=None, foreign_key="person.id")  # who has taken it
    submitted_at: datetime = Field(sa_type=Utc)
    changed_at: datetime = Field(sa_type=Utc)

    # Whose ruling a conflict waits for; a neutral seat's after an appeal.
    tier: int = Field(default=Tier.DESK, sa_column_kwargs={"server_default": text("1")})
    question: str | None = None
    question_fields: list[str] = Field(default_factory=list, sa_type=Json)
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")

    decided_at: datetime | None = Field(default=None, sa_type=Utc)  # approved, declined or withdrawn
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str | None = None  # code of the decline or withdraw reason
    note: str = ""
    rule: str | None = None  # what the decision rests on: "ROE-3"
    rule_version: int | None = None
    protected_until: date | None = None  # last protected day in the region
    extension: Extension | None = Field(
        default=None,
        sa_type=one_of(Extension, checked=False),
        sa_column_args=[added_later(Extension, "extension")],
    )

    @property
    def ref(self) -> str:
        return f"DR-{self.id}"


class DealProduct(SQLModel, table=True):
    __tablename__ = "deal_product"

    deal_id: int = Field(foreign_key="deal.id", primary_key=True)
    product: str = Field(primary_key=True)


class Protection(SQLModel, table=True):
    """An approved deal protects its account, per product, in its region. At most one holds at a time."""

    __tablename__ = "protection"
    __table_args__ = (
        Index(
            "uq_protection_holding",
            "account_id",
            "product",
            "region",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    product: str
    region: str = Field(foreign_key="region.code")
    starts_at: datetime = Field(sa_type=Utc)
    ends_at: datetime = Field(sa_type=Utc)  # midnight after the last protected day, in the region
    released_at: datetime | None = Field(default=None, sa_type=Utc)


class Conflict(SQLModel, table=True):
    """One finding about one registration, with the rule it rests on."""

    __tablename__ = "conflict"

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    kind: Kind = Field(sa_type=one_of(Kind))
    level: Level = Field(sa_type=one_of(Level))
    rule: str
    rule_version: int
    other_deal_id: int | None = Field(default=None, foreign_key="deal.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    found_at: datetime = Field(sa_type=Utc)
    settled_at: datetime | None = Field(default=None, sa_type=Utc)
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
