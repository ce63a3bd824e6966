"""What a person sees in blocks, and the things on them that can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# Element type -> the key of its value.
VALUE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def words_of(thing: Any) -> str:
    """Give all the words a person can see in blocks, a view or a message."""
    return "\n".join(_words(thing))


def plainly(mrkdwn: str) -> str:
    """Give what a person reads in mrkdwn: dates by their fallback, links by their label, entities as signs.

    Mentions stay as `<@U1>`, and the marks of bold and italic stay where they are.
    """
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", mrkdwn)
    text = re.sub(r"<(?:https?|mailto):[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<((?:https?|mailto):[^|>]*)>", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# Keys that carry words, in reading order; everything else is machinery.
_SEEN = (
    "title", "label", "text", "fields", "accessory", "element", "elements", "child_blocks", "rows", "hint",
    "placeholder", "options", "option_groups", "description", "caption", "alt_text", "subtitle", "body", "actions",
    "blocks", "fallback", "url",
)  # fmt: skip


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        if thing:
            yield thing
    elif isinstance(thing, list):
        inline = [part for part in thing if isinstance(part, dict) and part.get("type") in _INLINE]
        if inline and len(inline) == len(thing):
            yield "".join(_inline(part) for part in thing)
        else:
            for part in thing:
                yield from _words(part)
    elif isinstance(thing, dict) and thing.get("type") == "mrkdwn":
        yield plainly(thing["text"])
    elif isinstance(thing, dict):
        for key in _SEEN:
            if key in thing and not (key == "url" and thing.get("type") != "link"):
                yield from _words(thing[key])


_INLINE = ("text", "link", "emoji", "user", "channel", "broadcast", "date", "usergroup", "color", "team")


def _inline(part: Json) -> str:
    match part["type"]:
        case "text":
            return str(part["text"])
        case "link":
            return str(part.get("text") or part["url"])
        case "emoji":
            return f":{part['name']}:"
        case "user":
            return f"<@{part['user_id']}>"
        case "channel":
            return f"<#{part['channel_id']}>"
        case "broadcast":
            return f"@{part['range']}"
        case "date":
            return str(part.get("fallback") or part["timestamp"])
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class Control:
    """Something on a surface that can be used."""

    block: Json
    element: Json

    @property
    def label(self) -> str:
        return str(self.element.get("text", {}).get("text") or self.element.get("placeholder", {}).get("text") or "")


def controls_of(blocks: list[Json]) -> list[Control]:
    found = []
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        if block.get("type") in ("actions", "context_actions"):
            inside += block.get("elements", [])
        inside += block.get("actions", [])
        found += [Control(block, element) for element in inside if element and element.get("action_id")]
        found += controls_of(block.get("child_blocks", []))
    return found


def buttons_of(blocks: list[Json]) -> list[str]:
    return [control.label for control in controls_of(blocks) if control.element["type"] == "button"]


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def shown(option: Json) -> str:
    return str(option["text"]["text"])


def match(options: list[Json], wanted: Any, where: str) -> Json:
    """Take the option a person means: by its value, its words, or their beginning."""
    said = str(wanted)
    tests: list[Callable[[Json], bool]] = [
        lambda option: option.get("value") == said or shown(option) == said,
        lambda option: shown(option).casefold() == said.casefold(),
        lambda option: shown(option).casefold().startswith(said.casefold()),
        lambda option: said.casefold() in shown(option).casefold(),
    ]
    for fits in tests:
        for option in options:
            if fits(option):
                return option
    raise AssertionError(f"{where}: no {said!r} among {[shown(option) for option in options]}")
