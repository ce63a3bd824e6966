"""Words on their way into mrkdwn: escaping, clipping, times in the reader's zone, money."""

import re
from datetime import date, datetime
from decimal import Decimal

from policy.amounts import format_amount
from policy.words import day

ELLIPSIS = "…"
# Marks that reorder or hide text have no place in what others read: bidirectional controls, zero-width characters,
# fillers, tags, control characters.
_HIDDEN = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0x00AD,
        0x061C,
        *range(0x115F, 0x1161),
        *range(0x17B4, 0x17B6),
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0x3164,
        0xFEFF,
        0xFFA0,
        *range(0xE0000, 0xE0080),
    ]
)

_EMPTY_LINES = re.compile(r"\s*\n\s*\n\s*")
# A backtick anywhere, another mark before or after what is no word; it begins with the marks, to be found fast.
_FORMATTING = re.compile(r"[`*_~](?:(?<=`)|(?<![^\W_].)|(?![^\W_]))")


def plain(text: str, limit: int = 3000) -> str:
    """Return what a person typed, fit for a plain_text field: no hidden marks, at most `limit` characters."""
    text = text.translate(_HIDDEN)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def entities(text: str) -> str:
    """Escape what Slack would read as a mention or a link, and nothing else."""
    return text.translate(_HIDDEN).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape(text: str) -> str:
    """Return what a person typed so that mrkdwn shows it as typed: no mention, no link, no formatting runs.

    Slack escapes only `& < >`. A formatting mark at the edge of a word gets an invisible word joiner, so that a stray
    backtick or star cannot swallow what follows; inside a word (`ana_ruiz@acme.com`) it means nothing and stays.
    """
    return _FORMATTING.sub("\\g<0>\u2060", entities(text))


def clip(escaped: str, limit: int) -> str:
    """Cut escaped text to `limit` characters, never through an entity or a `<...>` of ours."""
    if len(escaped) <= limit:
        return escaped
    cut = escaped[: limit - 1]
    entity = cut.rfind("&")
    if entity > len(cut) - 6 and ";" not in cut[entity:]:
        cut = cut[:entity]
    markup = cut.rfind("<")
    if markup >= 0 and ">" not in cut[markup:]:
        cut = cut[:markup]
    return cut.rstrip(" \n*_~`") + ELLIPSIS


def typed(text: str, limit: int = 300) -> str:
    """Return what a person typed on one line of mrkdwn, escaped and clipped."""
    return clip(escape(_head(" ".join(text.split()), limit)), limit)


def named(text: str) -> str:
    """Return a name or label as `typed` does, short enough not to push out what else its line says."""
    return typed(text, 100)


def quote(text: str, limit: int = 1200) -> str:
    """Return what a person typed as a mrkdwn quotation, line by line."""
    text = _head(_EMPTY_LINES.sub("\n\n", text.strip()), limit)
    return clip("\n".join(f"> {line}" for line in escape(text).splitlines() or [""]), limit)


def _head(text: str, limit: int) -> str:
    """Return as much of a text as can show within `limit`, and one more: escaping makes it longer, never shorter."""
    head = text[: limit + 1].translate(_HIDDEN)
    return head if len(head) > limit else text.translate(_HIDDEN)[: limit + 1]


def at(moment: datetime) -> str:
    """Return a moment as the reader's Slack shows it in their own zone (mrkdwn only)."""
    stamp = int(moment.timestamp())
    return f"<!date^{stamp}^{{date_short_pretty}} at {{time}}|{day(moment.date())} {moment:%H:%M} UTC>"


def on(when: date) -> str:
    return day(when)


def money(amount: Decimal, currency: str) -> str:
    return f"{format_amount(amount)} {currency}"


def dotted(*parts: str) -> str:
    """Join what is there with middle dots."""
    return " · ".join(part for part in parts if part)
