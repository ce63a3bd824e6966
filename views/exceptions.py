"""Messages and forms about exceptions to a rule."""

from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View

from desk.keeping.exceptions import DECISION, REASON_AT_MOST, Draft, Offer
from desk.requests import RequestSight
from desk.sight import Happening
from policy.requests import Move, Status
from policy.sla import ClockState
from views import Message, forms
from views.text import at, clip, dotted, named, on, plain, quote, typed

ASK, OPEN, GRANT, DECLINE = "exception.ask", "exception.open", "exception.grant", "exception.decline"


def ask(offer: Offer, draft: Draft) -> View:
    """The form in which an exception is asked for."""
    rules = [(rule.code, plain(f"{rule.code}, {rule.title}", 75)) for rule in offer.rules][:100]
    who = f"{named(offer.decider.name)} decides" if offer.decider else "The hub decides"
    return View(
        type="modal",
        callback_id=ASK,
        title="Ask for an exception",
        submit="Ask",
        close="Cancel",
        blocks=[
            forms.choice("rule", "Which rule stands in the way?", rules, value=draft.rule),
            forms.text("about", "Which customer or deal?", value=draft.about, at_most=253,
                       placeholder="acme.com or DR-12"),
            forms.picked_date("until", "Until when should it hold?", value=draft.until),
            forms.text("reason", "What is different about this case?", value=draft.reason, lines=True,
                       at_most=REASON_AT_MOST),
            forms.small(f"{who}, never you (ROE-24). It holds for this customer only, and ends on its day."),
        ],
    )  # fmt: skip


def decline(sight: RequestSight) -> View:
    return View(
        type="modal",
        callback_id=DECLINE,
        private_metadata=sight.ref,
        title="Decline the exception",
        submit="Decline",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{_title(sight)}\n{_facts(sight)}", 2900)),
            DividerBlock(),
            forms.text("reason", "Why not?", lines=True, at_most=REASON_AT_MOST, focus=True,
                       placeholder="What speaks against it, and what would change that"),
        ],
    )  # fmt: skip


def card(sight: RequestSight) -> Message:
    """The request in its region's channel, and with whoever decides; its buttons go once it is decided."""
    request = sight.request
    who = f"{named(sight.submitter.name)} asks, {at(request.created_at)}:"
    blocks: list[Block] = [
        forms.words(clip(f"{_title(sight)}\n{_facts(sight)}", 2900)),
        forms.words(clip(f"{who}\n{quote(request.text, 900)}", 2900)),
    ]
    if request.status is Status.OPEN:
        owner = f"For {named(sight.owner.name)}" if sight.owner else "For the hub"
        blocks.append(forms.small(dotted(owner, _due(sight))))
        blocks.append(_decide(sight))
        return Message(clip(f"{_title(sight)} {_facts(sight)}. {_due(sight)}", 3000), blocks)
    blocks.append(forms.words(clip(_outcome(sight), 2900)))
    return Message(clip(f"{_title(sight)} {_outcome(sight)}", 3000), blocks)


def receipt(sight: RequestSight) -> Message:
    """What whoever asked keeps."""
    if sight.request.status is Status.OPEN:
        owner = named(sight.owner.name) if sight.owner else "the hub"
        after = f"It is with {owner}. {_due(sight)}. You will hear from me either way."
    else:
        after = _outcome(sight)
    words = f"{_title(sight)}\n{_facts(sight)}\n{after}"
    return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])


def news(sight: RequestSight, happening: Happening) -> Message:
    """What became of an exception, for whoever asked."""
    match happening.event.action.removeprefix("exception."):
        case Move.APPROVE:
            step = "Register the customer now: the rule does not stand in the way until then, and the desk sees why."
        case Move.DECLINE:
            step = "The rule holds as it is. Ask again when something has changed."
        case _:
            step = "From now on the rule holds again. Ask anew if you still need it."
    words = f"{_title(sight)}\n{_outcome(sight)}\n{step}"
    return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])


def due(sight: RequestSight, happening: Happening) -> Message | None:
    """Remind whoever is to decide; nothing once somebody has."""
    clock = sight.clocks.get(DECISION)
    if sight.request.status is not Status.OPEN or clock is None:
        return None
    verb = "was" if happening.event.action.endswith("breach") else "is"
    return _open(sight, f"Your decision on {_title(sight)} {verb} due {at(clock.due_at)}. {_asked(sight)}")


def late(sight: RequestSight) -> Message | None:
    """Tell the hub that an exception was not decided in time; anybody of the hub may."""
    if sight.request.status is not Status.OPEN:
        return None
    owner = named(sight.owner.name) if sight.owner else "Nobody in particular"
    return _open(sight, f":hourglass: {_title(sight)} was not decided in time. {owner} was to decide. {_asked(sight)}")


def _asked(sight: RequestSight) -> str:
    return f"{named(sight.submitter.name)} waits for it: “{typed(sight.request.text, 200)}”"


def _open(sight: RequestSight, words: str) -> Message:
    return Message(clip(words, 3000), [forms.words(clip(words, 2900)), _decide(sight)])


def _decide(sight: RequestSight) -> ActionsBlock:
    buttons = [("Agree", GRANT, "primary"), ("Decline…", DECLINE, "danger")]
    return ActionsBlock(elements=[_button(*one, sight.ref) for one in buttons])


def _button(words: str, action: str, style: str, ref: str) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=ref, style=style)


def _title(sight: RequestSight) -> str:
    facts = sight.request.facts
    about = facts["deal"] or facts["domain"]
    return f"*{sight.ref}: an exception to {typed(sight.request.about, 60)} for {typed(about, 260)}*"


def _facts(sight: RequestSight) -> str:
    request = sight.request
    rule = sight.standards.rules.version(request.about, request.facts["version"])
    title = typed(rule.title, 150) if rule else ""
    return dotted(title, named(request.region), f"until {on(date.fromisoformat(request.facts['until']))}")


def _due(sight: RequestSight) -> str:
    clock = sight.clocks.get(DECISION)
    return f"Decision due {at(clock.due_at)}" if clock and clock.state is ClockState.RUNNING else ""


def _outcome(sight: RequestSight) -> str:
    request, closer = sight.request, sight.closer
    who = f" by {named(closer.name)}" if closer else ""
    when = f", {at(request.closed_at)}" if request.closed_at else ""
    until = on(date.fromisoformat(request.facts["until"]))
    match request.status:
        case Status.APPROVED:
            return f":white_check_mark: Agreed{who}{when}. It holds until {until}."
        case Status.DECLINED:
            return f":no_entry: Declined{who}{when}.\n{quote(request.outcome, 900)}"
        case Status.EXPIRED:
            return f":hourglass: It held until {until}."
    return ""
