"""How dates, lists and references are written wherever plain text is all there is (field errors, reasons)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from policy.errors import NotFound


def day(on: date) -> str:
    """Write a date so that nobody mixes up day and month: 21 Feb 2027."""
    return f"{on.day} {on:%b} {on.year}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Write `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def moment(at: datetime) -> str:
    """Write a moment for an error's sentence: Slack shows it in the reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%d %b %H:%M} UTC>"


def span(length: timedelta) -> str:
    """Write how long something took: `15 min`, `1 h`, `1 h 30 min`."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(parts)


def count(number: int, one: str, many: str | None = None) -> str:
    """Write `1 deal`, `2 deals`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# Nine digits: what a database's integer holds for certain.
_REFERENCE = re.compile(r"^(dr|esc|roe|rq)[-\s]?([1-9][0-9]{0,8})$", re.IGNORECASE)


def whole_number(text: str | None) -> int | None:
    """Return the number that a form or a button carries, None for whatever else arrives in its place."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def reference(text: str) -> tuple[str, int] | None:
    """Return ("DR", 12) for `DR-12` (also `dr12`), likewise ESC, ROE and RQ; None for anything else."""
    found = _REFERENCE.match(text.strip())
    return (found.group(1).upper(), int(found.group(2))) if found else None


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule as people call it: `ROE-3` (also `roe 3`), `ROE-3.EMEA` of a scope, `ROE-3.EMEA v2` of a version."""

    code: str
    scope: str = ""  # as it was typed: "EMEA", "EMEA.smb"
    version: int | None = None

    @property
    def id(self) -> str:
        return f"{self.code}.{self.scope}" if self.scope else self.code


_RULE = re.compile(r"roe[-\s]?([0-9]{1,4})((?:\.[\w-]+){0,3})(?:[\s,]+v\.?\s?([0-9]{1,6}))?", re.IGNORECASE)


def rule_name(text: str) -> RuleName | None:
    """Return the rule that `text` names and nothing else, None for anything else."""
    found = _RULE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    return RuleName(f"ROE-{int(found[1])}", found[2].removeprefix("."), int(found[3]) if found[3] else None)


def number_of(kind: str, text: str) -> int | None:
    """Return 7 for the kind "ESC" and `ESC-7`, None for what is no reference of that kind."""
    found = reference(text)
    return found[1] if found and found[0] == kind else None


def deal_number(text: str) -> int | None:
    """Return 12 for `DR-12` (also `dr12`), None for anything else."""
    return number_of("DR", text)


def deal_id(ref: str) -> int:
    """Return 12 for `DR-12`. Raises NotFound for what is not a reference."""
    number = deal_number(ref)
    if number is None:
        raise NotFound(f"“{ref[:40]}” is not a deal's reference. They look like DR-12; `/deal mine` lists yours.")
    return number
