"""What people put into a surface: the state Slack keeps of it, and the checks its client makes before submitting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from sandbox.checks import elements_of, nested, options_of
from sandbox.errors import Refused

State = dict[str, dict[str, dict[str, Any]]]

# Element type -> (the key of its value in a state, the key of its preset).
VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_LISTS = ("selected_options", "selected_users", "selected_conversations", "selected_channels", "files")
_FROM_A_LIST = ("static_select", "multi_static_select", "radio_buttons", "checkboxes")

REQUIRED = "Please complete this required field."


def stateful(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Go through the elements that hold a value, each with its block."""
    for block, _ in nested(blocks):
        for element, _below in elements_of(block):
            if element["type"] in VALUES:
                yield block, element


def _held(element: dict[str, Any], value: Any) -> dict[str, Any]:
    key, _ = VALUES[element["type"]]
    held = {"type": element["type"], key: ([] if key in _LISTS else None) if value is None else value}
    if element["type"] == "timepicker" and "timezone" in element:
        held["timezone"] = element["timezone"]
    return held


def initial_state(blocks: list[dict[str, Any]]) -> State:
    state: State = {}
    for block, element in stateful(blocks):
        _, preset = VALUES[element["type"]]
        state.setdefault(block["block_id"], {})[element["action_id"]] = _held(element, element.get(preset))
    return state


def carried_over(old: State, blocks: list[dict[str, Any]]) -> State:
    """Give the state of updated blocks: an input whose block_id and action_id stay equal keeps what is in it."""
    state = initial_state(blocks)
    for block_id, actions in state.items():
        for action_id, held in actions.items():
            before = old.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == held["type"]:
                actions[action_id] = before
    return state


def merged(state: State, blocks: list[dict[str, Any]], given: Any) -> State:
    """Put what a client says is in the inputs over the state known so far."""
    result = {block_id: dict(actions) for block_id, actions in state.items()}
    if not isinstance(given, dict):
        return result
    for block, element in stateful(blocks):
        entry = (given.get(block["block_id"]) or {}).get(element["action_id"])
        if isinstance(entry, dict):
            result.setdefault(block["block_id"], {})[element["action_id"]] = read_value(element, entry)
    return result


def read_value(element: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Read one element's value as a client sends it; a choice that is not on offer is refused."""
    key, _ = VALUES[element["type"]]
    value = entry.get(key)
    if value == "" and key in ("value", "selected_date", "selected_time"):
        value = None
    if element["type"] in _FROM_A_LIST and value is not None:
        options = {option.get("value"): option for option in options_of(element)}
        try:
            if key == "selected_option":
                value = options[value["value"]]
            else:
                value = [options[chosen["value"]] for chosen in value]
        except (KeyError, TypeError):
            raise Refused("option_not_on_offer", f"{element.get('action_id')}: {entry.get(key)}") from None
    return _held(element, value)


def problems(blocks: list[dict[str, Any]], state: State) -> dict[str, str]:
    """Say what Slack's client would say under the fields before it submits anything."""
    found: dict[str, str] = {}
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        key, _ = VALUES[element["type"]]
        value = state.get(block["block_id"], {}).get(element["action_id"], {}).get(key)
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and (problem := _problem_of_text(element, value)):
            found[block["block_id"]] = problem
        elif isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
            found[block["block_id"]] = f"Select up to {element['max_selected_items']} items."
    return found


def _problem_of_text(element: dict[str, Any], value: str) -> str | None:
    match element["type"]:
        case "plain_text_input":
            if len(value) < element.get("min_length", 0):
                return f"Please enter at least {element['min_length']} characters."
            longest = element.get("max_length", 3000)
            return f"Please enter no more than {longest} characters." if len(value) > longest else None
        case "email_text_input":
            is_email = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value)
            return None if is_email else "Please enter a valid email address."
        case "url_text_input":
            parts = urlsplit(value)
            return None if parts.scheme and parts.netloc else "Please enter a valid URL."
        case "number_input":
            return _problem_of_number(element, value)
    return None


def _problem_of_number(element: dict[str, Any], value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
