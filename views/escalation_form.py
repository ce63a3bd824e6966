"""The forms about an escalation: raise, ask, answer, resolve, hand on, put aside, and the rest of the More menu."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View

from desk.escalations.drafts import LONGEST, Draft
from desk.escalations.raising import Preflight
from desk.escalations.sight import EscalationSight
from desk.standards import Standards
from policy.duty import Level
from policy.escalations import SNOOZES, Severity, higher
from store.models import Person
from views import forms
from views.escalation_words import heading, holder, name
from views.text import at, named, plain, quote, typed

SEVERITIES = {
    Severity.LOW: "Low: a question that can wait",
    Severity.NORMAL: "Normal: it holds something up",
    Severity.HIGH: "High: a deal is at risk today",
    Severity.URGENT: "Urgent: somebody has to act now, day or night",
}
# What each field of the form is called, on it and where a rule tells which fields it is behind.
LABELS = {
    "subject": "What is it about?",
    "severity": "How severe is it?",
    "region": "Region",
    "about": "Deal or rule it is about",
    "details": "What happened, and what do you need?",
}
WHY = "escalation.explain"


def raise_(draft: Draft, about: Preflight, origin: str = "") -> View:
    """The escalation form, preset with `draft`; `about` fills the line that says who is asked and by when."""
    standards = about.standards
    regions = [(region.code, region.name) for region in standards.open_regions()]
    blocks: list[Block] = [
        forms.text(
            "subject", LABELS["subject"], value=draft.subject, at_most=LONGEST["subject"],
            placeholder="Two partners claim Acme", focus=draft.subject is None,
        ),
        forms.choice("severity", LABELS["severity"], list(SEVERITIES.items()), value=draft.severity, dispatch=True),
        forms.choice("region", LABELS["region"], regions, value=draft.region, dispatch=True),
        forms.text(
            "about", LABELS["about"], value=draft.about, at_most=20, optional=True, dispatch=True,
            placeholder="DR-12 or ROE-5",
        ),
    ]  # fmt: skip
    if about.about:
        blocks.append(forms.small(typed(about.about, 160), block_id="about_name"))
    if about.same:
        blocks.append(forms.words(_open_already(about.same), block_id="same"))
    blocks += [
        forms.text(
            "details", LABELS["details"], value=draft.details, at_most=LONGEST["details"],
            lines=True, optional=True,
        ),
        forms.small(_destination(about), block_id="destination"),
        ActionsBlock(
            elements=[ButtonElement(text="Why do you ask?", action_id=WHY, value=draft.region or "everywhere")]
        ),
    ]  # fmt: skip
    return View(
        type="modal",
        callback_id="escalation.raise",
        private_metadata=origin,
        title="Escalate",
        submit="Escalate",
        close="Cancel",
        blocks=blocks,
    )


def _open_already(same: EscalationSight) -> str:
    return f":information_source: Open already: {name(same)}, raised by {named(same.raiser.name)}. {holder(same)}."


def _destination(about: Preflight) -> str:
    turn = about.turn
    if turn is None or about.now is None or about.acknowledge_by is None or about.resolve_by is None:
        return "Choose a severity and a region to see who is asked and by when."
    who = f"{named(turn.colleague.name)} ({typed(turn.because, 120)})"
    asked = f"Asks {who} at once" if turn.at <= about.now else f"Asks {who} {at(turn.at)}, when they are at work again"
    hub = " The hub gets it because nobody of the region is there." if turn.level is Level.HUB else ""
    return f"{asked}; answer due {at(about.acknowledge_by)}, resolution due {at(about.resolve_by)}.{hub}"


def ask(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.ask", "Ask the raiser", "Ask",
        [
            forms.text("question", f"Your question to {plain(sight.raiser.name, 60)}", lines=True, at_most=2000,
                       focus=True),
            forms.small("The clock of the resolution rests until the answer, one working day at most."),
        ],
    )  # fmt: skip


def answer(sight: EscalationSight) -> View:
    asker = sight.asker.name if sight.asker else "The desk"
    return _about(
        sight, "escalation.answer", "Answer", "Send",
        [
            forms.words(f"{named(asker)} asks:\n{quote(sight.escalation.question or '', 2800)}"),
            forms.text("answer", "Your answer", lines=True, at_most=2000, focus=True),
        ],
    )  # fmt: skip


def resolve(sight: EscalationSight, standards: Standards) -> View:
    def offered(kind: str) -> list[tuple[str, str]]:
        return [(choice.code, choice.label) for choice in standards.offered(kind)]

    return _about(
        sight, "escalation.resolve", "Resolve", "Resolve",
        [
            forms.choice("outcome", "How does it end?", offered("escalation_outcome")),
            forms.choice("cause", "What had caused it?", offered("escalation_cause")),
            forms.text("answer", f"What should {plain(sight.raiser.name, 60)} know?", lines=True, at_most=2000),
            forms.text("learning", "One line for the hub: what should change?", at_most=300, optional=True),
        ],
    )  # fmt: skip


def reassign(sight: EscalationSight, desk: Sequence[Person]) -> View:
    """Hand it on to somebody of the desk; without anybody there, to any colleague."""
    others = [(str(person.id), person.name) for person in desk]
    label = "Who should have it?"
    who = (
        forms.choice("person", label, others)
        if others
        else forms.typeahead("person", label, placeholder="Type a name")
    )  # fmt: skip
    return _about(
        sight, "escalation.reassign", "Reassign", "Hand on",
        [who, forms.text("note", "What should they know?", lines=True, at_most=2000, optional=True)],
    )  # fmt: skip


def snooze(sight: EscalationSight) -> View:
    spans = [(str(minutes), f"{minutes} minutes") for minutes in SNOOZES]
    return _about(
        sight, "escalation.snooze", "Snooze", "Put aside",
        [
            forms.choice("minutes", "For how long, in your working hours?", spans, value=spans[0][0]),
            forms.small("It is yours meanwhile and does not climb. The clock of the resolution runs on."),
        ],
    )  # fmt: skip


def severity(sight: EscalationSight) -> View:
    above = [(one, SEVERITIES[one]) for one in higher(sight.escalation.severity)]
    return _about(
        sight, "escalation.severity", "Raise severity", "Raise",
        [
            forms.choice("severity", "How severe is it now?", above or list(SEVERITIES.items())[-1:]),
            forms.small("What has been used of the time so far still counts."),
        ],
    )  # fmt: skip


def link(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.link", "Link", "Link",
        [forms.text("about", "Deal or rule it is about", at_most=20, placeholder="DR-12 or ROE-5", focus=True)],
    )  # fmt: skip


def add(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.add", "Add someone", "Add",
        [
            forms.typeahead("person", "Who should follow it?", placeholder="Type a name"),
            forms.small("They hear what becomes of it, and can add to it."),
        ],
    )  # fmt: skip


def comment(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.comment", "Add something", "Add",
        [forms.text("text", "What should everybody on it know?", lines=True, at_most=2000, focus=True)],
    )  # fmt: skip


def reopen(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.reopen", "Open it again", "Open again",
        [forms.text("reason", "What is still open?", lines=True, at_most=2000, focus=True)],
    )  # fmt: skip


def withdraw(sight: EscalationSight) -> View:
    return _about(
        sight, "escalation.withdraw", "Withdraw", "Withdraw",
        [
            forms.text("reason", "Why is it no longer needed?", lines=True, at_most=2000, focus=True),
            forms.small("Nobody is asked any more. You can open it again within 7 days."),
        ],
    )  # fmt: skip


def _about(sight: EscalationSight, callback_id: str, title: str, submit: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=sight.ref,
        title=title,
        submit=submit,
        close="Cancel",
        blocks=[forms.words(heading(sight)), DividerBlock(), *blocks],
    )
