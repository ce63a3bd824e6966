"""Who there is, and what each may do where."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from policy.permissions import Role
from store.columns import Utc, one_of


class Person(SQLModel, table=True):
    """A member of the workspace. Known by Slack id once seen there, by e-mail before that."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    slack_id: str | None = Field(default=None, unique=True)
    email: str | None = Field(default=None, unique=True)
    name: str
    title: str = ""
    zone: str = "UTC"  # IANA name, as the person set it in Slack
    home_region: str | None = Field(default=None, foreign_key="region.code")
    active: bool = True
    profile_at: datetime | None = Field(default=None, sa_type=Utc)  # when Slack was last asked about them


class RoleGrant(SQLModel, table=True):
    """One role of one person. An empty region, segment, motion or severity means all of them."""

    __tablename__ = "role_grant"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=one_of(Role))
    region: str | None = Field(default=None, foreign_key="region.code", index=True)
    segment: str | None = None
    motion: str | None = None
    severity: str | None = None  # of escalations; whoever covers only some gets no registrations
