"""What differs between two texts or two sets of parameters, word by word, as people read a change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_WORDS = re.compile(r"\s+|[^\s]+")
REWRITTEN = 0.5  # share of words and spaces that stays, below which a text counts as rewritten


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that stays, goes or comes."""

    text: str
    gone: bool = False
    new: bool = False


def difference(before: str, after: str) -> tuple[Part, ...]:
    """Return `after` in parts, with what went from `before` where it stood.

    What stays and what is new make up `after`, what stays and what is gone make up `before`. A text of which less
    than half stays was rewritten: then all of one is gone and all of the other new.
    """
    return tuple(_parts(_WORDS.findall(before), _WORDS.findall(after)))


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        yield from filter(lambda part: part.text, (Part("".join(before), gone=True), Part("".join(after), new=True)))
        return
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield Part("".join(before[start:end]))
            continue
        if end > start:
            yield Part("".join(before[start:end]), gone=True)
        if new_end > new_start:
            yield Part("".join(after[new_start:new_end]), new=True)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the parameters that differ, each with both values; None where there is none."""
    names = [*before, *(name for name in after if name not in before)]
    return tuple((name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))
