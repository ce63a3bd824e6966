"""Business time: when a desk is open, and what an hour of its time means on the world's clock.

A desk is open exactly when its wall clock shows a time within its hours, each span from its opening up to but not
including its closing. So the hour that a clock change skips is nobody's business time, and the hour it repeats counts
twice. Everything is reckoned in UTC, over an index of open intervals that grows by whole years as dates are asked for.

Two instants can carry the same amount of business time: closing at 17:00 and the next opening at 09:00. `add` answers
with the earlier one (a thing is due at 17:00, not at 09:00 tomorrow), `subtract` with the later one. Hence
`subtract(add(x, d), d) == x` for every `x` inside open time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Hours = tuple[tuple[time, time], ...]
"""Open spans of one local day, sorted and apart. A span that ends at `time(0)` or `time.max` runs to midnight."""

MIDNIGHT = time(0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
SECOND = 1_000_000  # all arithmetic is in whole microseconds since the epoch
DAY = 86_400 * SECOND
NEXT_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2, 9998  # datetime holds years 1 to 9999; zones need a year of room on either side


@dataclass(frozen=True, slots=True)
class _Index:
    """Open intervals of the years `first` to `last`, and the business time before each of them."""

    first: int
    last: int
    low: int  # the moment the first year begins
    high: int  # and the last one ends
    starts: list[int]
    ends: list[int]
    before: list[int]  # business time from the beginning of the index to each start
    after: list[int]  # and to each end


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of one desk: a zone, its week, and the days that differ (`()` closes a day).

    Raises ValueError for an unknown zone, for spans that overlap or are out of order, and for a week that is never
    open, in which a clock would never end.
    """

    zone: str
    weekly: Mapping[int, Hours]  # Monday = 0
    days: Mapping[date, Hours] = field(default_factory=dict)
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError(f"{self.zone!r} is not a time zone; write it like Europe/Berlin.") from unknown
        for weekday, hours in self.weekly.items():
            if weekday not in range(7):
                raise ValueError(f"{weekday!r} is not a weekday; Monday is 0 and Sunday 6.")
            _spans(hours)
        for hours in self.days.values():
            _spans(hours)
        if not any(self.weekly.values()):
            raise ValueError("A calendar has to be open at some time of the week, or a clock in it would never end.")
        values = {
            "weekly": MappingProxyType({weekday: tuple(self.weekly.get(weekday, ())) for weekday in range(7)}),
            "days": MappingProxyType({on: tuple(hours) for on, hours in self.days.items()}),
            "_zone": zone,
            "_index": _Index(0, 0, 0, 0, [], [], [], []),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return hash((self.zone, tuple(self.weekly.items()), frozenset(self.days.items())))

    def hours(self, on: date) -> Hours:
        """Return the open spans of one local day."""
        exception = self.days.get(on)
        return self.weekly[on.weekday()] if exception is None else exception

    def is_business_day(self, on: date) -> bool:
        return bool(self.hours(on))

    def is_open(self, at: datetime) -> bool:
        moment = _count(at)
        index = self._covering(moment, moment)
        position = bisect_right(index.starts, moment) - 1
        return position >= 0 and moment < index.ends[position]

    def next_open(self, at: datetime) -> datetime:
        """Return `at` itself when the desk is open then, else the next opening."""
        moment = _count(at)
        index = self._covering(moment, moment)
        position = bisect_right(index.ends, moment)
        while position == len(index.starts):
            index = self._later(index)
            position = bisect_right(index.ends, moment)
        return _instant(max(moment, index.starts[position]))

    def add(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant by which `span` of business time has passed since `at`."""
        wanted = _length(span)
        if wanted < 0:
            return self.subtract(at, -span)
        moment = _count(at)
        if wanted == 0:
            return _instant(moment)
        index = self._covering(moment, moment)
        goal = _total(index, moment) + wanted
        while not index.after or index.after[-1] < goal:
            index = self._later(index)
            goal = _total(index, moment) + wanted
        position = bisect_left(index.after, goal)
        return _instant(index.ends[position] - (index.after[position] - goal))

    def subtract(self, at: datetime, span: timedelta) -> datetime:
        """Return the latest instant from which `span` of business time passes until `at`."""
        wanted = _length(span)
        if wanted < 0:
            return self.add(at, -span)
        moment = _count(at)
        if wanted == 0:
            return _instant(moment)
        index = self._covering(moment, moment)
        goal = _total(index, moment) - wanted
        while goal < 0:
            index = self._earlier(index)
            goal = _total(index, moment) - wanted
        position = bisect_right(index.before, goal) - 1
        return _instant(index.starts[position] + (goal - index.before[position]))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the business time from `start` to `end`, negative when `end` comes first."""
        first, last = _count(start), _count(end)
        index = self._covering(min(first, last), max(first, last))
        return timedelta(microseconds=_total(index, last) - _total(index, first))

    def add_days(self, at: datetime, days: int) -> datetime:
        """Return when the desk closes on the `days`-th business day after the local day of `at`.

        The local day of `at` itself is never counted, be it a business day or not: one business day from any time on
        Friday ends on Monday evening. Raises ValueError for fewer than one day.
        """
        if days < 1:
            raise ValueError(f"Business days are counted from 1, not {days}.")
        _count(at)  # refuses a naive time, which astimezone would take for the machine's own
        on = at.astimezone(self._zone).date()
        while days:
            on += NEXT_DAY
            if self.hours(on):
                days -= 1
        return self._closing(on)

    def _closing(self, on: date) -> datetime:
        """Return the last closing of a business day, also when a clock change skips or repeats it."""
        closes = self.hours(on)[-1][1]
        if closes in (MIDNIGHT, time.max):  # where a change repeats midnight, the second one belongs to the next day
            moment = _count(datetime.combine(on + NEXT_DAY, MIDNIGHT, self._zone))
        else:
            local = datetime.combine(on, closes, self._zone)
            moment = max(_count(local), _count(local.replace(fold=1)))
        index = self._covering(moment, moment)
        while (position := bisect_left(index.starts, moment) - 1) < 0:
            index = self._earlier(index)
        return _instant(min(moment, index.ends[position]))

    def _covering(self, low: int, high: int) -> _Index:
        """Return the index, grown to the years around both moments."""
        index = self._index
        if index.low <= low and high < index.high:
            return index
        return self._grown(_instant(low).year, _instant(high).year)

    def _later(self, index: _Index) -> _Index:
        """Grow by as many years again as are there, so that a long span needs few steps."""
        last = index.last + (index.last - index.first + 1)
        return self._grown(index.first, min(last, LAST_YEAR) if index.last < LAST_YEAR else last)

    def _earlier(self, index: _Index) -> _Index:
        first = index.first - (index.last - index.first + 1)
        return self._grown(max(first, FIRST_YEAR) if index.first > FIRST_YEAR else first, index.last)

    def _grown(self, first: int, last: int) -> _Index:
        """Return an index of these years, and keep it.

        The old index is never changed, only replaced: threads that grow it at once do some work twice and no harm.
        """
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise ValueError(f"A calendar reaches from the year {FIRST_YEAR} to {LAST_YEAR} only.")
        known = self._index
        earlier, later = range(0), range(first, last + 1)
        if known.last:
            first, last = min(first, known.first), max(last, known.last)
            earlier, later = range(first, known.first), range(known.last + 1, last + 1)
        spans = [span for year in earlier for span in self._open_in(year)]
        spans += zip(known.starts, known.ends, strict=True)
        spans += [span for year in later for span in self._open_in(year)]
        starts, ends = _joined(spans)
        after = list(accumulate(end - start for start, end in zip(starts, ends, strict=True)))
        before = [0, *after[:-1]] if after else []
        index = _Index(first, last, _new_year(first), _new_year(last + 1), starts, ends, before, after)
        object.__setattr__(self, "_index", index)
        return index

    def _open_in(self, year: int) -> Iterator[tuple[int, int]]:
        """Yield the open intervals between two New Years of UTC, cut where the zone's offset changes."""
        for start, end, offset in _pieces(self._zone, year):
            for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
                midnight = day * DAY - offset
                for opens, closes in _spans(self.hours(date.fromordinal(EPOCH_DAY + day))):
                    opening, closing = max(start, midnight + opens), min(end, midnight + closes)
                    if opening < closing:
                        yield opening, closing


@cache  # desks share zones, and asking a zone for its offset of every day takes as long as all the rest
def _pieces(zone: ZoneInfo, year: int) -> tuple[tuple[int, int, int], ...]:
    """Return (start, end, offset) of the stretches between two New Years of UTC in which the zone keeps one offset."""
    return tuple(_kept_offsets(zone, _new_year(year), _new_year(year + 1)))


def _kept_offsets(zone: ZoneInfo, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    start, offset = low, _offset(zone, low)
    for earlier, later in pairwise([*range(low, high, DAY), high]):
        changed = _offset(zone, later)
        if changed == offset:
            continue
        before, after = earlier // SECOND, later // SECOND  # zones change on whole seconds
        while after - before > 1:
            middle = (before + after) // 2
            if _offset(zone, middle * SECOND) == offset:
                before = middle
            else:
                after = middle
        yield start, after * SECOND, offset
        start, offset = after * SECOND, changed
    if start < high:
        yield start, high, offset


def _offset(zone: ZoneInfo, moment: int) -> int:
    return _length(_instant(moment).astimezone(zone).utcoffset() or timedelta())


def _joined(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return starts and ends of the spans, those that touch made one."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        if ends and ends[-1] == start:
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


@cache  # most days are alike
def _spans(hours: Hours) -> tuple[tuple[int, int], ...]:
    """Return the spans of a day in microseconds after midnight. Raises ValueError for a day that makes no sense."""
    spans = []
    for opens, closes in hours:
        if opens.tzinfo or closes.tzinfo:
            raise ValueError("Business hours are local times without a zone; the calendar names the zone.")
        ends = DAY if closes in (MIDNIGHT, time.max) else _of_day(closes)
        if ends <= _of_day(opens):
            raise ValueError(f"{opens:%H:%M}-{closes:%H:%M} ends before it begins; split it at midnight.")
        spans.append((_of_day(opens), ends))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError("The business hours of a day overlap or are out of order.")
    return tuple(spans)


def _of_day(local: time) -> int:
    return ((local.hour * 60 + local.minute) * 60 + local.second) * SECOND + local.microsecond


def _total(index: _Index, moment: int) -> int:
    """Return the business time from the beginning of the index to a moment it covers."""
    position = bisect_right(index.starts, moment) - 1
    if position < 0:
        return 0
    return index.before[position] + min(moment, index.ends[position]) - index.starts[position]


def _new_year(year: int) -> int:
    return _count(datetime(year, 1, 1, tzinfo=UTC))


def _count(at: datetime) -> int:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone, so nobody can say which instant it is.")
    return _length(at - EPOCH)


def _length(span: timedelta) -> int:
    return (span.days * 86_400 + span.seconds) * SECOND + span.microseconds


def _instant(moment: int) -> datetime:
    return EPOCH + timedelta(microseconds=moment)


ALWAYS_OPEN = Calendar("UTC", dict.fromkeys(range(7), ((MIDNIGHT, MIDNIGHT),)))
