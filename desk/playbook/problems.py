"""What is wrong with a playbook, said so that whoever edits it finds the place and the cure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from policy.errors import DeskError
from policy.words import count, listed

Path = tuple[str | int, ...]
"""The way to a value: the file's stem, then keys and positions, for example ("regions", "EMEA", "currency")."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file. Line 0 stands for the file as a whole."""

    file: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    key: str
    why: str

    def __str__(self) -> str:
        line = f", line {self.place.line}" if self.place.line else ""
        key = f", {self.key}" if self.key else ""
        return f"{self.place.file}{line}{key}: {self.why}"


class PlaybookInvalid(DeskError):
    """The playbook has problems. Nothing was changed; correct them and apply it again."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.place.file, p.place.line, p.key, p.why)))
        head = f"The playbook has {count(len(self.problems), 'problem')}. Nothing was changed."
        super().__init__("\n".join([head, *map(str, self.problems)]))


class Places:
    """Where in which file each value of a playbook stands."""

    def __init__(self, places: Mapping[Path, Place]) -> None:
        self._places = dict(places)

    def of(self, path: Path) -> Place:
        """Return the place of the value, or of the nearest thing around it that was written down."""
        for length in range(len(path), 0, -1):
            if place := self._places.get(path[:length]):
                return place
        return Place("rules/" if path[0] == "rules" else f"{path[0]}.toml")

    def problem(self, path: Path, why: str) -> Problem:
        of_a_rule = path[0] == "rules" and len(path) > 1 and self._places.get(path[:2])  # its file names it already
        return Problem(self.of(path), _key(path[2:] if of_a_rule else path[1:]), why)


def _key(path: Path) -> str:
    """Write a path as people read it: `EMEA.currency`, `person 3.roles 1.region`."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ".".join(words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant."""
    by_key = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), by_key, 1)
    return by_key[found[0]] if found else None


def choose(word: str, known: Iterable[str]) -> str:
    """Say what to write instead of `word`: the one probably meant, else all there are."""
    options = sorted(known)
    close = nearest(word, options)
    if close:
        return f"Did you mean {close}?"
    if not options:
        return "There is none yet."
    return f"Write {listed(options[:12], 'or')}{' or another of them' if len(options) > 12 else ''}."
