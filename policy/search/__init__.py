"""Search over the rules of engagement: pure Python, so that every database gives the same answers in the same order."""

from policy.search.finder import Finder, Hit, Labels

__all__ = ["Finder", "Hit", "Labels"]
