"""How a ruling on a channel conflict can turn out."""

from enum import StrEnum


class Outcome(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"
