"""Rich text as tables: sections, lists, quotes and preformatted text, and what stands in them."""

from __future__ import annotations

from sandbox.grammar import Flag, Items, Number, Rule, Shape, Text, Typed, shape

_STYLE = Shape({name: Flag() for name in ("bold", "italic", "strike", "code", "underline")})

INLINE: dict[str, Rule] = {
    "text": shape("text", needs="text", text=Text(least=1), style=_STYLE),
    "link": shape("link", needs="url", url=Text(least=1), text=Text(), unsafe=Flag(), style=_STYLE),
    "emoji": shape("emoji", needs="name", name=Text(), unicode=Text(), url=Text(), style=_STYLE),
    "user": shape("user", needs="user_id", user_id=Text(), style=_STYLE),
    "usergroup": shape("usergroup", needs="usergroup_id", usergroup_id=Text(), style=_STYLE),
    "channel": shape("channel", needs="channel_id", channel_id=Text(), style=_STYLE),
    "team": shape("team", needs="team_id", team_id=Text(), style=_STYLE),
    "broadcast": shape("broadcast", needs="range", range=Text(choice=("here", "channel", "everyone")), style=_STYLE),
    "color": shape("color", needs="value", value=Text(), style=_STYLE),
    "date": shape(
        "date",
        needs="timestamp format",
        timestamp=Number(whole=True),
        format=Text(least=1),
        url=Text(),
        fallback=Text(),
        style=_STYLE,
    ),
}

_BORDER = Number(0, 1, whole=True)
_SECTION = shape("rich_text_section", needs="elements", elements=Items(Typed(INLINE)))

RICH_TEXT = shape(
    "rich_text",
    needs="elements",
    block_id=Text(255),
    elements=Items(
        Typed(
            {
                "rich_text_section": _SECTION,
                "rich_text_list": shape(
                    "rich_text_list",
                    needs="style elements",
                    style=Text(choice=("bullet", "ordered")),
                    elements=Items(Typed({"rich_text_section": _SECTION})),
                    indent=Number(0, 8, whole=True),
                    offset=Number(0, whole=True),
                    border=_BORDER,
                ),
                "rich_text_quote": shape(
                    "rich_text_quote", needs="elements", elements=Items(Typed(INLINE)), border=_BORDER
                ),
                "rich_text_preformatted": shape(
                    "rich_text_preformatted",
                    needs="elements",
                    elements=Items(Typed(INLINE, ("text", "link"))),
                    border=_BORDER,
                ),
            }
        )
    ),
)
