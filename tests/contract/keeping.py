"""Everything that is sent about changing a rule and about exceptions to one, at the size that the world has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlmodel import col, select

from desk.keeping import exceptions as asked
from desk.keeping.seeing import Proposal
from desk.keeping.wordings import Draft
from desk.sight import Happening
from desk.standards import load
from store.models import AuditEvent, Notice
from tests.contract.retold import Told
from tests.contract.worlds import World
from views import drift, exceptions, proposals


def of(world: World, filled: Any) -> Iterator[Told]:
    """Yield what is sent from a proposal to its last reader."""
    rule, region, standards, today = world.desk.proposals.rule("ROE-2", by=world.decider)
    yield "propose", partial(proposals.propose, where=region, today=today), (rule, standards)
    declined, edited, published = (_proposed(world, filled) for _ in range(3))
    for ref in (declined, edited, published):
        yield f"open {ref}", proposals.edit, (world.desk.proposals.look(ref, by=world.hub),)
        yield f"decline {ref}", proposals.decline, (world.desk.proposals.look(ref, by=world.hub),)
    yield from _letters(world)
    world.desk.proposals.decline(declined, by=world.hub, key=world.key(), reason=filled(1000))
    world.desk.proposals.edit(edited, _draft(world, filled, None), by=world.hub, key=world.key())
    world.desk.proposals.publish(published, by=world.hub, key=world.key())
    yield from _letters(world)
    request, people = world.desk.readings.unread(published, by=world.hub)
    yield "unread", proposals.unread, (request, people * 40)
    for person in people[:1]:
        world.desk.readings.acknowledge(published, by=world.rep if person.id == world.rep.id else world.decider)
    yield "all read", proposals.unread, (request, [])
    yield from _letters(world)


def exceptions_of(world: World, filled: Any) -> Iterator[Told]:
    """Yield what is sent about exceptions, and about where regions do it otherwise."""
    desk = world.desk
    offer = desk.exceptions.offer(by=world.rep)
    yield "exception ask", exceptions.ask, (offer, asked.Draft())
    draft = asked.Draft(rule="ROE-4", about="otter.com", until=world.now.date(), reason=filled(1000))
    yield "exception ask, filled", exceptions.ask, (offer, draft)
    agreed, declined = (desk.exceptions.ask(draft, by=world.rep, key=world.key()) for _ in range(2))
    yield "exception decline", exceptions.decline, (desk.exceptions.look(declined, by=world.hub),)
    yield from _about_exceptions(world)
    desk.exceptions.grant(agreed, by=world.hub, key=world.key())
    desk.exceptions.decline(declined, by=world.hub, key=world.key(), reason=filled(1000))
    yield from _about_exceptions(world)
    report = desk.drift.report(by=world.hub)
    many = replace(report, overrides=tuple(replace(one, overdue=True) for one in report.overrides * 30))
    for what, one in {"as it is": report, "long": many, "nothing": replace(report, overrides=())}.items():
        yield f"drift {what}", drift.report, (one,)
    for few in (many.overrides[:1], many.overrides):
        yield f"{len(few)} reviews overdue", drift.overdue, (few,)


def _about_exceptions(world: World) -> Iterator[Told]:
    writers = {"exception.card": exceptions.card, "exception.receipt": exceptions.receipt}
    for notice in _notices(world, *writers, "exception.news"):
        letter = world.desk.letters.open(notice)
        if notice.kind in writers:
            yield f"{notice.kind} {notice.id}", writers[notice.kind], (letter.seen,)
            for step in ("sla.warn", "sla.breach"):
                event = AuditEvent(at=world.now, subject=letter.seen.ref, action=step)
                yield f"{step} {notice.id}", exceptions.due, (letter.seen, Happening(event, None))
            yield f"late {notice.id}", exceptions.late, (letter.seen,)
        elif letter.happening:
            yield f"{notice.kind} {notice.id}", exceptions.news, (letter.seen, letter.happening)


def _notices(world: World, *kinds: str) -> list[Notice]:
    with world.desk.store.read() as work:
        return list(work.exec(select(Notice).where(col(Notice.kind).in_(kinds)).order_by(col(Notice.id))))


def _draft(world: World, filled: Any, where: str | None) -> Draft:
    return Draft(
        where=where, answer=filled(300), text=filled(2900), parameters="rival_pending: person", reason=filled(1000),
        evidence=filled(1000), effective_on=world.now.date(), review_by=date(2029, 1, 1),
    )  # fmt: skip


def _proposed(world: World, filled: Any) -> str:
    with world.desk.store.read() as work:
        region = load(work).open_regions()[0].code
    return world.desk.proposals.propose("ROE-2", _draft(world, filled, region), by=world.decider, key=world.key())


def _letters(world: World) -> Iterator[Told]:
    for notice in _notices(world, "proposal.card", "proposal.receipt", "rule.published", "proposal.news"):
        letter = world.desk.letters.open(notice)
        seen, kind = letter.seen, notice.kind
        if kind == "proposal.card":
            yield f"{kind} {notice.id}", proposals.card, (seen,)
        elif kind == "proposal.receipt":
            yield f"{kind} {notice.id}", proposals.receipt, (seen,)
        elif kind == "rule.published":
            yield f"{kind} {notice.id}", proposals.published, (seen,)
        elif isinstance(seen, Proposal) and isinstance(letter.happening, Happening):
            yield f"{kind} {notice.id}", proposals.news, (seen, letter.happening)
