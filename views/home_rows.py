"""What every part of a Home is built of: titles, lines with a button, and how many more there are."""

from slack_sdk.models.blocks import Block, ButtonElement, HeaderBlock, SectionBlock

from desk.home import Errand
from policy.words import count
from views import forms
from views.deal_messages import SEE, TAKE, button
from views.text import clip


def title(words: str, small: str = "") -> list[Block]:
    return [HeaderBlock(text=words), *([forms.small(small)] if small else [])]


def row(words: str, press: ButtonElement) -> SectionBlock:
    section = forms.words(clip(words, 2900))
    section.accessory = press
    return section


def see(ref: str) -> ButtonElement:
    return button("See it", SEE, ref)


def press(one: Errand) -> ButtonElement:
    return see(one.ref) if one.taken else button("Take it", TAKE, one.ref, style="primary")


def more(left: int, what: str, where: str = "") -> list[Block]:
    if left <= 0:
        return []
    return [forms.small(f"and {count(left, 'more ' + what)}{f'; {where}' if where else ''}")]
