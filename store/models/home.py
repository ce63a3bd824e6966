"""Whose Home was opened, and what it shows since."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.columns import Utc


class Home(SQLModel, table=True):
    """A person's Home as it was last published. It follows what happens while they still come to look at it.

    Its times are the machine's: a workspace clock that is moved must not make anybody a stranger.
    """

    __tablename__ = "home"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    opened_at: datetime = Field(sa_type=Utc, index=True)
    digest: str | None = None  # of the view that Slack has; None: it has none of ours
    published_at: datetime | None = Field(default=None, sa_type=Utc)
