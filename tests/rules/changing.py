"""Changing rules as people do it."""

from datetime import date

from desk.keeping.wordings import Draft
from desk.standards import load
from policy.wording import written
from tests.reliability.evidence import member


def publish(desk, code, key="1", region="EMEA", **changed):
    """Have a rule's parameters changed as people do it."""
    with desk.store.read() as work:
        rule = load(work).rulebook(region, desk.now())[code]
    draft = Draft(
        where=region,
        answer=rule.answer,
        text=rule.text,
        parameters=written({**rule.parameters, **changed}),
        reason="We want to see it followed.",
        effective_on=date(2026, 11, 24),
        review_by=date(2027, 6, 1),
    )
    ref = desk.proposals.propose(code, draft, by=member(desk, "U0MIRA"), key=f"propose {key}")
    desk.proposals.publish(ref, by=member(desk, "U0PRIYA"), key=f"publish {key}")
