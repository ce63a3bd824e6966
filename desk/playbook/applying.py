"""Puts a playbook into force: the store's rows become what it says, in one transaction."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from desk.playbook import rows
from desk.playbook.changes import Changes, Ledger
from desk.playbook.export import pages, write
from desk.playbook.people import enlist
from desk.playbook.problems import PlaybookInvalid, Problem
from desk.playbook.reading import Playbook
from desk.playbook.rows import Version
from desk.standards import Now
from store import Store, Work
from store.models import (
    BusinessDay,
    BusinessHours,
    Choice,
    Company,
    PlaybookRun,
    Region,
    RegionalCalendar,
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
            changes = _apply(work, playbook, self._now().date())
            if changes:
                work.add(PlaybookRun(at=self._now(), digest=playbook.digest, changed=len(changes)))
        return changes

    def diff(self, playbook: Playbook) -> Changes:
        """Return what `apply` would change. Raises PlaybookInvalid as it would."""
        changes = Changes(())
        with suppress(_NotThisTime), self._store.begin() as work:
            changes = _apply(work, playbook, self._now().date())
            raise _NotThisTime
        return changes

    def export(self, directory: Path) -> None:
        """Write the playbook in force as a folder that `read` takes. Raises FolderTaken."""
        with self._store.read() as work:
            content = pages(work)
        write(directory, content)


def _apply(work: Work, playbook: Playbook, today: date) -> Changes:
    ledger = Ledger(work)
    _company(work, playbook, ledger)
    _regions(work, playbook, ledger)
    _hours(work, playbook, ledger, today)
    choices = work.exec(select(Choice)).all()
    ledger.match(Choice, ("kind", "code"), rows.choices(playbook), present=choices, gone=ledger.retire)
    targets = work.exec(select(SlaTarget)).all()
    ledger.match(SlaTarget, ("metric", "region"), rows.targets(playbook), present=targets, gone=ledger.remove)
    problems = [*_rules(work, playbook, ledger), *enlist(work, playbook, ledger)]
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


def _rules(work: Work, playbook: Playbook, ledger: Ledger) -> list[Problem]:
    """Add new versions of rules. What was applied is never changed or taken back, because decisions cite it."""
    present = {(row.code, row.region, row.version): row for row in work.exec(select(RuleVersion))}
    highest: dict[tuple[str, str], int] = {}
    for code, region, number in present:
        highest[code, region] = max(number, highest.get((code, region), 0))
    problems: list[Problem] = []
    written: set[tuple[str, str]] = set()
    for version in rows.versions(playbook):
        written.add((version.code, version.region))
        top = highest.get((version.code, version.region), 0)
        row = present.get(version.key)
        if why := _rewrites(version, row, top):
            problems.append(playbook.places.problem(version.path, why))
        elif row is None:
            name = f"{_scope(version.code, version.region)} v{version.wording.version}"
            values = {"code": version.code, "region": version.region, "version": version.wording.version, **version.row}
            ledger.add("rule", name, RuleVersion(**values))
    for code, region in sorted(highest.keys() - written):
        if not region or region in playbook.regions:
            why = (
                f"{_scope(code, region)} is in force (version {highest[code, region]}) and missing here. Rules are not "
                f"dropped: write version {highest[code, region] + 1} with what holds from now on."
            )
            problems.append(playbook.places.problem(("rules", code, "in", region) if region else ("rules", code), why))
    return problems


def _rewrites(version: Version, row: RuleVersion | None, top: int) -> str | None:
    """Say why this version cannot be taken, if so."""
    number = version.wording.version
    name = _scope(version.code, version.region)
    if row is not None:
        differing = [field for field, value in version.row.items() if getattr(row, field) != value]
        if differing:
            return (
                f"{name} version {number} was applied before with different {' and '.join(differing)}, and decisions "
                f"cite it. Give the change version {top + 1} and the day from which it holds."
            )
    if version.newest and top > number:
        return f"{name} is at version {top} already. Write version {top + 1} with what holds from now on."
    return None


def _scope(code: str, region: str) -> str:
    return f"{code}.{region}" if region else code
