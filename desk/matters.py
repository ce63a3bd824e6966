"""What a piece of news is to its reader: which topic, whether it asks something of them, whether time runs out."""

from collections.abc import Callable

from sqlmodel import col, or_, select

from policy import escalations
from policy.deals import Status
from policy.escalations import Severity
from policy.preferences import Matter, Topic
from policy.requests import GRACE, Kind
from policy.sla import ClockState
from policy.words import reference
from store import Work
from store.models import Deal, Escalation, Request, SlaClock

# Last words of the kinds of notices that want something of whoever reads them.
ASKS = frozenset(
    {"ping", "question", "why", "warning", "breach", "due", "nudge", "reminder", "prompt", "extension", "over"}
)

Weigher = Callable[[Work, int, int, bool], Matter]
"""Says what news about the record with that number is to that person; the last argument: whether it asks something."""


def matter(work: Work, kind: str, subject: str, person_id: int) -> Matter:
    """Say what a notice of `kind` about `subject` is to somebody. What has no weigher is told at once."""
    first, _, last = kind.split(":")[0].rpartition(".")
    about = reference(subject)
    if first == "digest":
        return Matter(Topic.DIGESTS)
    weigh = WEIGHERS.get(about[0]) if about else None
    return weigh(work, about[1], person_id, last in ASKS) if weigh and about else Matter()


def running_out(work: Work, subject: str) -> bool:
    """Say whether a running clock of the subject has warned or is late."""
    late = select(SlaClock.id).where(
        SlaClock.subject == subject,
        SlaClock.state == ClockState.RUNNING,
        or_(col(SlaClock.warned_at).is_not(None), col(SlaClock.breached_at).is_not(None)),
    )
    return work.exec(late).first() is not None


def _deal(work: Work, number: int, person_id: int, asks: bool) -> Matter:
    deal = work.get_one(Deal, number)
    court = deal.submitter_id if deal.status is Status.WAITING else deal.owner_id or deal.assignee_id
    return Matter(
        Topic.OWN_DEALS if person_id == deal.submitter_id else Topic.DESK_DEALS,
        asks=asks,
        owns=person_id == court,
        late=running_out(work, deal.ref),
    )


_TOPICS = {Kind.INSIGHT: Topic.DIGESTS}


def _request(work: Work, number: int, person_id: int, asks: bool) -> Matter:
    request = work.get_one(Request, number)
    topic = Topic.DESK_DEALS if request.kind in GRACE else _TOPICS.get(request.kind, Topic.RULES)
    return Matter(topic, asks=asks, owns=person_id == request.owner_id, late=running_out(work, request.ref))


def _escalation(work: Work, number: int, person_id: int, asks: bool) -> Matter:
    escalation = work.get_one(Escalation, number)
    waiting = escalation.status is escalations.Status.WAITING
    court = escalation.raiser_id if waiting else escalation.owner_id or escalation.assignee_id
    concerned = (escalation.raiser_id, escalation.owner_id, escalation.assignee_id)
    return Matter(
        Topic.ESCALATIONS,
        asks=asks,
        owns=person_id == court,
        late=running_out(work, escalation.ref),
        urgent=escalation.severity is Severity.URGENT and person_id in concerned,
    )


# By the kind of reference of what the news is about.
WEIGHERS: dict[str, Weigher] = {"DR": _deal, "ESC": _escalation, "RQ": _request}
