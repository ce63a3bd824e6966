"""What people wish about being told, and what follows from it for one piece of news."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from sqlmodel import select

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
        person = work.get_one(Person, person_id)
        chosen = {row.topic: row.how for row in work.exec(select(Preference).where(Preference.person_id == person_id))}
        quiet = work.get(QuietHours, person_id)
        hours = Quiet(quiet.starts, quiet.ends) if quiet else None
        known[person_id] = Wishes(person.zone, chosen, hours, load(work).company.brief_at)
    return known[person_id]


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
