"""A playbook as the rows it wants to see in the store, table by table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk.playbook.days import freeze
from desk.playbook.reading import Playbook
from desk.playbook.schema import Calendars, Choice, RegionalTarget, Target, Wording
from policy.permissions import Role
from store.models import RuleVersion

Row = dict[str, Any]
Key = tuple[str, str, str, str, int]
"""A rule's code, region, segment, motion and version."""
Grant = tuple[Role, str | None, str | None, str | None, str | None]

# The lists of choices.toml, and what an entry of each is called in the store.
KINDS = {
    "segments": "segment",
    "motions": "motion",
    "products": "product",
    "currencies": "currency",
    "decline_reasons": "decline_reason",
    "withdraw_reasons": "withdraw_reason",
    "escalation_outcomes": "escalation_outcome",
    "escalation_causes": "escalation_cause",
    "topics": "topic",
    "breach_reasons": "breach_reason",
}
_WARN_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Span:
    """The years for which public holidays are frozen."""

    first: int
    last: int


def span(calendars: Calendars, today: date) -> Span:
    """Return last year, this year and the years ahead."""
    return Span(today.year - 1, today.year + calendars.years_ahead)


def company(playbook: Playbook) -> Row:
    part = playbook.company
    return {
        "name": part.name,
        "domains": list(part.domains),
        "hub_channel": part.hub_channel,
        "digest_at": part.digest.at,
        "digest_head": part.digest.head,
        "digest_target": part.digest.target,
        "brief_at": part.brief.at,
    }


def regions(playbook: Playbook) -> dict[str, Row]:
    return {
        code: {
            "name": part.name,
            "calendar": part.calendar,
            "currency": part.currency,
            "amounts": part.amounts,
            "channel": part.channel,
            "leaders_channel": part.leaders_channel,
            "digest_at": part.digest_at,
            "position": position,
            "active": True,
        }
        for position, (code, part) in enumerate(playbook.regions.items())
    }


def hours(playbook: Playbook) -> dict[tuple[Any, ...], Row]:
    """Return open spans by calendar, weekday and opening time."""
    return {
        (code, weekday, opens): {"closes": closes}
        for code, part in playbook.calendars.calendar.items()
        for weekday, spans in part.hours.weekly().items()
        for opens, closes in spans
    }


def days(playbook: Playbook, years: Span) -> dict[tuple[Any, ...], Row]:
    """Return the spans of days that differ by calendar, date and opening time (None closes the day)."""
    found: dict[tuple[Any, ...], Row] = {}
    for code, part in playbook.calendars.calendar.items():
        for on, day in freeze(part, first=years.first, last=years.last).items():
            for opens, closes in day.hours or ((None, None),):
                found[code, on, opens] = {"closes": closes, "name": day.name}
    return found


def choices(playbook: Playbook) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for plural, kind in KINDS.items():
        entries: Mapping[str, Choice] = getattr(playbook.choices, plural)
        for position, (code, part) in enumerate(entries.items()):
            found[kind, code] = {"label": part.label, "rule": part.rule, "position": position, "active": True}
    return found


def targets(playbook: Playbook) -> dict[tuple[str, str], Row]:
    """Return SLA targets by metric and region ("" is the standard). A region takes over what it does not say."""
    found: dict[tuple[str, str], Row] = {}
    for metric, standard in playbook.sla.metrics().items():
        found[metric, ""] = _target(standard, standard)
        for region, own in standard.regional.items():
            found[metric, region] = _target(own, standard)
    return found


def _target(own: RegionalTarget, standard: Target) -> Row:
    clock = standard.around_the_clock if own.around_the_clock is None else own.around_the_clock
    share = standard.warn_share if own.warn_share is None else own.warn_share
    return {
        "minutes": own.length or standard.length,
        "around_the_clock": bool(clock),
        "warn_share": _WARN_SHARE if share is None else share,
    }


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule, and where the playbook writes it."""

    wording: Wording
    path: tuple[str | int, ...]
    newest: bool

    @property
    def key(self) -> Key:
        return self.wording.id, *self.wording.scope, self.wording.version

    @property
    def words(self) -> Row:
        """Return what decisions rest on. It never changes once it was applied."""
        rule = self.wording
        return {
            "title": rule.title,
            "answer": rule.answer,
            "text": rule.text,
            "parameters": dict(rule.parameters),
            "effective_on": rule.effective_on,
            "withdrawn": rule.withdrawn,
        }

    @property
    def keeping(self) -> Row:
        """Return who looks after the rule, and where it is found. It may change."""
        rule = self.wording
        return {
            "topic": rule.topic,
            "owner": rule.owner,
            "sponsor": rule.sponsor or "",
            "review_by": rule.review_by,
            "fields": list(rule.fields),
        }

    def entity(self, published_at: datetime | None) -> RuleVersion:
        """Return its row; `published_at` None takes the moment that an exported file names, if any."""
        code, region, segment, motion, version = self.key
        return RuleVersion(
            code=code, region=region, segment=segment, motion=motion, version=version, **self.words, **self.keeping,
            published_at=published_at or self.wording.published_at,
        )  # fmt: skip


def versions(playbook: Playbook) -> Iterator[Version]:
    """Yield every version of every rule, those of a scope from the earliest to the newest."""
    wordings = sorted(playbook.rules.items(), key=lambda one: (number(one[1].id), one[1].scope, one[1].version))
    newest = {(rule.id, rule.scope): rule.version for _, rule in wordings}
    for stem, rule in wordings:
        yield Version(rule, ("rules", stem), newest=newest[rule.id, rule.scope] == rule.version)


def key_of(row: RuleVersion) -> Key:
    return row.code, row.region, row.segment, row.motion, row.version


def number(code: str) -> int:
    return int(code.removeprefix("ROE-"))


def grants(playbook: Playbook, number: int) -> frozenset[Grant]:
    """Return the roles of one person, a row for each segment, motion and severity covered."""
    return frozenset(
        (coverage.role, coverage.region, segment, motion, severity)
        for coverage in playbook.people.person[number].roles
        for segment in coverage.segments or (None,)
        for motion in coverage.motions or (None,)
        for severity in coverage.severities or (None,)
    )
