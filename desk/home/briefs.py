"""The daily brief of a specialist: what is due, at risk, waiting for others, new in the rules, and put off until then.

One timer per person, on the business days and at the hour that `desk/home/mornings.py` says. Its deletion and the
message are one transaction, so a day has one brief however many processes look. A brief that was missed while
everything was down is sent once on return on the same day, and dropped on a later one: yesterday's news is in today's.
A morning without anything of their own to say passes in silence; held news then comes by itself (`desk/holding.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Executable
from sqlmodel import col, func, select

from desk import holding, record, telling
from desk.home import asked, errands, matters, mornings
from desk.home.asked import Asked
from desk.home.errands import Errand
from desk.home.look import Look, look
from desk.home.matters import Matter
from desk.home.mornings import DAY
from desk.standards import Now, Standards, load
from desk.timers import set_timer
from policy import escalations
from policy.deals import Status
from policy.permissions import Role
from policy.roe import Rule
from policy.standing import Standing
from store import Store, Work
from store.models import AuditEvent, Notice, Person, RoleGrant, Timer

KIND = holding.BRIEF


@dataclass(frozen=True, slots=True)
class Brief:
    """What one specialist should know in the morning."""

    due_today: tuple[Errand | Matter, ...]  # due today, or late
    at_risk: tuple[Errand | Matter, ...]  # due later, but short of time
    waiting: tuple[Errand | Matter, ...]  # for others
    asked: tuple[Asked, ...]  # to be answered or decided on
    rules: tuple[Rule, ...]  # in force since the last brief

    @property
    def is_empty(self) -> bool:
        return not (self.due_today or self.at_risk or self.waiting or self.asked or self.rules)


class Briefs:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def plan(self) -> int:
        """Plan the next brief of every specialist who has none planned; return how many were."""
        with self._store.read() as work:
            missing = _without_a_brief(work)
        if not missing:
            return 0
        with self._store.begin() as work:
            standards, now = load(work), self._now()
            planned = [_set(work, standards, one, after=now) for one in _without_a_brief(work)]
        return sum(planned)


def fire(work: Work, standards: Standards, timers: Sequence[Timer], now: datetime) -> None:
    """Send today's brief, if its hour has come and there is something to say, and plan the next one."""
    for timer in timers:
        person_id = int(timer.subject.partition(":")[2])
        found = look(work, person_id, now)
        if found and Role.SPECIALIST in found.roles and (planned := mornings.of(work, standards, person_id)):
            due_at = planned.last(now)
            if due_at and planned.day(due_at) == planned.day(now):
                _send(found, due_at, name=f"{telling.person(person_id)}:{planned.day(due_at).isoformat()}")
            _set(work, standards, person_id, after=now)
        holding.tell(work, person_id, now, at=timer.due_at)  # unless a brief told it, or will


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> Brief | None:
    """Return the brief of the person in whose lane a notice lies, as things stand when it leaves."""
    found = look(work, int(notice.audience.partition(":")[2]), now)
    return brief(found, work.get_one(AuditEvent, notice.event_id).at) if found else None


def _send(found: Look, due_at: datetime, *, name: str) -> None:
    """Send the brief of a day, unless that day had it, with what was held for the morning; nothing without more."""
    work, lane = found.work, telling.person(found.who.id)
    if work.exec(select(Notice.id).where(Notice.key == f"{KIND}:{name}")).first() or brief(found, due_at).is_empty:
        return
    event = record.write(
        work,
        subject=lane,
        action=KIND,
        at=due_at,
        actor=None,
        because="a morning with something to say",
        facts={"held": holding.collect(work, found.who.id, at=due_at)},
    )
    telling.once(work, "brief.daily", lane, key=name, event=event)


def brief(found: Look, due_at: datetime) -> Brief:
    """Read what a specialist should know on the morning of a brief that is due then (eight statements)."""
    deals, raised, requested = errands.rows(found), matters.rows(found), asked.rows(found)
    due = errands.dues(found, errands.refs(deals) | {row[0].ref for row in raised} | asked.refs(requested))
    mine = [one for one in matters.matters(found, raised, due) if one.holder_id == found.who.id]
    several: list[Errand | Matter] = [*errands.errands(found, deals, due).desk, *mine]
    several.sort(key=lambda one: one.due.at.timestamp() if one.due else float("inf"))
    rests = (Status.WAITING, escalations.Status.WAITING)
    waiting = tuple(one for one in several if one.status in rests)
    mine_now = [one for one in several if one.status not in rests and one.due]
    on = due_at.astimezone(ZoneInfo(found.who.zone)).date()  # ends with the region's day of that date
    tomorrow = datetime.combine(on + DAY, time(), tzinfo=found.zone)
    today = tuple(one for one in mine_now if one.due and one.due.at < tomorrow)
    risk = tuple(one for one in mine_now if one not in today and one.due and one.due.standing is Standing.AT_RISK)
    return Brief(today, risk, waiting, asked.asked(requested, due), _new_rules(found, due_at))


def _new_rules(found: Look, until: datetime) -> tuple[Rule, ...]:
    """Return the rules of what the person covers that took effect between their last brief and this one (statements:
    two to four).

    A rule that is published after the hour of a brief and holds on the same day is in the next one. One that comes with
    a playbook bears no hour; it counts from the beginning of its day.
    """
    codes = ["", found.who.home_region, *found.regions(Role.SPECIALIST)]
    since = _last(found, until)
    return tuple(
        rule for rule in found.standards.rules if rule.region in codes and since < _holds_from(found, rule) <= until
    )


def _holds_from(found: Look, rule: Rule) -> datetime:
    zone = found.standards.zone(rule.region) if rule.region else found.zone
    begins = datetime.combine(rule.effective_on, time(), tzinfo=zone)
    return max(begins, rule.published_at) if rule.published_at else begins


def _last(found: Look, until: datetime) -> datetime:
    """Return the hour of the person's last brief, else that of the business day before."""
    sent = found.work.exec(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.subject == telling.person(found.who.id), AuditEvent.action == KIND, AuditEvent.at < until
        )
    ).one()
    planned = mornings.of(found.work, found.standards, found.who.id)
    before = planned.last(until - timedelta(microseconds=1)) if planned else None
    return sent or before or until - DAY


def _without_a_brief(work: Work) -> list[int]:
    connection = work.connection()
    subjects = set(connection.execute(_planned()).scalars())
    people = connection.execute(_specialists()).scalars()
    return [person_id for person_id in people if telling.person(person_id) not in subjects]


@cache
def _planned() -> Executable:
    return select(Timer.subject).where(Timer.kind == KIND)


@cache
def _specialists() -> Executable:
    specialists = select(RoleGrant.person_id).where(RoleGrant.role == Role.SPECIALIST)
    return select(Person.id).where(Person.active, col(Person.id).in_(specialists)).order_by(col(Person.id))


def _set(work: Work, standards: Standards, person_id: int, *, after: datetime) -> bool:
    """Plan a person's next brief; say whether there is one to plan."""
    planned = mornings.of(work, standards, person_id)
    due_at = planned.next(after) if planned else None
    if due_at:
        set_timer(work, telling.person(person_id), KIND, due_at)
    return due_at is not None
