"""Pages a person asks for: one deal with its history, lists, and how to use /deal."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View

from desk.lookup import Page
from desk.people import Member
from desk.sight import Happening, Sight, seated
from policy.conflicts import Clearance
from policy.deals import Extension
from policy.permissions import Act
from policy.words import count, whole_number
from views import Message, forms
from views.breach_messages import REASON
from views.deal_messages import ANSWER, APPEAL, COMMENT, REASSIGN, SEE, WITHDRAW, button, decisions
from views.deal_reminders import DENY, GRANT, keeping
from views.deal_words import STATE_MARKS, STATES, due, findings, heading, line, outcome, route, size, tier
from views.text import at, clip, dotted, escape, money, named, on, plain, quote, typed

PAGE = "deal.page"


def deal(sight: Sight, history: Sequence[Happening], reader: Member) -> View:
    """Everything about one deal, with the buttons this reader may use."""
    facts = sight.deal
    clearance = Clearance.NAME if _cleared(sight, reader) else Clearance.NONE
    owner = f"Owner: {named(sight.owner.name)}" if sight.owner else route(sight)
    blocks: list[Block] = [
        forms.words(clip(f"{heading(sight)}\n{size(sight)}", 2900)),
        forms.words(
            outcome(sight)
            or clip(dotted(f"{STATE_MARKS[facts.status]} {STATES[facts.status].capitalize()}", due(sight), owner), 2900)
        ),
    ]
    if facts.note:
        blocks.append(forms.words(quote(facts.note, 2800)))
    if sight.findings:
        blocks.append(forms.words(clip(findings(sight, clearance), 2900)))
    if tier(sight):
        blocks.append(forms.small(tier(sight)))
    elements = _buttons(sight, reader)
    if elements:
        blocks.append(ActionsBlock(elements=elements))
    when = f" ({on(facts.evidence_on)})" if facts.evidence_on else ""
    details = [
        ("Website", escape(facts.domain)),
        ("Region", named(sight.region.name)),
        ("Contact", typed(facts.contact)),
        ("Submitted", f"{named(sight.submitter.name)}, {at(facts.submitted_at)}"),
        ("Public tender", "yes" if facts.tender else ""),
    ]
    blocks += [
        DividerBlock(),
        forms.words("\n".join(f"*{label}:* {value}" for label, value in details if value)),
        forms.words(clip(f"*Done so far{when}:*\n{quote(facts.evidence, 2800)}", 2900)),
    ]
    if facts.notes:
        blocks.append(forms.words(clip(f"*Notes:*\n{quote(facts.notes, 2800)}", 2900)))
    blocks.append(DividerBlock())
    blocks += [forms.small(clip(f"{at(step.event.at)}: {line(step, sight)}", 1900)) for step in history[-30:]]
    return View(type="modal", title=plain(sight.ref, 24), close="Close", private_metadata=sight.ref, blocks=blocks)


def _buttons(sight: Sight, reader: Member) -> list[ButtonElement]:
    """Return what this reader may do now. The click is checked again; this only spares them a refusal."""
    buttons = decisions(sight) if _decides(sight, reader) else []
    if sight.appealable:
        buttons += [button("Appeal…", APPEAL, sight.ref)] if reader.may(Act.APPEAL, sight.deal) else []
    elif buttons and not seated(sight.deal):
        buttons.append(button("Reassign…", REASSIGN, sight.ref))
    if reader.may(Act.ANSWER, sight.deal) and sight.deal.question and sight.pending:
        buttons.append(button("Answer…", ANSWER, sight.ref, style="primary"))
    if reader.may(Act.COMMENT, sight.deal) or (seated(sight.deal) and reader.id == sight.deal.owner_id):
        buttons.append(button("Add something…", COMMENT, sight.ref))
    if reader.may(Act.WITHDRAW, sight.deal) and sight.pending:
        buttons.append(button("Withdraw…", WITHDRAW, sight.ref))
    if reader.may(Act.KEEP, sight.deal):
        buttons += keeping(sight)
    if reader.may(Act.DECIDE, sight.deal) and sight.deal.extension is Extension.ASKED:
        buttons += [button("Extend", GRANT, sight.ref), button("Do not extend…", DENY, sight.ref)]
    if reader.may(Act.EXPLAIN, sight.deal) and sight.unexplained:
        buttons.append(button("Give reason…", REASON, sight.ref))
    return buttons


def _cleared(sight: Sight, reader: Member) -> bool:
    """Say whether this reader may read rivals' names: by role, or because they rule on it."""
    ruling = seated(sight.deal) and reader.id == sight.deal.owner_id
    return ruling or reader.may(Act.SEE_RIVALS, sight.deal)


def _decides(sight: Sight, reader: Member) -> bool:
    """Say whether this reader decides: outside the desk, only the one who rules on it."""
    return reader.id == sight.deal.owner_id if seated(sight.deal) else reader.may(Act.DECIDE, sight.deal)


def listing(page: Page) -> Message:
    """One page of registrations, newest first."""
    what = f"with “{typed(page.term, 60)}”" if page.term is not None else "you submitted"
    if not page.total:
        words = (
            "You have not submitted a registration yet. `/deal` opens the form."
            if page.term is None
            else f"No registration that you can see has “{typed(page.term, 60)}” in its customer, website or partner."
        )
        return Message(words, [forms.words(words)])
    head = f"*{count(page.total, 'registration')} {what}*"
    blocks: list[Block] = [forms.words(head)]
    for row, partner in page.rows:
        first = f"{STATE_MARKS[row.status]} *{row.ref} {typed(row.customer, 80)}* · {typed(partner.name, 80)}"
        state = STATES[row.status]
        if row.status == "approved" and row.protected_until:
            state = f"protected until {on(row.protected_until)}"
        second = dotted(state, money(row.amount, row.currency), f"close {on(row.close_on)}", escape(row.region))
        section = forms.words(f"{first}\n{second}")
        section.accessory = button("See it", SEE, row.ref)
        blocks.append(section)
    if page.pages > 1:
        blocks.append(forms.small(f"Page {page.number} of {page.pages}"))
        turns = [
            ButtonElement(text=words, action_id=f"{PAGE}.{way}", value=cursor(page.term, number))
            for way, words, number in (("back", "Newer", page.number - 1), ("on", "Older", page.number + 1))
            if 1 <= number <= page.pages
        ]
        blocks.append(ActionsBlock(elements=turns))
    return Message(f"{count(page.total, 'registration')} {what}", blocks)


def cursor(term: str | None, page: int) -> str:
    """Write where a list stands, for its buttons; read back by `turned`."""
    return f"{page} {term if term is not None else ''}".rstrip()[:200] if term is not None else f"{page}"


def turned(value: str) -> tuple[str | None, int]:
    """Read a cursor back as (term, page). What cannot be read is the first page of one's own."""
    number, _, term = value.partition(" ")
    return (term or None, whole_number(number) or 1)


def usage(lead: str = "") -> Message:
    """How to use /deal."""
    lines = [
        "`/deal` opens the registration form",
        "`/deal acme.com 250k eur` opens it with what it understands filled in",
        "`/deal mine` lists what you submitted",
        "`/deal acme` finds registrations by customer, website or partner",
        "`/deal DR-12` shows one",
        "`/deal help` shows this",
    ]
    words = "\n".join(f"• {text}" for text in lines)
    shown = f"{lead}\n{words}" if lead else words
    return Message(lead or "How to use /deal", [forms.words(clip(shown, 2900))])
