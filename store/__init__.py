"""Remembers: entities, the engine, and the one transaction word `store.begin()`."""

from store.engine import Store, Work

__all__ = ["Store", "Work"]
