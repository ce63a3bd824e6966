"""The word that was probably meant, among those that there are."""

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4  # below that nearly everything is nearly everything else


class Spelling:
    """Knows a vocabulary. `weights` says how common a word is: of two as near, the more common was meant."""

    def __init__(self, vocabulary: Iterable[str], weights: Mapping[str, int]) -> None:
        self._weights = weights
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(set(vocabulary)):
            if len(word) >= _SHORTEST - 1 and word.isalpha():
                self._by_first.setdefault(word[0], []).append(word)

    def meant(self, word: str) -> str | None:
        """Return the known word within one mistake (two in long words) of `word`, None if there is none."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        allowed = 1 if len(word) < 8 else 2
        close = [
            (distance, -self._weights.get(found, 0), found)
            for first in sorted({word[0], word[1]})
            for found, distance, _ in process.extract(
                word, self._by_first.get(first, ()), scorer=OSA.distance, score_cutoff=allowed, limit=20
            )
        ]
        return min(close)[2] if close else None
