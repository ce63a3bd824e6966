"""Requests as everything that handles them needs them: found by reference, seen in one go, moved by compare-and-set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from desk import sla
from desk.standards import Standards
from policy import requests as states
from policy.errors import NotFound, Stale
from policy.requests import Kind, Move, Status
from policy.sla import Clock
from policy.words import number_of
from store import Work
from store.models import Card, Person, Request


@dataclass(frozen=True, slots=True)
class RequestSight:
    """What there is to see of one request at one moment."""

    request: Request
    submitter: Person
    owner: Person | None
    closer: Person | None
    clocks: Mapping[str, Clock]
    channel: str | None  # where its card hangs
    card_ts: str | None
    standards: Standards
    now: datetime

    @property
    def ref(self) -> str:
        return self.request.ref


def find(work: Work, ref: str, *kinds: Kind) -> Request:
    """Return the request people call `ref`, of one of `kinds` if any are named. Raises NotFound."""
    request = work.get(Request, number_of("RQ", ref) or 0)
    if request is None or (kinds and request.kind not in kinds):
        raise NotFound(f"There is no {ref[:20].upper()} of that kind. Check the number, or ask the hub.")
    return request


def see(work: Work, standards: Standards, request: Request, now: datetime) -> RequestSight:
    """Read everything about `request`."""
    people = {
        person.id: person
        for person in work.exec(
            select(Person).where(
                col(Person.id).in_({request.submitter_id, request.owner_id, request.closed_by_id} - {None})
            )
        )
    }
    card = work.exec(select(Card).where(Card.subject == request.ref, col(Card.kind).endswith(".card"))).first()
    return RequestSight(
        request=request,
        submitter=people[request.submitter_id],
        owner=people.get(request.owner_id),
        closer=people.get(request.closed_by_id),
        clocks=sla.Clocks(work, standards, request.ref, request.region).read(),
        channel=card.channel if card else None,
        card_ts=card.ts if card else None,
        standards=standards,
        now=now,
    )


def move(work: Work, request: Request, made: Move, *, at: datetime, by: int | None, **to: Any) -> Status:
    """Change the state, and the columns in `to` with it; return the state it left. Raises Stale when it is settled."""
    was = request.status
    reached = states.after(made, request.kind, was)
    work.flush()
    closing = {} if reached is Status.OPEN else {"closed_at": at, "closed_by_id": by}
    done = reached is not None and work.move(
        Request, request.id or 0, was={"status": was}, to={"status": reached, **closing, **to}
    )
    work.refresh(request)
    if not done:
        raise Stale(_why_not(work, request))
    return was


def _why_not(work: Work, request: Request) -> str:
    """Say who was faster and when; the time shows in the reader's own zone."""
    closer = work.get(Person, request.closed_by_id or 0)
    who = f" by {closer.name}" if closer else ""
    at = request.closed_at or request.created_at
    when = f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%d %b %H:%M} UTC>"
    return f"{request.ref}: already {request.status}{who}, {when}. Nothing changed."
