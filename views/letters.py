"""Which message a notice becomes, by its kind. A new kind of notice is one line here."""

from collections.abc import Callable, Sequence
from typing import Any

from desk.digests import DigestSight
from desk.letters import Letter
from desk.sight import Happening
from views import (
    Message,
    absence,
    auditing,
    breach_messages,
    brief,
    checks,
    deal_alerts,
    deal_messages,
    deal_reminders,
    digest,
    digest_thread,
    drift,
    escalation_alerts,
    escalation_messages,
    exceptions,
    home,
    insights,
    morning,
    partners,
    proposals,
    questions,
    worklist,
)

# From what the seer of the subject sees (desk/letters.py), and from what happened to it.
OfSight = Callable[[Any], Message | None]
OfEvent = Callable[[Any, Happening], Message | None]

ABOUT_A_RECORD: dict[str, OfSight] = {
    "deal.card": deal_messages.card,
    "deal.receipt": deal_messages.receipt,
    "deal.ping": deal_messages.ping,
    "deal.uncovered": deal_messages.uncovered,
    "breach.why": breach_messages.why,
    "escalation.card": escalation_messages.card,
    "escalation.receipt": escalation_messages.receipt,
    "escalation.uncovered": escalation_messages.uncovered,
    "exception.card": exceptions.card,
    "exception.ping": exceptions.card,
    "exception.receipt": exceptions.receipt,
    "exception.late": exceptions.late,
    "proposal.card": proposals.card,
    "review.overdue": drift.overdue,
    "proposal.receipt": proposals.receipt,
    "rule.published": proposals.published,
    "question.card": questions.card,
    "question.receipt": questions.receipt,
    "question.late": questions.late,
    "grace.ping": worklist.ping,
    "insight.card": insights.card,
    "insight.receipt": insights.receipt,
    "grace.receipt": worklist.receipt,
    "watch.free": checks.freed,
}
ABOUT_AN_EVENT: dict[str, OfEvent] = {
    "deal.question": deal_messages.question,
    "deal.seat.ping": deal_messages.seat,
    "deal.news": deal_messages.news,
    "deal.line": deal_messages.thread_line,
    "escalation.ping": escalation_messages.ping,
    "escalation.question": escalation_messages.asked,
    "escalation.news": escalation_messages.news,
    "escalation.line": escalation_messages.thread_line,
    "escalation.late.line": escalation_alerts.late_line,
    "escalation.learning": escalation_messages.learning,
    "question.news": questions.news,
    "question.due": questions.due,
    "grace.news": worklist.news,
    "insight.news": insights.news,
    "insight.due": insights.due,
    "breach.nudge": worklist.nudge,
    "breach.over": worklist.nudge,
    "exception.news": exceptions.news,
    "exception.due": exceptions.due,
    "proposal.news": proposals.news,
    "deal.extension": deal_reminders.extension,
}
# Not sent any more once there is nothing left to remind of.
ABOUT_WHAT_IS_OPEN: dict[str, OfEvent] = {
    "deal.nudge": deal_reminders.nudge,
    "deal.reminder": deal_reminders.reminder,
    "deal.prompt": deal_reminders.prompt,
}
# Said of what happened alone.
OF_ITSELF: dict[str, Callable[[Happening], Message]] = {
    "auditor.behind": auditing.behind,
    "auditor.healed": auditing.healed,
    "breach.line": breach_messages.line,
    "absence.brief": absence.brief,
    "absence.marked": absence.marked,
}
# About a step of a clock: not sent any more once that is done.
ABOUT_A_STEP: dict[str, OfEvent] = {
    "deal.warning": deal_alerts.warning,
    "deal.breach": deal_alerts.breach,
    "deal.late.line": deal_alerts.late_line,
    "escalation.warning": escalation_alerts.warning,
    "escalation.breach": escalation_alerts.breach,
}

ABOUT_A_DIGEST: dict[str, Callable[[DigestSight], Message | None]] = {
    "digest.card": digest.card,
    "digest.line": digest_thread.oldest,
}


def write(letter: Letter) -> Message | None:
    """Return the message, None when there is nothing left to say."""
    kind = letter.kind.split(":")[0]
    if kind in ABOUT_A_RECORD:
        return ABOUT_A_RECORD[kind](letter.seen) if letter.seen else None
    if kind in ABOUT_AN_EVENT and letter.happening:
        return ABOUT_AN_EVENT[kind](letter.seen, letter.happening) if letter.seen else None
    if letter.seen and letter.happening and kind in ABOUT_WHAT_IS_OPEN:
        unsaid = letter.ts is None and deal_reminders.silent(letter.seen, letter.happening)
        return None if unsaid else ABOUT_WHAT_IS_OPEN[kind](letter.seen, letter.happening)
    if letter.seen and letter.happening and kind in ABOUT_A_STEP:
        unsaid = letter.ts is None and deal_alerts.moot(letter.seen, letter.happening)
        return None if unsaid else ABOUT_A_STEP[kind](letter.seen, letter.happening)
    if kind in ABOUT_A_DIGEST:
        return ABOUT_A_DIGEST[kind](letter.seen) if letter.seen else None
    if letter.happening and kind in OF_ITSELF:
        return OF_ITSELF[kind](letter.happening)
    if kind == "news.held":
        return morning.news(_written(letter.seen))
    if kind == "brief.daily":
        return brief.daily(letter.seen.brief, _written(letter.seen.news)) if letter.seen else None
    if kind == "home.written_to":
        return home.help_in_messages()
    if kind == "partner.requested" and letter.happening and letter.happening.actor:
        facts = letter.happening.event.facts
        return partners.requested(facts["name"], facts.get("website"), letter.happening.actor)
    raise LookupError(f"no message is written for notices of kind {letter.kind}")


def _written(letters: Sequence[Letter]) -> list[Message]:
    """Return what there is left to say of several."""
    return [message for letter in letters if (message := write(letter))]
