"""Who is told what: enqueues notices in the unit of work that made them necessary.

A message with buttons stands for its record and is a card: it is remembered before it is posted, so that a change
that happens while it is on its way still reaches it.

What goes to a person goes when they want to be told (`policy/preferences.py`); until then it waits as held news, which
`desk/holding.py` lets go. Nobody is told what they did themselves; a receipt is their answer, and comes at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, literal, literal_column, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from desk import wishes
from desk.following import stir
from desk.timers import set_timer
from policy.preferences import When
from policy.words import whole_number
from store import Work
from store.models import AuditEvent, Card, HeldNews, Mention, Notice, NoticeState

HUB = "hub"  # the hub's channel
# A list of work with a picture and files: for whoever wants it in the morning it comes then, and whole. Its gist among
# others would be of no use.
DIGEST = "digest.card"


def region(code: str) -> str:
    """Name the lane of a region's deal desk channel."""
    return f"region:{code}"


def leaders(code: str) -> str:
    """Name the lane of the channel of a region's leaders."""
    return f"leaders:{code}"


def person(person_id: int) -> str:
    """Name the lane of somebody's direct messages."""
    return f"person:{person_id}"


def tell(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Send a message about `event` once."""
    stir(work, audience)
    if _goes_now(work, kind, event, audience, is_card=False):
        deliver(work, kind, event, audience)


def deliver(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Send a message about `event` once, whatever its reader prefers."""
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


def once(work: Work, kind: str, audience: str, *, key: str, event: AuditEvent | None = None) -> None:
    """Send a message that is about no record; the same `key` again sends no other."""
    now = datetime.now(UTC)
    values = {"kind": kind, "subject": audience, "audience": audience, "created_at": now, "next_at": now}
    values["event_id"] = event.id if event else None
    if work.add_once(Notice, key=f"{kind}:{key}", state=NoticeState.PENDING, attempts=0, **values):
        work.has_news = True


def show(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Post a card that will follow its record from now on; the same card again is only brought up to date."""
    stir(work, audience)
    if _goes_now(work, kind, event, audience, is_card=True):
        put_up(work, kind, event, audience)


@dataclass(frozen=True, slots=True)
class First:
    """A card that nobody has yet, because what it stands for is new."""

    kind: str
    audience: str


def show_first(work: Work, event: AuditEvent, *cards: First) -> None:
    """Post the cards of what `event` has made, as `show` would one by one."""
    for card in cards:
        stir(work, card.audience)
    _hang_up(work, event, [card for card in cards if _goes_now(work, card.kind, event, card.audience, is_card=True)])


def put_up(work: Work, kind: str, event: AuditEvent, audience: str) -> None:
    """Post a card as `show` does, whatever its reader prefers."""
    known = None
    if not kind.endswith(f":{event.id}"):  # else it is of this moment, and hangs nowhere yet
        given = {"subject": event.subject, "kind": kind, "audience": audience}
        known = work.exec(_hanging(), params=given).first()
    if known is None:
        _hang_up(work, event, [First(kind, audience)])
    else:
        _enqueue(work, known, event)


@cache
def _hanging() -> SelectOfScalar[Card]:
    return select(Card).where(
        Card.subject == bindparam("subject"), Card.kind == bindparam("kind"), Card.audience == bindparam("audience")
    )


def _hang_up(work: Work, event: AuditEvent, cards: Sequence[First]) -> None:
    new = [Card(subject=event.subject, kind=card.kind, audience=card.audience, event_id=event.id) for card in cards]
    work.add_all(new)
    work.flush()
    for card in new:
        _enqueue(work, card, event)


def refresh(work: Work, event: AuditEvent) -> None:
    """Bring every card of the subject up to date, and those that have a line about it.

    The courier drops a refresh that a later one overtakes.
    """
    for card in work.exec(_about(), params={"subject": event.subject}):
        _enqueue(work, card, event)


@cache
def _about() -> SelectOfScalar[Card]:
    mentioning = select(Mention.card_id).where(Mention.subject == bindparam("subject"))
    return select(Card).where(or_(col(Card.subject) == bindparam("subject"), col(Card.id).in_(mentioning)))


def show_again(work: Work, card_id: int, why: str) -> None:
    """Bring one card up to date, once for each reason."""
    card = work.get_one(Card, card_id)
    now = datetime.now(UTC)
    values = {"kind": card.kind, "subject": card.subject, "audience": card.audience, "event_id": card.event_id}
    times = {"created_at": now, "next_at": now, "attempts": 0, "state": NoticeState.PENDING}
    if work.add_once(Notice, key=f"card:{card_id}:{why}", card_id=card_id, **values, **times):
        work.has_news = True


def _goes_now(work: Work, kind: str, event: AuditEvent, audience: str, *, is_card: bool) -> bool:
    """Say whether a message may leave now; one that its reader wants later is held."""
    person_id = _reader(audience)
    if person_id is None or kind.split(":")[0].endswith(".receipt"):
        return True
    if event.actor_id == person_id:
        return False
    verdict = wishes.weigh(work, kind, event, person_id)
    if verdict.when is When.LATER and verdict.until:
        brief = verdict.brief and kind != DIGEST
        work.add(
            HeldNews(
                person_id=person_id,
                kind=kind,
                event_id=event.id or 0,
                is_card=is_card and not brief,
                is_brief=brief,
                until_at=verdict.until,
            )
        )
        work.flush()
        set_release(work, person_id)
    return verdict.when is When.NOW


def _reader(audience: str) -> int | None:
    """Return whose lane it is, None for a channel's."""
    kind, _, who = audience.partition(":")
    return whole_number(who) if kind == "person" else None


def set_release(work: Work, person_id: int, *, after: datetime | None = None) -> None:
    """Have what is held for somebody let go when the first of it is wanted, of what is wanted later than `after`."""
    waiting = select(func.min(HeldNews.until_at)).where(
        HeldNews.person_id == person_id, col(HeldNews.released_at).is_(None)
    )
    first = work.exec(waiting.where(HeldNews.until_at > after) if after else waiting).one()
    if first:
        set_timer(work, person(person_id), "held.release", first)


def _enqueue(work: Work, card: Card, event: AuditEvent) -> None:
    work.has_news = True
    stir(work, card.audience)
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


@dataclass(frozen=True, slots=True)
class Saying:
    """One message, for those who have many to send at once."""

    kind: str
    subject: str
    audience: str
    event_id: int | None  # what it is about
    card_id: int | None = None  # the card it posts or edits; None: said once
    after: int | None = None  # the event that makes an edit necessary

    @property
    def key(self) -> str:
        if self.card_id is None:
            return f"{self.kind}:{self.subject}:{self.audience}:{self.event_id}"
        return f"card:{self.card_id}:{self.after or self.event_id}"


def hang(work: Work, sayings: Sequence[Saying]) -> list[Saying]:
    """Remember messages as cards, and return them as such. They are new for certain: their kind carries their event."""
    sayings = [saying for saying in sayings if _is_wanted_now(work, saying)]
    if not sayings:
        return []
    rows = [{"subject": s.subject, "kind": s.kind, "audience": s.audience, "event_id": s.event_id} for s in sayings]
    cards = Card.metadata.tables["card"]
    work.execute(insert(cards), rows)  # ids are read afterwards: asked to return them, SQLite inserts one by one
    named = select_columns(cards.c.kind, cards.c.audience, cards.c.id)
    found = work.execute(named.where(cards.c.subject.in_({saying.subject for saying in sayings})))
    ids = {(kind, audience): number for kind, audience, number in found}
    return [replace(saying, card_id=ids[saying.kind, saying.audience]) for saying in sayings]


def _is_wanted_now(work: Work, saying: Saying) -> bool:
    """Say whether a card may leave now; one that its reader wants later is held."""
    person_id = _reader(saying.audience)
    if person_id is None or wishes.of(work, person_id).is_plain:
        return True
    event = work.get_one(AuditEvent, saying.event_id)
    return _goes_now(work, saying.kind, event, saying.audience, is_card=True)


def edits(work: Work, events: Mapping[str, int]) -> dict[str, list[Saying]]:
    """Return, by subject, what brings every card of these subjects up to date after their events."""
    found: dict[str, list[Saying]] = {}
    cards = Card.metadata.tables["card"].c  # rows, not entities: there may be tens of thousands
    rows = select_columns(cards.kind, cards.subject, cards.audience, cards.event_id, cards.id)
    for kind, subject, audience, event_id, number in work.execute(
        rows.where(cards.subject.in_(events)).order_by(cards.id)
    ):
        edit = Saying(kind, subject, audience, event_id, number, after=events[subject])
        found.setdefault(subject, []).append(edit)
    return found


def say(work: Work, sayings: Sequence[Saying]) -> None:
    """Enqueue all of `sayings` in their order."""
    if not sayings:
        return
    work.has_news = True
    for audience in {saying.audience for saying in sayings}:
        stir(work, audience)
    # The table, not the entity: an entity's rows are inserted one by one wherever the next one lacks another column.
    work.execute(
        insert(Notice.metadata.tables["notice"]).values(**_alike(work)),
        [
            {
                "key": s.key, "kind": s.kind, "subject": s.subject, "audience": s.audience, "event_id": s.event_id,
                "card_id": s.card_id,
            }
            for s in sayings
        ],
        execution_options={"compiled_cache": None},  # the statement holds a moment, so it never comes again
    )  # fmt: skip


def _alike(work: Work) -> dict[str, Any]:
    """Return what is alike in all of many notices, to be written into the statement: bound in each of ten thousand
    rows it is a tenth of the time that a crowd takes."""
    now = datetime.now(UTC)  # delivery keeps the machine's time, as Notice does
    same = {"state": NoticeState.PENDING, "attempts": 0, "created_at": now, "next_at": now}
    columns, dialect = Notice.metadata.tables["notice"].c, work.get_bind().dialect

    def written(name: str, value: Any) -> Any:
        constant = literal(value, columns[name].type)
        return literal_column(str(constant.compile(dialect=dialect, compile_kwargs={"literal_binds": True})))

    return {name: written(name, value) for name, value in same.items()}
