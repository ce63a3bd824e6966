"""Everything the bot can send, built from what a world's desk shows."""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from string import digits
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

import views
from desk.drafts import Draft
from desk.lookup import Page
from desk.sight import Happening
from desk.threads import Heard, Meant
from desk.wishes import Wishes
from policy.deals import Status
from policy.errors import DeskError
from policy.preferences import How, Quiet, Topic
from store.models import AuditEvent
from tests.contract import digests, escalations, homes, keeping, rule_payloads
from tests.contract.retold import Told, retellings
from tests.contract.worlds import Seen, World
from views import (
    Message,
    auditing,
    breach_messages,
    deal_alerts,
    deal_form,
    deal_messages,
    deal_pages,
    deal_reminders,
    escalation_form,
    form_rules,
    letters,
    morning,
    partners,
    preference_form,
    problems,
    thread_messages,
)

Sendable = View | Message
FIGURES = dict.fromkeys(map(ord, digits))  # what references and times differ in
REMINDERS = {
    "deal.nudge": deal_reminders.nudge,
    "deal.remind": deal_reminders.reminder,
    "deal.prompt": deal_reminders.prompt,
    "deal.extend": deal_reminders.extension,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One payload: what it is, which function of the views wrote it, and as what it leaves."""

    what: str
    by: Callable[..., Any]
    payload: dict[str, Any]
    is_view: bool

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.payload["blocks"]


def sent(what: str, by: Callable[..., Any], it: Sendable) -> Sent:
    """Return `it` as it leaves. The SDK's models check themselves here."""
    try:
        payload = it.to_dict() if isinstance(it, View) else it.payload()
    except SlackObjectFormationError as error:
        raise AssertionError(f"{what} cannot leave: {error}") from error
    return Sent(what, by, payload, isinstance(it, View))


def writers() -> set[Callable[..., Any]]:
    """Return every public function of the views that returns a message or a view."""
    found = set()
    for info in iter_modules(views.__path__):
        module = import_module(f"views.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            returned = typing.get_type_hints(function).get("return")
            if {View, Message} & {returned, *typing.get_args(returned)}:
                found.add(function)
    return found


def written(world: World) -> Iterator[Sent]:
    """Write everything there is to tell.

    Of a world with a texture, what differs in more than figures is written in every other texture as well. What is cut
    off in one may show in another, so what has happened counts with what was written of it.
    """
    others, known = retellings(world), set()
    for what, by, given in everything(world):
        it = by(*given)
        if it is None:  # there is nothing to say
            continue
        writer = by.func if isinstance(by, partial) else by
        one = sent(what, writer, it)
        yield one
        happened = [[one.event.because, one.event.facts] for one in given if isinstance(one, Happening)]
        words = json.dumps([one.is_view, one.payload, happened]).translate(FIGURES)
        if others and words not in known:
            known.add(words)
            for other in others:
                yield sent(f"{what}, in {other.name}", writer, by(*other.copy(given)))


def everything(world: World) -> Iterator[Told]:
    yield from _forms(world)
    for seen in world.seen:
        yield from _about(world, seen)
    for seen in {seen.sight.ref: seen for seen in world.seen}.values():
        yield from _moves(world, seen)
    yield from _reasons(world)
    yield from _lists(world)
    yield from homes.everything(world)
    yield from homes.briefs(world)
    yield from _letters(world)
    yield from _lateness(world)
    yield from _audits(world)
    filled = world.texture.text if world.texture else lambda length: "x"
    yield from keeping.of(world, filled)
    yield from keeping.exceptions_of(world, filled)
    yield from rule_payloads.everything(world)
    yield from digests.grace(world, filled)
    yield from digests.insights_of(world, filled)  # takes weeks, in which every open escalation would climb
    yield from escalations.of(world)
    yield from digests.everything(world)
    yield from _troubles(world)


def _forms(world: World) -> Iterator[Told]:
    def form(what: str, draft: Draft) -> Told:
        about = world.desk.deals.preflight(draft, by=world.rep)
        partner = world.desk.lookup.partner(draft.partner)
        return f"form {what}", deal_form.register, (draft, about, partner)

    yield form("empty", Draft())
    yield form("at home", world.desk.deals.at_home(Draft(), by=world.rep))
    yield "form of a stranger", deal_form.register, (Draft(), _nowhere(world), None)
    for seen in _fewest_and_most_findings(world):
        presets = deal_form.presets(seen.sight)
        yield form(f"preset like {seen.state}", replace(presets, partner="1"))
        yield form(f"of a rival of {seen.state}", replace(presets, partner="2"))
    free = replace(presets, partner="1", domain="free-as-a-bird.com", account="Hummingbird")
    yield form("without findings", free)
    typed = world.texture.of(5000) if world.texture else "x"
    yield form("presets that are too long", replace(free, account=typed, amount=typed, domain=typed, contact=typed))
    for wishes in (Wishes(world.rep.zone), _particular()):
        yield f"wishes {wishes.is_plain}", preference_form.form, (wishes,)
    rules = world.desk.lookup.rules(world.seen[0].sight.deal.region)
    for form, labels in (("deal.register", deal_form.ALL_LABELS), ("escalation.raise", escalation_form.LABELS)):
        yield f"why do you ask in {form}", form_rules.why, (form, labels, rules)
    yield "partner request", deal_form.request_partner, ()


def _particular() -> Wishes:
    """Return wishes that fill in every field of their form."""
    return Wishes("America/Argentina/ComodRivadavia", dict.fromkeys(Topic, How.NEVER), Quiet(time(22), time(7, 5)))


def _nowhere(world: World) -> Any:
    return world.desk.deals.preflight(Draft(), by=replace(world.rep, home_region=None))


def _about(world: World, seen: Seen) -> Iterator[Told]:
    """What may be said about one registration: its messages, its page."""
    sight, state = seen.sight, seen.state
    standards = world.desk.lookup.standards()
    yield from _whispers(sight)
    for card in (deal_messages.card, deal_messages.receipt, deal_messages.ping, deal_messages.uncovered):
        yield f"{card.__name__} {state}", card, (sight,)
    for happening in seen.history[-3:] + seen.history[:1]:
        action = happening.event.action
        for line in (deal_messages.news, deal_messages.thread_line):
            yield f"{line.__name__} {action} {state}", line, (sight, happening)
        if action in ("deal.climb", "deal.appeal"):
            seat = deal_messages.seat
            yield f"seat {action} {state}", seat, (sight, happening)
        if action == "deal.ask":
            question = deal_messages.question
            yield f"question {state}", question, (sight, happening)
    for happening in seen.history:
        if happening.event.action in ("sla.warn", "sla.breach"):
            told = deal_alerts.warning if happening.event.action == "sla.warn" else deal_alerts.breach
            yield f"{told.__name__} {state} {happening.event.id}", told, (sight, happening)
            line = deal_alerts.late_line
            yield f"late line {state} {happening.event.id}", line, (sight, happening)
    for happening in seen.history:
        told = REMINDERS.get(happening.event.action)
        if told is not None:
            yield f"{told.__name__} {state} {happening.event.id}", told, (sight, happening)
    if sight.deal.status is Status.WAITING:
        yield f"form answer {state}", deal_form.answer, (sight, standards, deal_form.presets(sight))
    for reader in (world.rep, world.decider, world.hub):
        yield f"page {state} for {reader.slack_id}", deal_pages.deal, (sight, seen.history, reader)


def _moves(world: World, seen: Seen) -> Iterator[Told]:
    """The forms about one registration, which say the same of it in whatever state it is."""
    sight, state = seen.sight, seen.state
    for bare in (deal_form.approve, deal_form.appeal, deal_form.ask, deal_form.comment):
        yield f"form {bare.__name__} {state}", bare, (sight,)
    if state != "uncovered":  # there is nobody to hand it to
        people = world.desk.handover.candidates(sight.ref)
        yield f"form reassign {state}", deal_form.reassign, (sight, people)
    for form in (deal_reminders.extend_form, deal_reminders.update_form, deal_reminders.deny_form):
        yield f"{form.__name__} {state}", form, (sight,)
    if precedents := world.desk.rulings.precedents(sight, to=world.hub):
        yield f"form approve by precedent {state}", deal_form.approve, (sight, precedents)
        standards = world.desk.lookup.standards()
        yield f"form decline by precedent {state}", deal_form.decline, (sight, standards, precedents)


def _reasons(world: World) -> Iterator[Told]:
    """The forms with a menu of reasons, which is the same whatever they are about."""
    standards = world.desk.lookup.standards()
    for seen in _fewest_and_most_findings(world):
        for form in (deal_form.decline, deal_form.withdraw):
            yield f"form {form.__name__} {seen.state}", form, (seen.sight, standards)


def _fewest_and_most_findings(world: World) -> tuple[Seen, Seen]:
    by_findings = sorted(world.seen, key=lambda seen: len(seen.sight.findings))
    return by_findings[0], by_findings[-1]


def _whispers(sight: Any) -> Iterator[Told]:
    """What somebody reads after a reply under a card, whatever it counted as."""
    for meant in Meant:
        yield f"whisper {meant} {sight.ref}", thread_messages.heard, (Heard(meant, sight), "1764000000.000100")
    yield f"kept {sight.ref}", thread_messages.kept, (sight.ref,)


def _lists(world: World) -> Iterator[Told]:
    lookup = world.desk.lookup
    longest = world.texture.of(5000) if world.texture else "x"
    pages = {
        "first": lookup.search(to=world.rep),
        "second": lookup.search(to=world.rep, page=2),
        "last": lookup.search(to=world.rep, page=99),
        "everything": lookup.search(to=world.hub, term=""),
        "nothing": lookup.search(to=world.hub, term=longest + "z"),
        "none yet": lookup.search(to=world.hub),
    }
    pages["one row"] = Page(pages["first"].rows[:1], 1, 1, 1, None)
    pages["long term"] = replace(pages["second"], term=longest)
    for what, page in pages.items():
        yield f"list {what}", deal_pages.listing, (page,)
    yield "usage", deal_pages.usage, ()
    lead = deal_pages.listing(pages["nothing"]).text
    yield "usage with a lead", deal_pages.usage, (lead,)


def _letters(world: World) -> Iterator[Told]:
    """What the courier would send now for every notice there is."""
    world.desk.partners.request(world.note[:120], None, by=world.rep, key=world.key())
    world.desk.partners.request(world.note, world.note, by=world.rep, key=world.key())
    opened = []
    for notice in world.notices():
        if notice.kind.startswith("digest.files"):  # no message of its own: a picture and a file
            continue
        letter = world.desk.letters.open(notice)
        opened.append(letter)
        yield f"letter {notice.kind} {notice.id}", letters.write, (letter,)
        if notice.kind == "partner.requested" and letter.happening and letter.happening.actor:
            facts = letter.happening.event.facts
            yield "partner", partners.requested, (facts["name"], facts.get("website"), letter.happening.actor)
    for several in (opened[:1], opened, opened[::-1]):
        held = replace(letter, kind="news.held", seen=tuple(several))
        yield f"morning of {len(several)}", letters.write, (held,)
    written = [message for message in map(letters.write, opened) if message]
    yield f"morning of {len(written)} messages", morning.news, (written,)


def _lateness(world: World) -> Iterator[Told]:
    """Asking why something was late, before and after somebody has said."""
    seen = next(seen for seen in world.seen if seen.state == "declined, late")
    by = {"by": world.decider}
    form, why, line = breach_messages.form, breach_messages.why, breach_messages.line
    lateness = world.desk.breaches.look(seen.sight.ref, **by)
    yield "form why late", form, (lateness,)
    yield "form why late, chosen", form, (lateness, lateness.choices[-1].code)
    yield "why late", why, (lateness,)
    last = lateness.choices[-1].code
    explained = world.desk.breaches.explain(seen.sight.ref, **by, key=world.key(), reason=last, note=world.note)
    yield "why late, said", why, (explained,)
    yield "form why late, said", form, (explained,)
    _, history = world.desk.lookup.show(seen.sight.ref, to=world.hub)
    yield "line why late", line, (history[-1],)


def _audits(world: World) -> Iterator[Told]:
    """What the hub hears when something is behind."""
    facts = {"steps": 12_345, "oldest_step_seconds": 1e7, "notices": 54_321, "oldest_notice_seconds": 1e7}
    for told in (auditing.behind, auditing.healed):
        event = AuditEvent(at=world.now, subject="auditor", action=f"auditor.{told.__name__}", facts=facts)
        yield f"auditor {told.__name__}", told, (Happening(event, None),)


def _troubles(world: World) -> Iterator[Told]:
    words = [
        problems.broken("7F3A"),
        problems.broken_form("7F3A"),
        world.note,
        "Already <!date^1^{time}|now>, <!here>.",
    ]
    words += [str(error) for error in (*refusals(world), *escalations.refusals(world))]
    for said in words:
        for by in (problems.modal, problems.message):
            yield f"{by.__name__} {said[:30]}", by, (said,)


def refusals(world: World) -> Iterator[DeskError]:
    """What the desk answers to people who ask for what cannot be."""
    long = world.note
    over = Draft(
        partner=long, account=long * 2, domain=long, region=long, segment=long, motion=long, products=(long,),
        amount=long, currency=long, close_on=date(1999, 1, 1), contact=long, evidence=long * 2, notes=long * 2,
    )  # fmt: skip
    taken = next(seen for seen in world.seen if seen.state == "submitted")
    again = replace(deal_form.presets(taken.sight), partner="1", contact="c")
    rival = replace(again, partner="2")
    first = taken.sight.ref
    done = next(seen for seen in world.seen if seen.state == "approved, disputed").sight.ref
    stranger = replace(world.rep, id=world.rival.id)

    def draft(draft: Draft) -> Any:
        return world.desk.deals.register(draft, by=world.rep, key=world.key())

    asked: list[Callable[[], Any]] = [
        lambda: draft(Draft()),
        lambda: draft(over),
        lambda: draft(again),
        lambda: draft(rival),
        lambda: world.desk.lookup.show(long, to=world.rep),
        lambda: world.desk.lookup.show(first, to=stranger),
        lambda: world.desk.decisions.take(first, by=world.rep, key=world.key()),
        lambda: world.desk.decisions.take(first, by=stranger, key=world.key()),
        lambda: world.desk.decisions.take(done, by=world.decider, key=world.key()),
        lambda: world.desk.decisions.comment(first, by=stranger, key=world.key(), text="x"),
    ]
    for ask in asked:
        try:
            ask()
        except DeskError as error:
            yield error
        else:
            raise AssertionError("the desk was expected to refuse")
