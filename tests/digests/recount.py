"""What a region's digests have to say, counted anew from the audit events: plain Python, one record after the other.

It knows nothing of clocks, nor of how the desk reckons. From the events it takes what people did and when; from the
playbook's files what hours the desk keeps and how long each step may take. What was late, and when it was due, follows.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from policy.weeks import Week
from store.models import AuditEvent

PLAYBOOK = Path(__file__).parent.parent.parent / "playbook" / "default"
REVIEW, DECISION, ANSWER = "deal.review", "deal.decision", "deal.answer"
DESK, SUBMITTER = "specialist", "submitter"
TWO_DAYS = timedelta(hours=48)


class Hours:
    """The opening hours of one desk, as its playbook writes them."""

    def __init__(self, name: str) -> None:
        said = tomllib.loads((PLAYBOOK / "calendars.toml").read_text("utf-8"))["calendar"][name]
        self.zone = ZoneInfo(said["zone"])
        self._weekly, self._closed, self._free = (
            said["hours"],
            said["closed"],
            holidays.country_holidays(said["country"]),
        )

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Return for how long the desk was open."""
        total = timedelta()
        for opens, closes in self._from(since.astimezone(self.zone).date()):
            if opens >= until:
                return total
            total += max(timedelta(), min(closes, until) - max(opens, since))
        return total

    def after(self, since: datetime, span: timedelta) -> datetime:
        """Return when the desk has been open for that long."""
        for opens, closes in self._from(since.astimezone(self.zone).date()):
            there = max(timedelta(), closes - max(opens, since))
            if there >= span:
                return max(opens, since) + span
            span -= there
        raise AssertionError

    def _from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for on in (day + timedelta(days=number) for number in count()):
            if on in self._free or {f"{on:%m-%d}", f"{on}"} & self._closed.keys():
                continue
            for span in self._weekly.get(f"{on:%A}", "").split(", "):
                if span:
                    opens, closes = (
                        datetime.combine(on, time.fromisoformat(at), self.zone).astimezone(UTC)
                        for at in span.split("-")
                    )
                    yield opens, closes


@dataclass
class Step:
    """One step of one registration, and whose turn it was meanwhile: since when, in which court, and if it counts."""

    metric: str
    turns: list[tuple[datetime, str, bool]]
    ended_at: datetime | None = None
    done: bool = False  # else it was no longer owed
    closed_unanswered: bool = False
    reason: str = ""
    waived: bool = False

    def end(self, at: datetime, *, done: bool) -> None:
        if self.ended_at is None:
            self.ended_at, self.done = at, done

    def stretches(self, until: datetime) -> Iterator[tuple[datetime, datetime, str, bool]]:
        until = min(self.ended_at or until, until)
        ends = [*(at for at, _, _ in self.turns[1:]), until]
        for (since, court, counts), end in zip(self.turns, ends, strict=True):
            yield since, end, court, counts

    def due_at(self, hours: Hours, until: datetime) -> datetime | None:
        """Return when its time is, or was, used up; None while it rests with time left."""
        left = ALLOWED[self.metric]
        for since, end, _, counts in self.stretches(until):
            spent = hours.between(since, end) if counts else timedelta()
            if counts and (spent >= left or (end >= until and not self.is_ended(until))):
                return hours.after(since, left)
            left -= spent
        return None

    def is_ended(self, until: datetime) -> bool:
        return self.ended_at is not None and self.ended_at <= until

    def missed_at(self, hours: Hours, until: datetime) -> datetime | None:
        """Return the due time that it missed by then; the instant itself is in time, but not for a question that was
        closed at it without an answer."""
        due_at, until = self.due_at(hours, until), min(self.ended_at or until, until)
        return due_at if due_at and (due_at < until or self.closed_unanswered) else None


def _allowed() -> dict[str, timedelta]:
    said = tomllib.loads((PLAYBOOK / "sla.toml").read_text("utf-8"))["deal"]
    return {f"deal.{step}": timedelta(hours=aim["hours"]) for step, aim in said.items()}


ALLOWED = _allowed()


@dataclass
class Count:
    """What one region's digest of a week says at a moment, as the events tell it."""

    items: Counter[str] = field(default_factory=Counter)  # by step
    late: Counter[str] = field(default_factory=Counter)
    late_by: Counter[str] = field(default_factory=Counter)  # seconds of business time
    still_open: int = 0  # of the week's breaches
    waived: int = 0
    unexplained: int = 0
    courts: Counter[str] = field(default_factory=Counter)  # seconds of business time
    reasons: Counter[str] = field(default_factory=Counter)
    open: int = 0  # breaches of any week
    at_risk: int = 0


class Moment:
    """Every registration of a region as it stood at a moment, by what had happened until then."""

    def __init__(self, events: Sequence[AuditEvent], hours: Hours, at: datetime) -> None:
        self._hours, self._at = hours, at
        self._steps = [(step, step.missed_at(hours, at)) for step in read(events, at)]
        self._open = [(step, missed_at) for step, missed_at in self._steps if not step.is_ended(at)]

    def late_in(self, week: Week) -> list[tuple[Step, datetime]]:
        zone = self._hours.zone
        return [(step, at) for step, at in self._steps if at and Week.at(at, zone) == week]

    def count(self, week: Week) -> Count:
        """Count every step in the week in which it was done in time, or was due and missed."""
        counted, hours, at = Count(), self._hours, self._at
        for step, missed_at in self._steps:
            if missed_at is None and step.done and step.ended_at and Week.at(step.ended_at, hours.zone) == week:
                counted.items[step.metric] += 1
        for step, missed_at in self.late_in(week):
            is_open = not step.is_ended(at)
            counted.items[step.metric] += 1
            counted.late[step.metric] += 1
            counted.late_by[step.metric] += _seconds(hours.between(missed_at, min(step.ended_at or at, at)))
            counted.still_open += is_open
            counted.waived += step.waived
            counted.reasons[step.reason] += bool(step.reason)
            counted.unexplained += step.metric != ANSWER and not step.reason and not is_open
            for since, end, court, _ in step.stretches(at):
                counted.courts[court] += _seconds(hours.between(since, end))
        counted.open = sum(missed_at is not None for _, missed_at in self._open)
        ahead = [step.due_at(hours, at) for step, missed_at in self._open if missed_at is None]
        counted.at_risk = sum(due_at is not None and at < due_at <= at + TWO_DAYS for due_at in ahead)
        return counted


def read(events: Sequence[AuditEvent], at: datetime) -> list[Step]:
    """Read the steps of every registration from what had happened by then."""
    found: dict[tuple[str, str], Step] = {}
    for event in events:
        if event.subject.startswith("DR-") and event.at <= at:
            _follow(found, event)
    return list(found.values())


def _follow(found: dict[tuple[str, str], Step], event: AuditEvent) -> None:
    ref, facts = event.subject, event.facts

    def begin(metric: str, court: str) -> None:
        found[ref, metric] = Step(metric, [(event.at, court, True)])  # one that starts over is another

    def turn(metric: str, court: str, *, counts: bool) -> None:
        if found[ref, metric].ended_at is None:
            found[ref, metric].turns.append((event.at, court, counts))

    def end(*metrics: str, done: bool = True) -> None:
        for metric in metrics:
            if (ref, metric) in found:
                found[ref, metric].end(event.at, done=done)

    match event.action:
        case "deal.register":
            begin(REVIEW, DESK)
            begin(DECISION, DESK)
        case "deal.take":
            end(REVIEW)
        case "deal.ask":
            end(REVIEW)
            turn(DECISION, SUBMITTER, counts=False)
            begin(ANSWER, SUBMITTER)
        case "deal.answer":
            end(ANSWER)
            turn(DECISION, DESK, counts=True)
        case "deal.approve" | "deal.decline":
            end(REVIEW, DECISION)
        case "deal.close":  # nobody answered in time
            found[ref, ANSWER].closed_unanswered = True
            end(ANSWER, DECISION, done=False)
        case "deal.withdraw":
            end(REVIEW, DECISION, ANSWER, done=False)
        case "sla.explain":
            for metric in facts["metrics"]:
                found[ref, metric].reason = event.because
        case "sla.waiver_approve":
            found[ref, facts["metric"]].waived = True


def _seconds(span: timedelta) -> Any:
    return span.total_seconds()
