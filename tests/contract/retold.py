"""The same told of a company that types something else.

A view is a function of what it is given, so a second company of the largest size need not live through everything that
the first one did: what a view was given is copied with every run of one texture in another's characters, as long as it
was. The desk cuts, stores and gives back what was typed without a look at its characters.
"""

import pickle
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import takewhile
from operator import eq
from types import MappingProxyType
from typing import Any

from desk.standards import Standards
from policy.errors import InvalidForm
from tests.contract.worlds import TEXTURES, TYPED, Texture, World

Told = tuple[str, Callable[..., Any], tuple[Any, ...]]
"""What is told, the function of the views that writes it, and what that is given."""


class Retelling:
    """Gives copies of anything, in which `to` was typed where `was` stands."""

    def __init__(self, was: Texture, to: Texture) -> None:
        self.name = to.name
        self._prose, self._to = was.prose * (5 * TYPED // len(was.prose)), to
        self._signs = was.line[:6], was.prose[:9]
        self._line = re.compile(f"{re.escape(was.line[:6])}[{re.escape(was.line)}]*")
        self.kept: dict[int, Standards] = {}  # copies of playbooks by their originals
        self.text = cache(self._retold)  # the same few texts stand everywhere
        self._originals: list[Standards] = []  # an id is one object's as long as that is there

    def _retold(self, text: str) -> str:
        done, start = "", text.find(self._signs[1])
        while start >= 0:
            known = sum(takewhile(bool, map(eq, text[start:], self._prose)))
            done, text = done + text[:start] + (self._to.prose * known)[:known], text[start + known :]
            start = text.find(self._signs[1])
        return self._line.sub(lambda run: (self._to.line * len(run[0]))[: len(run[0])], done + text)

    def error(self, error: Exception) -> Exception:
        if isinstance(error, InvalidForm):
            return type(error)(**{field: self.text(said) for field, said in error.fields.items()})
        return type(error)(self.text(str(error)))

    def copy(self, thing: Any) -> Any:
        file = BytesIO()
        _Writer(file, self, thing).dump(thing)
        file.seek(0)
        return _Reader(file, self).load()

    def is_about(self, text: str) -> bool:
        return self._signs[0] in text or self._signs[1] in text

    def keep(self, them: Standards) -> int:
        """Copy a playbook, once: nearly everything is told by the same. Return what it is kept under."""
        if id(them) not in self.kept:
            self._originals.append(them)
            self.kept[id(them)] = self.copy(them)
        return id(them)


def retellings(world: World) -> list[Retelling]:
    """Return how everything in a world is told in each texture that it is not made of."""
    return [Retelling(world.texture, one) for one in TEXTURES if world.texture and one != world.texture]


class _Writer(pickle.Pickler):
    """Leaves open what is different in the copy, and says what stands there."""

    def __init__(self, file: BytesIO, told: Retelling, all_of: Any) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._told, self._all_of = told, all_of

    def persistent_id(self, thing: Any) -> tuple[str, Any] | None:
        if isinstance(thing, str):
            return ("text", self._told.text(thing)) if self._told.is_about(thing) else None
        if isinstance(thing, Standards) and thing is not self._all_of:
            return ("standards", self._told.keep(thing))
        return None

    def reducer_override(self, thing: Any) -> Any:
        return (_frozen, (dict(thing),)) if isinstance(thing, MappingProxyType) else NotImplemented


def _frozen(entries: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(entries)


class _Reader(pickle.Unpickler):
    def __init__(self, file: BytesIO, told: Retelling) -> None:
        super().__init__(file)
        self._told = told

    def persistent_load(self, found: tuple[str, Any]) -> Any:
        kind, it = found
        return it if kind == "text" else self._told.kept[it]
