"""Who is told what: enqueues notices in the unit of work that made them necessary.

A message with buttons stands for its record and is a card: it is remembered before it is posted, so that a change
that happens while it is on its way still reaches it.
"""

from sqlmodel import select

from store import Work
from store.models import AuditEvent, Card, Notice

HUB = "hub"  # the hub's channel


def region(code: str) -> str:
    """Name the lane of a region's deal desk channel."""
    return f"region:{code}"


def person(person_id: int) -> str:
    """Name the lane of somebody's direct messages."""
    return f"person:{person_id}"


def tell(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Send a message about `event` once."""
    work.has_news = True
    work.add(
        Notice(
            key=f"{kind}:{event.subject}:{audience}:{event.id}",
            kind=kind,
            subject=event.subject,
            audience=audience,
            event_id=event.id,
        )
    )


def show(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Post a card that will follow its record from now on; the same card again is only brought up to date."""
    known = work.exec(
        select(Card).where(Card.subject == event.subject, Card.kind == kind, Card.audience == audience)
    ).first()
    if known is None:
        known = Card(subject=event.subject, kind=kind, audience=audience, event_id=event.id)
        work.add(known)
        work.flush()
    _enqueue(work, known, event)


def refresh(work: Work, event: AuditEvent) -> None:
    """Bring every card of the subject up to date. The courier drops a refresh that a later one overtakes."""
    for card in work.exec(select(Card).where(Card.subject == event.subject)):
        _enqueue(work, card, event)


def _enqueue(work: Work, card: Card, event: AuditEvent) -> None:
    work.has_news = True
    work.add(
        Notice(
            key=f"card:{card.id}:{event.id}",
            kind=card.kind,
            subject=card.subject,
            audience=card.audience,
            event_id=card.event_id,
            card_id=card.id,
        )
    )
