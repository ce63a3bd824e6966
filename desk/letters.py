"""Opens a notice when it is about to leave: where it goes, and what there is to say at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from desk import breaches, holding, people, requests, sight, watching
from desk.digests import sight as digests
from desk.escalations import sight as escalated
from desk.home import briefs
from desk.keeping import drift, exceptions, seeing
from desk.sight import Happening
from desk.standards import Now, Standards, load
from policy.words import reference
from store import Store, Work
from store.models import AuditEvent, Card, Notice, NoticeState, Person
from store.notices import Outbox

Seer = Callable[[Work, Standards, Notice, datetime], Any]


def _deal(work: Work, standards: Standards, notice: Notice, now: datetime) -> sight.Sight:
    return sight.see(work, standards, sight.find(work, notice.subject), now)


def _request(work: Work, standards: Standards, notice: Notice, now: datetime) -> requests.RequestSight:
    return requests.see(work, standards, requests.find(work, notice.subject), now)


def _escalation(work: Work, standards: Standards, notice: Notice, now: datetime) -> escalated.EscalationSight:
    return escalated.see(work, standards, escalated.find(work, notice.subject), now)


def _held(work: Work, standards: Standards, notice: Notice, now: datetime) -> "tuple[Letter, ...]":
    """Open everything that a morning's message is to tell, as things stand now."""

    def as_notice(kind: str, event: AuditEvent) -> Notice:
        return Notice(key=notice.key, kind=kind, subject=event.subject, audience=notice.audience, event_id=event.id)

    held = holding.collected(work, notice)
    return tuple(letter_of(work, standards, as_notice(kind, event), now) for kind, event in held)


def _brief(work: Work, standards: Standards, notice: Notice, now: datetime) -> "Morning | None":
    found = briefs.see(work, standards, notice, now)
    return Morning(found, _held(work, standards, notice, now)) if found else None


# What a notice's message is made from, by the kind of reference that its subject is.
SEERS: Mapping[str, Seer] = {"DR": _deal, "ESC": _escalation, "RQ": _request}
# The same for messages that are alike whatever they are about, by the first word of the notice's kind.
SEERS_OF_KIND: Mapping[str, Seer] = {
    "brief": _brief,
    "breach": breaches.see,
    "digest": digests.see,
    "news": _held,
    "exception": exceptions.see,
    "review": drift.see,
    "proposal": seeing.see_proposal,
    "rule": seeing.see_published,
    "watch": watching.see,
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice with all that is needed to write and address it."""

    kind: str
    to: str | None  # channel id or user id; None: the playbook names no channel, or Slack has no such person yet
    thread_ts: str | None
    ts: str | None  # the message to edit; None: a new one
    seen: Any  # what the kind of subject has a seer for: a Sight of a deal; None without one
    happening: Happening | None
    overtaken: bool  # a later edit of the same message waits already


def letter_of(work: Work, standards: Standards, notice: Notice, now: datetime) -> Letter:
    """Return what `notice` has to say at `now`."""
    event, card, overtaken = _referred(work, notice)
    about = reference(notice.subject)
    seer = SEERS_OF_KIND.get(notice.kind.split(".")[0]) or (SEERS.get(about[0]) if about else None)
    seen = seer(work, standards, notice, now) if seer else None
    # Whoever did it, and whoever reads it, are mostly among those seen: they are not asked for again.
    actor = work.get(Person, event.actor_id) if event and event.actor_id else None
    return Letter(
        kind=notice.kind,
        to=card.channel if card and card.channel else _address(work, standards, notice.audience),
        thread_ts=_thread(work, notice) if notice.kind.endswith(".line") else None,
        ts=card.ts if card else None,
        seen=seen,
        happening=Happening(event, actor) if event else None,
        overtaken=overtaken,
    )


def _referred(work: Work, notice: Notice) -> tuple[AuditEvent | None, Card | None, bool]:
    """Return what a notice refers to, and whether a later edit of the same message waits already."""
    if notice.card_id is None:
        return work.get(AuditEvent, notice.event_id) if notice.event_id else None, None, False
    given = {"card": notice.card_id, "event": notice.event_id, "this": notice.id}
    card, event, later = work.execute(_card_and_event(), given).one()
    return event, card, card.ts is not None and later


@cache
def _card_and_event() -> Executable:
    later = select(Notice.id).where(
        Notice.card_id == Card.id, col(Notice.id) > bindparam("this"), Notice.state == NoticeState.PENDING
    )
    return (
        select_columns(Card, AuditEvent, later.exists())
        .select_from(Card)
        .outerjoin(AuditEvent, col(AuditEvent.id) == bindparam("event"))
        .where(col(Card.id) == bindparam("card"))
    )


@dataclass(frozen=True, slots=True)
class Morning:
    """A specialist's daily brief, and what they wanted to hear with it."""

    brief: briefs.Brief
    news: tuple[Letter, ...]


class Letters:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def open(self, notice: Notice) -> Letter:
        """Return what `notice` has to say now."""
        with self._store.read() as work:
            return letter_of(work, load(work), notice, self._now())

    def sent(self, outbox: Outbox, notice: Notice, *, channel: str, ts: str) -> None:
        """Record that Slack has the message; a card learns where it hangs, in the same transaction."""
        with self._store.begin() as work:
            if outbox.finish_in(work, notice, NoticeState.SENT) and notice.card_id:
                work.move(Card, notice.card_id, was={}, to={"channel": channel, "ts": ts})

    def lost(self, notice: Notice) -> None:
        """Forget where a card hung: its message is gone, and the next send posts it anew."""
        with self._store.begin() as work:
            card = work.get(Card, notice.card_id) if notice.card_id else None
            if card:
                card.channel, card.ts = None, None


def _thread(work: Work, notice: Notice) -> str | None:
    """Return the message under which a line belongs: the card that stands for the same subject there."""
    return work.exec(
        select(Card.ts).where(
            Card.subject == notice.subject, Card.audience == notice.audience, col(Card.kind).endswith(".card")
        )
    ).first()


def _address(work: Work, standards: Standards, audience: str) -> str | None:
    """Translate a lane into a Slack channel or user id. Leaders without a channel read in their region's, a region
    without one speaks in the hub's; a hub without one is told through its first person."""
    kind, _, who = audience.partition(":")
    if kind == "person":
        person = work.get(Person, int(who))
        return person.slack_id if person else None
    region = standards.regions.get(who)
    if region and region.leaders_channel and kind == "leaders":
        return region.leaders_channel
    if region and region.channel:
        return region.channel
    first = next((person.slack_id for person in people.hub(work) if person.slack_id), None)
    return standards.company.hub_channel or first
