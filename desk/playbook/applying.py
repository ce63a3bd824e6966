"""Puts a playbook into force: the store's rows become what it says, in one transaction."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from desk import released
from desk.digests import sending
from desk.playbook import rows
from desk.playbook.changes import Changes, Ledger
from desk.playbook.export import pages, rules, write
from desk.playbook.people import enlist
from desk.playbook.problems import PlaybookInvalid, Problem
from desk.playbook.reading import Playbook
from desk.playbook.rows import Version
from desk.standards import Now, load, renew
from policy.words import listed
from store import Store, Work
from store.models import (
    BusinessDay,
    BusinessHours,
    Choice,
    Company,
    PlaybookRun,
    Region,
    RegionalCalendar,
    RoleGrant,
    RuleVersion,
    SlaClock,
    SlaTarget,
)


class _NotThisTime(Exception):
    """Rolls a trial back."""


class Playbooks:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def applied(self) -> bool:
        """Say whether any playbook is in force."""
        with self._store.read() as work:
            return work.exec(select(PlaybookRun.id).limit(1)).first() is not None

    def apply(self, playbook: Playbook) -> Changes:
        """Put the playbook into force. Raises PlaybookInvalid, and changes nothing, when it would rewrite history."""
        with self._store.begin() as work:
            before = _held(work)
            changes = _apply(work, playbook, self._now())
            held = _held(work)
            lost = sorted(person_id for person_id, grants in before.items() if grants - held.get(person_id, set()))
            if changes:
                renew(work, PlaybookRun(at=self._now(), digest=playbook.digest, changed=len(changes)))
        if changes:
            with self._store.begin() as work:
                standards = load(work)
                sending.arrange(work, standards, self._now())
                released.release(work, standards, lost, self._now())
        return changes

    def diff(self, playbook: Playbook) -> Changes:
        """Return what `apply` would change. Raises PlaybookInvalid as it would."""
        changes = Changes(())
        with suppress(_NotThisTime), self._store.begin() as work:
            changes = _apply(work, playbook, self._now())
            raise _NotThisTime
        return changes

    def export(self, directory: Path) -> None:
        """Write the playbook in force as a folder that `read` takes. Raises FolderTaken."""
        with self._store.read() as work:
            content, written = pages(work), dict(rules(work))
        write(directory, content, written)


def _held(work: Work) -> dict[int, set[tuple[str | None, ...]]]:
    """Return who holds what: role, region, segment, motion, severity."""
    held: dict[int, set[tuple[str | None, ...]]] = {}
    for grant in work.exec(select(RoleGrant)):
        what = (grant.role, grant.region, grant.segment, grant.motion, grant.severity)
        held.setdefault(grant.person_id, set()).add(what)
    return held


def _apply(work: Work, playbook: Playbook, now: datetime) -> Changes:
    ledger = Ledger(work)
    _company(work, playbook, ledger)
    _regions(work, playbook, ledger)
    _hours(work, playbook, ledger, now.date())
    choices = work.exec(select(Choice)).all()
    ledger.match(Choice, ("kind", "code"), rows.choices(playbook), present=choices, gone=ledger.retire)
    targets = work.exec(select(SlaTarget)).all()
    ledger.match(SlaTarget, ("metric", "region"), rows.targets(playbook), present=targets, gone=ledger.remove)
    problems = [*_rules(work, playbook, ledger, now), *enlist(work, playbook, ledger)]
    if problems:
        raise PlaybookInvalid(problems)
    work.flush()
    return ledger.done()


def _company(work: Work, playbook: Playbook, ledger: Ledger) -> None:
    wanted = rows.company(playbook)
    present = work.get(Company, 1)
    if present is None:
        ledger.add("company", wanted["name"], Company(id=1, **wanted))
    else:
        ledger.change("company", wanted["name"], present, wanted)


def _regions(work: Work, playbook: Playbook, ledger: Ledger) -> None:
    """Bring regions and their calendars in line. A calendar stays while a retired region or an old clock runs by it."""
    wanted: dict[str, Mapping[str, Any]] = {
        code: {"zone": part.zone} for code, part in playbook.calendars.calendar.items()
    }
    present = work.exec(select(RegionalCalendar)).all()
    ledger.match(RegionalCalendar, ("code",), wanted, present=present, gone=lambda *_: None)
    work.flush()
    ledger.match(Region, ("code",), rows.regions(playbook), present=work.exec(select(Region)), gone=ledger.retire)
    work.flush()


def _hours(work: Work, playbook: Playbook, ledger: Ledger, today: date) -> None:
    """Bring hours and special days in line, then drop calendars nobody runs by. Days of earlier years stay."""
    used = {*work.exec(select(Region.calendar)), *work.exec(select(SlaClock.calendar).distinct())}
    kept = used - set(playbook.calendars.calendar)
    years = rows.span(playbook.calendars, today)
    ledger.match(
        BusinessHours,
        ("calendar", "weekday", "opens"),
        rows.hours(playbook),
        present=work.exec(select(BusinessHours).where(col(BusinessHours.calendar).not_in(kept))).all(),
        gone=ledger.remove,
    )
    wanted = rows.days(playbook, years)
    days = work.exec(select(BusinessDay).where(col(BusinessDay.calendar).not_in(kept)))
    ledger.match(
        BusinessDay,
        ("calendar", "on", "opens"),
        wanted,
        present=[
            day
            for day in days
            if day.on.year >= years.first
            or (day.calendar, day.on, day.opens) in wanted
            or day.calendar not in playbook.calendars.calendar
        ],
        gone=ledger.remove,
    )
    work.flush()
    for calendar in work.exec(select(RegionalCalendar)):
        if calendar.code not in kept and calendar.code not in playbook.calendars.calendar:
            ledger.remove("calendar", calendar.code, calendar)
    work.flush()


def _rules(work: Work, playbook: Playbook, ledger: Ledger, now: datetime) -> list[Problem]:
    """Add new versions of rules. What was applied is never changed or taken back, because decisions cite it.

    What the first playbook brings has always held; a later version never meets what was submitted before it came.
    """
    published_at = now if work.exec(select(PlaybookRun.id).limit(1)).first() else None
    present = {rows.key_of(row): row for row in work.exec(select(RuleVersion))}
    highest: dict[tuple[str, ...], int] = {}
    for key in present:
        highest[key[:-1]] = max(key[-1], highest.get(key[:-1], 0))
    problems: list[Problem] = []
    written: set[tuple[str, ...]] = set()
    for version in rows.versions(playbook):
        scope = version.key[:-1]
        written.add(scope)
        row = present.get(version.key)
        if why := _rewrites(version, row, highest.get(scope, 0)):
            problems.append(playbook.places.problem(version.path, why))
        elif row is None:
            ledger.add("rule", f"{version.wording.name} v{version.wording.version}", version.entity(published_at))
        else:
            words = {} if row.text else version.words
            ledger.change("rule", f"{version.wording.name} v{version.wording.version}", row, words | version.keeping)
    for missing in sorted(highest.keys() - written):
        if not missing[1] or missing[1] in playbook.regions:
            name, top = ".".join(filter(None, missing)), highest[missing]
            why = (
                f"{name} is in force (version {top}) and missing here. Rules are not dropped: write version {top + 1} "
                "with what holds from now on, or with withdrawn: true."
            )
            problems.append(playbook.places.problem(("rules", name), why))
    return problems


def _rewrites(version: Version, row: RuleVersion | None, top: int) -> str | None:
    """Say why this version cannot be taken, if so."""
    number, name = version.wording.version, version.wording.name
    if row is not None:
        # Versions of before there were words take them as they come; what they decided rests on their parameters.
        fixed = version.words if row.text else {name: version.words[name] for name in ("parameters", "effective_on")}
        differing = [field for field, value in fixed.items() if getattr(row, field) != value]
        if differing:
            return (
                f"{name} version {number} was applied before with different {listed(differing)}, and decisions cite "
                f"it. Give the change version {top + 1} and the day from which it holds."
            )
    if version.newest and top > number:
        return f"{name} is at version {top} already. Write version {top + 1} with what holds from now on."
    return None
