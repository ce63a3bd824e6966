"""Payloads that Slack takes: every kind of block and element at least once, small and at its limits."""

from __future__ import annotations

from typing import Any

from tests.sandbox.kiosk import button, card, explanation, field, option, order_form, plain, section

MRKDWN = {"type": "mrkdwn", "text": "*x* <@U1> <!date^1795492213^{date_short} at {time}|then>"}
OPTIONS = [option("One"), option("Two")]
GROUPS = [{"label": plain("Numbers"), "options": OPTIONS}]
IMAGE = {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A picture"}
CONFIRM = {"title": plain("Sure?"), "text": MRKDWN, "confirm": plain("Yes"), "deny": plain("No"), "style": "danger"}

# Elements that stand among actions, beside a section and in an input.
CHOICES: list[dict[str, Any]] = [
    {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[1], "placeholder": plain("x" * 150)},
    {"type": "static_select", "option_groups": GROUPS, "initial_option": OPTIONS[0]},
    {"type": "static_select", "options": [option(f"o{n}") for n in range(100)], "confirm": CONFIRM},
    {"type": "external_select", "min_query_length": 0, "initial_option": OPTIONS[0]},
    {"type": "users_select", "initial_user": "U0ADA"},
    {"type": "conversations_select", "default_to_current_conversation": True, "filter": {"include": ["im", "public"]}},
    {"type": "channels_select", "initial_channel": "C0GENERAL"},
    {"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS, "max_selected_items": 2},
    {"type": "multi_external_select", "min_query_length": 2},
    {"type": "multi_users_select", "initial_users": ["U0ADA"]},
    {"type": "multi_conversations_select", "filter": {"exclude_bot_users": True}},
    {"type": "multi_channels_select", "initial_channels": ["C0GENERAL"]},
    {
        "type": "checkboxes",
        "options": [{**option("Fine"), "description": plain("So it is")}, {**option("Bold"), "text": MRKDWN}],
    },
    {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[0]},
    {"type": "datepicker", "initial_date": "2026-12-01", "placeholder": plain("A day")},
    {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Berlin"},
]

# Elements of inputs alone.
INPUTS: list[dict[str, Any]] = [
    {"type": "plain_text_input", "multiline": True, "min_length": 1, "max_length": 3000, "initial_value": "x" * 3000},
    {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
    {"type": "email_text_input", "initial_value": "ana@acme.example"},
    {"type": "url_text_input", "placeholder": plain("https://")},
    {"type": "number_input", "is_decimal_allowed": True, "min_value": "0", "max_value": "10.5", "initial_value": "1.5"},
    {"type": "datetimepicker", "initial_date_time": 1_795_492_213},
    {"type": "rich_text_input", "focus_on_load": True},
    {"type": "file_input", "filetypes": ["csv"], "max_files": 5},
]

BUTTONS: list[dict[str, Any]] = [
    {**button("x" * 75, "a" * 255, "v" * 2000), "style": "primary", "accessibility_label": "x" * 75},
    {**button("Open", "b"), "url": "https://x.example/", "confirm": CONFIRM, "style": "danger"},
    {
        "type": "overflow",
        "action_id": "o",
        "options": [{**option(f"o{n}"), "url": "https://x.example"} for n in range(5)],
    },
    {"type": "workflow_button", "text": plain("Run"), "workflow": {"trigger": {"url": "https://slack.example/t"}}},
]

_SAID = [
    {"type": "text", "text": "Bold", "style": {"bold": True}},
    {"type": "link", "url": "https://x.example", "text": "here"},
    {"type": "emoji", "name": "tada"},
    {"type": "user", "user_id": "U0ADA"},
    {"type": "channel", "channel_id": "C0GENERAL"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "broadcast", "range": "here"},
    {"type": "date", "timestamp": 1_795_492_213, "format": "{date}", "fallback": "then"},
    {"type": "color", "value": "#ff0000"},
]
_SECTION = {"type": "rich_text_section", "elements": _SAID}
RICH_TEXT = {
    "type": "rich_text",
    "elements": [
        _SECTION,
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "border": 1, "elements": [_SECTION]},
        {"type": "rich_text_quote", "elements": _SAID},
        {"type": "rich_text_preformatted", "border": 0, "elements": [{"type": "text", "text": "code"}]},
    ],
}
CELLS = [{"type": "raw_text", "text": "x"}, RICH_TEXT, {"type": "raw_number", "value": 1.5, "text": "1.5"}]
TABLE = {
    "type": "table",
    "rows": [CELLS, *[CELLS[:1]] * 99],
    "column_settings": [{"align": "right", "is_wrapped": True}],
}
DATA_TABLE = {"type": "data_table", "caption": "Numbers", "rows": [CELLS[:1]] * 201, "page_size": 10}
VIDEO = {
    "type": "video",
    "title": plain("Film"),
    "alt_text": "A film",
    "video_url": "https://x.example/v",
    "thumbnail_url": "https://x.example/t.png",
}
CARD = {"type": "card", "title": MRKDWN, "body": MRKDWN, "hero_image": IMAGE, "actions": BUTTONS[1:2]}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}
TASK = {"type": "task_card", "task_id": "t1", "title": "Look it up", "status": "complete", "output": RICH_TEXT}


def everywhere() -> list[list[dict[str, Any]]]:
    """List blocks that messages, modals with a submit button and homes all take."""
    return [
        [section("x" * 3000, block_id="b" * 255, expand=True)],
        [{"type": "section", "fields": [plain("x" * 2000)] * 10}],
        [section("x", accessory=IMAGE)],
        [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}],
        [{"type": "context", "elements": [MRKDWN, plain("x"), IMAGE, *[plain("x")] * 7]}],
        [{**IMAGE, "title": plain("Picture"), "block_id": "i"}],
        [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}],
        [{"type": "actions", "elements": [button("x", f"a{n}") for n in range(25)]}],
        *([{"type": "actions", "elements": [element]}] for element in [*CHOICES, *BUTTONS]),
        *([section("x", accessory=element)] for element in [*CHOICES, *BUTTONS]),
        *([field("f", "x" * 2000, element, optional=True)] for element in [*CHOICES, *INPUTS]),
        [field("f", "F", INPUTS[0], hint=plain("x" * 2000), dispatch_action=True)],
        [RICH_TEXT],
        [VIDEO],
        [CARD],
    ]


def messages() -> list[list[dict[str, Any]]]:
    return [
        *everywhere(),
        card("x", "Done"),
        [{"type": "divider"}] * 50,
        [{"type": "markdown", "text": "x" * 12_000}],
        [TABLE],
        [DATA_TABLE],
        [{"type": "carousel", "elements": [CARD]}],
        [{"type": "container", "title": plain("Box"), "child_blocks": [section("x")], "is_collapsible": True}],
        [{"type": "context_actions", "elements": [FEEDBACK]}],
        [{"type": "file", "external_id": "f1", "source": "remote"}],
        [TASK],
        [{"type": "plan", "title": "Plan", "tasks": [TASK]}],
    ]


def modals() -> list[dict[str, Any]]:
    shell: dict[str, Any] = {"type": "modal", "title": plain("x" * 24), "submit": plain("Go"), "close": plain("No")}
    return [
        order_form(),
        explanation(1),
        {**shell, "private_metadata": "x" * 3000, "callback_id": "x" * 255, "blocks": [{"type": "divider"}] * 100},
        {**shell, "clear_on_close": True, "notify_on_close": True, "external_id": "e", "blocks": [section("x")]},
        {**shell, "blocks": [{"type": "alert", "text": MRKDWN, "level": "warning"}]},
        *({**shell, "blocks": blocks} for blocks in everywhere()),
    ]


def homes() -> list[dict[str, Any]]:
    more = [[TABLE], [DATA_TABLE], [{"type": "carousel", "elements": [CARD]}]]
    return [{"type": "home", "blocks": blocks} for blocks in [*everywhere(), *more]]
