"""Which earlier rulings are most like a dispute: by what was found, and by what kind of business it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

SHOWN = 3
# What was found counts most: it is what a ruling is about. The rest says how alike the business is. They add up to one.
_FOUND, _MOTION, _SEGMENT, _TENDER, _TIERS = 0.5, 0.15, 0.15, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Profile:
    """A dispute as far as likeness goes. `tiers` are the partner tiers of both sides."""

    kinds: frozenset[str]
    motion: str
    segment: str
    tender: bool
    tiers: frozenset[str] = frozenset()


Kept = TypeVar("Kept")


def similarity(one: Profile, other: Profile) -> float:
    """Return how alike two disputes are, from 0 to 1; 1 only for what is the same in every respect."""
    return (
        _FOUND * _overlap(one.kinds, other.kinds)
        + _MOTION * (one.motion == other.motion)
        + _SEGMENT * (one.segment == other.segment)
        + _TENDER * (one.tender == other.tender)
        + _TIERS * _overlap(one.tiers, other.tiers)
    )


def most_similar(
    profile: Profile, rulings: Iterable[tuple[Profile, Kept]], at_most: int = SHOWN
) -> tuple[tuple[float, Kept], ...]:
    """Return the rulings most like `profile`, the likest first and of equals the one given first; none about
    something altogether different."""
    weighed = [(similarity(profile, other), kept) for other, kept in rulings if _overlap(profile.kinds, other.kinds)]
    return tuple(sorted(weighed, key=lambda pair: -pair[0])[:at_most])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of both that both have; two empty ones are alike."""
    return len(one & other) / len(one | other) if one | other else 1.0
