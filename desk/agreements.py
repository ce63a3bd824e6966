"""What was agreed as an exception to a rule and holds now. How it came to that is in `desk/keeping/exceptions.py`."""

from datetime import date, datetime

from sqlmodel import select

from desk.standards import Standards
from policy.requests import Kind, Status
from store import Work
from store.models import Request


def holding(work: Work, standards: Standards, *, by: int | None, domain: str, now: datetime) -> dict[str, str]:
    """Return what was agreed with `by` about a customer and holds now: rules' codes with the exceptions' references."""
    rows = work.exec(
        select(Request).where(
            Request.kind == Kind.EXCEPTION, Request.status == Status.APPROVED, Request.submitter_id == by
        )
    )
    return {
        row.facts["rule"]: row.ref
        for row in rows
        if row.facts["domain"] == domain and date.fromisoformat(row.facts["until"]) >= standards.today(row.region, now)
    }
