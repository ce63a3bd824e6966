"""An inverted index with weighted fields, ranked by BM25F."""

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.search.spelling import Spelling
from policy.search.synonyms import meanings, meant
from policy.search.words import SMALL, stem, words

_SATURATION, _LENGTH = 1.2, 0.4  # BM25's k1 and b
_LITERAL = 0.4  # what the very word counts beside its meaning
_GUESSED = 0.85  # what a word counts that was corrected
# So that many rules cost no more than some: of a term the documents that say it most, of a question its rarest terms.
_CHAMPIONS, _LOOKED_UP = 600, 14

Fields = Mapping[str, str]
"""What a document says, by field."""


@dataclass(frozen=True, slots=True)
class Term:
    """A stem or a meaning of a query, and how much it counts."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Found:
    """A document, by its place. `cover` is the part of the query that it answers, from 0 to 1."""

    place: int
    score: float
    cover: float


class Index:
    def __init__(self, documents: Sequence[Fields], weights: Mapping[str, float]) -> None:
        said = [{field: words(text) for field, text in document.items()} for document in documents]
        counts = [_counted(document, weights) for document in said]
        self._size = len(counts)
        lengths = [sum(count.values()) for count in counts]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        postings: dict[str, list[tuple[float, int]]] = {}
        for place, count in enumerate(counts):
            short = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / mean)
            for term, times in count.items():
                postings.setdefault(term, []).append((-times * (_SATURATION + 1) / (times + short), place))
        self._rarity = {
            term: math.log(1 + (self._size - len(held) + 0.5) / (len(held) + 0.5)) for term, held in postings.items()
        }
        self._postings = {
            term: [(place, -impact) for impact, place in heapq.nsmallest(_CHAMPIONS, held)]
            for term, held in postings.items()
        }
        heard = Counter(word for document in said for word in {word for field in document.values() for word in field})
        trade = meant().words
        self._known = frozenset(heard) | trade | SMALL
        self._spelling = Spelling([*heard, *trade], heard)

    def asked(self, query: str) -> list[Term]:
        """Return what a query asks for; a word that nobody uses is taken for the one that was probably meant."""
        said, guessed = [], []
        for word in words(query)[:40]:
            right = word if word in self._known or stem(word) in self._rarity else self._spelling.meant(word)
            said.append(right or word)
            guessed.append(right not in (None, word))
        stems = [stem(word) for word in said]
        found: dict[str, float] = {}
        covered: set[int] = set()
        for start, end, meaning in meanings(stems):
            sure = _GUESSED if any(guessed[start:end]) else 1.0
            found[meaning] = max(sure, found.get(meaning, 0))
            covered |= set(range(start, end))
        for place, (word, one) in enumerate(zip(said, stems, strict=True)):
            if word not in SMALL:
                weight = (_LITERAL if place in covered else 1.0) * (_GUESSED if guessed[place] else 1.0)
                found[one] = max(weight, found.get(one, 0))
        return [Term(text, weight) for text, weight in found.items()]

    def search(self, asked: Sequence[Term], allowed: bytes, *, limit: int) -> list[Found]:
        """Return the `allowed` documents (a byte for each) that answer most of what is asked, best first."""
        known = sorted((t for t in asked if t.text in self._postings), key=lambda t: (-self._rarity[t.text], t.text))
        scores: dict[int, float] = {}
        for term in known[:_LOOKED_UP]:
            worth = term.weight * self._rarity[term.text]
            for place, impact in self._postings[term.text]:
                if allowed[place]:
                    scores[place] = scores.get(place, 0.0) + worth * impact
        whole = sum(self._worth(term) for term in asked) or 1.0
        best = heapq.nsmallest(limit, ((-score, place) for place, score in scores.items()))
        return [Found(place, -score, min(1.0, -score / whole)) for score, place in best]

    def _worth(self, term: Term) -> float:
        """Return what a term would add to a document that says it once. What no document says counts as rare."""
        if term.text.startswith("~") and term.text not in self._rarity:
            return 0.0
        return term.weight * self._rarity.get(term.text, math.log(1 + self._size * 2))


def _counted(document: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> dict[str, float]:
    """Return how often a document says each stem and meaning, by the weights of its fields."""
    found: dict[str, float] = {}
    for field, said in document.items():
        weight = weights.get(field, 1.0)
        stems = [stem(word) for word in said]
        kept = [one for word, one in zip(said, stems, strict=True) if word not in SMALL]
        for term in (*kept, *(meaning for _, _, meaning in meanings(stems))):
            found[term] = found.get(term, 0.0) + weight
    return found
