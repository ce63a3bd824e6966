"""What a change of a rule changes, as people read it: what goes is struck out, what comes is bold."""

from collections.abc import Mapping
from typing import Any

from policy.difference import Part, changed, difference
from policy.roe import Rule
from policy.wording import said
from views.text import clip, escape, typed

SHOWN = 900  # characters of a text's difference in a message; the whole of it is a click away
UNCHANGED = 60  # characters that are kept of a run of words that stays, on either side of a change


def between(before: Rule, after: Rule, limit: int = SHOWN) -> str:
    """List what differs between two versions of a rule; empty when nothing does.

    A number that changes is named once, by its setting; texts are compared where their wording changes.
    """
    lines = []
    if before.answer != after.answer:
        lines.append(f"*In short:* {_as_read(before.answer, after.answer, before, after, limit)}")
    if before.text != after.text:
        lines.append(f"*In full:* {_as_read(before.text, after.text, before, after, limit)}")
    lines += settings(before.parameters, after.parameters)
    return "\n".join(lines)


def _as_read(was: str, now: str, before: Rule, after: Rule, limit: int) -> str:
    """Compare two wordings with their numbers in them, as the rule's readers see it; where only the placeholder of a
    number comes or goes, as they are kept."""
    read_before, read_after = before.filled(was), after.filled(now)
    return words(was, now, limit) if read_before == read_after else words(read_before, read_after, limit)


def settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name every parameter that differs with both values."""

    def value(one: Any) -> str:
        return typed(said(one), 80) if one is not None else "nothing"

    return [f"*{typed(name, 40)}:* {value(was)} → *{value(now)}*" for name, was, now in changed(before, after)]


def words(before: str, after: str, limit: int = SHOWN) -> str:
    """Write two texts as one line of mrkdwn; long runs that stay are shortened in their middle."""
    parts = difference(" ".join(before.split()), " ".join(after.split()))
    if all(part.gone or part.new for part in parts):
        return clip(f"rewritten. {escape(' '.join(after.split()))}", limit)
    marked = [_marked(part, first=not n, last=n == len(parts) - 1) for n, part in enumerate(parts)]
    for n, part in enumerate(parts[1:]):
        if part.new and parts[n].gone and marked[n].endswith("~"):
            marked[n] += " "  # marks that touch are no marks to Slack
    return clip("".join(marked), limit)


def _marked(part: Part, *, first: bool, last: bool) -> str:
    mark = "~" if part.gone else "*" if part.new else ""
    core = part.text.strip()
    if not mark or not core:
        return escape(_shortened(part.text, first=first, last=last))
    start = part.text[: len(part.text) - len(part.text.lstrip())]
    end = part.text[len(part.text.rstrip()) :]
    return f"{start}{mark}{escape(core)}{mark}{end}"


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Keep of what stays only the words beside a change."""
    if len(text) <= 2 * UNCHANGED + 20:
        return text
    start = "" if first else text[:UNCHANGED].rsplit(" ", 1)[0]
    end = "" if last else text[-UNCHANGED:].split(" ", 1)[-1]
    return f"{start} … {end}".lstrip()
