"""The daily brief of a specialist: what is due today, at risk, waiting for others, and which rules are new.

One timer per person, at the region's local hour on its business days. Its deletion and the message are one transaction,
so a day has one brief however many processes look. A brief that was missed while everything was down is sent once on
return on the same day, and dropped on a later one: yesterday's news is in today's. A morning without anything to say
passes in silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from desk import telling
from desk.home import asked, errands, matters
from desk.home.asked import Asked
from desk.home.errands import Errand
from desk.home.look import Look, look
from desk.home.matters import Matter
from desk.standards import Now, Standards, load
from desk.timers import set_timer
from policy import escalations
from policy.calendar import Calendar
from policy.deals import Status
from policy.permissions import Role
from policy.roe import Rule
from policy.standing import Standing
from store import Store, Work
from store.models import Notice, Person, Region, RoleGrant, Timer

KIND = "brief.daily"
DAY = timedelta(days=1)
# A desk that is closed for longer than that has other worries than a brief.
LOOKED_AHEAD = 60


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
            planned = [_set(work, standards, person, after=now) for person in _without_a_brief(work)]
        return sum(planned)


def fire(work: Work, standards: Standards, timers: Sequence[Timer], now: datetime) -> None:
    """Send today's brief, if its hour has come and there is something to say, and plan the next one."""
    for timer in timers:
        person_id = int(timer.subject.partition(":")[2])
        found = look(work, person_id, now)
        if found is None or Role.SPECIALIST not in found.roles:
            continue
        person = work.get_one(Person, person_id)
        region = _region(work, standards, person)
        today = _slot(standards, region, standards.today(region.code, now)) if region else None
        if today is None or today > now:
            _set(work, standards, person, after=now)
            continue
        if not brief(found).is_empty:
            lane = telling.person(person_id)
            telling.once(work, "brief.daily", lane, key=_name(lane, found.today))
        _set(work, standards, person, after=max(now, today))


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> Brief | None:
    """Return the brief of the person in whose lane a notice lies, as things stand when it leaves."""
    found = look(work, int(notice.audience.partition(":")[2]), now)
    return brief(found) if found else None


def brief(found: Look) -> Brief:
    """Read what a specialist should know this morning (seven statements)."""
    deals, raised, requested = errands.rows(found), matters.rows(found), asked.rows(found)
    due = errands.dues(found, errands.refs(deals) | {row[0].ref for row in raised} | asked.refs(requested))
    mine = [one for one in matters.matters(found, raised, due) if one.holder_id == found.who.id]
    several: list[Errand | Matter] = [*errands.errands(found, deals, due).desk, *mine]
    several.sort(key=lambda one: one.due.at.timestamp() if one.due else float("inf"))
    rests = (Status.WAITING, escalations.Status.WAITING)
    waiting = tuple(one for one in several if one.status in rests)
    mine_now = [one for one in several if one.status not in rests and one.due]
    tomorrow = datetime.combine(found.today + DAY, time(), tzinfo=found.zone)
    today = tuple(one for one in mine_now if one.due and one.due.at < tomorrow)
    risk = tuple(one for one in mine_now if one not in today and one.due and one.due.standing is Standing.AT_RISK)
    return Brief(today, risk, waiting, asked.asked(requested, due), _new_rules(found))


def _new_rules(found: Look) -> tuple[Rule, ...]:
    """Return the rules of what the person covers that took effect since their last brief (one statement).

    A rule that is published after the hour of a brief and holds on the same day is in the next one. One that comes with
    a playbook bears no hour; it counts from the beginning of its day.
    """
    codes = [found.who.home_region, *found.regions(Role.SPECIALIST)]
    region = _own(found.standards, codes)
    if region is None:
        return ()
    since, until = _last(found, region), _slot(found.standards, region, found.today) or found.now
    return tuple(
        rule
        for rule in found.standards.rules
        if rule.region in ("", *codes) and since < _holds_from(found, rule) <= until
    )


def _holds_from(found: Look, rule: Rule) -> datetime:
    zone = found.standards.zone(rule.region) if rule.region else found.zone
    begins = datetime.combine(rule.effective_on, time(), tzinfo=zone)
    return max(begins, rule.published_at) if rule.published_at else begins


def _last(found: Look, region: Region) -> datetime:
    """Return the hour of the person's last brief, else that of the business day before."""
    lane = telling.person(found.who.id)
    days = [found.today - ahead * DAY for ahead in range(1, LOOKED_AHEAD)]
    keys = {f"{KIND}:{_name(lane, on)}": on for on in days}
    sent = found.work.exec(select(Notice.key).where(col(Notice.key).in_(keys))).all()
    days = [keys[key] for key in sent] or days
    slots = [at for on in days if (at := _slot(found.standards, region, on))]
    return max(slots, default=found.now - DAY)


def _name(lane: str, on: date) -> str:
    return f"{lane}:{on.isoformat()}"


def _without_a_brief(work: Work) -> list[Person]:
    planned = select(Timer.subject).where(Timer.kind == KIND)
    subjects = set(work.exec(planned))
    specialists = select(RoleGrant.person_id).where(RoleGrant.role == Role.SPECIALIST)
    people = work.exec(select(Person).where(Person.active, col(Person.id).in_(specialists)).order_by(col(Person.id)))
    return [person for person in people if telling.person(person.id or 0) not in subjects]


def _set(work: Work, standards: Standards, person: Person, *, after: datetime) -> bool:
    """Plan a person's next brief; say whether there is one to plan."""
    region = _region(work, standards, person)
    due_at = _next(standards, region, after) if region else None
    if due_at:
        set_timer(work, telling.person(person.id or 0), KIND, due_at)
    return due_at is not None


def _region(work: Work, standards: Standards, person: Person) -> Region | None:
    """Return in whose days a specialist works: their home region, else the first they cover."""
    held = work.exec(
        select(RoleGrant.region).where(RoleGrant.person_id == person.id, RoleGrant.role == Role.SPECIALIST)
    )
    return _own(standards, [person.home_region, *sorted(code for code in held if code)])


def _own(standards: Standards, codes: Iterable[str | None]) -> Region | None:
    return next((standards.regions[code] for code in codes if code and code in standards.regions), None)


def _next(standards: Standards, region: Region, after: datetime) -> datetime | None:
    """Return the first brief of a region that comes later than `after`."""
    on = standards.today(region.code, after)
    for ahead in range(LOOKED_AHEAD):
        due_at = _slot(standards, region, on + ahead * DAY)
        if due_at and due_at > after:
            return due_at
    return None


def _slot(standards: Standards, region: Region, on: date) -> datetime | None:
    """Return when a region's brief is due on a day, None on a day that is no business day."""
    calendar: Calendar = standards.calendar(region.calendar)
    zone: ZoneInfo = standards.zone(region.code)
    at = standards.company.brief_at
    return datetime.combine(on, at, tzinfo=zone) if calendar.is_business_day(on) else None
