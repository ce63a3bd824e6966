"""Block Kit's elements and composition objects as tables: fields, lengths, counts, and where each may stand."""

from __future__ import annotations

from sandbox.grammar import Flag, Items, Number, Rule, Shape, Text, Typed, shape
from sandbox.richtext import RICH_TEXT

ID = Text(255)
DATE = Text(pattern=r"\d{4}-\d{2}-\d{2}")
TIME = Text(pattern=r"([01]\d|2[0-3]):[0-5]\d")


def plain(most: int = 3000) -> Typed:
    return Typed({"plain_text": shape("plain_text", needs="text", text=Text(most, 1), emoji=Flag())})


def text_of(most: int = 3000) -> Typed:
    """Give plain_text or mrkdwn up to a length."""
    return Typed({**plain(most).table, **mrkdwn(most).table})


def mrkdwn(most: int = 3000) -> Typed:
    return Typed({"mrkdwn": shape("mrkdwn", needs="text", text=Text(most, 1), verbatim=Flag())})


def _option(text: Rule) -> Shape:
    fields = {"text": text, "value": Text(150, 1), "description": plain(75), "url": Text(3000)}
    return Shape(fields, required=("text",))


PLAIN_OPTION = _option(plain(75))
ANY_OPTION = _option(text_of(75))
OPTION_GROUP = Shape({"label": plain(75), "options": Items(PLAIN_OPTION, 100)}, required=("label", "options"))
CONFIRM = Shape(
    {
        "title": plain(100),
        "text": text_of(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": Text(choice=("primary", "danger")),
    },
    required=("text",),
)
FILTER = Shape(
    {
        "include": Items(Text(choice=("im", "mpim", "private", "public")), least=1),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    }
)
DISPATCH = Shape(
    {"trigger_actions_on": Items(Text(choice=("on_enter_pressed", "on_character_entered")), least=1)},
)
STYLE = Text(choice=("primary", "danger"))

_MENU: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": Flag(), "placeholder": plain(150)}
_MULTI: dict[str, Rule] = {**_MENU, "max_selected_items": Number(1, whole=True)}
_LIST: dict[str, Rule] = {"options": Items(PLAIN_OPTION, 100, 1), "option_groups": Items(OPTION_GROUP, 100)}
_TYPED_IN: dict[str, Rule] = {
    "action_id": ID,
    "dispatch_action_config": DISPATCH,
    "focus_on_load": Flag(),
    "placeholder": plain(150),
}
_CHOICES: dict[str, Rule] = {
    "action_id": ID,
    "confirm": CONFIRM,
    "focus_on_load": Flag(),
    "options": Items(ANY_OPTION, 10, 1),
}
_BUTTON: dict[str, Rule] = {
    "action_id": ID,
    "accessibility_label": Text(75),
    "confirm": CONFIRM,
    "style": STYLE,
    "text": plain(75),
}
_FEEDBACK = Shape(
    {"text": plain(75), "value": Text(2000), "accessibility_label": Text(75)},
    required=("text", "value"),
)
_TRIGGER_INPUT = Shape({"name": Text(), "value": Text()}, required=("name", "value"))
_WORKFLOW_TRIGGER = Shape(
    {"url": Text(), "customizable_input_parameters": Items(_TRIGGER_INPUT)},
    required=("url",),
)
SLACK_FILE = Shape({"id": Text(), "url": Text()}, one_of=(("id", "url"),), not_both=(("id", "url"),))
_IMAGE: dict[str, Rule] = {"alt_text": Text(2000), "image_url": Text(3000, 1), "slack_file": SLACK_FILE}


def image(**more: Rule) -> Shape:
    return shape(
        "image",
        _IMAGE,
        more,
        needs="alt_text",
        one_of="image_url slack_file",
        not_both="image_url slack_file",
    )


ELEMENTS: dict[str, Rule] = {
    # Things to press
    "button": shape("button", _BUTTON, needs="text", url=Text(3000), value=Text(2000)),
    "workflow_button": shape(
        "workflow_button",
        _BUTTON,
        needs="text workflow",
        workflow=Shape({"trigger": _WORKFLOW_TRIGGER}, required=("trigger",)),
    ),
    "overflow": shape(
        "overflow", needs="options", action_id=ID, confirm=CONFIRM, options=Items(PLAIN_OPTION, most=5, least=1)
    ),
    "feedback_buttons": shape(
        "feedback_buttons",
        needs="positive_button negative_button",
        action_id=ID,
        positive_button=_FEEDBACK,
        negative_button=_FEEDBACK,
    ),
    "icon_button": shape(
        "icon_button",
        needs="icon text",
        action_id=ID,
        accessibility_label=Text(75),
        confirm=CONFIRM,
        icon=Text(),
        text=plain(75),
        value=Text(2000),
        visible_to_user_ids=Items(Text()),
    ),
    # Things to choose from
    "checkboxes": shape("checkboxes", _CHOICES, needs="options", initial_options=Items(ANY_OPTION, 10, 1)),
    "radio_buttons": shape("radio_buttons", _CHOICES, needs="options", initial_option=ANY_OPTION),
    "static_select": shape(
        "static_select",
        _MENU,
        _LIST,
        one_of="options option_groups",
        not_both="options option_groups",
        initial_option=PLAIN_OPTION,
    ),
    "external_select": shape(
        "external_select", _MENU, initial_option=PLAIN_OPTION, min_query_length=Number(0, whole=True)
    ),
    "users_select": shape("users_select", _MENU, initial_user=Text()),
    "conversations_select": shape(
        "conversations_select",
        _MENU,
        initial_conversation=Text(),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=FILTER,
    ),
    "channels_select": shape("channels_select", _MENU, initial_channel=Text(), response_url_enabled=Flag()),
    "multi_static_select": shape(
        "multi_static_select",
        _MULTI,
        _LIST,
        one_of="options option_groups",
        not_both="options option_groups",
        initial_options=Items(PLAIN_OPTION, 100, 1),
    ),
    "multi_external_select": shape(
        "multi_external_select",
        _MULTI,
        initial_options=Items(PLAIN_OPTION, 100, 1),
        min_query_length=Number(0, whole=True),
    ),
    "multi_users_select": shape("multi_users_select", _MULTI, initial_users=Items(Text())),
    "multi_conversations_select": shape(
        "multi_conversations_select",
        _MULTI,
        initial_conversations=Items(Text()),
        default_to_current_conversation=Flag(),
        filter=FILTER,
    ),
    "multi_channels_select": shape("multi_channels_select", _MULTI, initial_channels=Items(Text())),
    # Things to set
    "datepicker": shape("datepicker", _MENU, initial_date=DATE),
    "timepicker": shape("timepicker", _MENU, initial_time=TIME, timezone=Text()),
    "datetimepicker": shape(
        "datetimepicker",
        action_id=ID,
        confirm=CONFIRM,
        focus_on_load=Flag(),
        initial_date_time=Number(1_000_000_000, 9_999_999_999, whole=True),
    ),
    # Things to type into
    "plain_text_input": shape(
        "plain_text_input",
        _TYPED_IN,
        initial_value=Text(3000),
        multiline=Flag(),
        min_length=Number(0, 3000, whole=True),
        max_length=Number(1, 3000, whole=True),
    ),
    "email_text_input": shape("email_text_input", _TYPED_IN, initial_value=Text(3000)),
    "url_text_input": shape("url_text_input", _TYPED_IN, initial_value=Text(3000)),
    "number_input": shape(
        "number_input",
        _TYPED_IN,
        needs="is_decimal_allowed",
        is_decimal_allowed=Flag(),
        initial_value=Text(pattern=r"-?\d+(\.\d+)?"),
        min_value=Text(pattern=r"-?\d+(\.\d+)?"),
        max_value=Text(pattern=r"-?\d+(\.\d+)?"),
    ),
    "rich_text_input": shape(
        "rich_text_input",
        _TYPED_IN,
        initial_value=RICH_TEXT,
        min_lines=Number(1, whole=True),
        max_lines=Number(1, whole=True),
    ),
    "file_input": shape(
        "file_input", action_id=ID, filetypes=Items(Text(), least=1), max_files=Number(1, 10, whole=True)
    ),
    # Things to look at
    "image": image(),
    "plain_text": plain().table["plain_text"],
    "mrkdwn": mrkdwn().table["mrkdwn"],
}

_MENUS = tuple(name for name in ELEMENTS if name.endswith("select"))
_PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
IN_ACTIONS = ("button", "workflow_button", "overflow", "datetimepicker", "rich_text_input", *_PICKERS, *_MENUS)
IN_SECTION = ("button", "workflow_button", "overflow", "image", *_PICKERS, *_MENUS)
IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_PICKERS,
    *_MENUS,
)
IN_CONTEXT = ("image", "plain_text", "mrkdwn")
