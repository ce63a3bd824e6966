"""Block Kit's blocks as tables, and which of them messages, modals and Home tabs take."""

from __future__ import annotations

from sandbox.elements import ELEMENTS, ID, IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION, image, mrkdwn, plain, text_of
from sandbox.grammar import Anything, Flag, Items, Number, Rule, Shape, Text, Typed, shape
from sandbox.richtext import RICH_TEXT

IMAGE_ELEMENT = Typed(ELEMENTS, ("image",))
_CELL = Typed(
    {
        "raw_text": shape("raw_text", needs="text", text=Text()),
        "raw_number": shape("raw_number", needs="value text", value=Number(), text=Text()),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = Shape({"align": Text(choice=("left", "center", "right")), "is_wrapped": Flag()})
_CARD = shape(
    "card",
    block_id=ID,
    title=mrkdwn(150),
    subtitle=mrkdwn(150),
    body=mrkdwn(200),
    icon=IMAGE_ELEMENT,
    hero_image=IMAGE_ELEMENT,
    actions=Items(Typed(ELEMENTS, ("button",)), 5),
)
_SOURCE = Typed({"url": shape("url", needs="url text", url=Text(), text=Text())})
_TASK = shape(
    "task_card",
    needs="task_id title status",
    block_id=ID,
    task_id=Text(),
    title=Text(),
    status=Text(choice=("pending", "in_progress", "complete", "error")),
    details=RICH_TEXT,
    output=RICH_TEXT,
    sources=Items(_SOURCE),
)

BLOCKS: dict[str, Rule] = {
    "section": shape(
        "section",
        one_of="text fields",
        block_id=ID,
        text=text_of(3000),
        fields=Items(text_of(2000), 10, 1),
        accessory=Typed(ELEMENTS, IN_SECTION),
        expand=Flag(),
    ),
    "header": shape("header", needs="text", block_id=ID, text=plain(150)),
    "divider": shape("divider", block_id=ID),
    "context": shape("context", needs="elements", block_id=ID, elements=Items(Typed(ELEMENTS, IN_CONTEXT), 10, 1)),
    "actions": shape("actions", needs="elements", block_id=ID, elements=Items(Typed(ELEMENTS, IN_ACTIONS), 25, 1)),
    "input": shape(
        "input",
        needs="label element",
        block_id=ID,
        label=plain(2000),
        element=Typed(ELEMENTS, IN_INPUT),
        hint=plain(2000),
        optional=Flag(),
        dispatch_action=Flag(),
    ),
    "image": image(block_id=ID, title=plain(2000)),
    "rich_text": RICH_TEXT,
    "markdown": shape("markdown", needs="text", block_id=ID, text=Text(12_000, 1)),
    "table": shape(
        "table",
        needs="rows",
        block_id=ID,
        rows=Items(Items(_CELL, 20, 1), 100, 1),
        column_settings=Items(_COLUMN, 20),
    ),
    "data_table": shape(
        "data_table",
        needs="caption rows",
        block_id=ID,
        caption=Text(),
        rows=Items(Items(_CELL, 20, 1), 201, 2),
        page_size=Number(1, whole=True),
        row_header_column_index=Number(0, whole=True),
    ),
    "video": shape(
        "video",
        needs="alt_text thumbnail_url title video_url",
        block_id=ID,
        alt_text=Text(),
        author_name=Text(49),
        description=plain(200),
        provider_icon_url=Text(),
        provider_name=Text(),
        thumbnail_url=Text(),
        title=plain(199),
        title_url=Text(),
        video_url=Text(),
    ),
    "file": shape("file", needs="external_id source", block_id=ID, external_id=Text(), source=Text()),
    "context_actions": shape(
        "context_actions",
        needs="elements",
        block_id=ID,
        elements=Items(Typed(ELEMENTS, ("feedback_buttons", "icon_button")), 5, 1),
    ),
    "alert": shape(
        "alert",
        needs="text",
        block_id=ID,
        text=text_of(200),
        level=Text(choice=("default", "info", "warning", "error", "success")),
    ),
    "card": _CARD,
    "carousel": shape("carousel", needs="elements", block_id=ID, elements=Items(Typed({"card": _CARD}), 10, 1)),
    "task_card": _TASK,
    "plan": shape("plan", needs="title", block_id=ID, title=Text(), tasks=Items(Anything())),
}

_IN_CONTAINER = (
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video",
)  # fmt: skip
BLOCKS["container"] = shape(
    "container",
    needs="child_blocks",
    block_id=ID,
    child_blocks=Items(Typed(dict(BLOCKS), _IN_CONTAINER), 10),
    title=plain(150),
    rich_text_title=RICH_TEXT,
    subtitle=text_of(150),
    icon=IMAGE_ELEMENT,
    default_collapsed=Flag(),
    is_collapsible=Flag(),
    has_header_divider=Flag(),
    width=Text(choice=("narrow", "standard", "wide", "full")),
)

_NOT_IN_MODALS = (
    "carousel", "container", "context_actions", "data_table", "file", "markdown", "plan", "table", "task_card",
)  # fmt: skip
_NOT_IN_HOMES = ("alert", "context_actions", "file", "markdown", "plan", "task_card")
IN_MESSAGES = tuple(kind for kind in BLOCKS if kind != "alert")
IN_MODALS = tuple(kind for kind in BLOCKS if kind not in _NOT_IN_MODALS)
IN_HOMES = tuple(kind for kind in BLOCKS if kind not in _NOT_IN_HOMES)
