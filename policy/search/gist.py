"""What texts are about, compared without an index: which questions are alike, which sentences answer one."""

import re
from collections.abc import Sequence

from policy.search.synonyms import meanings
from policy.search.words import SMALL, stem, words

_ALIKE = 0.5  # the part of what two questions are about that they have to share
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def gist(text: str) -> frozenset[str]:
    """Return the stems and meanings that a text is about."""
    said = words(text)
    stems = [stem(word) for word in said]
    found = list(meanings(stems))
    covered = {place for start, end, _ in found for place in range(start, end)}
    rest = (stems[n] for n, word in enumerate(said) if word not in SMALL and n not in covered)
    return frozenset((*rest, *(meaning for _, _, meaning in found)))


def grouped(texts: Sequence[str]) -> list[list[int]]:
    """Return the places of texts that are alike, as groups: the largest first, then in the order of their first text.

    A text joins the first group to whose first text it is alike, so the order of the texts decides, and nothing else.
    """
    groups: list[tuple[frozenset[str], list[int]]] = []
    for place, text in enumerate(texts):
        about = gist(text)
        group = next((members for leader, members in groups if _alike(about, leader)), None)
        if group is None:
            groups.append((about, [place]))
        else:
            group.append(place)
    return sorted((members for _, members in groups), key=lambda members: (-len(members), members[0]))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return one == other
    return len(one & other) >= _ALIKE * len(one | other)


def passage(text: str, question: str, at_most: int = 3) -> str:
    """Return the sentences in a row that say most of what is asked for; of equal ones the earliest."""
    sentences = [one for paragraph in text.split("\n") for one in _SENTENCE.split(paragraph.strip()) if one]
    asked = gist(question)
    shared = [len(gist(sentence) & asked) for sentence in sentences]
    starts = range(max(1, len(sentences) - at_most + 1))
    best = max(starts, key=lambda start: (sum(shared[start : start + at_most]), -start))
    return " ".join(sentences[best : best + at_most])
