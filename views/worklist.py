"""The digest as a list of work: a line for each open breach, and what can be done about it from where it is read."""

from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, InteractiveElement, Option, OverflowMenuElement
from slack_sdk.models.views import View

from desk.breaches import Lateness
from desk.digests.grace import REASON_AT_MOST, Offer
from desk.digests.lines import Line
from desk.requests import RequestSight
from desk.sight import Happening
from policy.requests import Kind, Status
from policy.words import reference
from views import Message, breach_messages, deal_messages, digest_words, escalation_messages, forms, sla_words
from views.breach_messages import REASON, WAIVE
from views.text import at, clip, escape, named, plain, quote, typed

OPEN, NUDGE, REASSIGN, MORE = "digest.open", "breach.nudge", "digest.reassign", "digest.more"
EXTEND, AGREE, DECLINE = "grace.extension", "grace.agree", "grace.decline"
HANDED_ON = ("DR", "ESC")  # kinds of records that somebody else can be given


def item(line: Line) -> list[Block]:
    """One breach as a line of work; what is done has no buttons any more, except to decide on what was asked."""
    section = forms.words(clip(digest_words.line(line), 600))
    if line.is_open:
        section.accessory = ButtonElement(text="Open", action_id=OPEN, value=line.ref)
    buttons = [*_decide(line), *_act(line)]
    return [section, ActionsBlock(elements=buttons)] if buttons else [section]


def _decide(line: Line) -> list[InteractiveElement]:
    """Buttons for whoever agrees to what somebody has asked for."""
    asked = next((one for one in line.pleas if one.status is Status.OPEN), None)
    if asked is None or (asked.kind is Kind.EXTENSION and not line.is_open):
        return []
    return _decisions(asked.ref, f"Agree to {asked.hours} h more" if asked.kind is Kind.EXTENSION else "Agree to waive")


def _act(line: Line) -> list[InteractiveElement]:
    if not line.is_open:
        return []
    step, about = f"{line.ref} {line.metric}", reference(line.ref)
    buttons: list[InteractiveElement] = [ButtonElement(text="Nudge", action_id=NUDGE, value=step)]
    if about and about[0] in HANDED_ON:
        buttons.append(ButtonElement(text="Reassign…", action_id=REASSIGN, value=line.ref))
    if not line.waits_for(Kind.EXTENSION):
        buttons.append(ButtonElement(text="Extend…", action_id=EXTEND, value=step))
    settled = line.waived or line.waits_for(Kind.WAIVER)
    more = [] if settled else [Option(text="Waive the breach…", value=f"{WAIVE} {step}")]
    if not line.reason:
        more.append(Option(text="Say why it is late…", value=f"{REASON} {line.ref}"))
    return [*buttons, *([OverflowMenuElement(action_id=MORE, options=more)] if more else [])]


def _decisions(ref: str, agree: str = "Agree") -> list[InteractiveElement]:
    return [
        ButtonElement(text=agree, action_id=AGREE, value=ref, style="primary"),
        ButtonElement(text="Decline…", action_id=DECLINE, value=ref, style="danger"),
    ]


def ask(offer: Offer) -> View:
    """The form in which more time or a waiver is asked for."""
    step = escape(sla_words.step(offer.metric))
    head = f"*{offer.ref} {typed(offer.title, 120)}* · {step} · was due {at(offer.due_at)}"
    who = f"{named(offer.decider.name)} decides" if offer.decider else "The hub decides"
    extension = offer.kind is Kind.EXTENSION
    after = (
        "The breach stays in the numbers; the step gets a new due time."
        if extension
        else "The breach stays in the digest and is counted apart."
    )
    kind = "hours" if offer.always else "working hours"
    hours = [(str(number), f"{number} {kind} from when it is agreed") for number in offer.hours]
    fields = [forms.choice("hours", "How much more time?", hours, value=hours[0][0])] if extension else []
    return View(
        type="modal",
        callback_id=EXTEND if extension else WAIVE,
        private_metadata=f"{offer.ref} {offer.metric}",
        title="Extend" if extension else "Waive the breach",
        submit="Ask",
        close="Cancel",
        blocks=[
            forms.words(clip(head, 2900)),
            *fields,
            forms.text("reason", "Why?", lines=True, at_most=REASON_AT_MOST, focus=True),
            forms.small(f"{who}, never you or whoever has it (ROE-10). {after}"),
        ],
    )


def decline(sight: RequestSight) -> View:
    return View(
        type="modal",
        callback_id=DECLINE,
        private_metadata=sight.ref,
        title=plain(f"Decline {sight.ref}", 24),
        submit="Decline",
        close="Cancel",
        blocks=[
            forms.words(clip(_asked(sight), 2900)),
            forms.text("reason", "Why not?", lines=True, at_most=REASON_AT_MOST, focus=True),
        ],
    )


def ping(sight: RequestSight) -> Message:
    """What was asked, for whoever agrees to it; its buttons go once it is decided."""
    head = _asked(sight)
    if sight.request.status is not Status.OPEN:
        words = f"{head}\n{_outcome(sight)}"
        return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])
    buttons: list[Block] = [ActionsBlock(elements=[*_decisions(sight.ref), _open(sight.request.about)])]
    return Message(clip(" ".join(head.split("\n")), 3000), [forms.words(clip(head, 2900)), *buttons])


def receipt(sight: RequestSight) -> Message:
    """What whoever asked keeps."""
    owner = named(sight.owner.name) if sight.owner else "The hub"
    after = _outcome(sight) or f"{owner} decides. You will hear from me either way."
    words = f"{_what(sight)}\n{after}"
    return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])


def news(sight: RequestSight, happening: Happening) -> Message:
    """What became of it, for whoever asked and whoever has it."""
    words = f"{_what(sight)}\n{_outcome(sight) or 'It is still open.'}"
    blocks: list[Block] = [forms.words(clip(words, 2900)), ActionsBlock(elements=[_open(sight.request.about)])]
    return Message(clip(" ".join(words.split("\n")), 3000), blocks)


def nudge(lateness: Lateness, happening: Happening) -> Message | None:
    """A colleague reminds whoever has something late; nothing once it is done."""
    metric = happening.event.facts["metric"]
    step = next((one for one in lateness.breaches if one.metric == metric and one.done_at is None), None)
    if step is None:
        return None
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    due = f"{escape(sla_words.step(metric)).capitalize()} was due {at(step.due_at)}"
    if happening.event.action == "sla.extension_over":
        words = f":hourglass: {breach_messages.name(lateness)}: the time that was added is over as well. {due}."
    elif happening.event.facts.get("waits_for_answer"):
        words = f"{who} nudges you: {breach_messages.name(lateness)} waits for your answer. {due}."
        return _answerable(words, lateness.ref)
    else:
        words = f"{who} nudges you about {breach_messages.name(lateness)}. {due}."
    value = f"{lateness.ref} {metric}"
    buttons = [_open(lateness.ref), ButtonElement(text="Ask for more time…", action_id=EXTEND, value=value)]
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), ActionsBlock(elements=buttons)])


def _answerable(words: str, ref: str) -> Message:
    """A nudge to whoever brought it in: the desk waits for them."""
    about = reference(ref)
    action = escalation_messages.ANSWER if about and about[0] == "ESC" else deal_messages.ANSWER
    buttons = [ButtonElement(text="Answer…", action_id=action, value=ref, style="primary"), _open(ref)]
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), ActionsBlock(elements=buttons)])


def nudged(name: str) -> Message:
    """Say to whoever nudged that it is on its way, where no message changes by it."""
    words = f"{named(name)} is nudged."
    return Message(words, [forms.words(words)])


def _open(ref: str) -> ButtonElement:
    return ButtonElement(text="Open", action_id=OPEN, value=ref)


def _what(sight: RequestSight) -> str:
    request, facts = sight.request, sight.request.facts
    what = f"{facts['hours']} h more for" if request.kind is Kind.EXTENSION else "a waiver of"
    step = f"the late {escape(sla_words.step(facts['metric']))} of {request.about} {typed(facts['title'], 120)}"
    return f"*{sight.ref}: {what} {step}*"


def _asked(sight: RequestSight) -> str:
    request = sight.request
    due = f"It was due {at(datetime.fromisoformat(request.facts['due_at']))}."
    return f"{_what(sight)}\n{named(sight.submitter.name)} asks. {due}\n{quote(request.text, 900)}"


def _outcome(sight: RequestSight) -> str:
    """Say what became of it; empty while it is open."""
    request, who = sight.request, named(sight.closer.name) if sight.closer else "EcoOps"
    when = f", {at(request.closed_at)}" if request.closed_at else ""
    match request.status:
        case Status.APPROVED if request.kind is Kind.EXTENSION:
            return (
                f":white_check_mark: {who} agreed{when}. Due {at(datetime.fromisoformat(request.facts['until']))} now."
            )
        case Status.APPROVED:
            return f":white_flag: {who} waived it{when}. The digest counts it apart."
        case Status.DECLINED:
            return f":no_entry: {who} declined{when}.\n{quote(request.outcome, 900)}"
        case Status.WITHDRAWN:
            return f"No longer needed: {typed(request.outcome, 200)}."
    return ""
