"""Requests as everything that handles them needs them: found by reference, seen in one go, moved by compare-and-set."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import people, record, sla, telling, timers
from desk.people import Member
from desk.standards import Now, Standards, load
from policy import requests as states
from policy.errors import NotFound, Refused, Stale
from policy.requests import Kind, Move, Status
from policy.roe import Rule
from policy.sla import Clock
from policy.words import number_of
from store import Store, Work
from store.models import AuditEvent, Inbox, Person, Request


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


@dataclass(slots=True)
class Case:
    """One request in one unit of work, and who wants to change it."""

    work: Work
    standards: Standards
    request: Request
    by: Member
    now: datetime

    def move(self, made: Move, **to: Any) -> Status:
        """Change the state, and the columns in `to` with it; return the state it left. Raises Stale."""
        return move(self.work, self.request, made, at=self.now, by=self.by.id, **to)

    def publish(
        self,
        made: Move,
        *,
        because: str,
        was: Status = Status.OPEN,
        rule: Rule | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> AuditEvent:
        """Write the audit event and edit the cards."""
        request = self.request
        event = record.write(
            self.work, subject=request.ref, action=f"{request.kind}.{made}", at=self.now, actor=self.by.id, rule=rule,
            because=because, was=was, now=request.status, facts=facts,
        )  # fmt: skip
        telling.refresh(self.work, event)
        return event


@contextmanager
def opened(
    store: Store, now: Now, ref: str, by: Member, key: str, *kinds: Kind, check: Callable[[Case], None]
) -> Iterator[Case | None]:
    """Open the unit of work of one move on a request; yields None when the same request was done before.

    `check` raises Refused for who may not, which is written down. Raises NotFound, Refused.
    """
    try:
        with store.begin() as work:
            timers.hold(work, f"RQ-{number_of('RQ', ref) or 0}")
            request = find(work, ref, *kinds)  # read now: a step of its may have happened while we waited
            if not work.add_once(Inbox, key=key, at=now(), subject=request.ref):
                yield None
                return
            case = Case(work, load(work), request, people.current(work, by), now())
            check(case)
            yield case
    except Refused as refused:
        with store.begin() as work:
            request = find(work, ref)
            record.write(
                work, subject=request.ref, action=f"{request.kind}.refused", at=now(), actor=by.id,
                because=refused.message, was=request.status, now=request.status,
            )  # fmt: skip
        raise


def find(work: Work, ref: str, *kinds: Kind) -> Request:
    """Return the request people call `ref`, of one of `kinds` if any are named. Raises NotFound."""
    request = work.get(Request, number_of("RQ", ref) or 0)
    if request is None or (kinds and request.kind not in kinds):
        raise NotFound(f"There is no {ref[:20].upper()} of that kind. Check the number, or ask the hub.")
    return request


def see(work: Work, standards: Standards, request: Request, now: datetime) -> RequestSight:
    """Read everything about `request`."""
    concerned = {request.submitter_id, request.owner_id, request.closed_by_id} - {None}
    persons, card = people.around(work, request.ref, concerned)
    return RequestSight(
        request=request,
        submitter=persons[request.submitter_id],
        owner=persons.get(request.owner_id),
        closer=persons.get(request.closed_by_id),
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


def check_open(work: Work, request: Request) -> None:
    """Raise Stale, with who was faster, for a request that is settled."""
    if request.status is not Status.OPEN:
        raise Stale(_why_not(work, request))


def _why_not(work: Work, request: Request) -> str:
    """Say who was faster and when; the time shows in the reader's own zone."""
    closer = work.get(Person, request.closed_by_id or 0)
    who = f" by {closer.name}" if closer else ""
    at = request.closed_at or request.created_at
    when = f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%d %b %H:%M} UTC>"
    return f"{request.ref}: already {request.status}{who}, {when}. Nothing changed."
