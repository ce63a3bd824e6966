"""What may happen to a deal registration, and from which state: one table."""

from enum import StrEnum


class Status(StrEnum):
    SUBMITTED = "submitted"  # nobody has taken it yet
    IN_REVIEW = "in_review"  # a specialist has it
    IN_CONFLICT = "in_conflict"  # a finding needs a person's ruling before anything else
    WAITING = "waiting"  # the submitter was asked something
    APPROVED = "approved"  # protected
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the protection window has ended


class Move(StrEnum):
    REGISTER = "register"
    TAKE = "take"
    APPROVE = "approve"
    DECLINE = "decline"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    EXPIRE = "expire"
    REASSIGN = "reassign"
    CLOSE = "close"  # by EcoOps: the submitter did not answer
    UPDATE = "update"  # what happened since, of a protected deal
    EXTEND = "extend"  # the submitter asks for more time
    GRANT = "grant"
    DENY = "deny"
    APPEAL = "appeal"  # against a ruling on a conflict, on evidence nobody knew
    CLIMB = "climb"  # by EcoOps: nobody ruled on a conflict in time, so the next tier does


class Extension(StrEnum):
    """How a request for more protection stands."""

    ASKED = "asked"
    GRANTED = "granted"  # there is one, not two
    DENIED = "denied"


# The reason of a registration that was closed because its submitter did not answer. People do not choose it.
NO_ANSWER = "no-answer"

PENDING = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.IN_CONFLICT, Status.WAITING})

# Taking a registration in conflict gives it an owner but does not settle the conflict, so it stays where it is;
# an answer returns it to where the question found it (see `after`).
ALLOWED: dict[Move, dict[Status, Status]] = {
    Move.TAKE: {
        Status.SUBMITTED: Status.IN_REVIEW,
        Status.IN_REVIEW: Status.IN_REVIEW,
        Status.IN_CONFLICT: Status.IN_CONFLICT,
        Status.WAITING: Status.WAITING,
    },
    Move.APPROVE: dict.fromkeys(PENDING, Status.APPROVED),
    Move.DECLINE: dict.fromkeys(PENDING, Status.DECLINED),
    Move.ASK: dict.fromkeys((Status.SUBMITTED, Status.IN_REVIEW, Status.IN_CONFLICT), Status.WAITING),
    Move.ANSWER: {Status.WAITING: Status.IN_REVIEW},
    Move.WITHDRAW: dict.fromkeys(PENDING, Status.WITHDRAWN),
    Move.COMMENT: {status: status for status in Status},
    Move.EXPIRE: {Status.APPROVED: Status.EXPIRED},
    Move.REASSIGN: {status: status for status in PENDING},
    Move.CLOSE: {Status.WAITING: Status.WITHDRAWN},
    Move.UPDATE: {Status.APPROVED: Status.APPROVED},
    Move.EXTEND: {Status.APPROVED: Status.APPROVED},
    Move.GRANT: {Status.APPROVED: Status.APPROVED},
    Move.DENY: {Status.APPROVED: Status.APPROVED},
    Move.APPEAL: {Status.DECLINED: Status.IN_CONFLICT},
    Move.CLIMB: {Status.IN_CONFLICT: Status.IN_CONFLICT},
}


def after(move: Move, status: Status, *, disputed: bool = False) -> Status | None:
    """Return the state `move` leads to from `status`, or None when it is not allowed there.

    `disputed` says that a finding still needs a ruling: an answered question then returns to the conflict.
    """
    reached = ALLOWED[move].get(status)
    if move is Move.ANSWER and reached is not None and disputed:
        return Status.IN_CONFLICT
    return reached
