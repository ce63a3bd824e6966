"""Slack's word on a payload: the sandbox's checks, the SDK's models, and the published schemas if they are at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.checks import check_view
from sandbox.errors import Refused
from sandbox.methods_chat import UPDATE_CHARACTERS, content
from tests.contract.payloads import Sent

REFERENCES = Path(__file__).parents[3] / "shared" / "slack"
BLOCKS_CHARACTERS = 13_000
DIVIDER = {"type": "divider"}


@cache
def reference(name: str) -> Any:
    """Return one of the references that lie beside the checkout; skip where they do not."""
    path = REFERENCES / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout: agreement with Slack's published references is not shown.")
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def judge() -> Callable[[Any], Any]:
    """Return what judges payloads by the schema of their surface. There are thousands, so it is compiled."""
    definitions: dict[str, Any] = {}
    surfaces: dict[str, Any] = {}
    for surface in ("blocks", "modal", "home"):
        published = reference(f"{surface}.schema.json")
        surfaces[surface] = {"$ref": published["$ref"]}
        shared = definitions.keys() & published["definitions"].keys()
        assert all(definitions[name] == published["definitions"][name] for name in shared)
        definitions |= published["definitions"]
    return fastjsonschema.compile(  # together, which takes a third of the time: they share nearly all definitions
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "properties": surfaces,
            "additionalProperties": False,
            "definitions": definitions,
        }
    )


def breaks_schema(sent: Sent) -> str | None:
    """Say what the published schema has against a payload.

    Its rules look at one block at a time, so the envelope, the number of blocks and each block are judged on their own:
    what many payloads share is judged once.
    """
    surface = sent.payload["type"] if sent.is_view else "blocks"
    frame = {key: sent.payload[key] for key in ("type", "title", "submit") if sent.is_view and key in sent.payload}
    parts = [{**frame, "blocks": blocks} for blocks in ([DIVIDER] * len(sent.blocks), *([one] for one in sent.blocks))]
    parts += [_envelope(sent)] if sent.is_view else []
    return next((error for part in parts if (error := _first_error(surface, json.dumps(part)))), None)


def _envelope(sent: Sent) -> dict[str, Any]:
    """Return what a payload's blocks leave in, around the smallest one there is."""
    return {**sent.payload, "blocks": [DIVIDER]}


@cache
def _first_error(surface: str, payload: str) -> str | None:
    try:
        judge()({surface: json.loads(payload)})
    except fastjsonschema.JsonSchemaValueException:
        error = next(Draft7Validator(reference(f"{surface}.schema.json")).iter_errors(json.loads(payload)))
        return f"{error.json_path}: {error.message}"  # which says best what is wrong
    return None


def refused(sent: Sent) -> str | None:
    """Say why the sandbox would not take it, also as an edit of an earlier message."""
    try:
        if sent.is_view:
            check_view(sent.payload, home=sent.payload["type"] == "home")
        else:
            content(**sent.payload, longest=UPDATE_CHARACTERS)
    except Refused as refusal:
        return f"{refusal.error} {refusal.messages}"
    return None


def reads_back(sent: Sent) -> bool:
    """Say whether the SDK's models understand a payload as it is: its envelope, and each block on its own."""
    enveloped = not sent.is_view or _view_reads_back(json.dumps(_envelope(sent)))
    return enveloped and all(_block_reads_back(json.dumps(block)) for block in sent.blocks)


@cache
def _view_reads_back(view: str) -> bool:
    return json.loads(view) == View(**json.loads(view)).to_dict()


@cache
def _block_reads_back(block: str) -> bool:
    read = Block.parse(json.loads(block))
    return read is not None and json.loads(block) == read.to_dict()


def blocks_characters(sent: Sent) -> int:
    return len(json.dumps(sent.blocks, ensure_ascii=False, separators=(",", ":")))


def mrkdwn_of(thing: Any) -> Iterator[str]:
    """Yield every piece of mrkdwn in a payload."""
    if isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for inner in thing.values():
            yield from mrkdwn_of(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from mrkdwn_of(inner)


_OURS = re.compile(r"<!date\^\d+\^[^<>|]+\|[^<>|]+>")
_ENTITY = re.compile(r"&(amp|lt|gt);")


def stray(mrkdwn: str) -> str | None:
    """Return what stands in `mrkdwn` that somebody typed and Slack would obey, or that was cut in two."""
    rest = _ENTITY.sub("", _OURS.sub("", mrkdwn))
    found = re.search(r"[<&].{0,40}", rest)
    return found.group() if found else None
