"""Escalations, who was asked about them and who follows them; and who is away."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from policy.duty import Level
from policy.escalations import Severity, Status
from store.columns import Utc, one_of


class Escalation(SQLModel, table=True):
    """Something that cannot wait for its ordinary way. People call it ESC-<id>."""

    __tablename__ = "escalation"
    __table_args__ = (
        # The same thing is raised once at a time, whoever is faster.
        Index(
            "uq_escalation_same_thing",
            "region",
            "about",
            "subject_key",
            unique=True,
            sqlite_where=text("status <> 'resolved'"),
            postgresql_where=text("status <> 'resolved'"),
        ),
        Index("ix_escalation_raiser_id_id", "raiser_id", "id"),
        Index("ix_escalation_region_status_id", "region", "status", "id"),
        Index("ix_escalation_owner_id_status", "owner_id", "status"),
        Index("ix_escalation_assignee_id_status", "assignee_id", "status"),
        Index("ix_escalation_about", "about"),
    )

    id: int | None = Field(default=None, primary_key=True)
    status: Status = Field(sa_type=one_of(Status))
    severity: Severity = Field(sa_type=one_of(Severity))
    subject: str
    subject_key: str  # folded, to recognise the same thing
    region: str = Field(foreign_key="region.code")
    segment: str | None = None  # of the deal it is about
    motion: str | None = None
    about: str = ""  # "DR-12", "ROE-5" or nothing
    details: str = ""
    permalink: str = ""  # of the message it was raised from

    raiser_id: int = Field(foreign_key="person.id")
    raised_at: datetime = Field(sa_type=Utc)
    changed_at: datetime = Field(sa_type=Utc)

    level: int = Level.SPECIALIST  # the rung it has climbed to
    assignee_id: int | None = Field(default=None, foreign_key="person.id")  # who is asked
    asked_at: datetime | None = Field(default=None, sa_type=Utc)  # since when; ahead: once they open
    routed_because: str = ""
    round_at: datetime = Field(sa_type=Utc)  # since when it climbs: raised, handed on or opened again
    repeats: int = 0  # how often the last level was asked
    owner_id: int | None = Field(default=None, foreign_key="person.id")  # who has it
    acknowledged_at: datetime | None = Field(default=None, sa_type=Utc)
    snoozed_until: datetime | None = Field(default=None, sa_type=Utc)

    question: str | None = None
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    answer_by: datetime | None = Field(default=None, sa_type=Utc)  # until then the clock rests for the answer

    outcome: str | None = None  # codes of the playbook's lists
    cause: str | None = None
    answer: str = ""  # what the raiser is told
    learning: str = ""  # what the hub is told
    resolved_at: datetime | None = Field(default=None, sa_type=Utc)
    resolved_by_id: int | None = Field(default=None, foreign_key="person.id")
    first_resolved_at: datetime | None = Field(default=None, sa_type=Utc)
    first_seconds: float | None = None  # business time until it was first resolved, pauses left out
    total_seconds: float | None = None  # the same with every reopening
    reopened: int = 0  # how often

    @property
    def ref(self) -> str:
        return f"ESC-{self.id}"

    @property
    def submitter_id(self) -> int:
        """Return who brought it, as permissions ask."""
        return self.raiser_id


class EscalationAsk(SQLModel, table=True):
    """One time that one person was asked about one escalation."""

    __tablename__ = "escalation_ask"
    __table_args__ = (Index("ix_escalation_ask_person_id_at", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalation.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    level: int
    at: datetime = Field(sa_type=Utc)
    instead_of_id: int | None = Field(default=None, foreign_key="person.id")
    away_until: datetime | None = Field(default=None, sa_type=Utc)  # of whom they stood in for


class EscalationFollower(SQLModel, table=True):
    """Somebody who was added, and hears what becomes of it."""

    __tablename__ = "escalation_follower"

    escalation_id: int = Field(foreign_key="escalation.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class Absence(SQLModel, table=True):
    """Somebody is away, and who stands in. Without an end until they say that they are back."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_ends_at", "ends_at"),
        UniqueConstraint("person_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    starts_at: datetime = Field(sa_type=Utc)
    ends_at: datetime | None = Field(default=None, sa_type=Utc)
    delegate_id: int | None = Field(default=None, foreign_key="person.id")
