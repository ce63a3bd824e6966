"""Corrections: the fields a question opened, checked with the whole registration, and judged for conflicts again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import select

from desk import findings
from desk.case import Case
from desk.deals import refuse_blocked
from desk.drafts import Checked, Draft, check
from policy.amounts import format_amount
from policy.errors import InvalidForm
from policy.names import name_key
from store.models import DealProduct, Person

# The fields of a registration that a question may open again. The partner and the region stay: another partner or
# another region is another registration.
ASKABLE = (
    "account", "domain", "segment", "motion", "products", "amount", "currency", "close_on", "contact", "evidence",
    "evidence_on", "tender", "notes",
)  # fmt: skip


def correct(case: Case, changes: Mapping[str, Any]) -> list[str]:
    """Write the corrected fields after checking the whole registration again; return their names."""
    deal, work = case.deal, case.work
    if not changes:
        return []
    products = tuple(work.exec(select(DealProduct.product).where(DealProduct.deal_id == deal.id)))
    known = Draft(
        partner=str(deal.partner_id), account=deal.customer, domain=deal.domain, region=deal.region,
        segment=deal.segment, motion=deal.motion, products=products,
        amount=format_amount(deal.amount, case.standards.region(deal.region).amounts),
        currency=deal.currency, close_on=deal.close_on, contact=deal.contact, evidence=deal.evidence,
        evidence_on=deal.evidence_on, tender=deal.tender, notes=deal.notes,
    )  # fmt: skip
    typed = {name: value for name, value in changes.items() if name in ASKABLE}
    blank: dict[str, Any] = {"products": (), "tender": False}
    corrected: dict[str, Any] = {name: blank.get(name) if value is None else value for name, value in typed.items()}
    draft = replace(known, **corrected)
    new = _checked_again(case, draft, set(typed))
    values = {
        "account": ("customer", new.account), "domain": ("domain", new.domain.key), "segment": ("segment", new.segment),
        "motion": ("motion", new.motion), "amount": ("amount", new.amount), "currency": ("currency", new.currency),
        "close_on": ("close_on", new.close_on), "contact": ("contact", new.contact),
        "evidence": ("evidence", new.evidence), "evidence_on": ("evidence_on", new.evidence_on),
        "tender": ("tender", new.tender), "notes": ("notes", new.notes),
    }  # fmt: skip
    changed = [name for name in typed if name in values and getattr(deal, values[name][0]) != values[name][1]]
    for name in changed:
        setattr(deal, *values[name])
    if "products" in typed and set(new.products) != set(products):
        changed.append("products")
        for row in work.exec(select(DealProduct).where(DealProduct.deal_id == deal.id)):
            work.delete(row)
        work.flush()
        work.add_all(DealProduct(deal_id=deal.id or 0, product=product) for product in new.products)
    _judge_again(case, new)
    return changed


def _checked_again(case: Case, draft: Draft, open_fields: set[str]) -> Checked:
    """Check a corrected draft. What is wrong in a field that is not open cannot be the submitter's to mend now."""
    try:
        return check(case.work, case.standards, draft, by=case.by, now=case.now)
    except InvalidForm as error:
        mine = {name: words for name, words in error.fields.items() if name in open_fields}
        if mine:
            raise InvalidForm(**mine) from None
        raise InvalidForm(
            answer=f"The rest of {case.deal.ref} needs a change too: {error} "
            "Say so here; the desk will open those fields."
        ) from None


def _judge_again(case: Case, new: Checked) -> None:
    """Look for conflicts again after a correction."""
    account = findings.account_of(case.work, new.domain, new.account)
    claim = replace(findings.claim_of(new, account), number=case.deal.id)
    found = findings.about(
        case.work, case.standards, claim, new.domain, case.now,
        account=account, by=case.deal.submitter_id, submitted_at=case.deal.submitted_at,
    )  # fmt: skip
    helper = case.work.get(Person, case.deal.owner_id or case.deal.assignee_id or 0)
    try:
        refuse_blocked(found, new.domain.shown, helper.name if helper else "the hub")
    except InvalidForm as error:
        field = "domain" if "domain" in case.deal.question_fields else "answer"
        raise InvalidForm(**{field: str(error)}) from None
    case.deal.account_id = account.id or 0
    case.deal.customer_key = name_key(case.deal.customer)
    findings.forget(case.work, case.deal)
    findings.keep(case.work, case.deal, found, case.now)
