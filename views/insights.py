"""What should change: the form that closes a digest, the hub's card, and what becomes of it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from desk.digests.insights import ANSWER as CLOCK
from desk.digests.insights import TEXT_AT_MOST, Question
from desk.requests import RequestSight
from desk.sight import Happening
from policy.requests import Status
from policy.weeks import Week
from policy.words import listed
from views import Message, forms
from views.text import at, clip, escape, named, plain, quote, typed

TELL, ANSWER = "insight.tell", "insight.answer"


def ask(subject: str, leads: Sequence[str]) -> Block:
    """The digest's closing question, to those who lead its region."""
    question = f"{listed([named(lead) for lead in leads[:3]])}, what should change?" if leads else "What should change?"
    section = forms.words(f"*{question}* The hub has to answer.")
    section.accessory = ButtonElement(text="Tell the hub…", action_id=TELL, value=subject)
    return section


def told(sight: RequestSight) -> str:
    """Say in a line that something was told, and how it stands."""
    head = f"{named(sight.submitter.name)} told the hub ({sight.ref}): “{typed(sight.request.text, 160)}”"
    return f"{head} {_standing(sight)}"


def form(question: Question) -> View:
    return View(
        type="modal",
        callback_id=TELL,
        private_metadata=question.subject,
        title="What should change?",
        submit="Tell the hub",
        close="Cancel",
        blocks=[
            forms.words(f"*{escape(question.region)}, week {question.week.number}*"),
            forms.text(
                "text", "What should change, so that less is late?", lines=True, at_most=TEXT_AT_MOST, focus=True,
                hint="A rule, a target, who covers what, a tool: whatever cost you the time.",
            ),
            forms.small(f"{named(question.hub)} or somebody else of the hub has to answer. You hear from me."),
        ],
    )  # fmt: skip


def answer_form(sight: RequestSight) -> View:
    return View(
        type="modal",
        callback_id=ANSWER,
        private_metadata=sight.ref,
        title=plain(f"Answer {sight.ref}", 24),
        submit="Answer",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{_head(sight)}\n{quote(sight.request.text)}", 2900)),
            forms.text("answer", "What will change, or why nothing?", lines=True, at_most=TEXT_AT_MOST, focus=True),
        ],
    )


def card(sight: RequestSight) -> Message:
    """The insight in the hub's channel, until it is answered."""
    words = f"{_head(sight)}\n{quote(sight.request.text)}\n{_standing(sight, in_full=True)}"
    return _message(words, sight)


def receipt(sight: RequestSight) -> Message:
    """What whoever told keeps."""
    words = f"*{sight.ref}* You told the hub what should change:\n{quote(sight.request.text)}\n"
    return _plain(f"{words}{_standing(sight, in_full=True)}")


def news(sight: RequestSight, happening: Happening) -> Message:
    """The hub's answer, for whoever told."""
    who = named(happening.actor.name) if happening.actor else "The hub"
    what = f"“{typed(sight.request.text, 200)}”"
    return _plain(f"{who} answers *{sight.ref}*, {what}:\n{quote(happening.event.because, 1400)}")


def due(sight: RequestSight, happening: Happening) -> Message | None:
    """Remind the hub; nothing once it has answered."""
    if sight.request.status is not Status.OPEN:
        return None
    late = happening.event.action.endswith("breach")
    mark, due = (":hourglass: ", "was due") if late else ("", "is due")
    clock = sight.clocks[CLOCK]
    words = f"{mark}The answer to *{sight.ref}* of {named(sight.submitter.name)} {due} {at(clock.due_at)}: "
    return _message(f"{words}“{typed(sight.request.text, 300)}”", sight)


def _head(sight: RequestSight) -> str:
    request = sight.request
    week = Week.read(request.facts["week"])
    when = f", on the digest of week {week.number}" if week else ""
    return f"*{sight.ref}* {named(sight.submitter.name)} ({escape(request.region)}) says what should change{when}:"


def _standing(sight: RequestSight, *, in_full: bool = False) -> str:
    """Say who answers by when, or what was answered."""
    request = sight.request
    if request.status is Status.OPEN:
        clock = sight.clocks.get(CLOCK)
        return f"The hub answers by {at(clock.due_at)}." if clock else "The hub answers."
    who = named(sight.closer.name) if sight.closer else "The hub"
    said = f"\n{quote(request.outcome, 1000)}" if in_full else f" “{typed(request.outcome, 160)}”"
    return f":white_check_mark: {who} answered:{said}"


def _message(words: str, sight: RequestSight) -> Message:
    if sight.request.status is not Status.OPEN:
        return _plain(words)
    button = ButtonElement(text="Answer…", action_id=ANSWER, value=sight.ref, style="primary")
    return Message(_gist(words), [forms.words(clip(words, 2900)), ActionsBlock(elements=[button])])


def _plain(words: str) -> Message:
    return Message(_gist(words), [forms.words(clip(words, 2900))])


def _gist(words: str) -> str:
    return clip(" ".join(words.split("\n")), 3000)
