"""Asking why something was late: the form, the question after it was closed, the line in the thread."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, DividerBlock, Option, StaticSelectElement
from slack_sdk.models.blocks.basic_components import PlainTextObject
from slack_sdk.models.views import View

from desk.breaches import NOTE_AT_MOST, Lateness
from desk.sight import Happening
from views import Message, forms, sla_words
from views.text import clip, plain, typed

REASON, CHOOSE, WAIVE = "breach.reason", "breach.choose", "grace.waiver"
SHOWN = 6  # steps that a message lists


def name(lateness: Lateness) -> str:
    """Return `*DR-12 Acme Holding*`."""
    return f"*{lateness.ref} {typed(lateness.title, 120)}*" if lateness.title else f"*{lateness.ref}*"


def form(lateness: Lateness, chosen: str | None = None) -> View:
    """Why was it late?"""
    reasons = [(choice.code, choice.label) for choice in lateness.choices]
    return View(
        type="modal",
        callback_id=REASON,
        private_metadata=lateness.ref,
        title="Why was it late?",
        submit="Keep",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{name(lateness)}\n{_steps(lateness)}", 2900)),
            DividerBlock(),
            forms.choice("reason", "Reason", reasons, value=chosen),
            forms.text(
                "note", "What happened?", lines=True, at_most=NOTE_AT_MOST, optional=True,
                hint="One sentence helps the hub change something.",
            ),
        ],
    )  # fmt: skip


def why(lateness: Lateness) -> Message:
    """Ask why something that is closed was late, with one tap; once it is said, only that stays."""
    if lateness.explained:
        words = f"{name(lateness)}: thank you, the reason is kept.\n{_steps(lateness)}"
        waivers = _waivers(lateness)
        row = [ActionsBlock(elements=waivers)] if waivers else []
        return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900)), *row])
    words = f"{name(lateness)} is closed, and it was late. Why? The weekly digest counts the reasons."
    options = [
        Option(value=f"{choice.code} {lateness.ref}", text=PlainTextObject(text=plain(choice.label, 75)))
        for choice in lateness.choices
    ]
    menu = StaticSelectElement(
        action_id=CHOOSE, placeholder=PlainTextObject(text="Choose the reason"), options=options
    )  # fmt: skip
    return Message(
        clip(words, 3000),
        [forms.words(clip(f"{words}\n{_steps(lateness)}", 2900)), ActionsBlock(elements=[menu, *_waivers(lateness)])],
    )


def _waivers(lateness: Lateness) -> list[ButtonElement]:
    """A button for the last breach, as long as nobody has waived it; the form says which step it is."""
    step = next((breach for breach in reversed(lateness.breaches) if not breach.waiver), None)
    if step is None:
        return []
    words = plain(f"Waive the {sla_words.step(step.metric)}…", 75)
    return [ButtonElement(text=words, action_id=WAIVE, value=f"{lateness.ref} {step.metric}")]


def line(happening: Happening) -> Message:
    """One line of the card's timeline."""
    words = clip(sla_words.line(happening), 2900)
    return Message(words, [forms.words(words)])


def _steps(lateness: Lateness) -> str:
    return "\n".join(sla_words.late(breach) for breach in lateness.breaches[-SHOWN:])
