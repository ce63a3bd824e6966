"""Sentences about an escalation that several messages share."""

from datetime import datetime

from desk.escalations.sight import ACKNOWLEDGE, ACKNOWLEDGE_AGAIN, RESOLVE, RESOLVE_AGAIN, EscalationSight, withdrawn
from desk.sight import Happening
from policy.duty import Level
from policy.escalations import Move, Severity, Status
from policy.sla import ClockState
from store.models import Person
from views import sla_words
from views.text import at, clip, dotted, escape, named, quote, typed

STATES = {
    Status.OPEN: "waiting for an answer",
    Status.ACKNOWLEDGED: "in work",
    Status.WAITING: "waiting for the raiser",
    Status.SNOOZED: "put aside for a while",
    Status.RESOLVED: "resolved",
}
STATE_MARKS = {
    Status.OPEN: ":bell:",
    Status.ACKNOWLEDGED: ":eyes:",
    Status.WAITING: ":speech_balloon:",
    Status.SNOOZED: ":zzz:",
    Status.RESOLVED: ":white_check_mark:",
}
MARKS = {
    Severity.LOW: ":white_circle:",
    Severity.NORMAL: ":large_blue_circle:",
    Severity.HIGH: ":large_orange_circle:",
    Severity.URGENT: ":red_circle:",
}
LEVELS = {Level.SPECIALIST: "specialist", Level.BACKUP: "backup", Level.LEAD: "lead", Level.HUB: "hub"}


def name(sight: EscalationSight) -> str:
    """Return `*ESC-7 Two partners claim Acme*`."""
    return f"*{sight.ref} {typed(sight.escalation.subject, 160)}*"


def heading(sight: EscalationSight) -> str:
    escalation = sight.escalation
    about = f"about {escape(escalation.about)} {typed(sight.about, 120)}".rstrip() if escalation.about else ""
    first = f"{MARKS[escalation.severity]} {name(sight)} · {escalation.severity}"
    return f"{first}\n{dotted(about, named(sight.region.name))}"


def rung(level: int, region: str) -> str:
    """Return what somebody is on a level: `EMEA lead`, `the hub`."""
    return "the hub" if level == Level.HUB else f"{escape(region)} {LEVELS[Level(level)]}"


def due(sight: EscalationSight) -> str:
    """Say what is due next, and when in the reader's time."""
    for metrics, words in (
        ((ACKNOWLEDGE, ACKNOWLEDGE_AGAIN), "Acknowledge by"),
        ((RESOLVE, RESOLVE_AGAIN), "Resolve by"),
    ):
        for metric in metrics:
            clock = sight.clocks.get(metric)
            if clock and clock.state is ClockState.RUNNING:
                return f"{words} {at(clock.due_at)}"
    return ""


def resolution_due(sight: EscalationSight) -> str:
    clock = sight.clocks.get(RESOLVE_AGAIN) or sight.clocks.get(RESOLVE)
    return f"Resolution due {at(clock.due_at)}" if clock and clock.state is ClockState.RUNNING else ""


def asked_later(sight: EscalationSight) -> datetime | None:
    """Return when whoever is next is asked, if that lies ahead because nobody is at work yet."""
    asked_at = sight.escalation.asked_at
    waits = sight.escalation.status is Status.OPEN and asked_at is not None and asked_at > sight.now
    return asked_at if waits else None


def holder(sight: EscalationSight) -> str:
    """Say who has it, or who is asked and why."""
    escalation = sight.escalation
    if sight.owner:
        state = ""
        if escalation.status is Status.SNOOZED and escalation.snoozed_until:
            state = f", put aside until {at(escalation.snoozed_until)}"
        return f"Owner: {named(sight.owner.name)}{state}"
    who = named(sight.assignee.name) if sight.assignee else "nobody"
    later = asked_later(sight)
    why = f" ({typed(escalation.routed_because, 160)})" if escalation.routed_because else ""
    return f"Asked {at(later)}: {who}{why}" if later else f"Asked: {who}{why}"


def state(sight: EscalationSight) -> str:
    """Name the state it is in."""
    return "withdrawn" if withdrawn(sight.escalation) else STATES[sight.escalation.status]


def outcome(sight: EscalationSight) -> str:
    """Say how it ended; empty while it is open."""
    escalation = sight.escalation
    if escalation.status is not Status.RESOLVED:
        return ""
    who = f" by {named(sight.resolver.name)}" if sight.resolver else ""
    when = f", {at(escalation.resolved_at)}" if escalation.resolved_at else ""
    if withdrawn(escalation):
        return f":leftwards_arrow_with_hook: Withdrawn{who}{when}."
    return f":white_check_mark: Resolved{who}{when}: {named(sight.outcome)}. Cause: {named(sight.cause)}."


def question(sight: EscalationSight) -> str:
    """Say what the raiser was asked; empty when nothing is."""
    escalation = sight.escalation
    if escalation.status is not Status.WAITING or not escalation.question:
        return ""
    asker = named(sight.asker.name) if sight.asker else "The desk"
    return f":speech_balloon: {asker} asked {named(sight.raiser.name)}:\n{quote(escalation.question, 600)}"


def line(happening: Happening, sight: EscalationSight) -> str:
    """Say in one sentence what happened, for the thread, the history and those it concerns."""
    event, region = happening.event, sight.escalation.region
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    why = typed(event.because, 500)
    note = event.facts.get("note")
    said = f"\n> {typed(str(note), 500)}" if note else ""
    if event.action.startswith("sla."):
        return sla_words.line(happening)
    match event.action.removeprefix("escalation."):
        case Move.RAISE:
            return f"{who} raised it. {_asked(happening, region)}: {why}."
        case Move.ACKNOWLEDGE:
            return f"{who} acknowledged it and has it."
        case Move.TAKE:
            return f"{who} took it over."
        case Move.REASSIGN:
            away = event.facts.get("away")
            if away:
                return f"{typed(str(away), 200)}, so it went on. {_asked(happening, region)}."
            return f"{who} handed it on to {_to(happening)}.{said}"
        case Move.ASK:
            return f"{who} asked {named(sight.raiser.name)}:\n> {why}"
        case Move.ANSWER:
            return f"{who} answered:\n> {why}"
        case Move.LAPSE:
            return f"{why[:1].upper()}{why[1:]}."
        case Move.RESOLVE:
            return f"{who} resolved it: {why}.{said}"
        case Move.SNOOZE:
            until = event.facts.get("until")
            return f"{who} put it aside until {at(datetime.fromisoformat(str(until)))}." if until else f"{who}: {why}"
        case Move.WAKE:
            return "It is back: the time it was put aside for is over."
        case Move.RAISE_SEVERITY:
            return f"{who} raised its severity {why}. The time used up so far still counts."
        case Move.LINK:
            return f"{who} linked it: {why}."
        case Move.ADD:
            return f"{who} added {why}."
        case Move.COMMENT | "evidence":
            return f"{who} added:\n> {why}"
        case Move.CLIMB if event.facts.get("opened"):
            return f"{_asked(happening, region)}: {why}."
        case Move.CLIMB:
            return f"{why[:1].upper()}{why[1:]} {_asked(happening, region)}."
        case Move.WITHDRAW:
            return f"{who} withdrew it:\n> {why}"
        case Move.REOPEN:
            return f"{who} opened it again:\n> {why}\n{_asked(happening, region)}."
        case _:
            return f"{who}: {why}"


def _to(happening: Happening) -> str:
    return named(str(happening.event.facts.get("to", "nobody")))


def _asked(happening: Happening, region: str) -> str:
    """Say who is asked, and from when if not at once: `Jonas Falk (EMEA lead) is asked`."""
    facts = happening.event.facts
    later = facts.get("at")
    when = f" {at(datetime.fromisoformat(str(later)))}, when they are at work again" if later else ""
    return f"{_to(happening)} ({rung(int(facts.get('level', 1)), region)}) is asked{when}"


def people(several: tuple[Person, ...]) -> str:
    return clip(", ".join(named(person.name) for person in several[:10]), 600)
