"""Messages about an escalation: the card, the receipt, the ping, the question, the news, the thread's lines."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, Option, OverflowMenuElement

from desk.escalations.sight import EscalationSight
from desk.sight import Happening
from policy.duty import Level
from policy.escalations import REOPEN_WITHIN, Move, Severity, Status
from views import Message, forms
from views.escalation_words import (
    asked_later,
    due,
    heading,
    holder,
    line,
    name,
    outcome,
    question,
    resolution_due,
    rung,
)
from views.text import at, clip, dotted, named, quote, typed

RAISE = "escalation.raise"
ACKNOWLEDGE, TAKE, REASSIGN = "escalation.acknowledge", "escalation.take", "escalation.reassign"
ASK, ANSWER, RESOLVE, REOPEN = "escalation.ask", "escalation.answer", "escalation.resolve", "escalation.reopen"
WITHDRAW = "escalation.withdraw"
SEE, COMMENT, MORE, SOURCE = "escalation.see", "escalation.comment", "escalation.more", "escalation.source"
SNOOZE, SEVERITY, LINK, ADD = "escalation.snooze", "escalation.severity", "escalation.link", "escalation.add"


def button(words: str, action: str, ref: str, *, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=ref, style=style)


def handling(sight: EscalationSight) -> list[ButtonElement]:
    """Return the buttons that still apply, the likely one first."""
    if not sight.pending:
        return []
    ref = sight.ref
    resolve = button("Resolve…", RESOLVE, ref, style="primary" if sight.owner else None)
    buttons = [] if sight.owner else [button("Acknowledge", ACKNOWLEDGE, ref, style="primary")]
    buttons += [resolve, button("Take over", TAKE, ref)] if sight.owner else [button("Take over", TAKE, ref)]
    if sight.escalation.status is not Status.WAITING:
        buttons.append(button("Ask…", ASK, ref))
    return [*buttons, button("Reassign…", REASSIGN, ref), *([] if sight.owner else [resolve])]


def more(sight: EscalationSight) -> OverflowMenuElement:
    entries = [("See everything", SEE), ("Link a deal or rule…", LINK), ("Add someone…", ADD)]
    if sight.escalation.status in (Status.OPEN, Status.ACKNOWLEDGED):
        entries.append(("Snooze…", SNOOZE))
    if sight.escalation.severity is not Severity.URGENT:
        entries.append(("Raise severity…", SEVERITY))
    return OverflowMenuElement(
        action_id=MORE, options=[Option(text=words, value=f"{what} {sight.ref}") for words, what in entries]
    )


def source(sight: EscalationSight) -> list[ButtonElement]:
    """Return the way back to the message it was raised from."""
    url = sight.escalation.permalink
    return [ButtonElement(text="The message", action_id=SOURCE, url=url)] if url else []


def card(sight: EscalationSight) -> Message:
    """The escalation in its region's channel."""
    escalation = sight.escalation
    blocks: list[Block] = [
        forms.words(clip(heading(sight), 2900)),
        forms.words(clip(f"By {named(sight.raiser.name)}, {at(escalation.raised_at)}{_details(sight, 700)}", 2900)),
    ]
    if asked := question(sight):
        blocks.append(forms.words(clip(asked, 2900)))
    if sight.pending:
        blocks.append(forms.small(clip(dotted(holder(sight), due(sight)), 1900)))
        blocks.append(ActionsBlock(elements=[*handling(sight), *source(sight), more(sight)]))
    else:
        blocks.append(forms.words(clip(f"{outcome(sight)}\n{quote(escalation.answer, 600)}", 2900)))
    gist = outcome(sight) or dotted(holder(sight), due(sight))
    return Message(clip(f"{name(sight)}, {escalation.severity}. {gist}", 3000), blocks)


def _details(sight: EscalationSight, limit: int) -> str:
    details = sight.escalation.details
    return f":\n{quote(details, limit)}" if details else "."


def receipt(sight: EscalationSight) -> Message:
    """What the raiser keeps: who is on it, by when they hear, what happens next."""
    if not sight.pending:
        answer = quote(sight.escalation.answer, 800)
        elements = [button("Open it again…", REOPEN, sight.ref), button("See it", SEE, sight.ref)]
        return Message(
            clip(f"{name(sight)} {outcome(sight)}", 3000),
            [
                forms.words(clip(f"{name(sight)}\n{outcome(sight)}\n{answer}", 2900)),
                forms.small(f"Not solved? You can open it again within {REOPEN_WITHIN.days} days."),
                ActionsBlock(elements=elements),
            ],
        )
    words = f"{where(sight)} You will hear from me either way."
    elements = [
        button("See it", SEE, sight.ref),
        button("Add something…", COMMENT, sight.ref),
        button("Withdraw…", WITHDRAW, sight.ref),
    ]
    if sight.escalation.status is Status.WAITING:
        elements.insert(0, button("Answer…", ANSWER, sight.ref, style="primary"))
    facts = dotted(sight.escalation.severity, due(sight))
    return Message(
        clip(words, 3000), [forms.words(clip(words, 2900)), forms.small(facts), ActionsBlock(elements=elements)]
    )


def where(sight: EscalationSight) -> str:
    """Tell the raiser in a sentence or two with whom it is, and what comes next."""
    if sight.escalation.status is Status.WAITING:
        return f"{name(sight)} waits for your answer to {named(sight.asker.name if sight.asker else 'the desk')}."
    if sight.owner:
        return f"{name(sight)} is with {named(sight.owner.name)}. {resolution_due(sight)}."
    who = named(sight.assignee.name) if sight.assignee else "the hub"
    why = f" ({typed(sight.escalation.routed_because, 160)})" if sight.escalation.routed_because else ""
    later = asked_later(sight)
    if later:
        return f"{name(sight)}: nobody is at work there now. I ask {who}{why} {at(later)}, and go on if nobody answers."
    return f"{name(sight)}: I have asked {who}{why}. {due(sight)}, else I go on to the next."


def ping(sight: EscalationSight, happening: Happening) -> Message:
    """Somebody is asked; once anybody has it, only that stays."""
    escalation = sight.escalation
    if not sight.pending:
        return Message(
            clip(f"{name(sight)} {outcome(sight)}", 3000),
            [forms.words(clip(f"{name(sight)}\n{outcome(sight)}", 2900)), _see(sight)],
        )
    head = f"*{sight.ref}, {escalation.severity}:* {typed(escalation.subject, 160)}"
    to = str(happening.event.facts.get("to") or (sight.owner.name if sight.owner else ""))
    if sight.responsible and sight.responsible.name != to:
        words = f"{head}\n{holder(sight)}."
        return Message(clip(words, 3000), [forms.words(clip(words, 2900)), _see(sight)])
    why = _why(sight, happening)
    words = f"{head}\n{why}" if why else head
    blocks: list[Block] = [
        forms.words(clip(words, 2900)),
        forms.small(clip(dotted(f"Raised by {named(sight.raiser.name)}", _about(sight), due(sight)), 1900)),
    ]
    if escalation.details:
        blocks.insert(1, forms.words(quote(escalation.details, 900)))
    elements = [*handling(sight), button("See it", SEE, sight.ref)]
    blocks.append(ActionsBlock(elements=elements))
    return Message(clip(f"{head}. {why} {due(sight)}", 3000), blocks)


def _about(sight: EscalationSight) -> str:
    about = sight.escalation.about
    return f"about {about} {typed(sight.about, 80)}".rstrip() if about else ""


def _why(sight: EscalationSight, happening: Happening) -> str:
    """Say why it comes to this person."""
    event, ref = happening.event, sight.ref
    level = int(event.facts.get("level", Level.SPECIALIST))
    to, region = named(str(event.facts.get("to", ""))), sight.escalation.region
    because = typed(event.because, 500)
    match event.action.removeprefix("escalation."):
        case Move.CLIMB if not event.facts.get("opened"):
            waited, _, earlier = because.partition(". ")
            return f"{ref} was {waited}, so it comes to you, {to} ({rung(level, region)}). {earlier}"
        case Move.REASSIGN:
            if away := event.facts.get("away"):
                return f"{typed(str(away), 200)}, so it comes to you, {to} ({rung(level, region)})."
            who = named(happening.actor.name) if happening.actor else "EcoOps"
            note = event.facts.get("note")
            return f"{who} hands it on to you." + (f"\n> {typed(str(note), 500)}" if note else "")
        case Move.REOPEN:
            return f"{named(sight.raiser.name)} has opened it again:\n> {because}"
        case Move.WAKE:
            return "It is back: the time you put it aside for is over."
    away = event.facts.get("instead_of")
    return f"You stand in for {named(str(away))}, who is away." if away else ""


def asked(sight: EscalationSight, happening: Happening) -> Message:
    """The desk's question to the raiser; its button goes once it is answered or moot."""
    escalation = sight.escalation
    asker = named(happening.actor.name) if happening.actor else "The desk"
    head = f"{name(sight)}: {asker} asks\n{quote(happening.event.because, 1500)}"
    if escalation.status is not Status.WAITING or escalation.question != happening.event.because:
        after = outcome(sight) or "The desk goes on with it."
        return Message(clip(f"{name(sight)}: {after}", 3000), [forms.words(clip(head, 2900)), forms.small(after)])
    by = f"It waits for your answer until {at(escalation.answer_by)}." if escalation.answer_by else ""
    return Message(
        clip(f"{name(sight)}: {asker} asks: {typed(happening.event.because, 1500)}", 3000),
        [
            forms.words(clip(head, 2900)),
            forms.small(by),
            ActionsBlock(
                elements=[button("Answer…", ANSWER, sight.ref, style="primary"), button("See it", SEE, sight.ref)]
            ),
        ],
    )


def news(sight: EscalationSight, happening: Happening) -> Message:
    """One thing that happened, for somebody it concerns, with what follows from it."""
    words = f"{name(sight)}: {line(happening, sight)}"
    step = _next(sight, happening)
    shown = f"{words}\n{step}" if step else words
    return Message(clip(words.replace("\n> ", " "), 3000), [forms.words(clip(shown, 2900)), _see(sight)])


def thread_line(sight: EscalationSight, happening: Happening) -> Message:
    """One line of the card's timeline."""
    words = clip(line(happening, sight), 2900)
    return Message(words, [forms.words(words)])


def uncovered(sight: EscalationSight) -> Message:
    """Tell the hub that nobody of the region is there for an escalation."""
    person = named(sight.assignee.name) if sight.assignee else "nobody"
    words = (
        f":rotating_light: Nobody of {named(sight.region.name)} is there for {name(sight)}, so it went to {person}. "
        "Add a specialist or a lead to the playbook's people, or a stand-in for whoever is away."
    )
    return Message(words, [forms.words(clip(words, 2900)), _see(sight)])


def learning(sight: EscalationSight, happening: Happening) -> Message:
    """Tell the hub what whoever resolved it has learned."""
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    words = (
        f":bulb: {who} learned from {name(sight)} (cause: {named(sight.cause)}):\n"
        f"{quote(str(happening.event.facts.get('learning', '')), 1500)}"
    )
    return Message(clip(words.replace("\n> ", " "), 3000), [forms.words(clip(words, 2900)), _see(sight)])


def _see(sight: EscalationSight) -> ActionsBlock:
    return ActionsBlock(elements=[button("See it", SEE, sight.ref)])


def _next(sight: EscalationSight, happening: Happening) -> str:
    """Say what follows for the raiser or the desk."""
    match happening.event.action.removeprefix("escalation."):
        case Move.RESOLVE:
            return f"Not solved? Whoever raised it can open it again within {REOPEN_WITHIN.days} days."
        case Move.ACKNOWLEDGE | Move.TAKE | Move.ANSWER | Move.LAPSE | Move.RAISE_SEVERITY:
            return f"{resolution_due(sight)}." if resolution_due(sight) else ""
        case _:
            return ""
