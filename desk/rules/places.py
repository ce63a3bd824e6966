"""Which region somebody asks for: the one that their words end or begin with, or their own."""

import re
from datetime import date, datetime

from desk.people import Member
from desk.standards import Standards
from policy.errors import Unclear
from policy.words import listed

_IN = re.compile(r"\bin (?:the )?", re.IGNORECASE)
LONGEST = 5  # words of a region's name at the beginning of a question
# What sales teams call a region. Whoever ends with one that we do not have means a region all the same, so an answer
# for their own would mislead. Countries are left out: a customer can be in one.
_ELSEWHERE = frozenset(
    (
        "africa", "amer", "america", "americas", "anz", "apac", "apj", "apjc", "asean", "asia", "asia pacific",
        "asia-pacific", "baltics", "benelux", "caribbean", "cee", "central america", "dach", "eastern europe", "emea",
        "emeai", "europe", "gcc", "gcr", "greater china", "iberia", "lac", "latam", "latin america", "mea", "mena",
        "menat", "middle east", "namer", "nordic", "nordics", "noram", "north america", "northern europe", "oceania",
        "south america", "southeast asia", "southern europe", "uki", "uk&i", "western europe",
    )
)  # fmt: skip


def split_region(text: str, standards: Standards, *, only_regions: bool = False) -> tuple[str, str]:
    """Take the region that a question ends with (`... in apac`), or begins with; empty when it names none.

    With `only_regions`, whatever follows the last `in` is meant as a region. Raises Unclear for one that we lack.
    """
    text = " ".join(text.split())
    places = list(_IN.finditer(text))
    for found in reversed(places):
        if region := called(text[found.end() :], standards):
            return text[: found.start()].rstrip(" ,"), region
    if places and places[0].start() == 0:
        words = text[places[0].end() :].split()
        for many in range(min(LONGEST, len(words) - 1), 0, -1):
            if region := called(" ".join(words[:many]), standards):
                return " ".join(words[many:]), region
    if places and only_regions:
        raise unknown(text[places[-1].end() :], standards)
    return text, ""


def called(words: str, standards: Standards) -> str:
    """Return the code of the region that `words` name and nothing else; empty for other words.

    A part of its name will do: Europe is in Europe, Middle East and Africa. Raises Unclear for a region that we lack.
    """
    wanted = " ".join(words.split()).strip("?.!, ").casefold().removeprefix("the ")
    regions = standards.open_regions()
    for region in regions:
        if wanted in (region.code.casefold(), region.name.casefold()):
            return region.code
    for region in regions:
        parts = re.split(r", | and ", region.name.casefold())
        if wanted and any(part == wanted or part.startswith(f"{wanted} ") for part in parts):
            return region.code
    closed = {name.casefold() for region in standards.regions.values() for name in (region.code, region.name)}
    if wanted in _ELSEWHERE or wanted in closed:
        raise unknown(words, standards)
    return ""


def unknown(words: str, standards: Standards) -> Unclear:
    there = listed([region.code for region in standards.open_regions()])
    return Unclear(f"I know no region “{' '.join(words.split()).strip('?.!, ')[:40]}”; there are {there}.")


def home(by: Member, standards: Standards) -> str:
    """Return the region that somebody asks for when they name none."""
    region = standards.regions.get(by.home_region or "")
    return region.code if region and region.active else ""


def today(standards: Standards, region: str, now: datetime) -> date:
    return standards.today(region, now) if region else now.date()
