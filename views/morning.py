"""What was put off until the morning: in one message, or as a part of the daily brief."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from policy.words import count
from views import Message, forms
from views.preference_form import tell_me_less
from views.text import clip

# A phone's screen or two; who wants more looks the rest up.
AT_MOST = 15


def news(messages: Sequence[Message]) -> Message | None:
    """Tell the gist of each message, oldest first, with its way to the record; None without any."""
    if not messages:
        return None
    first = clip(messages[0].text, 300)
    rest = f" And {len(messages) - 1} more." if messages[1:] else ""
    return Message(f"{_head(messages)}: {first}{rest}", part(messages, AT_MOST, 400, "`/deal mine` lists your deals"))


def part(messages: Sequence[Message], at_most: int, length: int, where: str) -> list[Block]:
    """Return the same as a part of a message: `at_most` lines of a `length`; `where` says where to find the rest."""
    blocks: list[Block] = [forms.words(_head(messages))]
    for message in messages[:at_most]:
        block = forms.words(clip(message.text, length))
        block.accessory = _way_in(message)
        blocks.append(block)
    if len(messages) > at_most:
        blocks.append(forms.small(f"And {len(messages) - at_most} more: {where}."))
    return [*blocks, ActionsBlock(elements=[tell_me_less()])]


def _head(messages: Sequence[Message]) -> str:
    return f"*{count(len(messages), 'thing')} you wanted to hear in the morning*"


def _way_in(message: Message) -> ButtonElement | None:
    """Return the button with which the message itself offers to look at the record."""
    for block in message.blocks:
        if isinstance(block, ActionsBlock):
            for element in block.elements:
                if isinstance(element, ButtonElement) and str(element.action_id).endswith(".see"):
                    return ButtonElement(text="See it", action_id=element.action_id, value=element.value)
    return None
