"""Warnings and breaches of a deal registration, for whoever can still do something about it."""

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from desk.sight import Happening, Sight
from policy.sla import ClockState
from views import Message, forms
from views.breach_messages import REASON
from views.deal_messages import REASSIGN, SEE, TAKE, button
from views.deal_words import name, outcome, size
from views.sla_words import courts, hours, passed, step
from views.sla_words import line as line_of
from views.text import at, clip, dotted, escape, named, typed


def moot(sight: Sight, happening: Happening) -> bool:
    """Say whether what an alert is about is done, rests, or is due at another time by now."""
    facts = happening.event.facts
    clock = sight.clocks.get(facts["metric"])
    runs = clock is not None and clock.state is ClockState.RUNNING
    return clock is None or not runs or clock.due_at != datetime.fromisoformat(facts["due_at"])


def warning(sight: Sight, happening: Happening) -> Message:
    """Time is running out; once it is done, or came to nothing, only that stays."""
    facts = happening.event.facts
    if moot(sight, happening):
        return _settled(sight)
    what, due_at = escape(step(facts["metric"])).capitalize(), datetime.fromisoformat(facts["due_at"])
    if sight.now > due_at:
        words = f"{what} was due {at(due_at)}. I was not running when you should have been warned."
    else:
        words = f"{what} due {at(due_at)}, {hours(facts['left_seconds'])} of working time left."
    return _message(f"{name(sight)}: {words} {_owner(sight)}", _buttons(sight))


def breach(sight: Sight, happening: Happening) -> Message:
    """It is late: by how much, in whose court the time was, and what can be done now."""
    facts = happening.event.facts
    if moot(sight, happening):
        return _settled(sight, *([button("Give reason…", REASON, sight.ref)] if sight.unexplained else []))
    late = f"Breach: {sight.ref} {passed(facts)}. In whose court: {courts(facts)}."
    what = dotted(typed(sight.deal.customer, 120), typed(sight.partner.name, 120), size(sight))
    words = f"{late}\n{what}. {_owner(sight)}"
    reason = [button("Give reason…", REASON, sight.ref)] if sight.unexplained else []
    return _message(words, [*_buttons(sight), *reason])


def late_line(sight: Sight, happening: Happening) -> Message:
    """One line of the card's timeline."""
    words = clip(line_of(happening), 2900)
    return Message(words, [forms.words(words)])


def _owner(sight: Sight) -> str:
    if sight.owner:
        return f"{named(sight.owner.name)} has it."
    return f"Nobody has taken it yet; it went to {named(sight.assignee.name)}." if sight.assignee else "Nobody has it."


def _buttons(sight: Sight) -> list[ButtonElement]:
    take = [] if sight.owner else [button("Take it", TAKE, sight.ref, style="primary")]
    return [*take, button("Reassign…", REASSIGN, sight.ref), button("See it", SEE, sight.ref)]


def _settled(sight: Sight, *more: ButtonElement) -> Message:
    after = outcome(sight) or "That is settled; it goes on."
    return _message(f"{name(sight)}: {after}", [*more, button("See it", SEE, sight.ref)])


def _message(words: str, buttons: list[ButtonElement]) -> Message:
    words = clip(words, 2900)
    return Message(words, [forms.words(words), ActionsBlock(elements=buttons)])
