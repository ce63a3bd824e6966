"""What a message's blocks and a view must satisfy, with the rules that no single table row can say."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.blocks import BLOCKS, IN_HOMES, IN_MESSAGES, IN_MODALS
from sandbox.elements import plain
from sandbox.errors import Refused
from sandbox.grammar import Findings, Flag, Items, Rule, Shape, Text, Typed, shape

MESSAGE_BLOCKS_CHARACTERS = 13_200
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000

_MESSAGE = Items(Typed(BLOCKS, IN_MESSAGES), 50)
_ATTACHMENT_BLOCKS = Items(Typed(BLOCKS, IN_MESSAGES), 50, 1)
_VIEW: dict[str, Rule] = {
    "private_metadata": Text(3000),
    "callback_id": Text(255),
    "external_id": Text(255),
}
MODAL = shape(
    "modal",
    _VIEW,
    needs="title blocks",
    title=plain(24),
    submit=plain(24),
    close=plain(24),
    blocks=Items(Typed(BLOCKS, IN_MODALS), 100, 1),
    clear_on_close=Flag(),
    notify_on_close=Flag(),
    submit_disabled=Flag(),
)
HOME = shape("home", _VIEW, needs="blocks", blocks=Items(Typed(BLOCKS, IN_HOMES), 100, 1))
METADATA = Shape(
    {"event_type": Text(255, 1), "event_payload": Shape({})},
    required=("event_type", "event_payload"),
)


def elements_of(block: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """List a block's interactive elements with the path of each below the block."""
    if not isinstance(block, dict):
        return []
    match block.get("type"):
        case "section":
            found = [(block.get("accessory"), "accessory")]
        case "input":
            found = [(block.get("element"), "element")]
        case "actions" | "context_actions":
            found = _numbered(block.get("elements"), "elements")
        case "card":
            found = _numbered(block.get("actions"), "actions")
        case _:
            found = []
    return [(element, path) for element, path in found if isinstance(element, dict) and element.get("type") != "image"]


def _numbered(elements: Any, name: str) -> list[tuple[Any, str]]:
    return [(element, f"{name}/{i}") for i, element in enumerate(elements)] if isinstance(elements, list) else []


def nested(blocks: list[dict[str, Any]], path: str = "/blocks") -> Iterator[tuple[dict[str, Any], str]]:
    """Go through blocks and the blocks inside them."""
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        yield block, f"{path}/{index}"
        for inside in ("child_blocks", "elements"):
            if block.get("type") in ("container", "carousel") and isinstance(block.get(inside), list):
                yield from nested(block[inside], f"{path}/{index}/{inside}")


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group.get("options", []))]


def _check_together(blocks: Any, path: str, findings: Findings) -> None:
    """Check what concerns more than one place: unique ids, one focus, presets that are on offer."""
    if findings or not isinstance(blocks, list):
        return
    block_ids: set[str] = set()
    focused = tables = markdown = 0
    for block, here in nested(blocks, path):
        if (block_id := block.get("block_id")) is not None:
            if block_id in block_ids:
                findings.add(f"block_id {block_id!r} already exists", f"{here}/block_id")
            block_ids.add(block_id)
        tables += block["type"] == "table"
        markdown += len(block["text"]) if block["type"] == "markdown" else 0
        action_ids: set[str] = set()
        for element, below in elements_of(block):
            there = f"{here}/{below}"
            if (action_id := element.get("action_id")) is not None:
                if action_id in action_ids:
                    findings.add(f"action_id {action_id!r} already exists for this block", f"{there}/action_id")
                action_ids.add(action_id)
            focused += bool(element.get("focus_on_load"))
            _check_element(element, there, findings)
    if focused > 1:
        findings.add("only one element may have focus_on_load set to true", path)
    if tables > 1:
        findings.add("only one table is allowed per message", path)
    if markdown > MARKDOWN_CHARACTERS:
        findings.add(f"markdown must be less than {MARKDOWN_CHARACTERS + 1} characters in all", path)


def _check_element(element: dict[str, Any], path: str, findings: Findings) -> None:
    kind = element["type"]
    if kind in ("static_select", "multi_static_select", "radio_buttons", "checkboxes"):
        options = options_of(element)
        values = [option.get("value") for option in options]
        if len(values) != len(set(values)):
            findings.add("option values must be unique", f"{path}/options")
        if (preset := element.get("initial_option")) is not None and preset not in options:
            findings.add("initial_option must match an option exactly", f"{path}/initial_option")
        for index, preset in enumerate(element.get("initial_options") or []):
            if preset not in options:
                findings.add("initial_options must match options exactly", f"{path}/initial_options/{index}")
    most = element.get("max_selected_items")
    if most is not None and any(
        len(value) > most for key, value in element.items() if key.startswith("initial_") and isinstance(value, list)
    ):
        findings.add("more presets than max_selected_items", path)
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if shortest > longest:
        findings.add("min_length must not be greater than max_length", f"{path}/min_length")
    if kind == "plain_text_input" and len(element.get("initial_value") or "") > longest:
        findings.add("initial_value is longer than max_length", f"{path}/initial_value")
    if kind != "overflow" and any("url" in option for option in options_of(element)):
        findings.add("url is only allowed in the options of an overflow menu", f"{path}/options")


def check_message_blocks(blocks: Any) -> None:
    """Refuse a message's blocks as chat.* does."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    findings = Findings()
    _MESSAGE.check(blocks, "/blocks", findings)
    _check_together(blocks, "/blocks", findings)
    if findings:
        raise Refused(
            "invalid_blocks", *findings.messages, errors=[m.removeprefix("[ERROR] ") for m in findings.messages]
        )
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MESSAGE_BLOCKS_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def check_attachments(attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    findings = Findings()
    for index, attachment in enumerate(attachments):
        if "blocks" in attachment:
            path = f"/attachments/{index}/blocks"
            _ATTACHMENT_BLOCKS.check(attachment["blocks"], path, findings)
            _check_together(attachment["blocks"], path, findings)
    if findings:
        raise Refused("invalid_attachments", *findings.messages)


def check_options(body: Any) -> None:
    """Refuse an answer to a type-ahead that Slack would not show."""
    from_list = Shape(
        {"options": Items(Shape({"text": plain(75), "value": Text(150, 1), "description": plain(75)}, ("text",)), 100)},
        required=("options",),
    )
    group = Shape({"label": plain(75), "options": from_list.fields["options"]}, required=("label", "options"))
    from_groups = Shape({"option_groups": Items(group, 100)}, required=("option_groups",))
    findings = Findings()
    rule = from_groups if isinstance(body, dict) and "option_groups" in body else from_list
    rule.check(body, "", findings)
    if findings:
        raise Refused("invalid_options", *findings.messages)


def check_view(view: Any, *, home: bool = False) -> None:
    """Refuse a view as views.* does."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", "[ERROR] must provide an object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    expected = "home" if home else "modal"
    findings = Findings()
    if view.get("type") != expected:
        findings.add(f"unsupported type: {view.get('type')}; must be {expected}", "/view/type")
    else:
        (HOME if home else MODAL).check(view, "/view", findings)
        blocks = view.get("blocks")
        _check_together(blocks, "/view/blocks", findings)
        has_input = isinstance(blocks, list) and any(block.get("type") == "input" for block, _ in nested(blocks))
        if not home and has_input and not view.get("submit"):
            findings.add("missing required field: submit (a modal with input blocks needs it)", "/view")
    if findings:
        raise Refused("invalid_arguments", *findings.messages)


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every block and element the ids that Slack makes up where an app left them out."""
    blocks = copy.deepcopy(blocks)
    for block, _ in nested(blocks):
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element, _below in elements_of(block):
            if element["type"] != "workflow_button":
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks
