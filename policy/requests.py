"""Requests: what people ask of each other beside deals and escalations, and what may become of each kind."""

from enum import StrEnum


class Kind(StrEnum):
    QUESTION = "question"  # about a rule, or one that no rule answers
    PROPOSAL = "proposal"  # to change a rule, or to override it somewhere
    EXCEPTION = "exception"  # from a rule, for one case and until a day
    INSIGHT = "insight"  # what a region's lead wants changed
    EXTENSION = "extension"  # more time for a step that is late
    WAIVER = "waiver"  # that a breach be excused


class Status(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # an approved exception whose day has passed


class Move(StrEnum):
    ANSWER = "answer"
    EDIT = "edit"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


GRACE = frozenset({Kind.EXTENSION, Kind.WAIVER})
_DECIDED = frozenset({Kind.PROPOSAL, Kind.EXCEPTION}) | GRACE

ALLOWED: dict[Move, tuple[frozenset[Kind], Status, Status]] = {
    Move.ANSWER: (frozenset({Kind.QUESTION, Kind.INSIGHT}), Status.OPEN, Status.ANSWERED),
    Move.EDIT: (frozenset({Kind.PROPOSAL}), Status.OPEN, Status.OPEN),
    Move.APPROVE: (_DECIDED, Status.OPEN, Status.APPROVED),
    Move.DECLINE: (_DECIDED, Status.OPEN, Status.DECLINED),
    Move.WITHDRAW: (frozenset(Kind), Status.OPEN, Status.WITHDRAWN),
    Move.EXPIRE: (frozenset({Kind.EXCEPTION}), Status.APPROVED, Status.EXPIRED),
}


def after(move: Move, kind: Kind, status: Status) -> Status | None:
    """Return the state `move` leads to, None when a request of this kind does not allow it there."""
    kinds, start, reached = ALLOWED[move]
    return reached if kind in kinds and status is start else None
