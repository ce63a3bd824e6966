"""Reminders to a submitter, and what keeps a protection alive: messages and forms."""

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, ButtonElement
from slack_sdk.models.views import View

from desk.sight import Happening, Sight
from policy.deals import Extension, Status
from views import Message, forms
from views.deal_messages import ANSWER, SEE, WITHDRAW, button
from views.deal_words import name, outcome
from views.text import at, clip, named, on, quote, typed

EXTEND, UPDATE = "deal.extend", "deal.update"
GRANT, DENY = "deal.grant", "deal.deny"
TEXT_AT_MOST = 2000


def nudge(sight: Sight, happening: Happening) -> Message:
    """The desk still waits for an answer; its button goes once it is answered or moot."""
    asked = str(happening.event.facts.get("question") or "")
    if not _waits(sight, happening):
        after = outcome(sight) or "Answered. The desk goes on with it."
        return Message(clip(f"{name(sight)}: {after}", 3000), [forms.words(clip(f"{name(sight)}: {after}", 2900))])
    asker = named(sight.asker.name) if sight.asker else "The desk"
    until = sight.clocks.get("deal.answer")
    by = f"Please answer by {at(until.due_at)}. " if until else ""
    words = f"{name(sight)}: {asker} still waits for your answer, and the decision waits with it."
    then = f"{by}After that I close the registration; you can register it again."
    buttons = [
        button("Answer…", ANSWER, sight.ref, style="primary"),
        button("See it", SEE, sight.ref),
        button("Withdraw…", WITHDRAW, sight.ref),
    ]
    return Message(
        clip(f"{words} {then} {typed(asked, 1000)}", 3000),
        [forms.words(clip(f"{words}\n{quote(asked, 1500)}", 2900)), forms.small(then), ActionsBlock(elements=buttons)],
    )


def silent(sight: Sight, happening: Happening) -> bool:
    """Say whether a reminder has nothing to remind of any more."""
    if happening.event.action == "deal.nudge":
        return not _waits(sight, happening)
    return sight.deal.status is not Status.APPROVED


def _waits(sight: Sight, happening: Happening) -> bool:
    return sight.deal.status is Status.WAITING and sight.deal.question == happening.event.facts.get("question")


def reminder(sight: Sight, happening: Happening) -> Message:
    """The protection ends soon."""
    deal, facts = sight.deal, happening.event.facts
    if silent(sight, happening) or not deal.protected_until:
        return _over(sight)
    days = (deal.protected_until - datetime.fromisoformat(facts["on"]).date()).days
    left = "1 day" if days == 1 else f"{days} days"
    words = f"{name(sight)}: its protection ends on {on(deal.protected_until)}, in {left}."
    heard = f" I last heard of it {at(datetime.fromisoformat(facts['last_word']))}." if facts.get("silent") else ""
    more = {
        None: " Still working on it? Tell the desk what has happened and ask for more time.",
        Extension.DENIED: " The desk did not extend it; with new evidence you can ask again.",
        Extension.ASKED: " The desk has your request for more time.",
        Extension.GRANTED: " It was extended once; after that others may register this customer.",
    }[deal.extension]
    return _message(f"{words}{heard}{more}", keeping(sight), sight.ref)


def prompt(sight: Sight, happening: Happening) -> Message:
    """What has happened since?"""
    if silent(sight, happening):
        return _over(sight)
    rule = f" ({happening.event.rule} v{happening.event.rule_version})"
    words = (
        f"{name(sight)}: what has happened since {at(datetime.fromisoformat(happening.event.facts['last_word']))}? "
        f"A sentence is enough; it keeps the protection alive{rule}."
    )
    return _message(words, keeping(sight), sight.ref)


def keeping(sight: Sight) -> list[ButtonElement]:
    """Return the submitter's buttons on a protected deal."""
    if sight.deal.status is not Status.APPROVED:
        return []
    extend = [] if sight.deal.extension in (Extension.ASKED, Extension.GRANTED) else [EXTEND]
    return [
        button("Add update…", UPDATE, sight.ref),
        *(button("Extend…", one, sight.ref, style="primary") for one in extend),
    ]


def extension(sight: Sight, happening: Happening) -> Message:
    """A request for more time, for the desk to decide; once decided only that stays."""
    deal = sight.deal
    who = named(sight.submitter.name)
    until = on(deal.protected_until) if deal.protected_until else ""
    head = f"{name(sight)}: {who} asks for {happening.event.facts.get('days')} days more."
    evidence = quote(happening.event.because, 1500)
    if deal.status is not Status.APPROVED or deal.extension is not Extension.ASKED:
        after = {Extension.GRANTED: f"Extended until {until}.", Extension.DENIED: f"Not extended; it ends on {until}."}
        done = after.get(deal.extension) if deal.extension and deal.status is Status.APPROVED else outcome(sight)
        return Message(clip(f"{head} {done}", 3000), [forms.words(clip(f"{head}\n{evidence}\n{done}", 2900))])
    buttons = [
        button("Extend", GRANT, sight.ref, style="primary"),
        button("Do not extend…", DENY, sight.ref, style="danger"),
        button("See it", SEE, sight.ref),
    ]
    return Message(
        clip(f"{head} Protected until {until}. {typed(happening.event.because, 1000)}", 3000),
        [forms.words(clip(f"{head} Protected until {until}.\n{evidence}", 2900)), ActionsBlock(elements=buttons)],
    )


def extend_form(sight: Sight) -> View:
    until = on(sight.deal.protected_until) if sight.deal.protected_until else "soon"
    return _form(
        sight, EXTEND, "Ask for more time", "Ask",
        f"Protected until {until}. The desk decides on what has happened since the approval.",
        forms.text("evidence", "What has happened since?", lines=True, at_most=TEXT_AT_MOST, focus=True),
    )  # fmt: skip


def update_form(sight: Sight) -> View:
    return _form(
        sight, UPDATE, "Add an update", "Add", "It is kept in the timeline, where the desk reads it.",
        forms.text("text", "What happened, what comes next?", lines=True, at_most=TEXT_AT_MOST, focus=True),
    )  # fmt: skip


def deny_form(sight: Sight) -> View:
    return _form(
        sight, DENY, "Do not extend", "Do not extend", "Its protection ends when it was to end.",
        forms.text("note", "What should the submitter know?", lines=True, at_most=TEXT_AT_MOST, focus=True),
    )  # fmt: skip


def _form(sight: Sight, callback_id: str, title: str, submit: str, words: str, *inputs: forms.InputBlock) -> View:
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=sight.ref,
        title=title,
        submit=submit,
        close="Cancel",
        blocks=[forms.words(f"{name(sight)}\n{words}"), *inputs],
    )


def _over(sight: Sight) -> Message:
    return _message(f"{name(sight)}: {outcome(sight) or 'there is nothing left to do.'}", [], sight.ref)


def _message(words: str, buttons: list[ButtonElement], ref: str) -> Message:
    elements = [*buttons, button("See it", SEE, ref)]
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), ActionsBlock(elements=elements)])
