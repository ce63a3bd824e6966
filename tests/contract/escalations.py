"""Everything the bot can say of escalations and of being away, in a world's texture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlmodel import select

from desk.escalations.drafts import LONGEST, Draft
from desk.escalations.raising import Page, Preflight
from desk.escalations.sight import EscalationSight
from desk.leaving import Away
from desk.people import Member, Profile
from policy.errors import DeskError
from store.models import Notice, Person
from tests.contract.retold import Told
from tests.contract.worlds import World
from views import absence, escalation_alerts, escalation_form, escalation_messages, escalation_pages, letters


def of(world: World) -> Iterator[Told]:
    yield from _forms(world)
    for state, ref in _lives(world).items():
        yield from _about(world, state, ref)
    yield from _lists(world)
    yield from _letters(world)
    yield from _away(world)


def _draft(world: World, number: int = 0, **more: Any) -> Draft:
    region = world.desk.lookup.standards().open_regions()[0].code
    subject = world.texture.of(LONGEST["subject"], str(number)) if world.texture else f"s{number}"
    home = {"region": world.decider.home_region or region, "severity": "normal", "subject": subject}
    return Draft(**{**home, "details": world.note, **more})


def _forms(world: World) -> Iterator[Told]:
    desk, form = world.desk.escalations, escalation_form.raise_
    yield "escalate, empty", form, (Draft(), Preflight(world.desk.lookup.standards()))
    for what, draft in {
        "at home": desk.at_home(Draft(), by=world.rep),
        "full": _draft(world, severity="urgent", about="DR-1"),
        "about a rule": _draft(world, about="ROE-3"),
        "of what is too long": Draft(subject=world.note, details=world.note * 2, about=world.note, severity="high"),
    }.items():
        yield f"escalate, {what}", form, (draft, desk.preflight(draft, by=world.rep), "C0DEALS 176.0001")


def _lives(world: World) -> dict[str, str]:
    """Live escalations through every state; gives one of each."""
    desk, by = world.desk, {"by": world.decider}

    def raised(number: int, **more: Any) -> str:
        link = "https://example.slack.com/archives/C0/p1"
        return desk.escalations.raise_(
            _draft(world, number, **more), by=world.rep, key=world.key(), permalink=link
        ).ref  # fmt: skip

    found = {"open": raised(1, severity="low", about="ROE-3"), "urgent": raised(2, severity="urgent")}
    found["acknowledged"] = raised(3)
    desk.handling.acknowledge(found["acknowledged"], **by, key=world.key())
    found["snoozed"] = raised(4)
    desk.adjusting.snooze(found["snoozed"], **by, key=world.key(), minutes=30)
    found["waiting"] = raised(5)
    desk.evidence.ask(found["waiting"], **by, key=world.key(), question=world.note)
    found["answered"] = raised(6)
    desk.evidence.ask(found["answered"], **by, key=world.key(), question=world.note)
    desk.evidence.answer(found["answered"], by=world.rep, key=world.key(), answer=world.note)
    found["handed on"] = raised(7)
    desk.handling.reassign(
        found["handed on"], **by, key=world.key(), person=str(world.hub.id), note=world.note
    )  # fmt: skip
    found["changed"] = raised(8)
    desk.adjusting.raise_severity(found["changed"], **by, key=world.key(), severity="high")
    desk.adjusting.link(found["changed"], **by, key=world.key(), about="ROE-3")
    desk.adjusting.add(found["changed"], **by, key=world.key(), person=str(world.rival.id))
    desk.adjusting.comment(found["changed"], **by, key=world.key(), text=world.note)
    desk.handling.take(found["changed"], by=world.hub, key=world.key())
    found["withdrawn"] = raised(12)
    desk.handling.withdraw(found["withdrawn"], by=world.rep, key=world.key(), reason=world.note)
    for number, state in ((9, "resolved"), (10, "opened again")):
        found[state] = raised(number)
        _resolve(world, found[state])
    desk.handling.reopen(found["opened again"], by=world.rep, key=world.key(), reason=world.note)
    found["climbed"] = raised(11, severity="urgent")
    world.now += timedelta(days=2)
    desk.timers.run_due()
    return found


def _resolve(world: World, ref: str) -> None:
    standards = world.desk.lookup.standards()
    world.desk.handling.resolve(
        ref, by=world.decider, key=world.key(), answer=world.note, learning=world.note[:300],
        outcome=standards.offered("escalation_outcome")[0].code, cause=standards.offered("escalation_cause")[-1].code,
    )  # fmt: skip


def _about(world: World, state: str, ref: str) -> Iterator[Told]:
    sight, history = world.desk.escalations.show(ref, to=world.hub)
    for write in (escalation_messages.card, escalation_messages.receipt, escalation_messages.uncovered):
        yield f"escalation {write.__name__} {state}", write, (sight,)
    for happening in history:
        what = f"{happening.event.action} {state}"
        if happening.event.action.startswith("sla."):
            for alert in (escalation_alerts.warning, escalation_alerts.breach, escalation_alerts.late_line):
                yield f"escalation {alert.__name__} {what}", alert, (sight, _with_courts(happening))
            continue
        for tell in (
            escalation_messages.ping,
            escalation_messages.news,
            escalation_messages.thread_line,
            escalation_messages.asked,
            escalation_messages.learning,
        ):
            yield f"escalation {tell.__name__} {what}", tell, (sight, happening)
    yield from _moves(world, state, sight)
    readers: tuple[Member, ...] = (world.rep, world.decider, world.hub)
    for reader in readers:
        page = escalation_pages.escalation
        yield f"escalation page {state} for {reader.slack_id}", page, (sight, history, reader)


def _with_courts(happening: Any) -> Any:
    happening.event.facts = {"left_seconds": 60, "courts": {}, "rested": {}, **happening.event.facts}
    return happening


def _moves(world: World, state: str, sight: EscalationSight) -> Iterator[Told]:
    standards = world.desk.lookup.standards()
    with world.desk.store.read() as work:
        desk = list(work.exec(select(Person)))
    for bare in (
        escalation_form.ask,
        escalation_form.answer,
        escalation_form.snooze,
        escalation_form.severity,
        escalation_form.link,
        escalation_form.add,
        escalation_form.comment,
        escalation_form.reopen,
        escalation_form.withdraw,
    ):
        yield f"escalation form {bare.__name__} {state}", bare, (sight,)
    yield f"form resolve {state}", escalation_form.resolve, (sight, standards)
    for several in ((), desk[:100]):
        yield f"form reassign {state}", escalation_form.reassign, (sight, several)


def _lists(world: World) -> Iterator[Told]:
    listing = escalation_pages.listing
    mine = world.desk.escalations.mine
    for number in (1, 2):
        yield f"escalations of mine, page {number}", listing, (mine(to=world.rep, page=number),)
    yield "escalations, none", listing, (Page((), 1, 1, 0),)
    yield "usage of /escalate", escalation_pages.usage, ()


def _letters(world: World) -> Iterator[Told]:
    for notice in world.notices("ESC-%"):
        yield f"letter {notice.kind} {notice.subject}", letters.write, (world.desk.letters.open(notice),)


def _away(world: World) -> Iterator[Told]:
    yield "away", absence.form, ()
    yield "away, preset", absence.form, ((str(world.hub.id), world.hub.name),)
    leaving = world.desk.people.meet(Profile(slack_id="U0AWAY", name=world.rival.name))
    left = world.desk.absences.leave(by=world.decider, key=world.key(), until=None, delegate=str(world.hub.id))
    yield "left", absence.left, (left,)
    until = world.now.date() + timedelta(days=3)
    alone = world.desk.absences.leave(by=leaving, key=world.key(), until=until)
    yield "left alone", absence.left, (alone,)
    yield "left a lot", absence.left, (Away(left.person, until, left.delegate, (world.note,) * 30),)
    yield "back", absence.returned, ()
    with world.desk.store.read() as work:
        brief = work.exec(select(Notice).where(Notice.kind == "absence.brief")).first()
    letter = world.desk.letters.open(brief)
    assert letter.happening
    yield "brief", absence.brief, (letter.happening,)
    letter.happening.event.facts = {**letter.happening.event.facts, "ended": True}
    yield "marked as away", absence.marked, (letter.happening,)
    yield "brief of lost coverage", absence.brief, (letter.happening,)
    world.desk.absences.back(by=world.decider, key=world.key())


def refusals(world: World) -> Iterator[DeskError]:
    """What the desk answers to people who ask for what cannot be."""
    desk = world.desk
    asked = (
        lambda: desk.escalations.raise_(Draft(), by=world.rep, key=world.key()),
        lambda: desk.escalations.raise_(Draft(subject=world.note), by=world.rep, key=world.key()),
        lambda: desk.escalations.raise_(_draft(world, 1, about="ROE-3"), by=world.rival, key=world.key()),
        lambda: desk.escalations.show(world.note, to=world.rep),
        lambda: desk.handling.acknowledge("ESC-1", by=world.rep, key=world.key()),
        lambda: desk.handling.acknowledge("ESC-1", by=world.rival, key=world.key()),
        lambda: desk.absences.leave(by=world.rep, key=world.key(), until=None, covers=world.note),
    )
    for ask in asked:
        try:
            ask()
        except DeskError as error:
            yield error
        else:
            raise AssertionError("the desk was expected to refuse")
