"""What people wish about being told, and what follows from it for one piece of news."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, bindparam, select
from sqlmodel import col

from desk import matters
from desk.standards import load
from policy.preferences import How, Quiet, Topic, Verdict, When, decide
from store import Work
from store.models import AuditEvent, Person, Preference, QuietHours

_READ = "wishes read"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person chose; a topic that is not named is told at once."""

    zone: str
    how: Mapping[Topic, How] = field(default_factory=dict)
    quiet: Quiet | None = None
    brief_at: time = time(8, 30)  # when the morning brief comes, by the playbook

    def about(self, topic: Topic | None) -> How:
        return self.how.get(topic, How.AT_ONCE) if topic else How.AT_ONCE

    @property
    def is_plain(self) -> bool:
        """Say whether everything is told at once, at any hour."""
        return self.quiet is None and set(self.how.values()) <= {How.AT_ONCE}


def of(work: Work, person_id: int) -> Wishes:
    """Return what somebody chose; read once per unit of work, because one step may tell a person many things."""
    known: dict[int, Wishes] = work.info.setdefault(_READ, {})
    if person_id not in known:
        rows = work.connection().execute(_chosen(), {"person": person_id}).all()
        zone, starts, ends, _, _ = rows[0]
        quiet = Quiet(starts, ends) if starts is not None and ends is not None else None
        how = {topic: how for *_, topic, how in rows if topic is not None}
        known[person_id] = Wishes(zone, how, quiet, load(work).company.brief_at)
    return known[person_id]


@cache
def _chosen() -> Executable:
    """Say what one person chose, topic by topic. Columns, not entities: what was added meanwhile need not be written
    for it first."""
    return (
        select(
            col(Person.zone), col(QuietHours.starts), col(QuietHours.ends), col(Preference.topic), col(Preference.how)
        )
        .outerjoin(QuietHours, col(QuietHours.person_id) == Person.id)
        .outerjoin(Preference, col(Preference.person_id) == Person.id)
        .where(col(Person.id) == bindparam("person"))
    )


def weigh(work: Work, kind: str, event: AuditEvent, person_id: int) -> Verdict:
    """Say when to tell somebody of `event` by a notice of `kind`."""
    wanted = of(work, person_id)
    if wanted.is_plain:
        return Verdict(When.NOW, "they are told everything at once")
    matter = matters.matter(work, kind, event.subject, person_id)
    return decide(
        matter, wanted.about(matter.topic), wanted.quiet, zone=ZoneInfo(wanted.zone), now=event.at,
        brief_at=wanted.brief_at,
    )  # fmt: skip
