"""A question that nobody has answered in time: a word to whoever is to answer, and to the hub once it is late.

What the hub itself owes an answer to, an insight, is said by `desk/digests/insights.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from desk import record, requests, telling
from desk.alerts import Alert, Step
from desk.digests import insights
from desk.rules.questions import QUESTION
from desk.standards import Standards
from policy.requests import Kind
from store import Work


def tell(work: Work, standards: Standards, alerts: Sequence[Alert], now: datetime) -> None:
    """Tell of each clock of a question that warns or is breached."""
    for alert in alerts:
        if alert.clock.metric == insights.ANSWER:
            insights.tell_due(work, standards, alert, now)
        if alert.clock.metric != QUESTION:
            continue
        request = requests.find(work, alert.clock.subject, Kind.QUESTION)
        event = record.write(
            work,
            subject=request.ref,
            action=f"sla.{alert.step}",
            at=alert.due_at,
            actor=None,
            rule=standards.rulebook(alert.clock.region, now)["ROE-11"],
            because=QUESTION,
            facts={"metric": QUESTION, "due_at": alert.clock.due_at.isoformat()},
        )
        telling.refresh(work, event)
        if request.owner_id:
            telling.tell(work, "question.due", event, telling.person(request.owner_id))
        if alert.step is Step.BREACH:
            telling.tell(work, "question.late", event, telling.HUB)
