"""The forms about a deal registration: register, approve, decline, ask, answer, withdraw, comment."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View

from desk.deals import Preflight
from desk.drafts import LONGEST, Draft
from desk.rulings import Precedent
from desk.sight import Sight
from desk.standards import Standards
from policy.amounts import format_amount
from policy.conflicts import Clearance, Level
from policy.permissions import Role
from policy.words import listed
from store.models import Partner, Person
from views import form_rules, forms, rulings
from views.deal_words import found, heading
from views.text import at, escape, named, plain, quote

# What each field of a registration is called, on the form and in questions about it.
LABELS = {
    "account": "Customer",
    "domain": "Customer's website",
    "segment": "Segment",
    "motion": "Motion",
    "products": "Products",
    "amount": "Amount",
    "currency": "Currency",
    "close_on": "Expected close",
    "contact": "Customer contact",
    "evidence": "What have you done so far?",
    "evidence_on": "When was that?",
    "tender": "Public tender",
    "notes": "Notes",
}
ALL_LABELS = {"partner": "Partner", "region": "Region", **LABELS}


def register(draft: Draft, about: Preflight, partner: Partner | None) -> View:
    """The registration form, preset with `draft`; `about` fills the lines that say who gets it and what to expect."""
    standards = about.standards
    region = standards.regions.get(draft.region or "")
    currency = draft.currency or (region.currency if region else None)
    regions = [(r.code, r.name) for r in standards.open_regions()]
    shown = fields(standards, draft, currency=currency, recheck=True)
    blocks: list[Block] = [
        forms.typeahead(
            "partner", "Partner", placeholder="Type to search the partner book",
            chosen=(str(partner.id), partner.name) if partner else None,
        ),
        ActionsBlock(
            block_id="partner_help",
            elements=[
                ButtonElement(text="Not listed? Ask the hub", action_id="partner.request", value="partner"),
                ButtonElement(text="Why do you ask?", action_id=form_rules.WHY, value=draft.region or "everywhere"),
            ],
        ),
        shown["account"],
        shown["domain"],
        *_preflight(about),
        forms.choice("region", "Region", regions, value=draft.region, dispatch=True),
    ]  # fmt: skip
    blocks += [
        shown[name]
        for name in ("segment", "motion", "products", "amount", "currency", "close_on", "contact", "evidence",
                     "evidence_on", "tender", "notes")
    ]  # fmt: skip
    blocks.append(forms.small(_destination(about), block_id="destination"))
    return View(
        type="modal",
        callback_id="deal.register",
        title="Register a deal",
        submit="Register",
        close="Cancel",
        blocks=blocks,
    )


def fields(
    standards: Standards, draft: Draft, *, currency: str | None = None, recheck: bool = False
) -> dict[str, Block]:
    """Return the input of every field of a registration but partner and region, preset with `draft`.

    With `recheck`, a change of what decides about conflicts and routing is reported at once.
    """

    def offered(kind: str) -> Sequence[tuple[str, str]]:
        return [(choice.code, choice.label) for choice in standards.offered(kind)]

    given = {name: getattr(draft, name) for name in LABELS}
    example = {
        "account": "Acme Holding",
        "domain": "acme.com",
        "amount": "250,000, 250k or 1.25M",
        "contact": "Ana Ruiz, CIO, ana@acme.com",
        "evidence": "Met the CIO, sent an offer",
    }

    def text(name: str, *, at_most: int, **more: Any) -> Block:
        return forms.text(name, LABELS[name], value=given[name], at_most=at_most, placeholder=example.get(name), **more)

    def choice(name: str, *, value: str | None = None, dispatch: bool = False) -> Block:
        return forms.choice(name, LABELS[name], offered(name), value=value or given[name], dispatch=dispatch)

    enter = "Press Enter here to check for conflicts before you fill in the rest."
    return {
        "account": text("account", at_most=LONGEST["account"]),
        "domain": text("domain", at_most=253, dispatch=recheck, hint=enter if recheck else None),
        "segment": choice("segment", dispatch=recheck),
        "motion": choice("motion", dispatch=recheck),
        "products": forms.choices("products", LABELS["products"], offered("product"), values=draft.products),
        "amount": text("amount", at_most=40),
        "currency": choice("currency", value=currency),
        "close_on": forms.picked_date("close_on", LABELS["close_on"], value=draft.close_on),
        "contact": text("contact", at_most=LONGEST["contact"]),
        "evidence": text("evidence", at_most=LONGEST["evidence"], lines=True),
        "evidence_on": forms.picked_date("evidence_on", LABELS["evidence_on"], value=draft.evidence_on, optional=True),
        "tender": forms.tick("tender", LABELS["tender"], "This is a public tender", value=draft.tender),
        "notes": text("notes", at_most=LONGEST["notes"], lines=True, optional=True),
    }


def _preflight(about: Preflight) -> list[Block]:
    """Say what speaks against the domain before the rest is filled in."""
    if not about.domain:
        return []
    if not about.findings:
        return [forms.small(f":large_green_circle: Nobody holds {escape(about.domain)} here.", block_id="preflight")]
    return [forms.words(found(about.findings, about.domain), block_id="preflight")]


def _destination(about: Preflight) -> str:
    if about.route is None or about.route.person_id is None:
        return "Choose a region to see who decides and by when."
    if any(f.level is Level.BLOCK for f in about.findings):
        return "As it stands this cannot be registered; the line under the website says why."
    kept = f"Approved deals are protected for {about.protected_days} days (ROE-3)."
    if about.automatic:
        return f"Approved at once: it is small and nothing speaks against it (ROE-29). {kept}"
    who = named(about.route.name) if about.segment else "the specialist for the segment you choose"
    due = f", answer due {at(about.due_at)}" if about.due_at else ""
    hub = "" if about.route.role in (Role.SPECIALIST, Role.LEAD) else " (the hub; nobody covers this region yet)"
    return f"Goes to {who}{hub}{due}. {kept}"


def approve(sight: Sight, precedents: Sequence[Precedent] = ()) -> View:
    """Approving against a finding asks for the ruling."""
    lines = found([f for f in sight.findings if f.level is Level.PERSON], sight.deal.domain, Clearance.REFERENCE)
    return _about(
        sight, "deal.approve", "Approve", "Approve",
        [
            forms.words(lines or "This was in conflict."),
            *rulings.precedents(precedents),
            forms.text("note", "Your ruling: why does this not stand in the way?", lines=True, at_most=2000, focus=True,
                       hint="The submitter reads it, and it is kept with the deal."),
        ],
    )  # fmt: skip


def decline(sight: Sight, standards: Standards, precedents: Sequence[Precedent] = ()) -> View:
    reasons = [(choice.code, choice.label) for choice in standards.offered("decline_reason")]
    return _about(
        sight, "deal.decline", "Decline", "Decline",
        [
            *rulings.precedents(precedents),
            forms.choice("reason", "Reason", reasons),
            forms.text("note", "What should the submitter know?", lines=True, at_most=2000,
                       placeholder="Why, and what would change it"),
        ],
    )  # fmt: skip


def ask(sight: Sight) -> View:
    return _about(
        sight, "deal.ask", "Ask the submitter", "Ask",
        [
            forms.text("question", f"Your question to {plain(sight.submitter.name, 60)}", lines=True, at_most=2000,
                       focus=True),
            forms.choices("fields", "Fields to correct", list(LABELS.items()), optional=True,
                          hint="Only these open for editing. Leave empty for an answer in words."),
            forms.small("The time for the decision is paused until the answer is there."),
        ],
    )  # fmt: skip


def answer(sight: Sight, standards: Standards, draft: Draft) -> View:
    """The question, the fields it opened, and room for words."""
    asked = sight.deal.question_fields
    asker = sight.asker.name if sight.asker else "The desk"
    blocks: list[Block] = [forms.words(f"{named(asker)} asks:\n{quote(sight.deal.question or '', 2800)}")]
    inputs = fields(standards, draft)
    blocks += [inputs[name] for name in LABELS if name in asked]
    blocks.append(forms.text("answer", "Your answer", lines=True, at_most=2000, optional=bool(asked), focus=not asked))
    return _about(sight, "deal.answer", "Answer", "Send", blocks)


def withdraw(sight: Sight, standards: Standards) -> View:
    reasons = [(choice.code, choice.label) for choice in standards.offered("withdraw_reason")]
    return _about(
        sight, "deal.withdraw", "Withdraw", "Withdraw",
        [
            forms.words("The desk stops working on it, and others may register this customer."),
            forms.choice("reason", "Reason", reasons),
            forms.text("note", "Anything to add?", lines=True, at_most=2000, optional=True),
        ],
    )  # fmt: skip


def reassign(sight: Sight, candidates: Sequence[Person]) -> View:
    people = [(str(person.id), person.name) for person in candidates][:100]
    return _about(
        sight, "deal.reassign", "Hand it on", "Hand it on",
        [
            forms.choice("to", "To whom?", people),
            forms.text("note", "What should they know?", lines=True, at_most=500, optional=True),
            forms.small("They are told at once. The due times stay as they are."),
        ],
    )  # fmt: skip


def appeal(sight: Sight) -> View:
    """An appeal rests on what nobody knew; a person without a part in it rules."""
    return _about(
        sight, "deal.appeal", "Appeal", "Appeal",
        [
            forms.words("There is one appeal. Somebody who has no part in it rules, and that ruling stands."),
            forms.text("evidence", "What did nobody know when it was ruled on?", lines=True, at_most=2000, focus=True),
        ],
    )  # fmt: skip


def comment(sight: Sight) -> View:
    return _about(
        sight, "deal.comment", "Add something", "Add",
        [forms.text("text", "What should everybody on this deal know?", lines=True, at_most=2000, focus=True)],
    )  # fmt: skip


def request_partner() -> View:
    return View(
        type="modal",
        callback_id="partner.request",
        title="Ask for a partner",
        submit="Ask the hub",
        close="Back",
        blocks=[
            forms.text("name", "Partner's name", at_most=120, focus=True),
            forms.text("website", "Partner's website", at_most=253, optional=True, placeholder="northwind.com"),
            forms.small("The hub checks the partner's agreement and adds them. Your form stays open behind this one."),
        ],
    )


def _about(sight: Sight, callback_id: str, title: str, submit: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=sight.ref,
        title=title,
        submit=submit,
        close="Cancel",
        blocks=[forms.words(heading(sight)), DividerBlock(), *blocks],
    )


def presets(sight: Sight) -> Draft:
    """Return a registration as the draft its form was filled with."""
    deal = sight.deal
    return Draft(
        account=deal.customer, domain=deal.domain, region=deal.region, segment=deal.segment, motion=deal.motion,
        products=sight.product_codes, amount=format_amount(deal.amount, sight.region.amounts), currency=deal.currency,
        close_on=deal.close_on, contact=deal.contact, evidence=deal.evidence, evidence_on=deal.evidence_on,
        tender=deal.tender, notes=deal.notes,
    )  # fmt: skip


def asked(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields a question opens."""
    return tuple(values.get("fields") or ())


def names_of(fields_asked: Sequence[str]) -> str:
    return listed([LABELS[name] for name in LABELS if name in fields_asked])
