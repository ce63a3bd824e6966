"""What may happen to an escalation, and from which state: one table."""

from datetime import timedelta
from enum import StrEnum


class Severity(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"  # counted around the clock


class Status(StrEnum):
    OPEN = "open"  # somebody is asked and nobody has answered yet: it climbs
    ACKNOWLEDGED = "acknowledged"  # somebody has it
    WAITING = "waiting"  # the raiser was asked for evidence
    SNOOZED = "snoozed"  # its owner put it aside for a while
    RESOLVED = "resolved"


class Move(StrEnum):
    RAISE = "raise"
    ACKNOWLEDGE = "acknowledge"
    TAKE = "take"
    REASSIGN = "reassign"
    ASK = "ask"
    ANSWER = "answer"
    LAPSE = "lapse"  # the evidence did not come in time
    RESOLVE = "resolve"
    SNOOZE = "snooze"
    WAKE = "wake"
    RAISE_SEVERITY = "severity"
    LINK = "link"
    ADD = "add"
    COMMENT = "comment"
    CLIMB = "climb"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"  # by the raiser: it is no longer needed


PENDING = frozenset(Status) - {Status.RESOLVED}
# Every severity but the highest can be raised to one of those after it.
RANKS = tuple(Severity)
# For how long the raiser may open a resolved one again.
REOPEN_WITHIN = timedelta(days=7)
# How often the last level is asked; after that only breaches are told. More would be noise (our own choice).
REPEATS = 3
SNOOZES = (30, 60, 120)  # minutes of working time

_STAYS = {status: status for status in PENDING}

ALLOWED: dict[Move, dict[Status, Status]] = {
    Move.ACKNOWLEDGE: {Status.OPEN: Status.ACKNOWLEDGED},
    Move.TAKE: _STAYS | {Status.OPEN: Status.ACKNOWLEDGED, Status.SNOOZED: Status.ACKNOWLEDGED},
    # Whoever gets it has to acknowledge it first, unless the raiser's answer is what everybody waits for.
    Move.REASSIGN: dict.fromkeys(PENDING, Status.OPEN) | {Status.WAITING: Status.WAITING},
    Move.ASK: dict.fromkeys(PENDING - {Status.WAITING}, Status.WAITING),
    Move.ANSWER: {Status.WAITING: Status.ACKNOWLEDGED},
    Move.LAPSE: {Status.WAITING: Status.ACKNOWLEDGED},
    Move.RESOLVE: dict.fromkeys(PENDING, Status.RESOLVED),
    Move.SNOOZE: dict.fromkeys((Status.OPEN, Status.ACKNOWLEDGED), Status.SNOOZED),
    Move.WAKE: {Status.SNOOZED: Status.ACKNOWLEDGED},
    Move.RAISE_SEVERITY: _STAYS,
    Move.LINK: _STAYS,
    Move.ADD: _STAYS,
    Move.COMMENT: {status: status for status in Status},
    Move.CLIMB: {Status.OPEN: Status.OPEN},
    Move.REOPEN: {Status.RESOLVED: Status.OPEN},
    Move.WITHDRAW: dict.fromkeys(PENDING, Status.RESOLVED),
}


def after(move: Move, status: Status) -> Status | None:
    """Return the state `move` leads to from `status`, or None when it is not allowed there."""
    return ALLOWED[move].get(status)


def higher(severity: Severity) -> tuple[Severity, ...]:
    """Return the severities above."""
    return RANKS[RANKS.index(severity) + 1 :]
