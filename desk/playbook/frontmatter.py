"""Reads and writes Markdown files that begin with keys and values between two lines of `---`.

The keys are YAML, of which only what means the same to everybody is taken: text, whole and decimal numbers, true and
false, dates, lists and tables. `no`, `012` and `12:30` are text here. Anchors and doubled keys are refused.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from desk.playbook.problems import Path

FENCE = "---"


class Unreadable(ValueError):
    """What stands in the file cannot be read. `line` counts from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


class _Loader(yaml.SafeLoader):
    """Takes its time, and says best what is wrong where."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the class attribute that PyYAML reads)


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same over libyaml, which comes with PyYAML almost everywhere and reads a rule in a tenth of the time."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


_INT, _FLOAT, _BOOL, _DATE, _NULL = (
    f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "timestamp", "null")
)
for _tag, _pattern, _first in (
    (_INT, r"-?(0|[1-9][0-9]*)", "-0123456789"),
    (_FLOAT, r"-?(0|[1-9][0-9]*)\.[0-9]+(e[-+]?[0-9]+)?", "-0123456789"),
    (_BOOL, r"true|false", "tf"),
    (_DATE, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    (_NULL, r"~|null|", ["~", "n", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_first))


class _Dumper(yaml.SafeDumper):
    """Leaves out anchors, and indents lists below their key."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Write text with other line ends than ours in double quotes, where they are spelt out."""
    style = '"' if re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def parse(text: str) -> tuple[dict[str, Any], str, dict[Path, int]]:
    """Return the keys with their values, the text below them, and the line of each key. Raises Unreadable."""
    rows = text.split("\n")
    if rows[0].rstrip() != FENCE:
        raise Unreadable(1, f'The file begins with a line of "{FENCE}", then keys such as "title: Named accounts".')
    end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), None)
    if end is None:
        raise Unreadable(len(rows), f'The keys end with a line of "{FENCE}". It is missing.')
    node = _node("\n".join(rows[1:end]))
    lines: dict[Path, int] = {}
    value = {} if node is None else _value(node, (), lines, set())
    if not isinstance(value, dict):
        raise Unreadable(2, 'Here stand keys with their values, such as "title: Named accounts".')
    return value, "\n".join(rows[end + 1 :]).strip(), lines


def _node(head: str) -> yaml.Node | None:
    """Return what the keys say, None for nothing. Raises Unreadable; lines count from that of the first fence."""
    try:
        return yaml.compose(head, Loader=_FastLoader)
    except yaml.YAMLError:
        pass
    try:
        return yaml.compose(head, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 2 if mark else 1, f"This cannot be read: {error.problem or error}.") from None
    except yaml.YAMLError as error:
        raise Unreadable(1, f"This cannot be read: {error}.") from None


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Any:
    line = node.start_mark.line + 2
    if id(node) in seen:
        raise Unreadable(line, "Write it out here: references to another line are not taken.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_noted(one, (*path, place), lines, seen) for place, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _table(node, path, lines, seen)
    return _scalar(node, line)


def _table(node: yaml.MappingNode, path: Path, lines: dict[Path, int], seen: set[int]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, "A key is a word.")
        if key.value in table:
            raise Unreadable(line, f"{key.value} stands here twice. Leave one out.")
        lines[(*path, key.value)] = line
        table[key.value] = _value(value, (*path, key.value), lines, seen)
    return table


def _noted(node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Any:
    lines[path] = node.start_mark.line + 2
    return _value(node, path, lines, seen)


def _scalar(node: yaml.Node, line: int) -> Any:
    text: str = node.value
    match node.tag:
        case tag if tag == _INT:
            return int(text)
        case tag if tag == _FLOAT:
            return float(text)
        case tag if tag == _BOOL:
            return text == "true"
        case tag if tag == _NULL:
            return None
        case tag if tag == _DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise Unreadable(line, f"{text} is a day that no year has.") from None
    return text


def dumps(keys: Mapping[str, Any], text: str) -> str:
    """Write a file that `parse` reads back to the same. Keys without a value are left out."""
    given = {key: value for key, value in keys.items() if value not in (None, "", [], {}, ())}
    head = yaml.dump(given, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    return f"{FENCE}\n{head}{FENCE}\n\n{text}\n"
