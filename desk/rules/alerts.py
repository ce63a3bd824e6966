"""A question or an exception that nobody has settled in time: a word to whose it is, and to the hub once it is late.

What the hub itself owes an answer to, an insight, is said by `desk/digests/insights.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from desk import record, requests, telling
from desk.alerts import Alert, Step
from desk.digests import insights
from desk.keeping.exceptions import DECISION
from desk.rules.questions import QUESTION
from desk.standards import Standards
from policy.requests import Kind
from store import Work

KINDS = {QUESTION: Kind.QUESTION, DECISION: Kind.EXCEPTION}


def tell(work: Work, standards: Standards, alerts: Sequence[Alert], now: datetime) -> None:
    """Tell of each clock of a question or an exception that warns or is breached."""
    for alert in alerts:
        metric = alert.clock.metric
        if metric == insights.ANSWER:
            insights.tell_due(work, standards, alert, now)
        if metric not in KINDS:
            continue
        request = requests.find(work, alert.clock.subject, KINDS[metric])
        event = record.write(
            work,
            subject=request.ref,
            action=f"sla.{alert.step}",
            at=alert.due_at,
            actor=None,
            rule=standards.rulebook(alert.clock.region, now)["ROE-11"],
            because=metric,
            facts={"metric": metric, "due_at": alert.clock.due_at.isoformat()},
        )
        telling.refresh(work, event)
        owner = telling.person(request.owner_id) if request.owner_id else ""
        if owner and metric == QUESTION:
            telling.tell(work, "question.due", event, owner)
        if owner and metric == DECISION:
            telling.tell(work, "exception.due", event, owner)
        if alert.step is Step.BREACH and metric == QUESTION:
            telling.tell(work, "question.late", event, telling.HUB)
        if alert.step is Step.BREACH and metric == DECISION:
            telling.tell(work, "exception.late", event, telling.HUB)
