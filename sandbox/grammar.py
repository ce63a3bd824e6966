"""A small grammar for what an app may send: shapes declared as tables, checked into Slack's messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True)
class Findings:
    """What is wrong with a payload, each with a pointer to its place."""

    messages: list[str] = field(default_factory=list)

    def add(self, problem: str, path: str) -> None:
        self.messages.append(f"[ERROR] {problem} [json-pointer:{path}]")

    def __bool__(self) -> bool:
        return bool(self.messages)


class Rule(Protocol):
    def check(self, value: Any, path: str, findings: Findings) -> None: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string within lengths, of a form, or of a fixed choice."""

    most: int | None = None
    least: int = 0
    pattern: str | None = None
    choice: tuple[str, ...] = ()

    def check(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.add("must provide a string", path)
        elif self.choice and value not in self.choice:
            findings.add(f"value must be one of {', '.join(self.choice)}", path)
        elif self.most is not None and len(value) > self.most:
            findings.add(f"must be less than {self.most + 1} characters", path)
        elif len(value) < self.least:
            findings.add(f"must be more than {self.least - 1} characters", path)
        elif self.pattern and not re.fullmatch(self.pattern, value):
            findings.add("failed to match the required format", path)


@dataclass(frozen=True, slots=True)
class Number:
    least: float | None = None
    most: float | None = None
    whole: bool = False

    def check(self, value: Any, path: str, findings: Findings) -> None:
        is_number = isinstance(value, int if self.whole else int | float) and not isinstance(value, bool)
        if not is_number:
            findings.add(f"must provide {'an integer' if self.whole else 'a number'}", path)
        elif self.least is not None and value < self.least:
            findings.add(f"must be at least {self.least:g}", path)
        elif self.most is not None and value > self.most:
            findings.add(f"must be at most {self.most:g}", path)


@dataclass(frozen=True, slots=True)
class Flag:
    def check(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, bool):
            findings.add("must provide a boolean", path)


@dataclass(frozen=True, slots=True)
class Items:
    """An array of one kind of thing, within counts."""

    of: Rule
    most: int | None = None
    least: int = 0

    def check(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.add("must provide an array", path)
            return
        if self.most is not None and len(value) > self.most:
            findings.add(f"no more than {self.most} items allowed", path)
        if len(value) < self.least:
            findings.add(f"no fewer than {self.least} item{'s' if self.least > 1 else ''} allowed", path)
        for index, item in enumerate(value):
            self.of.check(item, f"{path}/{index}", findings)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with known fields; unknown ones are refused. `one_of` groups ask for at least one of their fields."""

    fields: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    not_both: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add("must provide an object", path)
            return
        for name in self.required:
            if value.get(name) is None:
                findings.add(f"missing required field: {name}", path)
        for group in self.one_of:
            if not any(value.get(name) for name in group):
                findings.add(f"missing required field: {' or '.join(group)}", path)
        for one, other in self.not_both:
            if one in value and other in value:
                findings.add(f"only one of {one} and {other} is allowed", path)
        for name, given in value.items():
            rule = self.fields.get(name)
            if rule is None:
                findings.add(f"invalid additional property: {name}", path)
            elif given is not None or name in self.required:
                rule.check(given, f"{path}/{name}", findings)


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose `type` picks its shape from a table; `allowed` narrows the table for one place."""

    table: Mapping[str, Rule]
    allowed: tuple[str, ...] | None = None

    def check(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add("must provide an object", path)
            return
        kind = value.get("type")
        if kind is None:
            findings.add("missing required field: type", path)
        elif kind not in self.table or (self.allowed is not None and kind not in self.allowed):
            findings.add(f"unsupported type: {kind}", f"{path}/type")
        else:
            self.table[kind].check(value, path, findings)


@dataclass(frozen=True, slots=True)
class Anything:
    """A value the workspace only stores."""

    def check(self, value: Any, path: str, findings: Findings) -> None:
        return


def shape(
    kind: str, *groups: Mapping[str, Rule], needs: str = "", one_of: str = "", not_both: str = "", **fields: Rule
) -> Shape:
    """Declare an object of a type, from groups of fields and more; several names in one string stand between blanks."""
    every = {name: rule for group in groups for name, rule in group.items()}
    one, _, other = not_both.partition(" ")
    return Shape(
        {"type": Text(choice=(kind,)), **every, **fields},
        required=("type", *needs.split()),
        one_of=(tuple(one_of.split()),) if one_of else (),
        not_both=((one, other),) if not_both else (),
    )
