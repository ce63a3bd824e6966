"""Sentences about time: how long, how late, and in whose court it was."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.sight import Happening
from desk.sla import ANSWER, DECISION, EXECUTIVE, NEUTRAL, REVIEW, RULING, Breach
from policy.words import count
from views.text import at, escape, named, typed

# What a clock measures, as it is said after a record's name: "DR-12 review". Others go by the end of their name.
STEPS = {
    REVIEW: "review",
    DECISION: "decision",
    ANSWER: "answer",
    RULING: "ruling",
    NEUTRAL: "ruling of the neutral seat",
    EXECUTIVE: "ruling of the executive",
    "escalation.acknowledge": "answer",
    "escalation.resolve": "resolution",
    "escalation.acknowledge_again": "second answer",
    "escalation.resolve_again": "second resolution",
}
HOUR, WORKING_DAY, DAY = timedelta(hours=1), timedelta(hours=8), timedelta(days=1)
_COURTS = {
    "submitter": "submitter",
    "specialist": "{region} desk",
    "lead": "{region} lead",
    "hub": "hub",
    "other": "another team",
}


def step(metric: str) -> str:
    return STEPS.get(metric) or metric.rpartition(".")[2]


def hours(seconds: float) -> str:
    """Write a stretch of business time: `8 h`, `2 h 30 min`, `45 min`, `0 h`."""
    minutes = round(seconds / 60)
    whole, rest = divmod(minutes, 60)
    if rest and whole:
        return f"{whole} h {rest} min"
    return f"{rest} min" if rest else f"{whole} h"


def span(time: timedelta, *, always: bool = False) -> str:
    """Write time left or overrun as people reckon with it: in hours, and in days when it is long. A day has eight
    hours of business time; `always`: the time counts around the clock, and its days are those of the calendar."""
    if time < HOUR:
        return "under 1 h"
    if always:
        return f"{time // HOUR} h" if time < 2 * DAY else f"{time // DAY} d"
    return f"{time // HOUR} h" if time < 3 * WORKING_DAY else count(round(time / WORKING_DAY), "working day")


def courts(facts: Mapping[str, Any]) -> str:
    """Say in whose court the time was: `submitter 0 h, EMEA desk 8 h`. Time in which the clock rested is said apart."""
    region = escape(str(facts.get("region", "")))
    counted, rested = dict(facts.get("courts", {})), dict(facts.get("rested", {}))
    parts = [
        f"{_COURTS.get(court, court).format(region=region)} {hours(seconds)}"
        for court, seconds in {"submitter": 0.0, **counted}.items()
    ]
    waited = [
        f"{hours(seconds)} with the {_COURTS.get(court, court).format(region=region)}"
        for court, seconds in rested.items()
        if round(seconds / 60)
    ]
    return ", ".join(parts) + (f"; not counted: {', '.join(waited)}" if waited else "")


def passed(facts: Mapping[str, Any]) -> str:
    """Say what was missed: `review passed its 8 h at 17:00`."""
    due_at = datetime.fromisoformat(facts["due_at"])
    return f"{escape(step(facts['metric']))} passed its {hours(facts['goal_seconds'])} at {at(due_at)}"


def late(breach: Breach) -> str:
    """Say of one step when it was due, and when it was done."""
    ended = "no longer owed since" if breach.cancelled else "done"
    done = f", {ended} {at(breach.done_at)}" if breach.done_at else ", still open"
    why = f" Reason: {named(breach.reason)}." if breach.reason else ""
    return f"{escape(step(breach.metric)).capitalize()} was due {at(breach.due_at)}{done}.{why}"


def line(happening: Happening) -> str:
    """Say in one sentence what a clock did or why it was late, for a card's thread and a record's history."""
    event = happening.event
    facts = event.facts
    rule = f" ({event.rule} v{event.rule_version})" if event.rule else ""
    match event.action:
        case "sla.warn":
            due_at = datetime.fromisoformat(facts["due_at"])
            return f"{escape(step(facts['metric'])).capitalize()} is due {at(due_at)}{rule}."
        case "sla.breach":
            return f":hourglass: Late: {passed(facts)}{rule}. In whose court: {courts(facts)}."
        case "sla.retarget":
            due_at, before = datetime.fromisoformat(facts["due_at"]), hours(facts["goal_seconds_before"])
            what = escape(step(facts["metric"])).capitalize()
            return (
                f"{what} is due {at(due_at)} now: its target is {hours(facts['goal_seconds'])}, and was {before}{rule}."
            )
        case "sla.nudge":
            return f"{_who(happening)} nudged {named(event.because)} about the {escape(step(facts['metric']))}."
        case "sla.extension_over":
            return f":hourglass: The time that was added for the {escape(step(facts['metric']))} is over as well{rule}."
        case action if action.startswith(("sla.extension_", "sla.waiver_")):
            return _grace(happening, rule)
        case _:
            who = _who(happening)
            note = f"\n> {typed(str(facts.get('note')), 500)}" if facts.get("note") else ""
            return f"{who} said why it was late: {named(event.because)}.{note}"


def _grace(happening: Happening, rule: str) -> str:
    """Say what was asked for about something late, or what became of that."""
    event = happening.event
    facts, who = event.facts, _who(happening)
    what, ref = escape(step(facts["metric"])), escape(str(facts["request"]))
    more = f"{facts.get('hours')} h more"
    why = f"\n> {typed(event.because, 500)}"
    match event.action.removeprefix("sla."):
        case "extension_ask":
            return f"{who} asks for {more} for the {what} ({ref}):{why}"
        case "waiver_ask":
            return f"{who} asks that the late {what} be waived ({ref}):{why}"
        case "extension_approve":
            return f"{who} gave the {what} {more}, until {at(datetime.fromisoformat(facts['until']))} ({ref}){rule}."
        case "waiver_approve":
            return f"{who} waived the breach of the {what} ({ref}){rule}. It stays in the digest, counted apart."
        case "extension_decline" | "waiver_decline":
            return f"{who} declined {ref} about the {what}:{why}"
    return f"{ref} about the {what} is no longer needed: {typed(event.because, 200)}."


def _who(happening: Happening) -> str:
    return named(happening.actor.name) if happening.actor else "EcoOps"
