"""What a week's digest says in numbers.

What counts: an item is one step of one record, that is one clock. It belongs to the ISO week, in the region's own
zone, in which its promise was settled: the week in which it was done, when it was done in time; else the week in which
it fell due, however much later it is done or noticed. So every item belongs to exactly one week, and a week that is
over does not change by what happens later. A step that is no longer owed, because its record was withdrawn, counts
nowhere unless it was late by then: what was missed stays missed. One that starts over counts once, by its last run;
one that still has time counts nowhere yet. A waiver excuses a breach and does not unmake it: it stays in the numbers,
and is named beside them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from policy.weeks import Week

CHART = 12  # weeks that the picture shows
MEAN = 4  # weeks that the mean is taken over
LOOK_BACK = 26  # weeks that "best week since" looks back over
AT_RISK = timedelta(hours=48)
# Fewer items than these make no rate: 1 of 3 is a count, not 33 %.
ENOUGH_FOR_A_RATE = 20
# Weeks before this one that "best since" needs, to mean anything.
ENOUGH_FOR_A_BEST = 3

EVER, HALF_A_YEAR = "ever", "half a year"

# What each clock measures, as leaders call it. Others go by their own names.
PROCESSES = {
    "deal.review": "Deal review",
    "deal.decision": "Deal decision",
    "deal.answer": "Submitter's answer",
    "conflict.ruling": "Conflict ruling",
    "conflict.neutral": "Conflict, neutral seat",
    "conflict.executive": "Conflict, executive",
    "escalation.acknowledge": "Escalation, answer",
    "escalation.resolve": "Escalation, resolution",
    "roe.question": "Question about a rule",
    "insight.answer": "Insight, answer",
}
COURTS = ("submitter", "specialist", "lead", "hub", "other")


def process(metric: str) -> str:
    return PROCESSES.get(metric) or metric.replace(".", ", ").replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Late:
    """One breach of the week."""

    metric: str
    reason: str  # label; empty while nobody has said
    late: timedelta  # by how much, in business time, up to now while it is open
    is_open: bool
    waived: bool
    ours: bool  # the desk can say why; else its submitter was late
    courts: Mapping[str, timedelta]  # the business time since its start, by who had to act


@dataclass(frozen=True, slots=True)
class Tally:
    """What the store counted, by metric and week."""

    in_time: Mapping[tuple[str, Week], int]  # this week and the MEAN before
    breaches: Mapping[tuple[str, Week], int]  # this week and LOOK_BACK before
    first: Week | None  # the first week that there is anything of
    open: int  # breaches of any week that are still to be done
    at_risk: int  # what falls due within AT_RISK


@dataclass(frozen=True, slots=True)
class Process:
    """One process in one week."""

    metric: str
    items: int
    breaches: int
    before: int  # breaches of the week before
    items_before: int
    mean: float  # breaches a week, over the MEAN weeks before
    late_seconds: float  # mean business time by which the breaches were late

    @property
    def rate(self) -> float | None:
        return rate(self.breaches, self.items)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one region's digest; what a message says, a chart draws, and a digest keeps."""

    region: str  # empty: all regions
    week: str
    zone: str
    processes: tuple[Process, ...]
    weeks_before: int  # weeks of the MEAN that there is anything of
    still_open: int  # of this week's breaches
    waived: int
    courts: tuple[tuple[str, float], ...]  # seconds of the late items by court, most first
    reasons: tuple[tuple[str, int], ...]  # most first
    unexplained: int
    open: int
    at_risk: int
    trend: tuple[tuple[str, dict[str, int]], ...]  # breaches by metric, week by week, this one last
    best_since: str  # the last week that was as good, EVER, HALF_A_YEAR; empty: nothing to say
    target: float = 0.05  # the share of items that may be late

    @property
    def items(self) -> int:
        return sum(one.items for one in self.processes)

    @property
    def breaches(self) -> int:
        return sum(one.breaches for one in self.processes)

    @property
    def before(self) -> int:
        return sum(one.before for one in self.processes)

    @property
    def mean(self) -> float:
        return sum(one.mean for one in self.processes)

    @property
    def closed(self) -> int:
        return self.breaches - self.still_open

    @property
    def rate(self) -> float | None:
        return rate(self.breaches, self.items)

    @property
    def spent(self) -> float:
        return sum(seconds for _, seconds in self.courts)

    def kept(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return figures that were kept."""
        return cls(
            **{
                **kept,
                "processes": tuple(Process(**one) for one in kept["processes"]),
                "courts": tuple((court, seconds) for court, seconds in kept["courts"]),
                "reasons": tuple((reason, number) for reason, number in kept["reasons"]),
                "trend": tuple((week, dict(counts)) for week, counts in kept["trend"]),
            }
        )


def rate(breaches: int, items: int) -> float | None:
    """Return the share of breaches, None where there are too few items to speak of one."""
    return breaches / items if items >= ENOUGH_FOR_A_RATE else None


def reckon(region: str, zone: str, week: Week, tally: Tally, late: Sequence[Late], *, target: float) -> Figures:
    """Reckon the figures of one region's week. `target`: the share of items that may be late."""
    before = [week.plus(-number) for number in range(1, MEAN + 1)]
    known = [one for one in before if tally.first and one >= tally.first]
    spent: Counter[str] = Counter()
    for one in late:
        spent.update({court: span.total_seconds() for court, span in one.courts.items()})
    return Figures(
        region=region,
        week=str(week),
        zone=zone,
        processes=_processes(week, known, tally, late),
        weeks_before=len(known),
        still_open=sum(one.is_open for one in late),
        waived=sum(one.waived for one in late),
        courts=tuple((court, seconds) for court, seconds in spent.most_common() if seconds > 0),
        reasons=_ranked(one.reason for one in late if one.reason),
        unexplained=sum(one.ours and not one.reason and not one.is_open for one in late),
        open=tally.open,
        at_risk=tally.at_risk,
        trend=_trend(week, tally),
        best_since=_best_since(week, tally),
        target=target,
    )


def together(several: Sequence[Figures], week: Week) -> Figures:
    """Add up the figures of regions, each of its own week by that name."""
    metrics = in_order({process.metric for one in several for process in one.processes})
    spent: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    trend: dict[str, Counter[str]] = {str(week.plus(-number)): Counter() for number in reversed(range(CHART))}
    for one in several:
        spent.update(dict(one.courts))
        reasons.update(dict(one.reasons))
        for name, counts in one.trend:
            trend[name].update(counts)
    return Figures(
        region="",
        week=str(week),
        zone="",
        processes=tuple(_sum(metric, several) for metric in metrics),
        weeks_before=max((one.weeks_before for one in several), default=0),
        still_open=sum(one.still_open for one in several),
        waived=sum(one.waived for one in several),
        courts=tuple(spent.most_common()),
        reasons=tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        unexplained=sum(one.unexplained for one in several),
        open=sum(one.open for one in several),
        at_risk=sum(one.at_risk for one in several),
        trend=tuple((name, dict(counts)) for name, counts in trend.items()),
        best_since="",
        target=max((one.target for one in several), default=0.0),
    )


def _sum(metric: str, several: Sequence[Figures]) -> Process:
    parts = [process for one in several for process in one.processes if process.metric == metric]
    breaches = sum(part.breaches for part in parts)
    return Process(
        metric=metric,
        items=sum(part.items for part in parts),
        breaches=breaches,
        before=sum(part.before for part in parts),
        items_before=sum(part.items_before for part in parts),
        mean=sum(part.mean for part in parts),
        late_seconds=sum(part.late_seconds * part.breaches for part in parts) / breaches if breaches else 0.0,
    )


def _processes(week: Week, known: Sequence[Week], tally: Tally, late: Sequence[Late]) -> tuple[Process, ...]:
    """Return what there was of each process, this week or in the weeks it is compared with."""
    seen = {metric for metric, when in tally.in_time} | {
        metric for (metric, when) in tally.breaches if when == week or when in known
    }
    last = week.plus(-1)
    found = []
    for metric in in_order(seen):
        breaches = tally.breaches.get((metric, week), 0)
        spans = [one.late.total_seconds() for one in late if one.metric == metric]
        found.append(
            Process(
                metric=metric,
                items=tally.in_time.get((metric, week), 0) + breaches,
                breaches=breaches,
                before=tally.breaches.get((metric, last), 0),
                items_before=tally.in_time.get((metric, last), 0) + tally.breaches.get((metric, last), 0),
                mean=sum(tally.breaches.get((metric, one), 0) for one in known) / len(known) if known else 0.0,
                late_seconds=sum(spans) / len(spans) if spans else 0.0,
            )
        )
    return tuple(found)


def in_order(metrics: Iterable[str]) -> list[str]:
    order = list(PROCESSES)
    return sorted(metrics, key=lambda metric: (order.index(metric) if metric in order else len(order), metric))


def _ranked(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(words).items(), key=lambda one: (-one[1], one[0])))


def _trend(week: Week, tally: Tally) -> tuple[tuple[str, dict[str, int]], ...]:
    weeks = [week.plus(-number) for number in reversed(range(CHART))]
    counts: dict[Week, dict[str, int]] = {one: {} for one in weeks}
    for (metric, when), number in sorted(tally.breaches.items()):
        if when in counts and number:
            counts[when][metric] = number
    return tuple((str(one), counts[one]) for one in weeks)


def _best_since(week: Week, tally: Tally) -> str:
    """Name the last week that had as few breaches; empty when it was lately, or when too little is known."""
    by_week: Counter[Week] = Counter()
    for (_, when), number in tally.breaches.items():
        by_week[when] += number
    if tally.first is None or tally.first > week.plus(-ENOUGH_FOR_A_BEST):
        return ""
    for back in range(1, LOOK_BACK + 1):
        earlier = week.plus(-back)
        if earlier < tally.first:
            return EVER
        if by_week[earlier] <= by_week[week]:
            return str(earlier) if back > ENOUGH_FOR_A_BEST else ""
    return HALF_A_YEAR


def is_late(sent_at: datetime, due_at: datetime) -> bool:
    """Say whether a digest comes so late that it has to say so."""
    return sent_at - due_at > timedelta(hours=1)
