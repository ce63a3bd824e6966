"""Search over the rules of engagement: pure Python, so that every database gives the same answers in the same order."""

from policy.search.finder import Finder, Hit, Labels
from policy.search.gist import grouped, passage

__all__ = ["Finder", "Hit", "Labels", "grouped", "passage"]
