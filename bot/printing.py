"""A digest for the terminal."""

import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from desk.digests import DigestSight
from policy.words import day
from views import digest_words, insights
from views.text import escape

_MOMENT = re.compile(r"<!date\^(\d+)\^[^>]*>")
_MARK = re.compile(r"^:[a-z_]+: ", re.MULTILINE)
_STAR = re.compile(r"\*(?!\u2060)")  # of ours: one that somebody typed has a word joiner behind it


def digest(sight: DigestSight, console: Console) -> None:
    """Print what the digest's message says, its times in the region's zone."""
    zone = ZoneInfo(sight.figures.zone or "UTC")

    def say(*several: str, style: str = "") -> None:
        for words in filter(None, several):
            console.print(Text(_plain(words, zone), style))

    say(digest_words.heading(sight), style="bold")
    say(escape(digest_words.opening(sight.figures)), digest_words.late(sight))
    if rows := digest_words.table(sight):
        console.print(_table(rows))
    say(*digest_words.small(sight.figures))
    if sight.lines:
        say("", digest_words.still_open(sight), *(digest_words.line(one) for one in sight.lines))
    say(*(insights.told(one) for one in sight.told))


def _plain(words: str, zone: ZoneInfo) -> str:
    """Return what mrkdwn says, without its marks."""

    def moment(found: re.Match[str]) -> str:
        at = datetime.fromtimestamp(int(found[1]), UTC).astimezone(zone)
        return f"{day(at.date())} {at:%H:%M %Z}"

    text = _STAR.sub("", _MARK.sub("", _MOMENT.sub(moment, words)))
    return unescape(text.replace("\u2060", ""))


def _table(rows: list[list[str]]) -> Table:
    head, *rest = rows
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if place else "left")
    for row in rest:
        table.add_row(*(Text(cell) for cell in row))
    return table
