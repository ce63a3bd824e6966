"""The playbook's people and their roles, matched with those the store knows."""

from collections import defaultdict
from typing import Any

from sqlmodel import col, select

from desk.playbook import rows
from desk.playbook.changes import Ledger, Verb
from desk.playbook.problems import Problem
from desk.playbook.reading import Playbook
from desk.playbook.rows import Grant
from desk.playbook.schema import Person as Entry
from policy.permissions import Role
from policy.words import listed
from store import Work
from store.models import Person, RoleGrant


def enlist(work: Work, playbook: Playbook, ledger: Ledger) -> list[Problem]:
    """Give the playbook's people their roles and take them from everybody else. Return what is in the way."""
    roster = _Roster(work, ledger)
    problems: list[Problem] = []
    for number, entry in enumerate(playbook.people.person):
        clash = roster.clash(entry)
        if clash:
            problems.append(playbook.places.problem(("people", "person", number), clash))
        else:
            roster.enlist(entry, rows.grants(playbook, number))
    roster.dismiss_the_rest()
    return problems


class _Roster:
    def __init__(self, work: Work, ledger: Ledger) -> None:
        self._work, self._ledger = work, ledger
        self._people = list(work.exec(select(Person)))
        self._by_slack_id = {person.slack_id: person for person in self._people if person.slack_id}
        self._by_email = {person.email.lower(): person for person in self._people if person.email}
        self._grants: defaultdict[int | None, list[RoleGrant]] = defaultdict(list)
        self._admins: set[int] = set()
        for grant in work.exec(select(RoleGrant).order_by(col(RoleGrant.id))):
            if grant.role is Role.ADMIN:  # appointed in the settings, not here
                self._admins.add(grant.person_id)
            else:
                self._grants[grant.person_id].append(grant)
        self._enlisted: dict[int, str] = {}

    def clash(self, entry: Entry) -> str | None:
        """Say why the entry cannot be told apart from somebody else, if so."""
        by_slack_id = self._by_slack_id.get(entry.slack_id or "")
        by_email = self._by_email.get(entry.email or "")
        if by_slack_id and by_email and by_slack_id is not by_email:
            names = f"{entry.slack_id} is {by_slack_id.name}, but {entry.email} belongs to {by_email.name}"
            return f"{names}. Correct one of them."
        if by_email and entry.slack_id and by_email.slack_id not in (None, entry.slack_id):
            return f"{entry.email} is {by_email.slack_id} in Slack, not {entry.slack_id}. Correct one of them."
        person = by_slack_id or by_email
        if person and person.id in self._enlisted:
            same = self._enlisted[person.id]
            return f"This is the same person as {same}. Give each person one entry with all their roles."
        return None

    def enlist(self, entry: Entry, wanted: frozenset[Grant]) -> None:
        person = self._by_slack_id.get(entry.slack_id or "") or self._by_email.get(entry.email or "")
        if person is None:
            person = Person(name=entry.name, slack_id=entry.slack_id, email=entry.email, home_region=entry.home_region)
            person.title, person.zone = entry.title or "", entry.zone or "UTC"
            self._ledger.add("person", entry.name, person)
            self._work.flush()
        else:
            self._ledger.change("person", person.name, person, _values(person, entry))
        if person.id is not None:
            self._enlisted[person.id] = entry.name
        self._grant(person, wanted)

    def dismiss_the_rest(self) -> None:
        """Take roles from people the playbook does not name; who was never met in Slack is retired."""
        for person in self._people:
            if person.id is None or person.id in self._enlisted:
                continue
            self._grant(person, frozenset())
            self._ledger.change("person", person.name, person, {"home_region": None})
            if person.profile_at is None and person.id not in self._admins:
                self._ledger.retire("person", person.name, person)

    def _grant(self, person: Person, wanted: frozenset[Grant]) -> None:
        held = {
            (grant.role, grant.region, grant.segment, grant.motion, grant.severity): grant
            for grant in self._grants[person.id]
        }
        for key, grant in held.items():
            if key not in wanted:
                self._work.delete(grant)
        for role, region, segment, motion, severity in sorted(wanted - set(held), key=str):
            self._work.add(
                RoleGrant(
                    person_id=person.id or 0,
                    role=role,
                    region=region,
                    segment=segment,
                    motion=motion,
                    severity=severity,
                )
            )
        if set(held) != wanted:
            self._ledger.note("roles", person.name, Verb.CHANGED, f"{_named(set(held))} -> {_named(wanted)}")


def _values(person: Person, entry: Entry) -> dict[str, Any]:
    """Return what the entry changes. Once Slack has told name, title and time zone, Slack knows better."""
    values: dict[str, Any] = {"home_region": entry.home_region, "active": True}
    if entry.slack_id:
        values["slack_id"] = entry.slack_id
    if entry.email and entry.email != (person.email or "").lower():
        values["email"] = entry.email
    if person.profile_at is None:
        values |= {"name": entry.name, "title": entry.title or person.title, "zone": entry.zone or person.zone}
    return values


def _named(grants: frozenset[Grant] | set[Grant]) -> str:
    return listed(sorted(" ".join(part for part in grant if part) for grant in grants)) or "none"
