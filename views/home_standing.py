"""Parts of a Home for who watches over others' work: how regions stand, and what only the hub can settle."""

from slack_sdk.models.blocks import Block, SectionBlock

from desk.home import Seen
from desk.home.parts import Stuck
from desk.home.regions import RegionStands
from policy.coverage import Hole
from policy.words import count, listed
from views import forms, home_words
from views.home_rows import more, press, row, see, title
from views.text import clip, dotted, escape, named, typed

NOBODYS = 5  # lines
HOLES, HOLE_SEGMENTS = 10, 6


def regions(seen: Seen) -> list[Block]:
    head = seen.regions[0].name if len(seen.regions) == 1 else "Regions"
    return [*title(head[:150]), *(block for one in seen.regions for block in _region(one))] if seen.regions else []


def _region(stands: RegionStands) -> list[Block]:
    lines = [f"*{escape(stands.code)}* · {home_words.standing(stands) if stands.total else 'nothing is due'}"]
    lines += [home_words.bar(stands)] if stands.total else []
    lines.append(home_words.trend(stands))
    return [forms.words(clip("\n".join(lines), 2900)), forms.small(clip(home_words.load(stands), 1900))]


def hub(seen: Seen) -> list[Block]:
    """What only the hub can settle: work that nobody covers, what is stuck, holes in the coverage."""
    needs = seen.hub
    if needs is None:
        return []
    nobodys = seen.errands.nobodys
    blocks: list[Block] = []
    if nobodys:
        blocks += title("Nobody covers it", home_words.tally(nobodys))
        blocks += [row(home_words.for_the_desk(one), press(one)) for one in nobodys[:NOBODYS]]
        blocks += more(len(nobodys) - NOBODYS, "registration")
    if needs.stuck:
        blocks += title("Stuck", f"{count(needs.stuck_count, 'record')} late for more than a day, longest first")
        blocks += [_stuck(one) for one in needs.stuck]
    if needs.holes:
        blocks += title("Holes in the coverage")
        blocks.append(forms.words(clip("\n".join(_hole(hole) for hole in needs.holes[:HOLES]), 2900)))
        blocks += more(len(needs.holes) - HOLES, "region")
    if needs.requests:
        waiting = dotted(*(f"*{number:,}* {kind if number == 1 else f'{kind}s'}" for kind, number in needs.requests))
        blocks += [*title("Waits for an answer"), forms.words(waiting)]
    return blocks or [forms.words(":large_green_circle: Everything is covered, and nothing is stuck.")]


def _stuck(one: Stuck) -> SectionBlock:
    name = f"*{one.ref} {typed(one.customer, 80)}*" if one.customer else f"*{one.ref}*"
    court = f"in the court of the {typed(one.court, 30)}"
    words = f":red_circle: {name} · {escape(one.region)}, {court}\n{home_words.due(one.due)}"
    return row(words, see(one.ref)) if one.customer else forms.words(clip(words, 2900))


def _hole(hole: Hole) -> str:
    where = "every segment" if hole.every_segment else listed([named(one) for one in hole.segments[:HOLE_SEGMENTS]])
    left = 0 if hole.every_segment else len(hole.segments) - HOLE_SEGMENTS
    more = f" and {left} more" if left > 0 else ""
    goes = f"goes to {named(hole.lead)}, who leads it" if hole.lead else "comes to the hub"
    return f":warning: *{escape(hole.region)}*: no specialist for {where}{more}. The work {goes}."
