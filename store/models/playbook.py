"""What the team decides in its playbook. Rows here come from `ecoops playbook apply` and nowhere else."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policy.amounts import Habit
from store.columns import Json, Utc, one_of


class Company(SQLModel, table=True):
    """The one row about the vendor itself."""

    __tablename__ = "company"

    id: int = Field(default=1, primary_key=True)
    name: str
    domains: list[str] = Field(sa_type=Json)  # our own registrable domains: nobody registers a deal with us
    hub_channel: str | None = None  # Slack channel id or name where the hub is told
    digest_at: str = "Monday 08:00"  # when the weekly digest comes, by each region's own clock
    digest_head: str | None = None  # e-mail address or Slack id of who gets the digest over all regions
    # The share of a week's items that may be late.
    digest_target: float = Field(default=0.05, sa_column_kwargs={"server_default": text("0.05")})
    # When morning briefs come, by their reader's own clock.
    brief_at: time = Field(default=time(8, 30), sa_column_kwargs={"server_default": "08:30:00.000000"})


class RegionalCalendar(SQLModel, table=True):
    __tablename__ = "calendar"

    code: str = Field(primary_key=True)
    zone: str  # IANA name


class BusinessHours(SQLModel, table=True):
    """One open span of one weekday; two rows on a day make a break."""

    __tablename__ = "business_hours"

    id: int | None = Field(default=None, primary_key=True)
    calendar: str = Field(foreign_key="calendar.code", index=True)
    weekday: int  # Monday = 0
    opens: time
    closes: time


class BusinessDay(SQLModel, table=True):
    """One open span of one date that differs from its weekday; a row without hours closes the day."""

    __tablename__ = "business_day"

    id: int | None = Field(default=None, primary_key=True)
    calendar: str = Field(foreign_key="calendar.code", index=True)
    on: date
    name: str
    opens: time | None = None
    closes: time | None = None


class Region(SQLModel, table=True):
    __tablename__ = "region"

    code: str = Field(primary_key=True)  # "EMEA"
    name: str
    calendar: str = Field(foreign_key="calendar.code")
    currency: str  # ISO 4217
    amounts: Habit = Field(sa_type=one_of(Habit))  # how the region writes decimals
    channel: str | None = None  # Slack channel id or name of the region's deal desk
    leaders_channel: str | None = None  # Slack channel id of the region's leaders
    digest_at: str | None = None  # when its digest comes, where it differs from the standard
    position: int = 0
    active: bool = True


class Choice(SQLModel, table=True):
    """One entry of a list that forms offer: a segment, a motion, a product, a currency, a reason."""

    __tablename__ = "choice"

    kind: str = Field(primary_key=True)  # segment, motion, product, currency; a decline_, withdraw_ or breach_reason
    code: str = Field(primary_key=True)
    label: str
    rule: str | None = None  # decline reasons name the rule of engagement they rest on
    position: int = 0
    active: bool = True


class SlaTarget(SQLModel, table=True):
    """How long a step may take. `region` is empty for the global standard."""

    __tablename__ = "sla_target"

    metric: str = Field(primary_key=True)  # "deal.review"
    region: str = Field(default="", primary_key=True)
    minutes: int
    around_the_clock: bool = False  # else business time of the region that owes the answer
    warn_share: float = 0.75


class RuleVersion(SQLModel, table=True):
    """One version of one rule of engagement, never changed, only superseded.

    Region, segment and motion are its scope, each empty for all of them. What decisions rest on stays as it was
    applied; who keeps the rule, when it is reviewed and where it is found may change.
    """

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("code", "region", "segment", "motion", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str  # "ROE-3"
    region: str = ""
    segment: str = ""
    motion: str = ""
    version: int
    title: str
    answer: str = ""  # the rule in one sentence
    text: str = ""
    withdrawn: bool = False  # from its effective date on, the next wider scope governs again
    topic: str = ""
    owner: str = ""  # an e-mail address, a Slack id or a role
    sponsor: str = ""
    review_by: date | None = None
    fields: list[str] = Field(default_factory=list, sa_type=Json)  # "deal.register.tender"
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    effective_on: date
    published_at: datetime | None = Field(default=None, sa_type=Utc)  # None: it came with the first playbook


class PlaybookRun(SQLModel, table=True):
    """When which playbook was applied."""

    __tablename__ = "playbook_run"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc)
    digest: str  # SHA-256 of the files, or of the rule that was published in Slack
    changed: int  # rows added, changed or retired
