"""Pages a person asks for: one escalation with its history, a list of theirs, and how to use /escalate."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock, InteractiveElement
from slack_sdk.models.views import View

from desk.escalations.raising import Page
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.sight import Happening
from policy.escalations import Status
from policy.permissions import Act
from policy.words import count, span
from views import Message, forms
from views.escalation_messages import ANSWER, COMMENT, REOPEN, SEE, WITHDRAW, button, handling, more, source
from views.escalation_words import (
    MARKS,
    STATE_MARKS,
    due,
    heading,
    holder,
    line,
    name,
    outcome,
    people,
    question,
    state,
)
from views.text import at, clip, dotted, escape, named, plain, quote

PAGE = "escalation.page"


def escalation(sight: EscalationSight, history: Sequence[Happening], reader: Member) -> View:
    """Everything about one escalation, with the buttons this reader may use."""
    row = sight.escalation
    now = dotted(f"{STATE_MARKS[row.status]} {state(sight).capitalize()}", due(sight), holder(sight))
    blocks: list[Block] = [
        forms.words(clip(heading(sight), 2900)),
        forms.words(clip(outcome(sight) or now, 2900)),
    ]
    if row.answer and not sight.pending:
        blocks.append(forms.words(quote(row.answer, 2800)))
    if asked := question(sight):
        blocks.append(forms.words(clip(asked, 2900)))
    blocks.append(ActionsBlock(elements=_buttons(sight, reader)))
    details = [
        ("Raised", f"{named(sight.raiser.name)}, {at(row.raised_at)}"),
        ("Follows it", people(sight.followers)),
        ("Took", _took(sight)),
    ]
    blocks += [DividerBlock(), forms.words("\n".join(f"*{label}:* {value}" for label, value in details if value))]
    if row.details:
        blocks.append(forms.words(quote(row.details, 2900)))
    blocks.append(DividerBlock())
    blocks += [forms.small(clip(f"{at(step.event.at)}: {line(step, sight)}", 1900)) for step in history[-30:]]
    return View(type="modal", title=plain(sight.ref, 24), close="Close", private_metadata=sight.ref, blocks=blocks)


def _took(sight: EscalationSight) -> str:
    """Say how long it took in working time: the first time, and with every reopening."""
    row = sight.escalation
    if row.first_seconds is None or row.total_seconds is None:
        return ""
    first, total = (span(timedelta(seconds=seconds)) for seconds in (row.first_seconds, row.total_seconds))
    return f"{first} of working time" if not row.reopened else f"{first} the first time, {total} in all"


def _buttons(sight: EscalationSight, reader: Member) -> list[InteractiveElement]:
    """Return what this reader may do now. The click is checked again; this only spares them a refusal."""
    row = sight.escalation
    has_it = reader.id in (row.owner_id, row.assignee_id)
    elements: list[InteractiveElement] = []
    if sight.pending and (reader.may(Act.HANDLE, row) or (has_it and reader.id != row.raiser_id)):
        elements += handling(sight)
    if row.status is Status.WAITING and reader.may(Act.SUPPLY, row):
        elements.append(button("Answer…", ANSWER, sight.ref, style="primary"))
    if not sight.pending and reader.may(Act.REOPEN, row):
        elements.append(button("Open it again…", REOPEN, sight.ref))
    elements.append(button("Add something…", COMMENT, sight.ref))
    if sight.pending and reader.may(Act.TAKE_BACK, row):
        elements.append(button("Withdraw…", WITHDRAW, sight.ref))
    elements += source(sight)
    if sight.pending:
        elements.append(more(sight))
    return elements


def listing(page: Page) -> Message:
    """One page of a person's escalations, the open ones first."""
    if not page.total:
        words = "You have no escalations. `/escalate` opens the form."
        return Message(words, [forms.words(words)])
    head = f"*{count(page.total, 'escalation')} of yours*"
    blocks: list[Block] = [forms.words(head)]
    for sight in page.rows:
        row = sight.escalation
        mark = MARKS[row.severity] if sight.pending else STATE_MARKS[row.status]
        first = f"{mark} {name(sight)} · {escape(row.region)}"
        who = f"with {named(sight.owner.name)}" if sight.owner else ""
        asked = f"asked: {named(sight.assignee.name)}" if sight.assignee and not sight.owner and sight.pending else ""
        section = forms.words(clip(f"{first}\n{dotted(state(sight), who, asked, due(sight))}", 2900))
        section.accessory = button("See it", SEE, sight.ref)
        blocks.append(section)
    if page.pages > 1:
        blocks.append(forms.small(f"Page {page.number} of {page.pages}"))
        turns = [
            ButtonElement(text=words, action_id=f"{PAGE}.{way}", value=str(number))
            for way, words, number in (("back", "Newer", page.number - 1), ("on", "Older", page.number + 1))
            if 1 <= number <= page.pages
        ]
        blocks.append(ActionsBlock(elements=turns))
    return Message(f"{count(page.total, 'escalation')} of yours", blocks)


def usage() -> Message:
    """How to use /escalate."""
    lines = [
        "`/escalate` opens the form",
        "`/escalate two partners claim Acme` opens it with the subject filled in",
        "`/escalate DR-12 they signed with us yesterday` opens it about that deal",
        "`/escalate mine` lists what you raised, have or are asked about",
        "`/escalate ESC-7` shows one",
        "`/escalate away until friday, Tom covers` says that you are out and who stands in",
        "`/escalate away Mira until friday` says so of somebody of your region, for leads",
        "`/escalate back` says that you are here again",
        "`/escalate help` shows this",
    ]
    words = "\n".join(f"• {text}" for text in lines)
    return Message("How to use /escalate", [forms.words(words)])
