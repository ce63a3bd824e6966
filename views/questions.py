"""Questions that the rules do not answer: the card of whoever is to answer, the receipt, the forms, the hub's gaps."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from desk.requests import RequestSight
from desk.rules.questions import LONGEST, QUESTION, Gaps, rule_of
from desk.sight import Happening
from policy.requests import Status
from policy.words import count
from views import Message, forms
from views.rule_words import title
from views.text import at, clip, dotted, escape, named, plain, quote, typed

ANSWER, ADD, WITHDRAW = "question.answer", "question.add", "question.withdraw"
RULE = "roe.show"  # the rule's page


def _button(words: str, action: str, value: str, *, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=value, style=style)


def _about(sight: RequestSight) -> str:
    rule = rule_of(sight.standards, sight.request)
    return f"about {title(rule, 80)}" if rule else "that no rule answers"


def _asked(sight: RequestSight) -> str:
    """Quote the question with what was added to it since."""
    added = "\n".join(sight.request.facts.get("added", ()))
    return quote(sight.request.text + (f"\n{added}" if added else ""), 1200)


def _outcome(sight: RequestSight) -> str:
    """Say what became of a question; empty while it is open."""
    request = sight.request
    when = f", {at(request.closed_at)}" if request.closed_at else ""
    who = named(sight.closer.name) if sight.closer else "Somebody"
    match request.status:
        case Status.ANSWERED:
            return f":white_check_mark: {who} answered{when}:\n{quote(request.outcome, 1400)}"
        case Status.OPEN:
            return ""
    return f"Taken back by {who}{when}."


def _rule_button(sight: RequestSight) -> list[ButtonElement]:
    return [_button("Whole rule", RULE, sight.request.about)] if sight.request.about else []


def promise(sight: RequestSight) -> str:
    """Say who answers, and by when."""
    clock = sight.clocks.get(QUESTION)
    by = f" by {at(clock.due_at)}" if clock else ""
    return f"{named(sight.owner.name) if sight.owner else 'The hub'} answers{by}."


def card(sight: RequestSight) -> Message:
    """The question for whoever is to answer it; once it is answered, the answer."""
    request = sight.request
    where = f" ({escape(request.region)})" if request.region else ""
    head = f"*{sight.ref}* {named(sight.submitter.name)}{where} asks something {_about(sight)}:"
    blocks: list[Block] = [forms.words(clip(f"{head}\n{_asked(sight)}", 2900))]
    if request.status is Status.OPEN:
        blocks.append(forms.small(promise(sight)))
        blocks.append(
            ActionsBlock(elements=[_button("Answer…", ANSWER, sight.ref, style="primary"), *_rule_button(sight)])
        )
        return Message(clip(f"{head} {typed(request.text, 600)}", 3000), blocks)
    blocks.append(forms.words(clip(_outcome(sight), 2900)))
    return Message(clip(f"{sight.ref}: {_outcome(sight).splitlines()[0]}", 3000), blocks)


def receipt(sight: RequestSight) -> Message:
    """What the one who asked keeps: who answers by when, and then the answer."""
    request = sight.request
    head = f"*{sight.ref}* You asked something {_about(sight)}:\n{_asked(sight)}"
    blocks: list[Block] = [forms.words(clip(head, 2900))]
    if request.status is Status.OPEN:
        blocks.append(forms.small(f"{promise(sight)} You will hear from me either way."))
        buttons = [_button("Add something…", ADD, sight.ref), _button("Never mind", WITHDRAW, sight.ref)]
        blocks.append(ActionsBlock(elements=[*buttons, *_rule_button(sight)]))
        return Message(clip(f"{sight.ref}: {promise(sight)} {typed(request.text, 300)}", 3000), blocks)
    blocks.append(forms.words(clip(_outcome(sight), 2900)))
    if request.about:
        blocks.append(ActionsBlock(elements=_rule_button(sight)))
    return Message(clip(f"{sight.ref}: {_outcome(sight).splitlines()[0]}", 3000), blocks)


def asked(sight: RequestSight, lead: str) -> Message:
    """Say at once that a person was asked; the receipt follows as a message of its own."""
    words = f"{lead} {promise(sight)} It is *{sight.ref}*; the answer comes to you as a message."
    if sight.request.status is not Status.OPEN:
        words = f"*{sight.ref}* {_outcome(sight)}"
        return Message(clip(words, 3000), [forms.words(clip(words, 2900)), *_row(_rule_button(sight))])
    buttons = [_button("Add something…", ADD, sight.ref), _button("Never mind", WITHDRAW, sight.ref)]
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), *_row([*buttons, *_rule_button(sight)])])


def _row(buttons: Sequence[ButtonElement]) -> list[Block]:
    return [ActionsBlock(elements=list(buttons))] if buttons else []


def news(sight: RequestSight, happening: Happening) -> Message:
    """One thing that happened to a question, for somebody whom it concerns."""
    actor = named(happening.actor.name) if happening.actor else "EcoOps"
    said = quote(happening.event.because, 1400)
    verb = {"question.answer": "answered", "question.add": "adds to"}.get(happening.event.action, "took back")
    head = f"{actor} {verb} *{sight.ref}*, “{typed(sight.request.text, 120)}”"
    words = f"{head}:\n{said}" if verb != "took back" else f"{head}."
    buttons = _rule_button(sight)
    if sight.request.status is Status.OPEN:
        buttons = [_button("Answer…", ANSWER, sight.ref, style="primary"), *buttons]
    gist = f"{actor} {verb} {sight.ref}: {typed(happening.event.because, 600)}"
    return Message(clip(gist, 3000), [forms.words(clip(words, 2900)), *_row(buttons)])


def due(sight: RequestSight, happening: Happening) -> Message | None:
    """Remind whoever is to answer; nothing once they have."""
    if sight.request.status is not Status.OPEN:
        return None
    clock = sight.clocks.get(QUESTION)
    when = at(clock.due_at) if clock else "soon"
    late = happening.event.action.endswith("breach")
    due = f"was due {when}" if late else f"is due {when}"
    words = f"The answer to *{sight.ref}* of {named(sight.submitter.name)} {due}: “{typed(sight.request.text, 200)}”"
    buttons = [_button("Answer…", ANSWER, sight.ref, style="primary"), *_rule_button(sight)]
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), *_row(buttons)])


def late(sight: RequestSight) -> Message | None:
    """Tell the hub that a question was not answered in time; anybody of the hub may answer."""
    if sight.request.status is not Status.OPEN:
        return None
    owner = named(sight.owner.name) if sight.owner else "Nobody in particular"
    words = (
        f":hourglass: *{sight.ref}* of {named(sight.submitter.name)} was not answered in time. "
        f"{owner} was to answer: “{typed(sight.request.text, 200)}”"
    )
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), *_row([_button("Answer…", ANSWER, sight.ref)])])


def answer_form(sight: RequestSight) -> View:
    asker = named(sight.submitter.name)
    return View(
        type="modal",
        callback_id=ANSWER,
        private_metadata=sight.ref,
        title=plain(f"Answer {sight.ref}", 24),
        submit="Answer",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{asker} asks something {_about(sight)}:\n{_asked(sight)}", 2900)),
            forms.text(
                "answer", "Your answer", lines=True, at_most=LONGEST["answer"], focus=True,
                hint=f"{plain(sight.submitter.name, 80)} gets it as a message from me, with your name.",
            ),
            forms.tick("change", "The rules", "A rule should say this: keep it on the hub's list"),
        ],
    )  # fmt: skip


def add_form(sight: RequestSight) -> View:
    return View(
        type="modal",
        callback_id=ADD,
        private_metadata=sight.ref,
        title=plain(f"Add to {sight.ref}", 24),
        submit="Add",
        close="Cancel",
        blocks=[
            forms.words(_asked(sight)),
            forms.text("text", "What should they know?", lines=True, at_most=LONGEST["text"], focus=True),
        ],
    )


def gaps(found: Gaps) -> Message:
    """The hub's list: what was asked in the last 90 days and no rule answered, the most asked first."""
    if not found.questions:
        words = "Every question of the last 90 days was answered by a rule."
        return Message(words, [forms.words(words)])
    asked = f"{count(found.questions, 'question')} that the rules did not answer"
    head = f"*{asked}*, last 90 days. {found.open} open."
    blocks: list[Block] = [forms.words(head)]
    for gap in found.groups:
        newest = gap.questions[0]
        about = f"about {escape(newest.about)}" if newest.about else "no rule"
        times = f"*{len(gap.questions)}×* " if len(gap.questions) > 1 else ""
        facts = dotted(
            about,
            count(gap.people, "person", "people"),
            ", ".join(map(escape, gap.regions[:6])),
            "a rule should say it" if any(one.facts.get("change") for one in gap.questions) else "",
            f"open: {', '.join(one.ref for one in gap.open[:6])}" if gap.open else "answered",
        )
        section = forms.words(clip(f"{times}“{typed(newest.text, 200)}”\n{facts}", 2900))
        if gap.open:
            section.accessory = _button("Answer…", ANSWER, gap.open[0].ref)
        blocks.append(section)
    if found.more:
        still = found.open - sum(len(gap.open) for gap in found.groups)
        blocks.append(forms.small(f"And {count(found.more, 'more question')}, {still} of them open."))
    return Message(f"{asked}, {found.open} open.", blocks)
