"""The playbook in force, as one value read once per change: regions, lists, rules, calendars, targets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.calendar import ALWAYS_OPEN, Calendar, Hours
from policy.errors import NotSetUp
from policy.roe import Rule, Rulebook, Rules
from policy.search import Finder, Labels
from store import Work
from store.models import (
    BusinessDay,
    BusinessHours,
    Choice,
    Company,
    Deal,
    PlaybookRun,
    Region,
    RegionalCalendar,
    RuleVersion,
    SlaTarget,
)

Now = Callable[[], datetime]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Target:
    """How long a step may take, and in which calendar (empty: around the clock)."""

    goal: timedelta
    calendar: str
    warn_share: float


@dataclass(frozen=True, slots=True)
class Standards:
    run: int
    company: Company
    regions: Mapping[str, Region]
    calendars: Mapping[str, Calendar]
    choices: Mapping[str, tuple[Choice, ...]]  # by kind, in the playbook's order, retired ones included
    by_code: Mapping[tuple[str, str], Choice]  # the same choices by kind and code: a menu has up to a hundred
    rules: Rules
    search: Finder  # over the rules
    targets: Mapping[tuple[str, str], SlaTarget]

    def region(self, code: str) -> Region:
        """Return the region. Raises NotSetUp for one the playbook does not have."""
        region = self.regions.get(code)
        if region is None:
            raise NotSetUp(f"EcoOps is not set up for {code or 'that region'} yet. The hub can add it to the playbook.")
        return region

    def open_regions(self) -> list[Region]:
        return sorted((r for r in self.regions.values() if r.active), key=lambda r: (r.position, r.code))

    def offered(self, kind: str) -> tuple[Choice, ...]:
        """Return what a form may offer under `kind`."""
        return tuple(choice for choice in self.choices.get(kind, ()) if choice.active)

    def choice(self, kind: str, code: str | None) -> Choice | None:
        return self.by_code.get((kind, code or ""))

    def label(self, kind: str, code: str | None) -> str:
        found = self.choice(kind, code)
        return found.label if found else (code or "")

    def zone(self, region: str) -> ZoneInfo:
        return ZoneInfo(self.calendars[self.region(region).calendar].zone)

    def today(self, region: str, now: datetime) -> date:
        return now.astimezone(self.zone(region)).date()

    def rulebook(self, region: str, now: datetime, *, segment: str = "", motion: str = "") -> Rulebook:
        return Rulebook(self.rules, region=region, on=self.today(region, now), segment=segment, motion=motion, at=now)

    def rules_for(self, deal: Deal) -> Rulebook:
        """Return the rules as they stood when a deal was submitted: a later version never changes what it meets."""
        return self.rulebook(deal.region, deal.submitted_at, segment=deal.segment, motion=deal.motion)

    def calendar(self, code: str) -> Calendar:
        return self.calendars[code] if code else ALWAYS_OPEN

    def target(self, metric: str, region: str) -> Target:
        """Return the region's own target, else the global one. Raises NotSetUp when there is neither."""
        target = self.targets.get((metric, region)) or self.targets.get((metric, ""))
        if target is None:
            raise NotSetUp(f"The playbook has no SLA target for {metric}. The hub can add it to sla.toml.")
        calendar = "" if target.around_the_clock else self.region(region).calendar
        return Target(timedelta(minutes=target.minutes), calendar, target.warn_share)


_cache: dict[tuple[str, int, int, str, datetime | None], Standards] = {}
_CACHED = 16  # one per database in use; a process has one, the tests have more
_IN_FORCE = "playbook in force"


_NEWEST = (  # asked first in every unit of work
    select(PlaybookRun.id, PlaybookRun.digest, PlaybookRun.at, func.count().over())
    .order_by(col(PlaybookRun.id).desc())
    .limit(1)
)


def load(work: Work) -> Standards:
    """Return the playbook in force, the same throughout a unit of work. Read again only after another one was applied.

    How many runs there are counts beside the last one: of two at the same time, the later number may commit first.
    """
    in_force: Standards | None = work.info.get(_IN_FORCE)
    if in_force is None:
        in_force = work.info[_IN_FORCE] = _newest(work)
    return in_force


def renew(work: Work, run: PlaybookRun) -> None:
    """Keep that this unit of work has changed the playbook: what it loads next is read anew."""
    work.add(run)
    work.flush()
    work.info.pop(_IN_FORCE, None)


def _newest(work: Work) -> Standards:
    last, digest, at, runs = work.exec(_NEWEST).first() or (0, "", None, 0)
    key = (str(work.get_bind().engine.url), runs, last or 0, digest, at)
    found = _cache.get(key)
    if found is None:
        found = _read(work, key[2])
        if len(_cache) >= _CACHED:
            _cache.clear()
        _cache[key] = found
    return found


def _read(work: Work, run: int) -> Standards:
    choices: dict[str, list[Choice]] = {}
    for choice in _kept(work, select(Choice).order_by(col(Choice.kind), col(Choice.position), col(Choice.code))):
        choices.setdefault(choice.kind, []).append(choice)
    regions = {region.code: region for region in _kept(work, select(Region))}
    rules = Rules(rule_of(row) for row in work.exec(select(RuleVersion)))
    return Standards(
        run=run,
        company=next(iter(_kept(work, select(Company))), None) or Company(name="us", domains=[]),
        regions=regions,
        calendars=_calendars(work),
        choices={kind: tuple(rows) for kind, rows in choices.items()},
        by_code={(choice.kind, choice.code): choice for rows in choices.values() for choice in rows},
        rules=rules,
        search=Finder(rules, _labels(regions, choices)),
        targets={(target.metric, target.region): target for target in _kept(work, select(SlaTarget))},
    )


def _labels(regions: Mapping[str, Region], choices: Mapping[str, list[Choice]]) -> Labels:
    """Return what people call the codes that rules carry, so that they are found by it."""

    def named(kind: str) -> dict[str, str]:
        return {choice.code: choice.label for choice in choices.get(kind, ())}

    reasons: dict[str, list[str]] = {}
    for reason in choices.get("decline_reason", ()):
        if reason.rule and reason.active:
            reasons.setdefault(reason.rule, []).append(reason.label)
    return Labels(
        topics=named("topic"),
        regions={code: region.name for code, region in regions.items()},
        segments=named("segment"),
        motions=named("motion"),
        reasons=reasons,
    )


def rule_of(row: RuleVersion) -> Rule:
    return Rule(
        code=row.code,
        version=row.version,
        title=row.title,
        region=row.region,
        parameters=row.parameters,
        effective_on=row.effective_on,
        segment=row.segment,
        motion=row.motion,
        topic=row.topic,
        answer=row.answer,
        text=row.text,
        owner=row.owner,
        sponsor=row.sponsor,
        review_by=row.review_by,
        fields=tuple(row.fields),
        withdrawn=row.withdrawn,
        published_at=row.published_at,
    )


def _kept(work: Work, query: SelectOfScalar[Row]) -> list[Row]:
    """Read rows that outlive the unit of work: a rollback must not expire what the cache holds."""
    rows = list(work.exec(query))
    for row in rows:
        work.expunge(row)
    return rows


def _calendars(work: Work) -> dict[str, Calendar]:
    weekly: dict[str, dict[int, Hours]] = {}
    days: dict[str, dict[date, Hours]] = {}
    for hours in work.exec(select(BusinessHours).order_by(col(BusinessHours.opens))):
        week = weekly.setdefault(hours.calendar, {})
        week[hours.weekday] = (*week.get(hours.weekday, ()), (hours.opens, hours.closes))
    for day in work.exec(select(BusinessDay).order_by(col(BusinessDay.opens))):
        year = days.setdefault(day.calendar, {})
        spans: Hours = ((day.opens, day.closes),) if day.opens is not None and day.closes is not None else ()
        year[day.on] = (*year.get(day.on, ()), *spans)
    return {
        row.code: Calendar(row.zone, weekly.get(row.code, {}), days.get(row.code, {}))
        for row in work.exec(select(RegionalCalendar))
    }
