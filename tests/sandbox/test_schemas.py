"""The sandbox's own tables against Slack's published types, where the schemas are at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sandbox.blocks import BLOCKS
from sandbox.checks import check_message_blocks, check_view
from sandbox.elements import ELEMENTS
from sandbox.errors import Refused
from sandbox.grammar import Shape
from tests.sandbox import right, wrong

SCHEMAS = Path(__file__).parents[3] / "shared" / "slack"

# Rules between places, and limits the published types do not carry.
NOT_IN_SCHEMAS = {
    "block_id twice",
    "action_id twice",
    "options twice the same value",
    "preset that is not on offer",
    "options and groups",
    "21 table columns",
    "two tables",
    "markdown too long in all",
    "two to focus on",
    "shortest above longest",
    "preset above longest",
    "longest above 3000",
}


def validator(name: str) -> Draft7Validator:
    path = SCHEMAS / f"{name}.schema.json"
    if not path.is_file():
        pytest.skip(f"No schemas at {SCHEMAS}: agreement with Slack's published types is not checked here.")
    return Draft7Validator(json.loads(path.read_text()))


def accepted(check: Callable[[], None]) -> str | None:
    try:
        check()
    except Refused as refusal:
        return f"{refusal.error} {refusal.messages}"
    return None


@pytest.fixture(scope="module")
def message_schema() -> Draft7Validator:
    return validator("blocks")


@pytest.fixture(scope="module")
def modal_schema() -> Draft7Validator:
    return validator("modal")


@pytest.fixture(scope="module")
def home_schema() -> Draft7Validator:
    return validator("home")


def test_right_messages_are_right_for_both(message_schema: Draft7Validator) -> None:
    for blocks in right.messages():
        assert accepted(lambda blocks=blocks: check_message_blocks(blocks)) in (None, "msg_blocks_too_long []"), blocks
        assert message_schema.is_valid({"blocks": blocks}), blocks


def test_right_modals_are_right_for_both(modal_schema: Draft7Validator) -> None:
    for view in right.modals():
        assert accepted(lambda view=view: check_view(view)) is None, view
        assert modal_schema.is_valid(view), view


def test_right_homes_are_right_for_both(home_schema: Draft7Validator) -> None:
    for view in right.homes():
        assert accepted(lambda view=view: check_view(view, home=True)) is None, view
        assert home_schema.is_valid(view), view


def test_wrong_messages_are_wrong_for_both(message_schema: Draft7Validator) -> None:
    for name, blocks, _ in wrong.BLOCKS:
        assert accepted(lambda blocks=blocks: check_message_blocks(blocks)) is not None, name
        assert message_schema.is_valid({"blocks": blocks}) == (name in NOT_IN_SCHEMAS), name


def test_wrong_modals_are_wrong_for_both(modal_schema: Draft7Validator) -> None:
    for name, changes, _ in wrong.MODALS:
        view: dict[str, Any] = {key: value for key, value in {**wrong.MODAL, **changes}.items() if value is not None}
        assert accepted(lambda view=view: check_view(view)) is not None, name
        assert modal_schema.is_valid(view) == (name in NOT_IN_SCHEMAS), name


def test_every_field_of_the_published_types_is_known(message_schema: Draft7Validator) -> None:
    known = {name: shape for name, shape in {**BLOCKS, **ELEMENTS}.items() if isinstance(shape, Shape)}
    for name, definition in message_schema.schema["definitions"].items():
        for variant in definition.get("anyOf", [definition]):
            kind = variant.get("properties", {}).get("type", {}).get("const")
            if kind not in known or name == "ImageElement":
                continue
            missing = variant["properties"].keys() - known[kind].fields.keys()
            # An image among elements is smaller than an image block.
            assert not missing or kind == "image", f"{kind}: {sorted(missing)}"
