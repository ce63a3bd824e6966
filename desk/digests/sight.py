"""A digest with everything its message shows: its numbers as they were when it was sent, its lines as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from desk import people, requests
from desk.digests import counting
from desk.digests.lines import Line, lines
from desk.requests import RequestSight
from desk.sight import Happening
from desk.standards import Standards
from policy.digest import Figures, Tally, is_late, reckon, together
from policy.errors import NotFound
from policy.requests import Kind, Status
from policy.weeks import Hour, Week
from store import Work
from store.models import Attachment, AuditEvent, Card, Digest, DigestKind, Notice, Person, Region, Request, Stage

ALL = "all"  # what the digest over all regions is called where others have their region's code
STEPS = 6  # of a timeline
PAGE = 10  # lines of a page of them
TOLD = 3  # insights that a message shows
LINES = 5  # open breaches that a message lists


@dataclass(frozen=True, slots=True)
class DigestSight:
    """What there is to see of one digest at one moment."""

    subject: str
    region: Region | None  # None: all regions
    week: Week
    figures: Figures
    parts: tuple[Figures, ...]  # of each region, when it is over all of them
    lines: tuple[Line, ...]
    due_at: datetime
    sent_at: datetime | None  # None: nobody was sent it, somebody looks
    now: datetime
    chart: str | None = None  # Slack's id of the picture
    told: tuple[RequestSight, ...] = ()  # what should change, as the region has told the hub
    leads: tuple[str, ...] = ()  # whom its closing question is for
    timelines: Mapping[str, tuple[Happening, ...]] = field(default_factory=dict)  # of the lines, where asked for

    @property
    def name(self) -> str:
        return self.region.code if self.region else "All regions"

    @property
    def late(self) -> bool:
        return self.sent_at is not None and is_late(self.sent_at, self.due_at)


@dataclass(frozen=True, slots=True)
class Sent:
    """A digest that was sent, and the message that its reader finds it in."""

    figures: Figures
    channel: str  # empty: none that the reader may be shown
    ts: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One page of everything that is late and still to be done."""

    subject: str  # of the digest it was opened from
    name: str
    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int


def subject_of(region: str, week: Week) -> str:
    return f"digest:{region or ALL}:{week}"


def parse(subject: str) -> tuple[str, Week]:
    """Return region and week of `digest:EMEA:2026-W47`. Raises NotFound."""
    word, _, rest = subject.partition(":")
    code, _, period = rest.partition(":")
    week = Week.read(period)
    if word != "digest" or week is None:
        raise NotFound("That is no digest. `/digest` shows the one of your region.")
    return ("" if code == ALL else code), week


def hour_of(standards: Standards, region: Region | None) -> Hour:
    return Hour.read((region.digest_at if region else None) or standards.company.digest_at)


def figures(work: Work, standards: Standards, region: str, week: Week, now: datetime) -> Figures:
    """Reckon one region's week as it is known at `now`."""
    zone = standards.zone(region)
    late = counting.lateness(work, standards, counting.breaches(work, region, week, zone), now)
    return reckon(
        region,
        zone.key,
        week,
        counting.tally(work, region, week, zone, now),
        late,
        target=standards.company.digest_target,
    )


def _nothing(standards: Standards, region: str, week: Week) -> Figures:
    """Return the figures of a region in which nothing ever happened: of many regions, most are quiet."""
    tally = Tally(in_time={}, breaches={}, first=None, open=0, at_risk=0)
    return reckon(region, standards.zone(region).key, week, tally, (), target=standards.company.digest_target)


def content(work: Work, standards: Standards, region: str, week: Week, now: datetime) -> dict[str, Any]:
    """Return what a digest keeps: numbers, and which breaches were open."""
    if region:
        return {
            "figures": figures(work, standards, region, week, now).kept(),
            "parts": [],
            "lines": [[row.subject, row.metric] for row in counting.still_late(work, region, limit=LINES)],
        }
    counted = counting.counted(work)
    parts = [
        figures(work, standards, one.code, week, now) if one.code in counted else _nothing(standards, one.code, week)
        for one in standards.open_regions()
    ]
    return {
        "figures": together(parts, week).kept(),
        "parts": [part.kept() for part in parts],
        "lines": [[row.subject, row.metric] for row in counting.still_late(work, "", limit=LINES)],
    }


def of_content(
    work: Work,
    standards: Standards,
    kept: Mapping[str, Any],
    *,
    region: str,
    week: Week,
    due_at: datetime,
    sent_at: datetime | None,
    now: datetime,
    chart: str | None = None,
) -> DigestSight:
    return DigestSight(
        subject=subject_of(region, week),
        region=standards.regions.get(region),
        week=week,
        figures=Figures.of(kept["figures"]),
        parts=tuple(Figures.of(part) for part in kept["parts"]),
        lines=lines(work, standards, [(ref, metric) for ref, metric in kept["lines"]], now),
        due_at=due_at,
        sent_at=sent_at,
        now=now,
        chart=chart,
        told=_told(work, standards, subject_of(region, week), now),
        leads=tuple(person.name for person in people.leads(work, region)) if region else (),
    )


def _told(work: Work, standards: Standards, subject: str, now: datetime) -> tuple[RequestSight, ...]:
    """Return the last that was told about a digest, the oldest first."""
    rows = work.exec(
        select(Request)
        .where(Request.kind == Kind.INSIGHT, Request.about == subject, Request.status != Status.WITHDRAWN)
        .order_by(col(Request.id).desc())
        .limit(TOLD)
    ).all()
    return tuple(requests.see(work, standards, row, now) for row in reversed(rows))


def kept(work: Work, region: str, week: Week) -> Digest | None:
    """Return the digest that was sent of a region's week."""
    kind = DigestKind.WEEKLY if region else DigestKind.ROLLUP
    return work.exec(
        select(Digest).where(Digest.kind == kind, Digest.region == region, Digest.period == str(week))
    ).first()


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> DigestSight | None:
    """Read what a notice about a digest is made from."""
    region, week = parse(notice.subject)
    row = kept(work, region, week)
    if row is None:
        return None
    chart = work.exec(
        select(Attachment.file_id)
        .join(Card, col(Card.id) == Attachment.card_id)
        .where(
            Card.subject == notice.subject,
            Card.audience == notice.audience,
            Attachment.name == "chart",
            Attachment.stage == Stage.DONE,
        )
    ).first()
    seen = of_content(
        work, standards, row.content, region=region, week=week, due_at=row.due_at, sent_at=row.sent_at, now=now,
        chart=chart,
    )  # fmt: skip
    return replace(seen, timelines=_timelines(work, seen.lines)) if notice.kind.endswith(".line") else seen


def _timelines(work: Work, several: Sequence[Line]) -> dict[str, tuple[Happening, ...]]:
    """Return the last steps of what happened to each line's record, oldest first."""
    found = {}
    for line in several:
        rows = work.exec(
            select(AuditEvent, Person)
            .outerjoin(Person, col(Person.id) == AuditEvent.actor_id)
            .where(AuditEvent.subject == line.ref, col(AuditEvent.action).not_like("%.refused"))
            .order_by(col(AuditEvent.id).desc())
            .limit(STEPS)
        )
        found[line.ref] = tuple(Happening(event, actor) for event, actor in reversed(rows.all()))
    return found


def head(work: Work, standards: Standards) -> Person | None:
    """Return who gets the digest over all regions: whom the playbook names, else the hub's first person."""
    wanted = standards.company.digest_head
    if wanted:
        column = Person.email if "@" in wanted else Person.slack_id
        named = work.exec(select(Person).where(column == wanted, Person.active)).first()
        if named:
            return named
    return next(iter(people.hub(work)), None)
