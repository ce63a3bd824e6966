"""A digest for the terminal."""

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from desk.digests import DigestSight
from policy.digest import process
from views import digest_words
from views.digest_words import signed, span


def digest(sight: DigestSight, console: Console) -> None:
    """Print what the digest's message says."""
    figures = sight.figures
    zone = figures.zone or "each region's own time"
    console.print(Text(f"{sight.name}, week {sight.week.number}", style="bold"), Text(f"({sight.week}, {zone})"))
    console.print(Text(digest_words.opening(figures)))
    if sight.parts:
        rows = [
            [one.region, f"{one.breaches} of {one.items}", signed(one.breaches - one.before),
             signed(one.breaches - one.mean), str(one.open)]
            for one in sight.parts
        ]  # fmt: skip
        console.print(_table(["Region", "Late / all", "vs last week", "vs 4-week mean", "Still open"], rows))
    elif figures.items:
        rows = [
            [process(one.metric), f"{one.breaches} of {one.items}", signed(one.breaches - one.before),
             signed(one.breaches - one.mean), span(one.late_seconds) if one.breaches else "–"]
            for one in figures.processes
        ]  # fmt: skip
        console.print(_table(["Process", "Late / all", "vs last week", "vs 4-week mean", "Late by"], rows))
    said = [digest_words.courts(figures), digest_words.reasons(figures), digest_words.ahead(figures)]
    console.print(Group(*(Text(words.replace("*", "")) for words in said if words)))
    if sight.lines:
        rows = [[one.ref, one.title, process(one.metric), digest_words.age(one), one.owner] for one in sight.lines]
        console.print(_table([f"{figures.open} open", "", "", "", "With"], rows))


def _table(head: list[str], rows: list[list[str]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if 0 < place < len(head) - 1 and head[1] != "" else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
