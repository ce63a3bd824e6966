"""What somebody has to answer or decide on, each with the buttons that do it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from desk.home.asked import Asked
from policy.requests import Kind
from views import exceptions, forms, home_words, insights, proposals, questions, worklist
from views.home_rows import more
from views.text import clip, dotted, escape, named, quote, typed

_ANSWER = {Kind.QUESTION: questions.ANSWER, Kind.INSIGHT: insights.ANSWER}
_DECIDE = {
    Kind.EXCEPTION: (exceptions.GRANT, exceptions.DECLINE),
    Kind.EXTENSION: (worklist.AGREE, worklist.DECLINE),
    Kind.WAIVER: (worklist.AGREE, worklist.DECLINE),
}
_WHAT = {Kind.EXTENSION: "more time", Kind.EXCEPTION: "exception"}


def lines(several: Sequence[Asked], at_most: int, characters: int = 300) -> list[Block]:
    """Write the first of them, each with so many characters of what was written, and how many more there are."""
    blocks = [block for one in several[:at_most] for block in _line(one, characters)]
    return [*blocks, *more(len(several) - at_most, "request")]


def _line(one: Asked, characters: int) -> list[Block]:
    what = dotted(
        _WHAT.get(one.kind, one.kind), f"{named(one.submitter)} asks", typed(one.about, 80), escape(one.region)
    )
    due = f"\n{home_words.due(one.due)}" if one.due else ""
    buttons = buttons_of(one.kind, one.ref)
    words = forms.words(clip(f"*{one.ref}* · {what}{due}\n{quote(one.text, characters)}", 2900))
    return [words, ActionsBlock(elements=buttons)] if buttons else [words]


def buttons_of(kind: Kind, ref: str) -> list[ButtonElement]:
    """Return what settles an open request of a kind; none where it is settled on its own page."""
    if kind in _ANSWER:
        return [ButtonElement(text="Answer…", action_id=_ANSWER[kind], value=ref, style="primary")]
    if kind in _DECIDE:
        agree, decline = _DECIDE[kind]
        return [
            ButtonElement(text="Agree", action_id=agree, value=ref, style="primary"),
            ButtonElement(text="Decline…", action_id=decline, value=ref),
        ]
    return [ButtonElement(text="Decline…", action_id=proposals.DECLINE, value=ref)]
