"""The Home tab: what is a person's now, most urgent first, with the buttons that settle it."""

import hashlib
import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    InteractiveElement,
)
from slack_sdk.models.views import View

from desk.home import Seen
from desk.home.errands import Errand
from policy import escalations
from policy.deals import Status
from policy.words import count, listed
from views import Message, absence, escalation_messages, forms, home_asked, home_standing, home_words, sla_words
from views.deal_messages import ANSWER, button
from views.home_rows import more, press, row, see, title
from views.text import at, dotted, escape, named, on, quote, typed

REGISTER, LOOK_UP, QUEUE = "home.register", "home.lookup", "home.queue"
ASKED, ENDING, MINE, QUEUED, WAITING = 6, 5, 8, 8, 5  # lines of each list
NOTHING = "Nothing waits for you, and you wait for nothing. Register a deal when you have one."
MOST = 100  # blocks that Slack takes
ON_A_PAGE = 45  # lines of a whole queue: a modal takes a hundred blocks


def page(seen: Seen) -> View:
    """Everything that is this person's now."""
    blocks: list[Block] = [ActionsBlock(elements=_doors())]
    parts = (_needs_you, _escalations, home_standing.hub, _queue, home_standing.regions, _mine, _raised, _desk)
    for part in filter(None, (write(seen) for write in parts)):
        blocks += [DividerBlock(), *part] if len(blocks) > 1 else part
    if len(blocks) == 1:
        blocks.append(forms.words(NOTHING))
    if len(blocks) > MOST:  # somebody who holds every role, on a bad day: the most urgent stands above
        blocks = [
            *blocks[: MOST - 1],
            forms.small("There is more than this page holds. Settle what stands above first."),
        ]
    return View(type="home", blocks=blocks)


def digest(view: View) -> str:
    """Return what tells this view from any other."""
    return hashlib.sha256(json.dumps(view.to_dict(), sort_keys=True).encode()).hexdigest()


def _doors() -> list[InteractiveElement]:
    return [
        ButtonElement(text="Register a deal", action_id=REGISTER, style="primary"),
        ButtonElement(text="Look up", action_id=LOOK_UP),
        ButtonElement(text="Escalate", action_id=escalation_messages.RAISE),
    ]


def _needs_you(seen: Seen) -> list[Block]:
    """Questions to answer, requests to decide on and protections that end: what nobody else is asked."""
    asked = [one for one in seen.errands.mine if one.status is Status.WAITING]
    ending = seen.protections.ending
    evidence = [one for one in seen.matters if one.submitter_id == seen.who.id and one.question]
    if not asked and not ending and not evidence and not seen.asked:
        return []
    blocks = title("Needs you")
    for matter in evidence[:ASKED]:
        words = home_words.matter(matter, f"{home_words.due(matter.due)}\n{quote(matter.question, 300)}")
        blocks.append(row(words, _press_matter("Answer…", escalation_messages.ANSWER, matter.ref, style="primary")))
    blocks += more(len(evidence) - ASKED, "question")
    for one in asked[:ASKED]:
        words = f"{home_words.due(one.due)}\n{quote(one.question, 300)}"
        blocks.append(row(home_words.errand(one, words), button("Answer…", ANSWER, one.ref, style="primary")))
    blocks += more(len(asked) - ASKED, "question")
    blocks += home_asked.lines(seen.asked, ASKED)
    for held in ending[:ENDING]:
        left = "today" if held.days == 0 else f"in {count(held.days, 'day')}"
        first = f":hourglass_flowing_sand: *{held.ref} {typed(held.customer, 80)}* · {typed(held.partner, 60)}"
        blocks.append(row(f"{first}\nIts protection ends {left}, on {on(held.until)}", see(held.ref)))
    return blocks


def _escalations(seen: Seen) -> list[Block]:
    """What others escalated to this person, in due order."""
    mine = [one for one in seen.matters if one.holder_id == seen.who.id and one.submitter_id != seen.who.id]
    if not mine:
        return []
    blocks = title("Escalations", f"{len(mine)} with you")
    for one in mine[:ASKED]:
        words = home_words.matter(one, f"{home_words.due(one.due)}\nFrom {named(one.raiser)}, {escape(one.region)}")
        if one.status is escalations.Status.OPEN:
            way = _press_matter("Acknowledge", escalation_messages.ACKNOWLEDGE, one.ref, style="primary")
        else:
            way = _press_matter("See it", escalation_messages.SEE, one.ref)
        blocks.append(row(words, way))
    return [*blocks, *more(len(mine) - ASKED, "escalation")]


def _press_matter(words: str, action: str, ref: str, style: str | None = None) -> ButtonElement:
    return escalation_messages.button(words, action, ref, style=style)


def _raised(seen: Seen) -> list[Block]:
    """A person's own escalations, with how each stands."""
    raised = [one for one in seen.matters if one.submitter_id == seen.who.id and not one.question]
    if not raised:
        return []
    rows = [
        row(home_words.raised(one), _press_matter("See it", escalation_messages.SEE, one.ref)) for one in raised[:ASKED]
    ]
    return [*title("My escalations"), *rows, *more(len(raised) - ASKED, "escalation", "`/escalate mine` lists them")]


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
    blocks = title("My deals", by_state)
    blocks += [row(home_words.for_the_rep(one), see(one.ref)) for one in others[:MINE]]
    return [*blocks, *more(len(others) - MINE, "registration", "`/deal mine` lists them all")]


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
        return [*title("Your queue"), forms.words("Your queue is empty.")] if seen.week else []
    blocks = title("Your queue", home_words.tally(queue, more=seen.errands.more))
    blocks += [row(home_words.for_the_desk(one), press(one)) for one in queue[:QUEUED]]
    if not queue:
        blocks.append(forms.words("Nothing waits for you; everything waits for others."))
    if len(queue) > QUEUED:
        whole = ButtonElement(text=f"All {len(queue)}", action_id=QUEUE)
        blocks.append(ActionsBlock(elements=[whole]))
    if waiting:
        blocks += title("Waiting for others", f"{len(waiting)} asked")
        blocks += [
            row(home_words.errand(one, home_words.due(one.due, who=named(one.submitter))), see(one.ref))
            for one in waiting[:WAITING]
        ]
        blocks += more(len(waiting) - WAITING, "question")
    return blocks


def split(errands: Sequence[Errand]) -> tuple[list[Errand], list[Errand]]:
    """Tell what the desk has to do from what others have to answer first."""
    queue = [one for one in errands if one.status is not Status.WAITING]
    return queue, [one for one in errands if one.status is Status.WAITING]


def _desk(seen: Seen) -> list[Block]:
    """A specialist's coverage, and their week in three numbers."""
    blocks: list[Block] = []
    if seen.week:
        week = seen.week
        numbers = (
            dotted(
                f"*{week.decided:,}* decided",
                f"*{round(100 * week.in_time / week.decided)} %* in time",
                f"*{sla_words.span(week.mean)}* to decide",
            )
            if week.decided
            else "Nothing decided yet."
        )
        blocks += [*title("My week"), forms.words(numbers)]
    if not seen.desk:
        return blocks
    lines = [f"You cover {home_words.covers(seen.coverage)}."] if seen.coverage else []
    if seen.away.covers:
        lines.append(f"You stand in for {listed([named(one) for one in seen.away.covers[:6]])}.")
    if seen.away.out:
        until = f" until {at(seen.away.until)}" if seen.away.until else ""
        stand_in = f"{named(seen.away.stand_in)} stands in" if seen.away.stand_in else "the next who covers it gets it"
        lines.insert(0, f":palm_tree: *You are out{until}.* New work: {stand_in}.")
        switch = ButtonElement(text="I'm back", action_id=absence.BACK, style="primary")
    else:
        if seen.duty:
            lines.insert(0, f"{home_words.duty(seen.duty)}.")
        switch = ButtonElement(text="I'm out…", action_id=absence.LEAVE)
    return [*blocks, row("\n".join(lines) or "You are here.", switch)]


def queue(seen: Seen) -> View:
    """A desk's whole queue, in due order."""
    todo, waiting = split(seen.errands.desk)
    blocks: list[Block] = [forms.words(f"*{home_words.tally(todo, more=seen.errands.more)}*")]
    blocks += [row(home_words.for_the_desk(one), press(one)) for one in todo[:ON_A_PAGE]]
    blocks += more(len(todo) - ON_A_PAGE, "registration", "the ones due first are above")
    if waiting:
        blocks.append(forms.small(f"{count(len(waiting), 'registration')} besides wait for others."))
    return View(type="modal", title="Your queue", close="Close", blocks=blocks)


def look_up(found: Message | None = None) -> View:
    """Ask what to look up; what was found stands below."""
    term = forms.text(
        "term",
        "What are you looking for?",
        placeholder="acme.com, Northwind, DR-12, ESC-7, ROE-5, or a question",
        at_most=300,
        focus=True,
    )
    blocks: list[Block] = [term, *(found.blocks if found else ())]
    return View(type="modal", callback_id=LOOK_UP, title="Look up", submit="Look up", close="Close", blocks=blocks)


def help_in_messages() -> Message:
    """Answer somebody who writes to the bot as to a person."""
    lines = [
        "I understand commands, here as in any channel:",
        "• `/deal` registers a deal, `/deal acme` looks one up, `/deal mine` lists yours",
        "• `/escalate` gets something to the right person",
        "• `/roe` and a question in your own words finds the rule that answers it",
        "• `/digest` shows leads and leaders what is late",
        "`help` behind any of them tells the rest.",
        "What is yours now stands in my *Home* tab.",
    ]
    words = "\n".join(lines)
    return Message("I understand commands: /deal registers a deal, /deal acme looks one up.", [forms.words(words)])
