"""Payloads that Slack refuses, each with what its complaint must name."""

from __future__ import annotations

from typing import Any

from tests.sandbox.kiosk import button, field, option, plain, section

GENERAL = "C0GENERAL"
POST, OPEN = "chat.postMessage", "views.open"
NAME = {"type": "plain_text_input"}
MRKDWN = {"type": "mrkdwn", "text": "x"}
CELL = {"type": "raw_text", "text": "x"}
IN_GROUP = {"label": plain("g"), "options": [option("x")]}


def options(count: int) -> list[dict[str, Any]]:
    return [option(f"o{n}") for n in range(count)]


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def pressed(**changes: Any) -> dict[str, Any]:
    return actions({**button("x", "a"), **changes})


def chosen(**changes: Any) -> dict[str, Any]:
    return actions({"type": "static_select", "action_id": "a", "options": [option("One"), option("Two")], **changes})


def typed(**changes: Any) -> dict[str, Any]:
    return field("a", "A", {**NAME, **changes})


def table(rows: int) -> dict[str, Any]:
    return {"type": "table", "rows": [[CELL]] * rows}


def context(*elements: Any) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


# Blocks of a message; what the complaint must name.
BLOCKS: list[tuple[str, list[Any], str]] = [
    ("unknown block", [{"type": "marquee"}], "/blocks/0/type"),
    ("block without a type", [{"text": plain("x")}], "type"),
    ("block that is no object", ["text"], "/blocks/0"),
    ("unknown field", [{"type": "divider", "colour": "red"}], "colour"),
    ("section text too long", [section("x" * 3001)], "/blocks/0/text/text"),
    ("empty section text", [section("")], "/blocks/0/text/text"),
    ("section without text and fields", [{"type": "section"}], "text or fields"),
    ("11 fields", [{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
    ("field too long", [{"type": "section", "fields": [plain("x" * 2001)]}], "fields/0"),
    ("text input beside a section", [section("x", accessory=NAME)], "accessory/type"),
    ("header too long", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text"),
    ("header in mrkdwn", [{"type": "header", "text": MRKDWN}], "mrkdwn"),
    ("11 context elements", [context(*[plain("x")] * 11)], "elements"),
    ("button in a context", [context(button("a", "b"))], "button"),
    ("no actions", [actions()], "/blocks/0/elements"),
    ("26 actions", [actions(*(button("x", f"a{n}") for n in range(26)))], "25"),
    ("text input among actions", [actions(NAME)], "plain_text_input"),
    ("button text too long", [pressed(text=plain("x" * 76))], "/blocks/0/elements/0/text/text"),
    ("button value too long", [pressed(value="v" * 2001)], "value"),
    ("button of an unknown style", [pressed(style="blue")], "style"),
    ("button in mrkdwn", [pressed(text=MRKDWN)], "mrkdwn"),
    ("button address too long", [pressed(url="https://x.example/" + "x" * 3000)], "url"),
    ("action_id too long", [pressed(action_id="a" * 256)], "action_id"),
    ("confirm text too long", [pressed(confirm={"text": plain("x" * 301)})], "confirm"),
    ("block_id too long", [{"type": "divider", "block_id": "b" * 256}], "block_id"),
    ("block_id twice", [section("a", block_id="b"), section("c", block_id="b")], "already exists"),
    ("action_id twice", [actions(button("x", "a"), button("y", "a"))], "already exists"),
    ("6 overflow options", [actions({"type": "overflow", "options": options(6)})], "5"),
    ("101 options", [chosen(options=options(101))], "100"),
    ("no options", [chosen(options=[])], "options"),
    ("option text too long", [chosen(options=[option("x" * 76)])], "options/0/text"),
    ("option value too long", [chosen(options=[{"text": plain("x"), "value": "v" * 151}])], "value"),
    ("options twice the same value", [chosen(options=[option("x"), option("x")])], "unique"),
    ("preset that is not on offer", [chosen(initial_option=option("Three"))], "initial_option"),
    ("options and groups", [chosen(option_groups=[IN_GROUP])], "only one"),
    ("placeholder too long", [chosen(placeholder=plain("x" * 151))], "placeholder"),
    ("11 checkboxes", [actions({"type": "checkboxes", "options": options(11)})], "10"),
    ("11 radio buttons", [actions({"type": "radio_buttons", "options": options(11)})], "10"),
    ("a date that is none", [actions({"type": "datepicker", "initial_date": "1.12.2026"})], "initial_date"),
    ("a time that is none", [actions({"type": "timepicker", "initial_time": "25:00"})], "initial_time"),
    ("image without words", [{"type": "image", "image_url": "https://x.example/a.png"}], "alt_text"),
    ("image from nowhere", [{"type": "image", "alt_text": "x"}], "image_url"),
    ("alert in a message", [{"type": "alert", "text": plain("x")}], "alert"),
    ("unknown rich text", [{"type": "rich_text", "elements": [{"type": "song", "elements": []}]}], "song"),
    ("101 table rows", [table(101)], "100"),
    ("21 table columns", [{"type": "table", "rows": [[CELL] * 21]}], "20"),
    ("two tables", [table(1), table(1)], "one table"),
    ("markdown too long in all", [{"type": "markdown", "text": "x" * 6001}] * 2, "markdown"),
    ("51 blocks", [{"type": "divider"}] * 51, "50"),
]

# Changes to a fine modal; what the complaint must name.
MODALS: list[tuple[str, dict[str, Any], str]] = [
    ("modal without a title", {"title": None}, "title"),
    ("title too long", {"title": plain("x" * 25)}, "/view/title/text"),
    ("title in mrkdwn", {"title": MRKDWN}, "/view/title/type"),
    ("submit too long", {"submit": plain("x" * 25)}, "/view/submit"),
    ("close too long", {"close": plain("x" * 25)}, "/view/close"),
    ("input without submit", {"submit": None, "blocks": [typed()]}, "submit"),
    ("input without a label", {"blocks": [{"type": "input", "element": NAME}]}, "label"),
    ("label too long", {"blocks": [field("a", "x" * 2001, NAME)]}, "label"),
    ("hint too long", {"blocks": [field("a", "A", NAME, hint=plain("x" * 2001))]}, "hint"),
    ("button in an input", {"blocks": [field("a", "A", button("x", "b"))]}, "button"),
    ("101 blocks", {"blocks": [{"type": "divider"}] * 101}, "100"),
    ("no blocks", {"blocks": []}, "/view/blocks"),
    ("private_metadata too long", {"private_metadata": "x" * 3001}, "private_metadata"),
    ("callback_id too long", {"callback_id": "x" * 256}, "callback_id"),
    ("table in a modal", {"blocks": [table(1)]}, "table"),
    ("markdown in a modal", {"blocks": [{"type": "markdown", "text": "x"}]}, "markdown"),
    ("two to focus on", {"blocks": [field(b, b, {**NAME, "focus_on_load": True}) for b in "ab"]}, "focus"),
    ("shortest above longest", {"blocks": [typed(min_length=9, max_length=5)]}, "min_length"),
    ("preset above longest", {"blocks": [typed(initial_value="123456", max_length=5)]}, "initial_value"),
    ("longest above 3000", {"blocks": [typed(max_length=3001)]}, "max_length"),
    ("number input without its kind", {"blocks": [field("a", "A", {"type": "number_input"})]}, "is_decimal_allowed"),
    ("unknown field of a view", {"colour": "red"}, "colour"),
    ("home view as a modal", {"type": "home"}, "/view/type"),
]

WORDS = {"channel": GENERAL, "text": "x"}
NOWHERE = {"channel": GENERAL, "ts": "1.000001"}
ADAS = {"user_id": "U0ADA"}
HOME = {"type": "home", "blocks": [section("x")]}
MODAL = {"type": "modal", "title": plain("T"), "submit": plain("Go"), "blocks": [section("x")]}

# Calls, and Slack's name for what is wrong with them.
CALLS: list[tuple[str, str, dict[str, Any], str]] = [
    ("blocks that are no array", POST, {**WORDS, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
    ("too much JSON", POST, {**WORDS, "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
    ("nothing to say", POST, {"channel": GENERAL}, "no_text"),
    ("blank text", POST, {"channel": GENERAL, "text": "  "}, "no_text"),
    ("an unknown argument", POST, {**WORDS, "colour": "red"}, "invalid_arguments"),
    ("no channel", POST, {"text": "x"}, "invalid_arguments"),
    ("an unknown channel", POST, {"channel": "C0NONE", "text": "x"}, "channel_not_found"),
    ("a private channel of others", POST, {"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
    ("a channel without the bot", POST, {"channel": "C0QUIET", "text": "x"}, "not_in_channel"),
    ("a person who left", POST, {"channel": "U0GONE", "text": "x"}, "user_disabled"),
    ("the bot itself", POST, {"channel": "U0KIOSK", "text": "x"}, "cannot_dm_bot"),
    ("an unknown thread", POST, {**WORDS, "thread_ts": "1.000001"}, "thread_not_found"),
    ("markdown beside text", POST, {**WORDS, "markdown_text": "y"}, "markdown_text_conflict"),
    ("a name of its own without the scope", POST, {**WORDS, "username": "Boss"}, "missing_scope"),
    ("metadata without a type", POST, {**WORDS, "metadata": {"a": 1}}, "invalid_metadata_format"),
    ("text of 40,001 characters", POST, {"channel": GENERAL, "text": "x" * 40_001}, "msg_too_long"),
    ("101 attachments", POST, {**WORDS, "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ("ephemeral to an outsider", "chat.postEphemeral", {**WORDS, "user": "U0DEE"}, "user_not_in_channel"),
    ("change of what is not there", "chat.update", {**NOWHERE, "text": "x"}, "message_not_found"),
    ("deletion of what is not there", "chat.delete", NOWHERE, "message_not_found"),
    ("an unknown method", "chat.shout", {"channel": GENERAL}, "unknown_method"),
    ("an unknown person", "users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("an unknown address", "users.lookupByEmail", {"email": "x@y.example"}, "users_not_found"),
    ("a scope not given", "conversations.list", {"types": "private_channel"}, "missing_scope"),
    ("an unknown kind of channel", "conversations.list", {"types": "secret_channel"}, "invalid_types"),
    ("history from outside", "conversations.history", {"channel": "C0QUIET"}, "not_in_channel"),
    ("a conversation with nobody", "conversations.open", {"users": ""}, "users_list_not_supplied"),
    ("an emoji that is none", "reactions.add", {"channel": GENERAL, "timestamp": "1.0", "name": "a b"}, "invalid_name"),
    ("trigger out of thin air", OPEN, {"trigger_id": "none", "view": MODAL}, "invalid_trigger_id"),
    ("push without a trigger", "views.push", {"view": MODAL}, "invalid_arguments"),
    ("view of 300 kB", OPEN, {"trigger_id": "none", "view": {**MODAL, "colour": "é" * 150_000}}, "view_too_large"),
    (
        "home with a title",
        "views.publish",
        {**ADAS, "view": {**HOME, "title": plain("x")}},
        "invalid_arguments",
    ),
    ("home of nobody", "views.publish", {"user_id": "U0NOBODY", "view": HOME}, "invalid_arguments"),
    ("update of no view", "views.update", {"view_id": "V0NONE", "view": MODAL}, "not_found"),
    ("update of nothing named", "views.update", {"view": MODAL}, "invalid_arguments"),
    ("a file of no bytes", "files.getUploadURLExternal", {"filename": "a.txt", "length": 0}, "invalid_arguments"),
    ("a file never uploaded", "files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
]
