"""The weekly digest as a message: what slipped, where the time went, and what can be done about it from here."""

import json

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    ImageBlock,
    RawTextObject,
    TableBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from desk.digests.sight import LINES, DigestSight
from views import Message, digest_words, forms, insights, worklist
from views.digest_words import heading, opening, worst_first
from views.text import at, clip, escape, plain

PAGE = "digest.page"
ROWS = (24, 18, 12, 6)  # processes or regions that a table shows: the first of these that fits into the message
CHARACTERS = 12_500  # that a message's blocks may have as JSON: Slack refuses somewhat more than 13,000


def card(sight: DigestSight) -> Message:
    """The digest as it is posted; its lines change as they are acted on."""
    return _message(sight, _picture(sight))


def shown(sight: DigestSight) -> Message:
    """How a week stands, for the person who asked."""
    return _message(sight, [])


def preview(sight: DigestSight) -> Message:
    """The next digest as it would be sent now, for the person who asked."""
    where = f"the leaders of {escape(sight.name)}" if sight.region else "the head of ecosystem operations"
    mark = f":eyes: Preview. This goes to {where} {at(sight.due_at)}; until then its numbers change."
    as_shown = shown(sight)
    return Message(clip(f"{mark} {as_shown.text}", 3000), [forms.words(mark), DividerBlock(), *as_shown.blocks])


def _message(sight: DigestSight, picture: list[Block]) -> Message:
    gist = f"{sight.name}, week {sight.week.number}: {opening(sight.figures)}"
    several = ([_head(sight), *picture, *_body(sight, rows)] for rows in ROWS)
    blocks = next(several)
    while len(json.dumps([block.to_dict() for block in blocks], ensure_ascii=False)) > CHARACTERS:
        shorter = next(several, None)
        if shorter is None:
            break
        blocks = shorter
    return Message(clip(escape(gist), 3000), blocks)


def _head(sight: DigestSight) -> Block:
    words = [heading(sight), escape(opening(sight.figures)), digest_words.late(sight)]
    return forms.words(clip("\n".join(filter(None, words)), 2900))


def _picture(sight: DigestSight) -> list[Block]:
    if not sight.chart:
        return []
    return [ImageBlock(alt_text=plain(picture_words(sight), 1900), slack_file=SlackFile(id=sight.chart))]


def picture_words(sight: DigestSight) -> str:
    """Say what the picture shows, for those who do not see it."""
    if sight.parts:
        each = ", ".join(f"{part.region} {part.breaches}" for part in worst_first(sight.parts))
        return f"Breaches a week by region, the last 12 weeks. W{sight.week.number:02}: {each}."
    said = [
        f"{digest_words.short(week)}: {sum(counts.values())}" for week, counts in sight.figures.trend if counts
    ]  # fmt: skip
    return f"Breaches a week in {sight.name}, the last 12 weeks. {', '.join(said) or 'There were none'}."


def _body(sight: DigestSight, rows: int) -> list[Block]:
    blocks: list[Block] = []
    if sight.parts:
        blocks += _regions(sight, rows)
    elif found := digest_words.table(sight):
        blocks.append(_table(found[: rows + 1]))
    if small := digest_words.small(sight.figures):
        blocks.append(forms.small(clip("\n".join(small), 1900)))
    if sight.lines:
        blocks += [DividerBlock(), forms.words(digest_words.still_open(sight))]
        for line in sight.lines:
            blocks += worklist.item(line)
    blocks += _foot(sight)
    return blocks + _closing(sight)


def _foot(sight: DigestSight) -> list[Block]:
    buttons = []
    if sight.figures.open > LINES:
        buttons.append(ButtonElement(text="All that are open", action_id=f"{PAGE}.first", value=sight.subject))
    return [ActionsBlock(elements=buttons)] if buttons else []


def _closing(sight: DigestSight) -> list[Block]:
    """Ask a region that had anything to do what should change, and show what it has told."""
    if sight.region is None or not (sight.figures.items or sight.figures.open):
        return []
    said = "\n".join(insights.told(one) for one in sight.told)
    return [insights.ask(sight.subject, sight.leads), *([forms.small(clip(said, 1900))] if said else [])]


def _regions(sight: DigestSight, at_most: int) -> list[Block]:
    rest = worst_first(sight.parts)[at_most:]
    said = ", ".join(f"{escape(part.region)} {part.breaches} of {part.items}" for part in rest)
    more = [forms.small(clip(f"And {len(rest)} more: {said}", 900))] if rest else []
    return [_table(digest_words.table(sight)[: at_most + 1]), *more]


def _table(rows: list[list[str]]) -> Block:
    settings = [{"align": "left"}, *({"align": "right"} for _ in rows[0][1:])]
    return TableBlock(rows=[[_cell(text) for text in row] for row in rows], column_settings=settings)


def _cell(text: str) -> RawTextObject:
    return RawTextObject(text=text)
