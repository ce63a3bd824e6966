"""Everything the bot said to Slack, and what in it would be live: pings, links, hidden marks, formatting of others."""

import re
from collections.abc import Iterator
from typing import Any

from tests.driver import Workspace

Json = dict[str, Any]
# What may stand between angle brackets: a time in the reader's zone, without the link that Slack allows there.
_DATE = re.compile(r"<!date\^\d+\^[^<>|^]*\|[^<>|]*>")
_QUOTED = re.compile(r"^> ", re.MULTILINE)
# Direction marks, zero-width characters, fillers and tags: they make text look like what it is not.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2061-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]"
)


def said(slack: Workspace) -> Iterator[tuple[str, Any]]:
    """Go through what the bot sent: calls that show something, answers to response URLs, and acks."""
    for entry in slack.log("api"):
        if entry["name"].startswith(("chat.", "views.")):
            yield entry["name"], entry["request"]
    for entry in slack.log("response_url"):
        yield "response_url", entry["request"]
    for entry in slack.log("ack"):
        if entry["response"]:
            yield f"ack of {entry['name']}", entry["response"]


def live(slack: Workspace) -> list[str]:
    """List what would ping, link or mislead in anything the bot said; also what Slack refused or we broke."""
    found = []
    for where, payload in said(slack):
        for kind, text in _texts(payload):
            if kind != "plain_text":
                bare = _QUOTED.sub("", _DATE.sub("", text))
                found += [f"{where}: {kind} is live: {text!r}"] if "<" in bare or ">" in bare else []
                found += [f"{where}: {kind} formats what was typed: {text!r}"] if _formats(text) else []
            found += [f"{where}: {kind} hides something: {text!r}"] if _HIDDEN.search(text) else []
            found += [f"{where}: {text}"] if "Something broke" in text else []
        found += [f"{where}: links what looks like one: {one['text']!r}" for one in _unguarded(payload)]
    for kind in ("api", "response_url", "ack"):
        found += [
            f"{entry['name']} was refused: {entry['error']}, {entry['response']}"
            for entry in slack.log(kind)
            if not entry["ok"] and entry["name"] != "sandbox.clock"
        ]
    return found


def _formats(text: str) -> bool:
    return any(mark in text for mark in ("`evil`", "*evil*", "_evil_", "~evil~", "```"))


def _texts(thing: Any, key: str = "text") -> Iterator[tuple[str, str]]:
    """Give every text a person can read, with its kind: plain_text, mrkdwn or (a message's own) text."""
    if isinstance(thing, str) and key == "text":
        yield "text", thing
    elif isinstance(thing, list):
        for part in thing:
            yield from _texts(part, "")
    elif isinstance(thing, dict):
        if thing.get("type") in ("plain_text", "mrkdwn"):
            yield thing["type"], thing["text"]
            return
        for name, part in thing.items():
            if name == "errors" and isinstance(part, dict):
                yield from (("plain_text", words) for words in part.values() if "Something broke" in words)
            elif name == "initial_value":
                yield "plain_text", part
            elif name != "message":
                yield from _texts(part, name)


def _unguarded(thing: Any) -> Iterator[Json]:
    """Give every mrkdwn text in which Slack would make links of addresses and channel names."""
    if isinstance(thing, list):
        for part in thing:
            yield from _unguarded(part)
    elif isinstance(thing, dict):
        if thing.get("type") == "mrkdwn" and not thing.get("verbatim"):
            yield thing
        for part in thing.values():
            yield from _unguarded(part)
