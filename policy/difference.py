"""What differs between two texts or two sets of parameters, word by word, as people read a change."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_WORDS = re.compile(r"\s+|[^\s]+")
_Run = tuple[bool, str, str]  # whether it stays, what was there, what is
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
    for stays, gone, new in _joined(
        (what == "equal", "".join(before[start:end]), "".join(after[new_start:new_end]))
        for what, start, end, new_start, new_end in matcher.get_opcodes()
    ):
        if stays:
            yield Part(gone)
            continue
        yield from filter(lambda part: part.text, (Part(gone, gone=True), Part(new, new=True)))


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """Join changes with what stays between them where that is no longer than either: words that two sentences happen to
    share would only make the change harder to read."""
    joined: list[_Run] = []
    for run in runs:
        joined.append(run)
        while len(joined) >= 3 and joined[-2][0] and len(joined[-2][1]) <= min(map(_size, joined[-3::2])):
            last = joined[-3:]
            joined[-3:] = [(False, "".join(gone for _, gone, _ in last), "".join(new for _, _, new in last))]
    return joined


def _size(run: _Run) -> int:
    return max(len(run[1]), len(run[2]))


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the parameters that differ, each with both values; None where there is none."""
    names = [*before, *(name for name in after if name not in before)]
    return tuple((name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))
