"""Escalations: raised, asked about person by person until somebody answers, and resolved."""

from desk.escalations.adjusting import Adjusting
from desk.escalations.evidence import Evidence
from desk.escalations.handling import Handling
from desk.escalations.raising import Escalations

__all__ = ["Adjusting", "Escalations", "Evidence", "Handling"]
