"""Messages as their readers see them, with the buttons on them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.driver.reading import Json, buttons_of, controls_of, plainly, words_of
from tests.driver.wire import WITHIN, until

if TYPE_CHECKING:
    from tests.driver.person import Person


@dataclass(slots=True)
class Post:
    """A message as its reader saw it; `refresh()` looks again."""

    person: Person
    message: Json

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def channel(self) -> str:
        return str(self.message["channel"])

    @property
    def blocks(self) -> list[Json]:
        attached = [
            block for attachment in self.message.get("attachments") or [] for block in attachment.get("blocks", [])
        ]
        return [*(self.message.get("blocks") or []), *attached]

    @property
    def text(self) -> str:
        """All a reader sees; `raw` has Slack's own markup."""
        return words_of(self.blocks) if self.blocks else plainly(str(self.message["text"]))

    @property
    def raw(self) -> str:
        return json.dumps(self.blocks, ensure_ascii=False) if self.blocks else str(self.message["text"])

    @property
    def fallback(self) -> str:
        """What a lock screen shows."""
        return plainly(str(self.message["text"]))

    @property
    def ephemeral(self) -> bool:
        return bool(self.message["ephemeral"])

    @property
    def edited(self) -> bool:
        return self.message["edited"] is not None

    @property
    def files(self) -> list[Json]:
        return list(self.message.get("files") or [])

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.blocks)

    @property
    def thread(self) -> list[Post]:
        """The replies, oldest first."""
        posts = self.person.reads(self.channel, thread_ts=self.ts)
        return [post for post in posts if post.ts != self.ts]

    def waits_for_reply(self, words: str, within: float = WITHIN) -> Post:
        """Wait until a reply in the thread says this."""
        said = until(lambda: next((reply for reply in self.thread if words in reply.text), None), within)
        replies = [reply.text for reply in self.thread]
        assert said is not None, f"After {within} s no reply says {words!r}, but: {replies}"
        return said

    def refresh(self) -> Post:
        seen = next((post for post in self.person.reads(self.channel) if post.ts == self.ts), None)
        if seen is None and self.message.get("thread_ts"):
            replies = self.person.reads(self.channel, thread_ts=self.message["thread_ts"])
            seen = next((post for post in replies if post.ts == self.ts), None)
        assert seen is not None, f"The message is gone:\n{self.text}"
        self.message = seen.message
        return self

    @property
    def is_gone(self) -> bool:
        thread_ts = self.message.get("thread_ts")
        stamps = {post.ts for post in self.person.reads(self.channel)}
        if thread_ts:
            stamps |= {post.ts for post in self.person.reads(self.channel, thread_ts=thread_ts)}
        return self.ts not in stamps

    def waits_for(self, words: str, within: float = WITHIN) -> Post:
        """Wait until the message says this."""
        said = until(lambda: self if words in self.refresh().text else None, within)
        assert said is not None, f"After {within} s the message does not say {words!r} but:\n{self.text}"
        return self

    def waits_until_silent_about(self, words: str, within: float = WITHIN) -> Post:
        """Wait until the message no longer says this."""
        said = until(lambda: self if words not in self.refresh().text else None, within)
        assert said is not None, f"After {within} s the message still says {words!r}:\n{self.text}"
        return self

    def clicks(self, label: str, **state: Any) -> Any:
        """Press a button, or choose an entry of an overflow menu, by its words."""
        return self.person.presses(self, label, state)

    def overflow(self, _menu: str, entry: str) -> Any:
        return self.person.presses(self, entry, {})

    def chooses(self, action_id: str, wanted: Any) -> Any:
        """Choose from a menu or picker on the message."""
        control = next((found for found in controls_of(self.blocks) if found.element["action_id"] == action_id), None)
        assert control is not None, f"No {action_id} on:\n{self.text}"
        value = self.person.value_for(control, wanted, self.place)
        return self.person.acts(self, control, value)

    @property
    def place(self) -> Json:
        return {"message": {"channel": self.channel, "ts": self.ts}}


class Reply(Post):
    """What the bot answered, seen by the person who asked."""
