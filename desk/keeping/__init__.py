"""Keeping the rules of engagement: proposals to change them, what is published, who has read it, exceptions, drift."""

from desk.keeping.drift import Drift
from desk.keeping.exceptions import Exceptions
from desk.keeping.proposals import Proposals
from desk.keeping.readings import Readings

__all__ = ["Drift", "Exceptions", "Proposals", "Readings"]
