"""What somebody types who leaves: `until friday, Tom covers` as a date and a name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from policy.errors import Unclear

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_COMMA = re.compile(r"\s+(?=\S+ covers$)", re.IGNORECASE)
_WHO = re.compile(r"^(?!(?:until|till|for)\b)(\D+?) (?:is (?:away|out) )?(?=(?:until|till|for) )", re.IGNORECASE)
_COVERS = re.compile(
    r"^(?:covered by |with )?(.+?)(?: (?:covers|stands in|is covering))?(?: for me)?\.?$", re.IGNORECASE
)
HOW = "Write it like `/escalate away until friday, Tom covers`, or `/escalate away` for the form."
LONGEST = timedelta(days=366)  # a date further away is a typing slip (our own choice)


@dataclass(frozen=True, slots=True)
class Leave:
    """Until when (the day on which they are back; None: nobody knows), who stands in and who leaves, as typed."""

    until: date | None
    covers: str = ""
    who: str = ""  # whom a lead sends: `Mira until friday`; empty: the one who types


def understood(text: str, today: date) -> Leave:
    """Read what somebody typed. Raises Unclear for what can be read two ways or not at all."""
    first, comma, rest = text.strip().partition(",")
    if not comma:
        first, *after = _NO_COMMA.split(first, maxsplit=1)
        rest = after[0] if after else ""
    covers = _COVERS.match(rest.strip())
    who = _WHO.match(first.strip())
    until = _until(_WHO.sub("", first.strip()), today)
    return Leave(until, covers.group(1).strip() if covers else "", who.group(1).strip() if who else "")


def _until(words: str, today: date) -> date:
    words = " ".join(words.lower().replace("until ", "").replace("till ", "").split())
    if words in ("today", "tomorrow"):
        return today + timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if words in (name, name[:3], f"next {name}"):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if span := re.fullmatch(r"(?:for )?(a|\d{1,3}) (day|week)s?", words):
        number = 1 if span[1] == "a" else int(span[1])
        return _ahead(today + timedelta(days=number * (7 if span[2] == "week" else 1)), today)
    if iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words):
        return _ahead(_date(int(iso[1]), int(iso[2]), int(iso[3])), today)
    named = re.fullmatch(r"(\d{1,2})\.? ([a-z]{3})[a-z]*\.?(?: (\d{4}))?", words)
    turned = re.fullmatch(r"([a-z]{3})[a-z]*\.? (\d{1,2})(?:,? (\d{4}))?", words)
    if (named and named[2] in _MONTHS) or (turned and turned[1] in _MONTHS):
        day, month, year = (named[1], named[2], named[3]) if named else (turned[2], turned[1], turned[3])  # type: ignore[index]
        number = _MONTHS.index(month) + 1
        if year:
            return _ahead(_date(int(year), number, int(day)), today)
        this_year = _date(today.year, number, int(day))
        return this_year if this_year > today else _date(today.year + 1, number, int(day))
    raise Unclear(f"Until when is “{words[:40]}”? {HOW}")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(f"There is no such day. {HOW}") from None


def _ahead(on: date, today: date) -> date:
    if on <= today:
        raise Unclear(f"{on:%d %b %Y} is not ahead. {HOW}")
    if on > today + LONGEST:
        raise Unclear(f"{on:%d %b %Y} is more than a year ahead. Check the year.")
    return on
