"""A rule's parameters as people write them in a form: a name and a value a line."""

from collections.abc import Mapping
from typing import Any

from policy.errors import Unclear
from policy.words import listed


def written(parameters: Mapping[str, Any]) -> str:
    """Return parameters as a form shows them, one a line: `days: 90`."""
    return "\n".join(f"{name}: {said(value)}" for name, value in parameters.items())


def read(text: str, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that `text` gives, each of the kind that `like` has under its name.

    Raises Unclear for a name that `like` does not have, for one that is missing or comes twice, and for a value of
    another kind.
    """
    given: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or name not in like:
            known = f"It has {listed(list(like))}." if like else "Leave this empty: the rule has nothing to set."
            raise Unclear(f"“{line[:60]}” is nothing this rule can set. {known}")
        if name in given:
            raise Unclear(f"{name} comes twice. Keep one of the lines.")
        given[name] = _value(name, value, like[name])
    if missing := [name for name in like if name not in given]:
        raise Unclear(f"{listed(missing)} is missing. Write every line, also those that stay as they are.")
    return given


def _value(name: str, text: str, like: Any) -> Any:
    match like:
        case bool():
            if text.lower() not in ("yes", "no"):
                raise Unclear(f"{name} is yes or no, not “{text[:40]}”.")
            return text.lower() == "yes"
        case int():
            if not (text.isascii() and text.isdigit() and len(text) < 12):
                raise Unclear(f"{name} is a whole number such as {like}, not “{text[:40]}”.")
            return int(text)
        case list() | tuple():
            words = [word for word in (part.strip() for part in text.split(",")) if word]
            return [_value(name, word, 0) for word in words] if like and isinstance(like[0], int) else words
        case dict():
            return {part.split("=")[0].strip(): _pair(name, part) for part in text.split(",") if part.strip()}
    if not text:
        raise Unclear(f"{name} has no value. Write one, for example {like}.")
    return text


def _pair(name: str, part: str) -> int:
    number = part.partition("=")[2].strip()
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        raise Unclear(f"{name} is written like Gold=40, Silver=25; “{part.strip()[:40]}” is not.")
    return int(number)


def said(value: Any) -> str:
    """Return a parameter's value as people write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{key}={number}" for key, number in value.items())
    return str(value)
