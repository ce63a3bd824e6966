"""What a digest's files are made from, and how far each has come on its way into Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from desk import telling
from desk.digests import counting, sight, subjects
from desk.digests.sight import DigestSight
from desk.standards import Now, Standards, load
from policy.digest import Late
from store import Store, Work
from store.models import Attachment, AuditEvent, Card, Notice, NoticeState, SlaClock, Stage
from store.notices import Outbox

KIND = "digest.files"
CHART, ROWS = "chart", "rows"


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it was when the digest was sent."""

    ref: str
    title: str
    region: str
    zone: str
    metric: str
    owner: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    late: bool
    late_seconds: float
    is_open: bool
    reason: str
    note: str
    waived: str  # the request by which its breach was waived: "RQ-5"
    courts: Mapping[str, float]  # business seconds since its start, by who had to act


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row behind a digest's numbers."""

    items: Sequence[Row]  # that the week counts
    open: Sequence[Row] = ()  # breaches of any week that were still to be done
    at_risk: Sequence[Row] = ()  # what fell due within 48 hours


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file of a card: what to make it from, where it hangs, and how far it is."""

    card_id: int
    name: str  # CHART, ROWS
    channel: str | None  # None: the card is not posted yet
    thread_ts: str | None
    seen: DigestSight
    file_id: str  # Slack's; empty: it has none yet
    stage: Stage


class Files:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def parcel(self, notice: Notice) -> Parcel | None:
        """Return what a notice about a file has to bring; None when its card is gone."""
        with self._store.read() as work:
            card = work.get(Card, notice.card_id) if notice.card_id else None
            if card is None:
                return None
            as_of_card = Notice(key="", kind=card.kind, subject=card.subject, audience=card.audience)
            seen = sight.see(work, load(work), as_of_card, self._now())
            if seen is None:
                return None
            name = notice.kind.partition(":")[2]
            known = work.exec(select(Attachment).where(Attachment.card_id == card.id, Attachment.name == name)).first()
            file_id, stage = (known.file_id, known.stage) if known else ("", Stage.ANNOUNCED)
            return Parcel(card.id or 0, name, card.channel, card.ts, seen, file_id, stage)

    def rows(self, seen: DigestSight) -> Rows:
        """Return every item that a digest's numbers count, region by region, reckoned at the moment it was sent."""
        with self._store.read() as work:
            standards, now = load(work), seen.sent_at or self._now()
            items, still_open, at_risk = list[Row](), list[Row](), list[Row]()
            for region in [part.region for part in seen.parts] or [seen.figures.region]:
                zone = standards.zone(region)
                late = counting.breaches(work, region, seen.week, zone)
                clocks = [*late, *counting.in_time(work, region, seen.week, zone)]
                items += _rows(work, standards, clocks, now)
                still_open += _rows(work, standards, counting.open_at(work, region, now), now)
                at_risk += _rows(work, standards, counting.ahead_at(work, region, now), now)
            return Rows(items, still_open, at_risk)

    def note(self, card_id: int, name: str, file_id: str, stage: Stage) -> None:
        """Keep that Slack has taken a step of a file."""
        with self._store.begin() as work:
            row = work.exec(select(Attachment).where(Attachment.card_id == card_id, Attachment.name == name)).first()
            row = row or Attachment(card_id=card_id, name=name, file_id=file_id)
            row.file_id, row.stage = file_id, stage
            work.add(row)

    def brought(self, outbox: Outbox, notice: Notice) -> None:
        """Note that a file is there, and have the card show it if it is the picture."""
        with self._store.begin() as work:
            if outbox.finish_in(work, notice, NoticeState.SENT) and notice.kind.endswith(CHART):
                telling.show_again(work, notice.card_id or 0, "picture")


def _rows(work: Work, standards: Standards, clocks: Sequence[SlaClock], now: datetime) -> list[Row]:
    about = subjects.read(work, {clock.subject for clock in clocks})
    nothing = subjects.About("", None)
    names = subjects.names(work, {about.get(clock.subject, nothing).has_it(clock) for clock in clocks})

    def row(clock: SlaClock, found: Late) -> Row:
        known, is_late = about.get(clock.subject, nothing), bool(clock.breached_at and clock.breached_at <= now)
        return Row(
            ref=clock.subject,
            title=known.title,
            region=clock.region,
            zone=standards.zone(clock.region).key,
            metric=clock.metric,
            owner=names.get(known.has_it(clock) or 0, ""),
            started_at=clock.started_at,
            due_at=clock.breached_at or clock.due_at,
            done_at=None if found.is_open else clock.stopped_at,
            late=is_late,
            late_seconds=found.late.total_seconds() if is_late else 0.0,
            is_open=found.is_open,
            reason=found.reason,
            note=clock.reason_note,
            waived=clock.waiver or "",
            courts={court: span.total_seconds() for court, span in found.courts.items()},
        )

    return [row(*both) for both in zip(clocks, counting.lateness(work, standards, clocks, now), strict=True)]


def enqueue(work: Work, event: AuditEvent, card_id: int) -> None:
    """Have the files of a card brought, each in a lane of its own: they hold up no message, nor each other."""
    work.has_news = True
    for name in (CHART, ROWS):
        work.add(
            Notice(
                key=f"{KIND}:{name}:{card_id}:{event.id}",
                kind=f"{KIND}:{name}",
                subject=event.subject,
                audience=f"files:{card_id}:{name}",
                event_id=event.id,
                card_id=card_id,
            )
        )
