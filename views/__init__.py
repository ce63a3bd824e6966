"""Shows: pure functions from what the desk saw to Block Kit. No client, no session, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from slack_sdk.models.blocks import Block, ImageBlock


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it leaves: `text` carries the whole gist (it is what a lock screen shows), `blocks` the rest."""

    text: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def payload(self) -> dict[str, object]:
        """Return the arguments of chat.postMessage, chat.update and respond."""
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}

    @property
    def has_picture(self) -> bool:
        return any(isinstance(block, ImageBlock) for block in self.blocks)

    def without_picture(self) -> "Message":
        return replace(self, blocks=[block for block in self.blocks if not isinstance(block, ImageBlock)])
