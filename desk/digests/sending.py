"""Sends the weekly digests: a timer per region says when, and a row per region and week that it happens once.

The timer brings the next hour; whatever else tries a week again (somebody who posts it by hand, a clock that is set
back, timers that are put back with an older database) is refused by the row.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from desk import people, record, telling, timers
from desk.digests import files, sight
from desk.digests.sight import ALL
from desk.standards import Standards
from policy.digest import Figures
from policy.permissions import Act, may
from policy.requests import Kind
from policy.weeks import Week
from store import Work
from store.models import AuditEvent, Card, Digest, DigestKind, Mention, Person, Request, Subscription, Timer

KIND = "digest.weekly"
SENT = "digest.send"


def arrange(work: Work, standards: Standards, now: datetime) -> None:
    """Set the timer of every region's next digest, and of the one over all.

    One that is set keeps its week and moves to the hour that holds now, so that another hour in the playbook neither
    skips a week nor brings one twice; one that is overdue stays as it is.
    """
    wanted = {f"digest:{region.code}": region.code for region in standards.open_regions()} | {f"digest:{ALL}": ""}
    present = {timer.subject: timer for timer in work.exec(select(Timer).where(Timer.kind == KIND))}
    for subject, region in wanted.items():
        timer = present.get(subject)
        if timer is None:  # once, whichever process comes first
            due_at = _next(work, standards, region, now)
            work.add_once(Timer, subject=subject, kind=KIND, due_at=due_at, next_at=due_at, attempts=0)
            continue
        due_at = due_of(work, standards, region, _week(work, standards, region, timer))
        if timer.due_at > now and timer.due_at != due_at:
            still = (col(Timer.id) == timer.id, col(Timer.due_at) == timer.due_at)
            work.execute(update(Timer).where(*still).values(due_at=due_at, next_at=due_at))
    for subject in present.keys() - wanted.keys():
        timers.clear(work, subject, KIND)


def fire(work: Work, standards: Standards, due: Sequence[Timer], now: datetime) -> None:
    """Send the digest that each timer stands for, and set the next."""
    for timer in due:
        code = timer.subject.partition(":")[2]
        region = "" if code == ALL else code
        if region and not getattr(standards.regions.get(region), "active", False):
            continue
        week = _week(work, standards, region, timer)
        send(work, standards, region, week, due_at=timer.due_at, now=now)
        timers.set_timer(work, timer.subject, KIND, due_of(work, standards, region, week.plus(1)))


def send(
    work: Work, standards: Standards, region: str, week: Week, *, due_at: datetime, now: datetime,
    actor: int | None = None,
) -> AuditEvent | None:  # fmt: skip
    """Send a region's digest of `week`, or the one over all regions; None when it was sent before."""
    kind = DigestKind.WEEKLY if region else DigestKind.ROLLUP
    key = {"kind": kind, "region": region, "period": str(week)}
    if not work.add_once(Digest, **key, due_at=due_at, sent_at=now, content={}):
        return None
    kept = sight.content(work, standards, region, week, now)
    mine = (col(Digest.kind) == kind, col(Digest.region) == region, col(Digest.period) == str(week))
    work.execute(update(Digest).where(*mine).values(content=kept))
    numbers = kept["figures"]
    event = record.write(
        work,
        subject=sight.subject_of(region, week),
        action=SENT,
        at=now,
        actor=actor,
        because=f"the digest of {week} was due",
        facts={"due_at": due_at.isoformat(), "open": numbers["open"], "region": region},
    )
    for audience in _audiences(work, standards, region):
        telling.show(work, "digest.card", event, audience)
        hang(work, event, audience)
    return event


def hang(work: Work, event: AuditEvent, audience: str) -> None:
    """Enqueue what belongs to a digest's message: what hangs under it, and its files, which hold up nobody.

    Nothing as long as the message is held because its reader wants it later: `desk/holding.py` calls this once it goes.
    """
    card = work.exec(
        select(Card).where(Card.subject == event.subject, Card.kind == telling.DIGEST, Card.audience == audience)
    ).first()
    row = sight.kept(work, *sight.parse(event.subject))
    if card is None or row is None:
        return
    figures = Figures.of(row.content["figures"])
    if figures.items or figures.open:  # else there is nothing to draw or to list
        files.enqueue(work, event, card.id or 0)
    listed = {ref for ref, _ in row.content["lines"]}
    told = work.exec(select(Request).where(Request.kind == Kind.INSIGHT, Request.about == event.subject))
    for ref in sorted(listed | {one.ref for one in told}):
        work.add_once(Mention, card_id=card.id, subject=ref)
    if listed:
        telling.deliver(work, "digest.line", event, audience)


def _audiences(work: Work, standards: Standards, region: str) -> list[str]:
    """Return the lanes of a digest: the leaders' channel, or the head's own, and whoever subscribed and may read it."""
    first = sight.head(work, standards) if not region else None
    lanes = [telling.leaders(region)] if region else [telling.person(first.id or 0) if first else telling.HUB]
    wanted = select(Person).join(Subscription).where(Subscription.region == region, Person.active)
    for person in work.exec(wanted.order_by(col(Person.id))):
        if may(people.member(work, person).grants, Act.SEE_DIGEST, region=region, own=False):
            lanes.append(telling.person(person.id or 0))
    return list(dict.fromkeys(lanes))


def zone_of(work: Work, standards: Standards, region: str) -> ZoneInfo:
    if region:
        return standards.zone(region)
    head = sight.head(work, standards)
    return ZoneInfo(head.zone if head else "UTC")


def due_of(work: Work, standards: Standards, region: str, week: Week) -> datetime:
    """Return when the digest of `week` comes. The one over all regions waits until the week is over in all of them."""
    hour = sight.hour_of(standards, standards.regions.get(region))
    at = hour.within(week.plus(1), zone_of(work, standards, region))
    if region:
        return at
    return max([at, *(week.ends(standards.zone(one.code)) for one in standards.open_regions())])


def _week(work: Work, standards: Standards, region: str, timer: Timer) -> Week:
    """Return the week whose digest a timer brings: the last that was over."""
    return Week.at(timer.due_at, zone_of(work, standards, region)).plus(-1)


def _next(work: Work, standards: Standards, region: str, after: datetime) -> datetime:
    """Return when the next digest comes after `after`."""
    week = Week.at(after, zone_of(work, standards, region)).plus(-2)
    return next(at for weeks in range(4) if (at := due_of(work, standards, region, week.plus(weeks))) > after)
