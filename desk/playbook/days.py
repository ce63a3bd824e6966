"""The days on which a desk differs from its week: public holidays, frozen when they are looked up, and its own."""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

from desk.playbook.problems import choose
from desk.playbook.schema import DeskCalendar
from policy.calendar import Hours

# Names are asked of these years. Which holidays a country has seldom changes; nothing is closed by this.
_NAMED_IN = range(2020, 2036)


@dataclass(frozen=True, slots=True)
class Day:
    """A date that differs: `()` closes it."""

    name: str
    hours: Hours = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    field: str
    why: str


def unknown_country(country: str, subdivision: str | None) -> Wrong | None:
    """Say what is wrong when no public holidays are known for a country or its subdivision."""
    try:
        holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:
        countries = holidays.list_supported_countries(include_aliases=True)  # which looks into each of them
    else:
        return None
    if country not in countries:
        return Wrong("country", f'"{country}" is not a country\'s two letters. {choose(country, countries)}')
    known = countries[country]
    return Wrong("subdivision", f'{country} has no subdivision "{subdivision}". {choose(subdivision or "", known)}')


@cache
def holiday_names(country: str, subdivision: str | None) -> frozenset[str]:
    """Return the English names of a country's public holidays."""
    return frozenset(name for names in _public(country, subdivision, _NAMED_IN).values() for name in names)


def freeze(calendar: DeskCalendar, *, first: int, last: int) -> dict[date, Day]:
    """Return the days that differ from the week, for the years `first` to `last` and for dates named outright.

    What is named for one date counts most, then public holidays, then what is named for every year. A day that is free
    anyway is left out unless its date is named outright.
    """
    years = range(first, last + 1)
    week = calendar.hours.weekly()
    found: dict[date, Day] = {}
    for key, short in calendar.half_days.items():
        found |= {on: Day(short.name, short.hours) for on in _yearly(key, years)}
    for key, name in calendar.closed.items():
        found |= {on: Day(name) for on in _yearly(key, years)}
    if calendar.country:
        found |= {on: Day("; ".join(names)) for on, names in _observed(calendar, years)}
    found = {on: day for on, day in found.items() if on.weekday() in week}
    for key, short in calendar.half_days.items():
        if len(key) > 5:
            found[date.fromisoformat(key)] = Day(short.name, short.hours)
    for key, name in calendar.closed.items():
        if len(key) > 5:
            found[date.fromisoformat(key)] = Day(name)
    return found


def _observed(calendar: DeskCalendar, years: range) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Yield the public holidays on which the desk does not work."""
    worked = set(calendar.work_on)
    for on, names in _public(calendar.country or "", calendar.subdivision, years).items():
        left = tuple(name for name in names if name not in worked)
        if left and not {on.isoformat(), f"{on:%m-%d}"} & worked:
            yield on, left


def _public(country: str, subdivision: str | None, years: range) -> dict[date, tuple[str, ...]]:
    """Return public holidays with their plain names: an observed day goes by the name of its holiday."""
    days = holidays.country_holidays(country, subdiv=subdivision, years=years, language="en_US")
    return {
        on: tuple(name.partition(" (")[0] for name in names.split("; "))
        for on, names in sorted(days.items())
        if on.year in years  # an observed New Year's Day may fall into the year before
    }


def _yearly(key: str, years: range) -> Iterator[date]:
    """Yield the dates of `12-24`, one a year; none for a key that names one date outright."""
    if len(key) > 5:
        return
    month, day = map(int, key.split("-"))
    for year in years:
        if (month, day) != (2, 29) or isleap(year):
            yield date(year, month, day)
