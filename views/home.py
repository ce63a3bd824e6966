"""The Home tab: what is a person's now, most urgent first, with the buttons that settle it."""

import hashlib
import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    InteractiveElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from desk.home import Seen
from desk.home.errands import Errand
from desk.home.parts import Stuck
from desk.home.regions import RegionStands
from policy.coverage import Hole
from policy.deals import Status
from policy.words import count, listed
from views import Message, forms, home_words
from views.deal_messages import ANSWER, SEE, TAKE, button
from views.text import clip, dotted, escape, named, on, quote, typed

REGISTER, LOOK_UP, QUEUE = "home.register", "home.lookup", "home.queue"
ASKED, ENDING, MINE, QUEUED, WAITING, NOBODYS = 6, 5, 8, 8, 5, 5  # lines of each list
HOLES, HOLE_SEGMENTS = 10, 6
NOTHING = "Nothing waits for you, and you wait for nothing. Register a deal when you have one."
ON_A_PAGE = 45  # lines of a whole queue: a modal takes a hundred blocks


def page(seen: Seen) -> View:
    """Everything that is this person's now."""
    blocks: list[Block] = [ActionsBlock(elements=_doors())]
    for part in (_needs_you(seen), _hub(seen), _queue(seen), _regions(seen), _mine(seen), _desk(seen)):
        if part:
            blocks += [DividerBlock(), *part] if len(blocks) > 1 else part
    if len(blocks) == 1:
        blocks.append(forms.words(NOTHING))
    return View(type="home", blocks=blocks)


def digest(view: View) -> str:
    """Return what tells this view from any other."""
    return hashlib.sha256(json.dumps(view.to_dict(), sort_keys=True).encode()).hexdigest()


def _doors() -> list[InteractiveElement]:
    return [
        ButtonElement(text="Register a deal", action_id=REGISTER, style="primary"),
        ButtonElement(text="Look up", action_id=LOOK_UP),
    ]


def _row(words: str, press: ButtonElement) -> SectionBlock:
    section = forms.words(clip(words, 2900))
    section.accessory = press
    return section


def _see(ref: str) -> ButtonElement:
    return button("See it", SEE, ref)


def _title(words: str, small: str = "") -> list[Block]:
    return [HeaderBlock(text=words), *([forms.small(small)] if small else [])]


def _needs_you(seen: Seen) -> list[Block]:
    """Questions to answer and protections that end: what nobody but the rep can do."""
    asked = [one for one in seen.errands.mine if one.status is Status.WAITING]
    ending = seen.protections.ending
    if not asked and not ending:
        return []
    blocks = _title("Needs you")
    for one in asked[:ASKED]:
        words = f"{home_words.due(one.due)}\n{quote(one.question, 300)}"
        blocks.append(_row(home_words.errand(one, words), button("Answer…", ANSWER, one.ref, style="primary")))
    blocks += _more(len(asked) - ASKED, "question")
    for held in ending[:ENDING]:
        left = "today" if held.days == 0 else f"in {count(held.days, 'day')}"
        first = f":hourglass_flowing_sand: *{held.ref} {typed(held.customer, 80)}* · {typed(held.partner, 60)}"
        blocks.append(_row(f"{first}\nIts protection ends {left}, on {on(held.until)}", _see(held.ref)))
    return blocks


def _mine(seen: Seen) -> list[Block]:
    """A rep's registrations that others work on, with what each waits for."""
    others = [one for one in seen.errands.mine if one.status is not Status.WAITING]
    held = seen.protections.count
    if not others and not held:
        return []
    by_state = dotted(
        *(
            f"{number} {words}"
            for status, words in _OPEN_STATES.items()
            if (number := sum(one.status is status for one in others))
        ),
        f"{held:,} protected" if held else "",
    )
    blocks = _title("My deals", by_state)
    blocks += [_row(home_words.for_the_rep(one), _see(one.ref)) for one in others[:MINE]]
    return [*blocks, *_more(len(others) - MINE, "registration", "`/deal mine` lists them all")]


_OPEN_STATES = {
    Status.IN_CONFLICT: "in conflict",
    Status.SUBMITTED: "waiting for a first look",
    Status.IN_REVIEW: "in review",
}


def _queue(seen: Seen) -> list[Block]:
    """A desk's work in due order, then what waits for others."""
    if not seen.desk:
        return []
    queue, waiting = split(seen.errands.desk)
    if not seen.errands.desk:
        return [*_title("Your queue"), forms.words("Your queue is empty.")] if seen.week else []
    blocks = _title("Your queue", home_words.tally(queue, more=seen.errands.more))
    blocks += [_row(home_words.for_the_desk(one), _press(one)) for one in queue[:QUEUED]]
    if not queue:
        blocks.append(forms.words("Nothing waits for you; everything waits for others."))
    if len(queue) > QUEUED:
        whole = ButtonElement(text=f"All {len(queue)}", action_id=QUEUE)
        blocks.append(ActionsBlock(elements=[whole]))
    if waiting:
        blocks += _title("Waiting for others", f"{len(waiting)} asked")
        blocks += [
            _row(home_words.errand(one, home_words.due(one.due, who=named(one.submitter))), _see(one.ref))
            for one in waiting[:WAITING]
        ]
        blocks += _more(len(waiting) - WAITING, "question")
    return blocks


def split(errands: Sequence[Errand]) -> tuple[list[Errand], list[Errand]]:
    """Tell what the desk has to do from what others have to answer first."""
    queue = [one for one in errands if one.status is not Status.WAITING]
    return queue, [one for one in errands if one.status is Status.WAITING]


def _press(one: Errand) -> ButtonElement:
    return _see(one.ref) if one.taken else button("Take it", TAKE, one.ref, style="primary")


def _desk(seen: Seen) -> list[Block]:
    """A specialist's coverage, and their week in three numbers."""
    blocks: list[Block] = []
    if seen.week:
        week = seen.week
        numbers = (
            dotted(
                f"*{week.decided:,}* decided",
                f"*{round(100 * week.in_time / week.decided)} %* in time",
                f"*{home_words.span(week.mean)}* to decide",
            )
            if week.decided
            else "Nothing decided yet."
        )
        blocks += [*_title("My week"), forms.words(numbers)]
    if seen.coverage:
        blocks.append(forms.small(clip(f"You cover {home_words.covers(seen.coverage)}.", 1900)))
    return blocks


def _regions(seen: Seen) -> list[Block]:
    title = seen.regions[0].name if len(seen.regions) == 1 else "Regions"
    return [*_title(title[:150]), *(block for one in seen.regions for block in _region(one))] if seen.regions else []


def _region(stands: RegionStands) -> list[Block]:
    lines = [f"*{escape(stands.code)}*  {home_words.standing(stands) if stands.total else 'nothing is due'}"]
    lines += [home_words.bar(stands)] if stands.total else []
    lines.append(home_words.trend(stands))
    return [forms.words(clip("\n".join(lines), 2900)), forms.small(clip(home_words.load(stands), 1900))]


def _hub(seen: Seen) -> list[Block]:
    """What only the hub can settle: work that nobody covers, what is stuck, holes in the coverage."""
    hub = seen.hub
    if hub is None:
        return []
    nobodys = seen.errands.nobodys
    blocks: list[Block] = []
    if nobodys:
        blocks += _title("Nobody covers it", home_words.tally(nobodys))
        blocks += [_row(home_words.for_the_desk(one), _press(one)) for one in nobodys[:NOBODYS]]
        blocks += _more(len(nobodys) - NOBODYS, "registration")
    if hub.stuck:
        blocks += _title("Stuck", f"{count(hub.stuck_count, 'step')} late for more than a day, the oldest first")
        blocks += [_stuck(one) for one in hub.stuck]
    if hub.holes:
        blocks += _title("Holes in the coverage")
        blocks.append(forms.words(clip("\n".join(_hole(hole) for hole in hub.holes[:HOLES]), 2900)))
        blocks += _more(len(hub.holes) - HOLES, "region")
    return blocks or [forms.words(":large_green_circle: Everything is covered, and nothing is stuck.")]


def _stuck(one: Stuck) -> SectionBlock:
    name = f"*{one.ref} {typed(one.customer, 80)}*" if one.customer else f"*{one.ref}*"
    court = f"in the court of the {typed(one.court, 30)}"
    words = f":red_circle: {name} · {escape(one.region)}, {court}\n{home_words.due(one.due)}"
    return _row(words, _see(one.ref)) if one.customer else forms.words(clip(words, 2900))


def _hole(hole: Hole) -> str:
    where = "every segment" if hole.every_segment else listed([named(one) for one in hole.segments[:HOLE_SEGMENTS]])
    left = 0 if hole.every_segment else len(hole.segments) - HOLE_SEGMENTS
    more = f" and {left} more" if left > 0 else ""
    goes = f"goes to {named(hole.lead)}, who leads it" if hole.lead else "comes to the hub"
    return f":warning: *{escape(hole.region)}*: no specialist for {where}{more}. The work {goes}."


def _more(left: int, what: str, where: str = "") -> list[Block]:
    if left <= 0:
        return []
    return [forms.small(f"and {count(left, 'more ' + what)}{f'; {where}' if where else ''}")]


def queue(seen: Seen) -> View:
    """A desk's whole queue, in due order."""
    todo, waiting = split(seen.errands.desk)
    blocks: list[Block] = [forms.words(f"*{home_words.tally(todo, more=seen.errands.more)}*")]
    blocks += [_row(home_words.for_the_desk(one), _press(one)) for one in todo[:ON_A_PAGE]]
    blocks += _more(len(todo) - ON_A_PAGE, "registration", "the ones due first are above")
    if waiting:
        blocks.append(forms.small(f"{count(len(waiting), 'registration')} besides wait for others."))
    return View(type="modal", title="Your queue", close="Close", blocks=blocks)


def look_up(found: Message | None = None) -> View:
    """Ask what to look up; what was found stands below."""
    term = forms.text(
        "term", "What are you looking for?", placeholder="acme, acme.com, Northwind or DR-12", at_most=80, focus=True
    )
    blocks: list[Block] = (
        [term, *(block for block in found.blocks if not isinstance(block, ActionsBlock))] if found else [term]
    )
    return View(type="modal", callback_id=LOOK_UP, title="Look up", submit="Look up", close="Close", blocks=blocks)


def help_in_messages() -> Message:
    """Answer somebody who writes to the bot as to a person."""
    lines = [
        "I understand commands, here as in any channel:",
        "• `/deal` registers a deal, `/deal acme` looks one up, `/deal mine` lists yours",
        "• `/deal help` tells the rest",
        "What is yours now stands in my *Home* tab.",
    ]
    words = "\n".join(lines)
    return Message("I understand commands: /deal registers a deal, /deal acme looks one up.", [forms.words(words)])
