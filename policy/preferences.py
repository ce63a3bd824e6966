"""How somebody is told: at once, in a morning brief, or not at all; and never in their quiet hours unless it must be.

Three things are stronger than what people choose:

- An urgent escalation, and anything about what a person owns that is about to be late or is late already, reaches them
  at once, through quiet hours too. That is what being on duty means.
- What asks something of a person is never left out. "Not at all" makes it wait for the morning at most.
- Quiet hours hold everything else back, also what is wanted at once; it follows when they end.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_SATURDAY = 5


class Topic(StrEnum):
    """What there is to be told about, as people would sort it."""

    OWN_DEALS = "own_deals"  # deals I registered
    DESK_DEALS = "desk_deals"  # deals of my desk
    ESCALATIONS = "escalations"
    RULES = "rules"
    DIGESTS = "digests"


class How(StrEnum):
    AT_ONCE = "at_once"
    BRIEF = "brief"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of every day in which nothing is to be heard, by the wall clock; they may lie across midnight."""

    starts: time
    ends: time

    def __contains__(self, local: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends


@dataclass(frozen=True, slots=True)
class Matter:
    """What a piece of news is to the one who would read it."""

    topic: Topic | None = None  # None: what nobody chooses about
    asks: bool = False  # it wants something of them
    owns: bool = False
    late: bool = False  # about to be late, or late
    urgent: bool = False

    @property
    def breaks_through(self) -> bool:
        return self.urgent or (self.owns and self.late)


class When(StrEnum):
    NOW = "now"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Verdict:
    """When to tell it; `until` is set when it is to wait, and `brief` when it then comes with others in one message."""

    when: When
    because: str
    until: datetime | None = None
    brief: bool = False


def decide(matter: Matter, how: How, quiet: Quiet | None, *, zone: ZoneInfo, now: datetime, brief_at: time) -> Verdict:
    """Say when to tell somebody in `zone` of `matter` who chose `how` for its topic; briefs come at `brief_at`."""
    if matter.breaks_through:
        return Verdict(When.NOW, "it is urgent" if matter.urgent else "it is theirs, and its time runs out")
    if how is How.NEVER and not matter.asks:
        return Verdict(When.NEVER, "they chose not to hear of it")
    if how is not How.AT_ONCE:
        brief = next_brief(quiet, zone=zone, now=now, at=brief_at)
        return Verdict(When.LATER, "it is for their morning brief", brief, brief=True)
    until = quiet_until(quiet, zone=zone, now=now)
    return Verdict(When.LATER, "these are their quiet hours", until) if until else Verdict(When.NOW, "they are there")


def quiet_until(quiet: Quiet | None, *, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the quiet hours that hold at `now` end, None when there are none."""
    local = now.astimezone(zone)
    if quiet is None or local.time() not in quiet:
        return None
    on = local.date() + timedelta(days=local.time() >= quiet.ends)
    end = datetime.combine(on, quiet.ends, zone)
    # In the night that has an hour twice, the first of the two ends may lie behind us.
    return (end if end.astimezone(UTC) > now else end.replace(fold=1)).astimezone(UTC)


def next_brief(quiet: Quiet | None, *, zone: ZoneInfo, now: datetime, at: time) -> datetime:
    """Return when the next morning brief is due, on weekdays at `at` in the reader's own zone."""
    on = now.astimezone(zone).date()
    while on.weekday() >= _SATURDAY or brief_on(on, quiet, zone=zone, at=at) <= now:
        on += timedelta(days=1)
    return brief_on(on, quiet, zone=zone, at=at)


def brief_on(on: date, quiet: Quiet | None, *, zone: ZoneInfo, at: time) -> datetime:
    """Return when the morning brief of a day is due; one that would fall into quiet hours comes when they end."""
    brief = datetime.combine(on, at, zone).astimezone(UTC)
    return quiet_until(quiet, zone=zone, now=brief) or brief
