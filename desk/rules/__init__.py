"""Looking up the rules of engagement: answers, questions that no rule answers, and what stands on an account."""

from desk.rules.answers import Answers
from desk.rules.checks import Checks
from desk.rules.questions import Questions

__all__ = ["Answers", "Checks", "Questions"]
