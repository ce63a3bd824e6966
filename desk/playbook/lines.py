"""Finds the line on which each key of a TOML text stands. (The standard library's parser does not tell.)"""

import re
import tomllib
from typing import Any

from desk.playbook.problems import Path

# A plain key whose value is over on its line and holds no further keys, as most are: parsing them once more took a
# fifth of the time of reading a playbook.
_PLAIN = re.compile(r"""([A-Za-z0-9_-]+)\s*=\s*(?:"(?!")[^"]*"|[0-9a-z.:+-]+)\s*(?:\#.*)?""")


def lines(text: str) -> dict[Path, int]:
    """Return the line of every table and key of a valid TOML text, counted from 1."""
    found: dict[Path, int] = {}
    arrays: dict[Path, int] = {}  # position of the newest table in each array of tables
    table: Path = ()
    rows = text.splitlines()
    number = 0
    while number < len(rows):
        start, row = number, rows[number].strip()
        number += 1
        if not row or row.startswith("#"):
            continue
        if row.startswith("["):
            table = _header(row, arrays)
            found[table] = start + 1
            continue
        if plain := _PLAIN.fullmatch(row):
            found.setdefault((*table, plain.group(1)), start + 1)
            continue
        chunk = row
        while (value := _parsed(chunk)) is None and number < len(rows):  # a value may run over several lines
            chunk += "\n" + rows[number]
            number += 1
        _note(found, table, value or {}, start + 1)
    return found


def _parsed(chunk: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(chunk)
    except tomllib.TOMLDecodeError:
        return None


def _header(row: str, arrays: dict[Path, int]) -> Path:
    """Return the path a `[table]` or `[[array]]` line opens."""
    path: Path = ()
    level: Any = tomllib.loads(row)
    while isinstance(level, dict) and level:
        key, level = next(iter(level.items()))
        path = (*path, key)
        if isinstance(level, list):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def _note(found: dict[Path, int], table: Path, value: Any, line: int) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            found.setdefault((*table, key), line)
            _note(found, (*table, key), inner, line)
