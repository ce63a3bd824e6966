"""Everything the bot can send, built from what a world's desk shows."""

from __future__ import annotations

import inspect
import typing
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View
from sqlmodel import select

import views
from desk.drafts import Draft
from desk.lookup import Page
from desk.sight import Happening
from desk.threads import Heard, Meant
from desk.wishes import Wishes
from policy.deals import Status
from policy.errors import DeskError
from policy.preferences import How, Quiet, Topic
from store.models import AuditEvent, Notice
from tests.contract import digests, escalations, homes, keeping, rule_payloads
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
SUBJECTS = 4  # of each kind of notice that letters are written about: what they say of all states is tried without them
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


def everything(world: World) -> Iterator[Sent]:
    yield from _forms(world)
    for seen in world.seen:
        yield from _about(world, seen)
    yield from _lists(world)
    yield from (sent(*one) for part in (homes.everything, homes.briefs) for one in part(world))
    yield from _letters(world)
    yield from _lateness(world)
    yield from _audits(world)
    yield from (sent(*one) for one in escalations.of(world))
    filled = world.texture.text if world.texture else lambda length: "x"
    yield from (sent(*one) for one in keeping.of(world, filled))
    yield from (sent(*one) for one in keeping.exceptions_of(world, filled))
    for what, by, it in rule_payloads.everything(world):
        yield sent(what, by, it)
    yield from (sent(*one) for one in digests.everything(world))
    yield from (sent(*one) for one in digests.grace(world, filled))
    yield from (sent(*one) for one in digests.insights_of(world, filled))
    yield from _troubles(world)


def _forms(world: World) -> Iterator[Sent]:
    def form(what: str, draft: Draft) -> Sent:
        about = world.desk.deals.preflight(draft, by=world.rep)
        partner = world.desk.lookup.partner(draft.partner)
        return sent(f"form {what}", deal_form.register, deal_form.register(draft, about, partner))

    yield form("empty", Draft())
    yield form("at home", world.desk.deals.at_home(Draft(), by=world.rep))
    yield sent("form of a stranger", deal_form.register, deal_form.register(Draft(), _nowhere(world), None))
    for seen in world.seen[::4]:
        presets = deal_form.presets(seen.sight)
        yield form(f"preset like {seen.state}", replace(presets, partner="1"))
        yield form(f"of a rival of {seen.state}", replace(presets, partner="2"))
    free = replace(presets, partner="1", domain="free-as-a-bird.com", account="Hummingbird")
    yield form("without findings", free)
    typed = world.texture.of(5000) if world.texture else "x"
    yield form("presets that are too long", replace(free, account=typed, amount=typed, domain=typed, contact=typed))
    for wishes in (Wishes(world.rep.zone), _particular()):
        yield sent(f"wishes {wishes.is_plain}", preference_form.form, preference_form.form(wishes))
    rules = world.desk.lookup.rules(world.seen[0].sight.deal.region)
    for form, labels in (("deal.register", deal_form.ALL_LABELS), ("escalation.raise", escalation_form.LABELS)):
        yield sent(f"why do you ask in {form}", form_rules.why, form_rules.why(form, labels, rules))
    yield sent("partner request", deal_form.request_partner, deal_form.request_partner())


def _particular() -> Wishes:
    """Return wishes that fill in every field of their form."""
    return Wishes("America/Argentina/ComodRivadavia", dict.fromkeys(Topic, How.NEVER), Quiet(time(22), time(7, 5)))


def _nowhere(world: World) -> Any:
    return world.desk.deals.preflight(Draft(), by=replace(world.rep, home_region=None))


def _about(world: World, seen: Seen) -> Iterator[Sent]:
    """What may be said about one registration: its messages, its forms, its page."""
    sight, state = seen.sight, seen.state
    standards = world.desk.lookup.standards()
    yield from _whispers(sight)
    for card in (deal_messages.card, deal_messages.receipt, deal_messages.ping, deal_messages.uncovered):
        yield sent(f"{card.__name__} {state}", card, card(sight))
    for happening in seen.history[-3:] + seen.history[:1]:
        action = happening.event.action
        for line in (deal_messages.news, deal_messages.thread_line):
            yield sent(f"{line.__name__} {action} {state}", line, line(sight, happening))
        if action in ("deal.climb", "deal.appeal"):
            seat = deal_messages.seat
            yield sent(f"seat {action} {state}", seat, seat(sight, happening))
        if action == "deal.ask":
            question = deal_messages.question
            yield sent(f"question {state}", question, question(sight, happening))
    for bare in (deal_form.approve, deal_form.appeal, deal_form.ask, deal_form.comment):
        yield sent(f"form {bare.__name__} {state}", bare, bare(sight))
    if state != "uncovered":  # there is nobody to hand it to
        people = world.desk.handover.candidates(sight.ref)
        yield sent(f"form reassign {state}", deal_form.reassign, deal_form.reassign(sight, people))
    for happening in seen.history:
        if happening.event.action in ("sla.warn", "sla.breach"):
            told = deal_alerts.warning if happening.event.action == "sla.warn" else deal_alerts.breach
            yield sent(f"{told.__name__} {state} {happening.event.id}", told, told(sight, happening))
            line = deal_alerts.late_line
            yield sent(f"late line {state} {happening.event.id}", line, line(sight, happening))
    for happening in seen.history:
        told = REMINDERS.get(happening.event.action)
        if told is not None:
            yield sent(f"{told.__name__} {state} {happening.event.id}", told, told(sight, happening))
    for form in (deal_reminders.extend_form, deal_reminders.update_form, deal_reminders.deny_form):
        yield sent(f"{form.__name__} {state}", form, form(sight))
    precedents = world.desk.rulings.precedents(sight, to=world.hub)
    yield sent(f"form approve by precedent {state}", deal_form.approve, deal_form.approve(sight, precedents))
    refusal = deal_form.decline(sight, standards, precedents)
    yield sent(f"form decline by precedent {state}", deal_form.decline, refusal)
    for listing in (deal_form.decline, deal_form.withdraw):
        yield sent(f"form {listing.__name__} {state}", listing, listing(sight, standards))
    if sight.deal.status is Status.WAITING:
        form = deal_form.answer(sight, standards, deal_form.presets(sight))
        yield sent(f"form answer {state}", deal_form.answer, form)
    for reader in (world.rep, world.decider, world.hub):
        page = deal_pages.deal(sight, seen.history, reader)
        yield sent(f"page {state} for {reader.slack_id}", deal_pages.deal, page)


def _whispers(sight: Any) -> Iterator[Sent]:
    """What somebody reads after a reply under a card, whatever it counted as."""
    for meant in Meant:
        message = thread_messages.heard(Heard(meant, sight), "1764000000.000100")
        yield sent(f"whisper {meant} {sight.ref}", thread_messages.heard, message)
    yield sent(f"kept {sight.ref}", thread_messages.kept, thread_messages.kept(sight.ref))


def _lists(world: World) -> Iterator[Sent]:
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
        yield sent(f"list {what}", deal_pages.listing, deal_pages.listing(page))
    yield sent("usage", deal_pages.usage, deal_pages.usage())
    lead = deal_pages.listing(pages["nothing"]).text
    yield sent("usage with a lead", deal_pages.usage, deal_pages.usage(lead))


def _letters(world: World) -> Iterator[Sent]:
    """What the courier would send now for every notice there is."""
    world.desk.partners.request(world.note[:120], None, by=world.rep, key=world.key())
    world.desk.partners.request(world.note, world.note, by=world.rep, key=world.key())
    written: list[Message] = []
    for notice in _notices(world):
        message = letters.write(world.desk.letters.open(notice))
        if message is not None:
            written.append(message)
            by = partners.requested if notice.kind == "partner.requested" else letters.write
            yield sent(f"letter {notice.kind} {notice.id}", by, message)
    for several in (written[:1], written, written[::-1]):
        yield sent(f"morning of {len(several)}", morning.news, morning.news(several))


def _lateness(world: World) -> Iterator[Sent]:
    """Asking why something was late, before and after somebody has said."""
    seen = next(seen for seen in world.seen if seen.state == "declined, late")
    by = {"by": world.decider}
    form, why, line = breach_messages.form, breach_messages.why, breach_messages.line
    lateness = world.desk.breaches.look(seen.sight.ref, **by)
    yield sent("form why late", form, form(lateness))
    yield sent("form why late, chosen", form, form(lateness, lateness.choices[-1].code))
    yield sent("why late", why, why(lateness))
    last = lateness.choices[-1].code
    explained = world.desk.breaches.explain(seen.sight.ref, **by, key=world.key(), reason=last, note=world.note)
    yield sent("why late, said", why, why(explained))
    yield sent("form why late, said", form, form(explained))
    _, history = world.desk.lookup.show(seen.sight.ref, to=world.hub)
    yield sent("line why late", line, line(history[-1]))


def _audits(world: World) -> Iterator[Sent]:
    """What the hub hears when something is behind."""
    facts = {"steps": 12_345, "oldest_step_seconds": 1e7, "notices": 54_321, "oldest_notice_seconds": 1e7}
    for told in (auditing.behind, auditing.healed):
        event = AuditEvent(at=world.now, subject="auditor", action=f"auditor.{told.__name__}", facts=facts)
        yield sent(f"auditor {told.__name__}", told, told(Happening(event, None)))


def _notices(world: World) -> list[Notice]:
    """Return the first notices of every kind about each of a few subjects; more of a kind say the same."""
    with world.desk.store.read() as work:
        first: dict[str, dict[str, Notice]] = defaultdict(dict)
        for notice in work.exec(select(Notice).order_by(Notice.id)):
            of_kind = first[notice.kind.split(":")[0]]
            if len(of_kind) < SUBJECTS and not notice.kind.startswith(
                "digest.files"
            ):  # no message of its own: a picture and a file
                of_kind.setdefault(notice.subject, notice)
        return [notice for of_kind in first.values() for notice in of_kind.values()]


def _troubles(world: World) -> Iterator[Sent]:
    words = [
        problems.broken("7F3A"),
        problems.broken_form("7F3A"),
        world.note,
        "Already <!date^1^{time}|now>, <!here>.",
    ]
    words += [str(error) for error in (*refusals(world), *escalations.refusals(world))]
    for said in words:
        for by in (problems.modal, problems.message):
            yield sent(f"{by.__name__} {said[:30]}", by, by(said))


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
