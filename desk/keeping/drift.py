"""Drift: where regions do it otherwise than the standard says, since when, and what should have been reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import select

from desk import people, record, telling
from desk.people import Member
from desk.standards import Now, Standards, load
from desk.timers import set_timer
from policy.errors import Refused
from policy.permissions import Role
from policy.roe import Rule
from store import Store, Work
from store.models import AuditEvent, Notice, Timer

SUBJECT, REVIEW = "rules", "review.rules"
_LOOK_AT = time(6)  # UTC, once a day: early enough for every hub's morning
MAY_SEE = frozenset({Role.LEAD, Role.LEADER, Role.HUB, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Override:
    """One rule that holds somewhere instead of the standard."""

    rule: Rule
    standard: Rule | None
    overdue: bool
    since: date  # the region has done it otherwise without a break


@dataclass(frozen=True, slots=True)
class Report:
    overrides: tuple[Override, ...]
    standards: Standards
    on: date


class Drift:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def report(self, *, by: Member) -> Report:
        """Return every override in force, the longest first. Raises Refused."""
        with self._store.read() as work:
            if not MAY_SEE & {grant.role for grant in people.current(work, by).grants}:
                raise Refused(
                    "The drift report is for leads, leaders and the hub. `/roe ROE-3` shows what holds in your region."
                )
            standards, on = load(work), self._now().date()
            found = [_override(standards, rule, on) for rule in _in_force(standards, on) if any(rule.scope)]
            return Report(tuple(sorted(found, key=lambda one: (one.since, one.rule.id))), standards, on)

    def keep_watch(self) -> None:
        """Have rules whose review is overdue flagged from now on, once a day."""
        with self._store.begin() as work:
            if work.exec(select(Timer.id).where(Timer.subject == SUBJECT, Timer.kind == REVIEW)).first() is None:
                set_timer(work, SUBJECT, REVIEW, _next(self._now()))


def flag(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Tell the hub once of each rule whose review date has passed; many of a day come in one list."""
    flagged = set(work.exec(select(AuditEvent.subject).where(AuditEvent.action == "review.overdue")))
    events = [
        record.write(
            work, subject=rule.name, action="review.overdue", at=now, actor=None, rule=rule,
            because=f"review by {rule.review_by}",
        )
        for rule in _in_force(standards, now.date())
        if is_overdue(rule, now.date()) and rule.name not in flagged
    ]  # fmt: skip
    if len(events) > 1:
        names = [event.subject for event in events]
        events = [
            record.write(
                work, subject=SUBJECT, action="review.listed", at=now, actor=None,
                because=f"{len(names)} reviews are overdue", facts={"rules": names},
            )
        ]  # fmt: skip
    for event in events:
        telling.tell(work, "review.overdue", event, telling.HUB)
    set_timer(work, SUBJECT, REVIEW, _next(now))


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> list[Override]:
    """Read the rules that a notice about reviews is for, without those of which a newer version holds by now."""
    event, on = work.get_one(AuditEvent, notice.event_id), now.date()
    names = event.facts.get("rules", [event.subject])
    return [_override(standards, rule, on) for rule in _in_force(standards, on) if rule.name in names]


def _override(standards: Standards, rule: Rule, on: date) -> Override:
    since = rule.effective_on
    for one in standards.rules.versions(rule):  # newest first
        if one.version <= rule.version:
            if one.withdrawn:
                break
            since = min(since, one.effective_on)
    return Override(rule, _standard(standards, rule, on), is_overdue(rule, on), since)


def is_overdue(rule: Rule, on: date) -> bool:
    return rule.review_by is not None and rule.review_by < on


def _in_force(standards: Standards, on: date) -> list[Rule]:
    return [rule for code in standards.rules.codes for rule in standards.rules.in_force(code, on)]


def _standard(standards: Standards, rule: Rule, on: date) -> Rule | None:
    """Return the rule that would hold without this one."""
    if not any(rule.scope):
        return None
    wider = (one for one in standards.rules.in_force(rule.code, on) if not any(one.scope))
    return next(wider, None)


def _next(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), _LOOK_AT, tzinfo=now.tzinfo)
