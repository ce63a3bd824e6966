"""What was put off until the morning, in one message."""

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
    head = f"*{count(len(messages), 'thing')} you wanted to hear in the morning*"
    blocks: list[Block] = [forms.words(head)]
    for message in messages[:AT_MOST]:
        block = forms.words(clip(message.text, 400))
        block.accessory = _way_in(message)
        blocks.append(block)
    if len(messages) > AT_MOST:
        blocks.append(forms.small(f"And {len(messages) - AT_MOST} more: `/deal mine` lists your deals."))
    blocks.append(ActionsBlock(elements=[tell_me_less()]))
    first = clip(messages[0].text, 300)
    return Message(f"{head}: {first}" + (f" And {len(messages) - 1} more." if messages[1:] else ""), blocks)


def _way_in(message: Message) -> ButtonElement | None:
    """Return the button with which the message itself offers to look at the record."""
    for block in message.blocks:
        if isinstance(block, ActionsBlock):
            for element in block.elements:
                if isinstance(element, ButtonElement) and str(element.action_id).endswith(".see"):
                    return ButtonElement(text="See it", action_id=element.action_id, value=element.value)
    return None
