"""The partner book and the account book."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


class Partner(SQLModel, table=True):
    __tablename__ = "partner"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str = Field(unique=True)  # the key of the book it was imported from
    name: str
    name_key: str = Field(index=True)
    tier: str = ""
    region: str | None = Field(default=None, foreign_key="region.code")
    domain: str | None = None
    active: bool = True


class Account(SQLModel, table=True):
    """A company one sells to: imported from the account book, or met first in a registration."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_name_head", text("substr(name_key, 1, 3)")),)

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)  # None: met in a registration
    name: str
    name_key: str
    owner: str = ""  # our own account owner, by name
    customer: bool = False
    named: bool = False  # on the named (house) account list
    open_opportunity: bool = False  # our direct team has one open
    last_contact_on: date | None = None  # last contact of our direct team


class AccountDomain(SQLModel, table=True):
    """A registrable domain belongs to one account: the domain decides about conflicts."""

    __tablename__ = "account_domain"

    domain: str = Field(primary_key=True)  # ASCII, as policy.names gives it
    account_id: int = Field(foreign_key="account.id", index=True)
    skeleton: str = Field(index=True)  # look-alikes share it
