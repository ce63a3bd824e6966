"""Warnings and breaches of an escalation, for whoever can still do something about it."""

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, InteractiveElement

from desk.escalations.sight import EscalationSight
from desk.sight import Happening
from views import Message, forms
from views.breach_messages import REASON
from views.deal_alerts import moot
from views.escalation_messages import SEE, button, handling
from views.escalation_words import holder, name, outcome
from views.sla_words import courts, hours, passed, step
from views.sla_words import line as line_of
from views.text import at, clip, escape


def warning(sight: EscalationSight, happening: Happening) -> Message:
    """Time is running out; once it is done, or came to nothing, only that stays."""
    facts = happening.event.facts
    if moot(sight, happening):
        return _settled(sight)
    what, due_at = escape(step(facts["metric"])).capitalize(), datetime.fromisoformat(facts["due_at"])
    if sight.now > due_at:
        words = f"{what} was due {at(due_at)}. I was not running when you should have been warned."
    else:
        words = f"{what} due {at(due_at)}, {hours(facts['left_seconds'])} left."
    return _message(f"{name(sight)}: {words}", [*handling(sight), button("See it", SEE, sight.ref)])


def breach(sight: EscalationSight, happening: Happening) -> Message:
    """It is late: by how much, in whose court the time was, and what can be done now."""
    facts = happening.event.facts
    if moot(sight, happening):
        return _settled(sight)
    words = f"Breach: {name(sight)} {passed(facts)}. In whose court: {courts(facts)}.\n{holder(sight)}."
    reason = button("Give reason…", REASON, sight.ref)
    return _message(words, [*handling(sight), button("See it", SEE, sight.ref), reason])


def late_line(sight: EscalationSight, happening: Happening) -> Message:
    """One line of the card's timeline."""
    words = clip(line_of(happening), 2900)
    return Message(words, [forms.words(words)])


def _settled(sight: EscalationSight) -> Message:
    after = outcome(sight) or "That is settled; it goes on."
    return _message(f"{name(sight)}: {after}", [button("See it", SEE, sight.ref)])


def _message(words: str, buttons: list[InteractiveElement]) -> Message:
    words = clip(words, 2900)
    return Message(words, [forms.words(words), ActionsBlock(elements=buttons)])
