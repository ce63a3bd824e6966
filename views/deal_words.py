"""Sentences about a deal registration that several messages share."""

from collections.abc import Sequence
from datetime import datetime

from desk.ladder import clock_of
from desk.sight import Happening, Sight
from desk.sla import ANSWER, DECISION, REVIEW, RULINGS
from policy.conflicts import Clearance, Finding, Level, sentence
from policy.deals import NO_ANSWER, Move, Status
from policy.rulings import Tier
from policy.sla import ClockState
from views import sla_words
from views.text import at, dotted, escape, money, named, on, typed

# Findings that a message lists. Six of the longest still leave room for what is to be done about them.
SHOWN = 6

STATES = {
    Status.SUBMITTED: "waiting for a first look",
    Status.IN_REVIEW: "in review",
    Status.IN_CONFLICT: "in conflict, waiting for a ruling",
    Status.WAITING: "waiting for the submitter",
    Status.APPROVED: "approved",
    Status.DECLINED: "declined",
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "protection ended",
}
STATE_MARKS = {
    Status.SUBMITTED: ":inbox_tray:",
    Status.IN_REVIEW: ":eyes:",
    Status.IN_CONFLICT: ":warning:",
    Status.WAITING: ":speech_balloon:",
    Status.APPROVED: ":white_check_mark:",
    Status.DECLINED: ":no_entry:",
    Status.WITHDRAWN: ":leftwards_arrow_with_hook:",
    Status.EXPIRED: ":hourglass:",
}


def mark(level: Level) -> str:
    """Return the traffic light of a finding."""
    return {Level.BLOCK: ":red_circle:", Level.PERSON: ":warning:", Level.NOTE: ":information_source:"}[level]


def name(sight: Sight) -> str:
    """Return `*DR-12 Acme Holding*`."""
    return f"*{sight.ref} {typed(sight.deal.customer, 120)}*"


def heading(sight: Sight) -> str:
    tier = f" ({typed(sight.partner.tier, 40)})" if sight.partner.tier else ""
    return f"{name(sight)} · {typed(sight.partner.name, 120)}{tier}"


def size(sight: Sight) -> str:
    """Return amount, products, motion, segment and close date on one line."""
    deal = sight.deal
    return dotted(
        money(deal.amount, deal.currency),
        typed(", ".join(sight.products)),
        named(sight.motion),
        named(sight.segment),
        f"close {on(deal.close_on)}",
    )


def due(sight: Sight) -> str:
    """Say what is due next, and when in the reader's time."""
    for metric, words in (
        (REVIEW, "First look"),
        (ANSWER, "Answer"),
        *((metric, "Ruling") for metric in RULINGS),
        (DECISION, "Decision"),
    ):
        clock = sight.clocks.get(metric)
        if clock and clock.state is ClockState.RUNNING:
            late = sight.now > clock.due_at
            return f":hourglass: {words} late since {at(clock.due_at)}" if late else f"{words} due {at(clock.due_at)}"
    return ""


def route(sight: Sight) -> str:
    """Say whom it went to and why."""
    person = named(sight.assignee.name) if sight.assignee else "nobody"
    return f"Routed to {person}: {typed(sight.deal.routed_because, 200)}"


def promise(sight: Sight) -> str:
    """Tell the submitter by when to expect what."""
    review, decision = sight.clocks.get(REVIEW), sight.clocks.get(clock_of(sight.deal)) or sight.clocks.get(DECISION)
    late = next((c for c in (review, decision) if c and c.state is ClockState.RUNNING and sight.now > c.due_at), None)
    if late:
        what = "The first look" if late is review else "The ruling" if late.metric in RULINGS else "The decision"
        return f"{what} was due {at(late.due_at)} and is late; the desk's lead knows"
    parts = []
    if review and review.state is ClockState.RUNNING:
        parts.append(f"First look by {at(review.due_at)}")
    if decision and decision.state is ClockState.RUNNING:
        parts.append(f"{'a ruling' if decision.metric in RULINGS else 'decision'} by {at(decision.due_at)}")
    return ", ".join(parts)[:1].upper() + ", ".join(parts)[1:]


def tier(sight: Sight) -> str:
    """Say who is asked to rule on a conflict, by when, and who is next; empty where none waits for a ruling."""
    if not (sight.pending and (sight.disputed or sight.deal.status is Status.IN_CONFLICT)):
        return ""
    clock = sight.clocks.get(clock_of(sight.deal))
    runs = clock is not None and clock.state is ClockState.RUNNING
    until = f" by {at(clock.due_at)}" if clock and runs else ""
    who = named(sight.owner.name) if sight.owner else "somebody"
    match sight.deal.tier:
        case Tier.NEUTRAL:
            return f"Tier 2 of 3: {who} rules as a neutral seat{until}. Without a ruling then, an executive does."
        case Tier.EXECUTIVE:
            return f"Tier 3 of 3: {who} rules as an executive{until}, and has the last word."
    return (
        f"Tier 1 of 3: the desk hears both partner managers and rules{until}. "
        "Without a ruling then, a neutral seat does."
    )


def outcome(sight: Sight) -> str:
    """Say what was decided, by whom, when and on which rule; empty while it is pending."""
    deal = sight.deal
    who = f" by {named(sight.decider.name)}" if sight.decider else ""
    when = f", {at(deal.decided_at)}" if deal.decided_at else ""
    rule = f" ({deal.rule} v{deal.rule_version})" if deal.rule else ""
    match deal.status:
        case Status.APPROVED:
            until = on(deal.protected_until) if deal.protected_until else ""
            return f":white_check_mark: Approved{who or ' at once'}{when}. Protected until {until}{rule}."
        case Status.DECLINED:
            return f":no_entry: Declined{who}{when}: {named(sight.reason)}{rule}."
        case Status.WITHDRAWN:
            if deal.reason == NO_ANSWER:
                return f":leftwards_arrow_with_hook: Closed{when}: no answer to the desk's question{rule}."
            return f":leftwards_arrow_with_hook: Withdrawn{who}{when}: {named(sight.reason)}."
        case Status.EXPIRED:
            ended = on(deal.protected_until) if deal.protected_until else ""
            return f":hourglass: Protection ended on {ended}{rule}."
        case _:
            return ""


def findings(sight: Sight, clearance: Clearance) -> str:
    """List what was found, weightiest first, as far as the reader is cleared for it."""
    return found(sight.findings, sight.deal.domain, clearance)


def found(several: Sequence[Finding], domain: str, clearance: Clearance = Clearance.NONE) -> str:
    """List findings about `domain`, a line each, as many as people read."""
    lines = [f"{mark(f.level)} {typed(sentence(f, domain, clearance))}" for f in several[:SHOWN]]
    more = len(several) - len(lines)
    return "\n".join([*lines, f"and {more} more"] if more else lines)


def line(happening: Happening, sight: Sight) -> str:
    """Say in one sentence what happened, for the thread and the history."""
    event = happening.event
    if event.action.startswith("sla."):
        return sla_words.line(happening)
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    rule = f" ({event.rule} v{event.rule_version})" if event.rule else ""
    why = typed(event.because, 500)
    note = event.facts.get("note")
    said = f"\n> {typed(str(note), 500)}" if note else ""
    match event.action.removeprefix("deal."):
        case Move.REGISTER:
            kinds = [named(str(words).replace("_", " ")) for words in event.facts.get("findings", ())]
            against = f"Found: {', '.join(kinds)}. " if kinds else ""
            return f"{who} registered it. {against}" + (f"It went to {why}." if why else "")
        case Move.TAKE:
            return f"{who} took it."
        case Move.APPROVE:
            return f"{who} approved it: {why}{rule}.{said}"
        case Move.DECLINE:
            return f"{who} declined it: {why}{rule}.{said}"
        case Move.ASK:
            return f"{who} asked:\n> {why}"
        case Move.ANSWER:
            changed = event.facts.get("changed") or []
            corrected = (
                f" Corrected: {escape(', '.join(map(str, changed)))}." if changed and event.facts.get("answer") else ""
            )
            return f"{who} answered: {why}.{corrected}".replace("..", ".")
        case Move.APPEAL:
            return f"{who} appealed, and {named(str(event.facts.get('to', 'somebody neutral')))} rules:\n> {why}"
        case Move.CLIMB:
            who = named(str(event.facts["to"]))
            return f"{why[:1].upper()}{why[1:]}, so {who} rules, tier {event.facts['tier']} of 3{rule}."
        case "contested":
            until = at(datetime.fromisoformat(event.facts["due_at"]))
            return f"Another registration clashes with it. The desk hears both sides and rules by {until}{rule}."
        case Move.WITHDRAW:
            return f"{who} withdrew it: {why}.{said}"
        case Move.COMMENT | "evidence":
            return f"{who} added:\n> {why}"
        case Move.CLOSE:
            return f"Closed, because {why}{rule}."
        case Move.UPDATE:
            return f"{who} told what happened:\n> {why}"
        case Move.EXTEND:
            return f"{who} asked for {event.facts.get('days')} days more:\n> {why}"
        case Move.GRANT:
            return f"{who} extended the protection: {why}{rule}.{said}"
        case Move.DENY:
            return f"{who} did not extend it; {why}{rule}.{said}"
        case "nudge":
            return f"Reminded {named(sight.submitter.name)} of the question: {why}{rule}."
        case "remind" | "prompt":
            unheard = datetime.fromisoformat(event.facts["last_word"])
            since = f" No word from {named(sight.submitter.name)} since {at(unheard)}." if event.facts["silent"] else ""
            return f"Reminded {named(sight.submitter.name)}: {why}{rule}.{since}"
        case Move.REASSIGN:
            return f"{who} handed it to {why}.{said}"
        case Move.EXPIRE:
            return f"{why[:1].upper()}{why[1:]}{rule}. Others may register this customer now."
        case _:
            return f"{who}: {why}"
