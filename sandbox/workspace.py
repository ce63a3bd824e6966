"""The workspace in memory: its people, rooms and messages, and everything said in it."""

from __future__ import annotations

import json
import uuid
from bisect import bisect_left
from collections import Counter
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.entities import AppIdentity, Channel, ChannelKind, Message, Team, User
from sandbox.errors import Refused
from sandbox.faults import Faults
from sandbox.live import Live
from sandbox.log import Log

SLACKBOT = "USLACKBOT"

# How many versions of a surface are remembered for slow hands.
EARLIER = 10


class Workspace:
    """State that only the server's event loop touches, so it needs no locks."""

    def __init__(self, seed: dict[str, Any], manifest: dict[str, Any]) -> None:
        self.seed = seed
        self.manifest = manifest
        self.team = Team(**{key: seed["team"][key] for key in ("id", "name", "domain")})
        identity = seed["app"]
        self.app = AppIdentity(identity["id"], identity["name"], identity["bot_user_id"], identity["bot_id"])
        self.clock = Clock()
        self.live = Live()
        self.inspectors = Live()
        self.log = Log(self.clock, self.inspectors.tell_all)
        self.faults = Faults()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._plant()

    # People and rooms

    def _plant(self) -> None:
        self.users = {}
        self.channels = {}
        self.ephemerals: dict[str, list[Message]] = {}
        for entry in self.seed.get("users", []):
            self.add_user(entry)
        bot = self.app.bot_user_id
        if bot not in self.users:
            self.add_user({"id": bot, "name": self.app.name.lower(), "real_name": self.app.name, "is_bot": True})
        for entry in self.seed.get("channels", []):
            self.add_channel(entry)

    def reset(self, at: datetime | None = None) -> None:
        self.clock.reset(at)
        self.faults.set(None)
        self.log.reset()
        self._plant()

    def add_user(self, entry: dict[str, Any]) -> User:
        known = {key: entry[key] for key in User.__dataclass_fields__ if key in entry}
        user = User(**{"name": entry["id"].lower(), "real_name": "", "team_id": self.team.id} | known)
        self.users[user.id] = user
        if not user.is_bot and user.id != self.app.bot_user_id:
            self.app_dm(user.id)
        return user

    def add_channel(self, entry: dict[str, Any]) -> Channel:
        members = set(entry.get("members", []))
        if unknown := members - self.users.keys():
            raise Refused("user_not_found", f"{entry.get('name')}: {', '.join(sorted(unknown))}", status=400)
        if entry.get("bot", True):
            members.add(self.app.bot_user_id)
        channel = Channel(
            id=entry["id"],
            name=entry["name"],
            kind="private" if entry.get("is_private") else "channel",
            members=members,
            topic=entry.get("topic", ""),
            is_ext_shared=bool(entry.get("is_ext_shared", False)),
            created_at=self.clock.now(),
        )
        self.channels[channel.id] = channel
        for said in entry.get("messages", []):
            author = self.user(said.get("user"))
            message = Message(self.clock.next_ts(), channel.id, said["text"], author.id, username=author.name)
            channel.messages[message.ts] = message
            channel.timeline.append(message.ts)
        for member in members:
            self.tell_channels(member)
        return channel

    def user(self, user_id: str | None) -> User:
        try:
            return self.users[user_id or ""]
        except KeyError:
            raise Refused("user_not_found") from None

    def channel(self, channel_id: str | None) -> Channel:
        try:
            return self.channels[channel_id or ""]
        except KeyError:
            raise Refused("channel_not_found") from None

    def app_dm(self, user_id: str) -> Channel:
        """Give a person's conversation with the bot; it always exists."""
        return self._dm(f"D{user_id[1:]}", self.app.name, {user_id, self.app.bot_user_id}, "app")

    def dm(self, one: str, other: str) -> Channel:
        bot = self.app.bot_user_id
        if bot in (one, other):
            return self.app_dm(other if one == bot else one)
        first, second = sorted((one, other))
        name = f"{self.user(first).name}, {self.user(second).name}"
        return self._dm(f"D{first[1:]}{second[1:]}", name, {one, other}, "dm")

    def _dm(self, channel_id: str, name: str, members: set[str], kind: ChannelKind) -> Channel:
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, name, kind, members, created_at=self.clock.now())
        return self.channels[channel_id]

    def channels_of(self, user_id: str) -> list[dict[str, Any]]:
        rooms = [channel for channel in self.channels.values() if user_id in channel.members]
        order = {"channel": 0, "private": 0, "dm": 1, "app": 2}
        rooms.sort(key=lambda channel: (order[channel.kind], channel.name))
        return [channel.as_page(user_id) for channel in rooms]

    def tell_channels(self, user_id: str) -> None:
        if self.live.is_watched(user_id):
            self.live.tell(user_id, {"type": "channels", "channels": self.channels_of(user_id)})

    def waiting(self) -> dict[str, int]:
        """Say how much waits for whom: direct messages, and mentions elsewhere."""
        counts: Counter[str] = Counter()
        for channel in self.channels.values():
            counts.update(channel.mentions)
        return dict(counts)

    def _tell_waiting(self) -> None:
        if self.live.is_watched_at_all:
            self.live.tell_all({"type": "waiting", "waiting": self.waiting()})

    # Messages

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a channel for everybody in it."""
        root = channel.messages.get(message.thread_ts or "")
        channel.messages[message.ts] = message
        if message.client_msg_id:
            channel.posts_by_client_id[message.client_msg_id] = message.ts
        if root is None or message.is_broadcast:
            channel.timeline.append(message.ts)
        if root is not None:
            root.replies.append(message.ts)
        self._count_unread(channel, message, is_reply=root is not None and not message.is_broadcast)
        self._tell_members(channel, {"type": "message", "message": message.as_page()})
        if root is not None:
            self._tell_members(channel, {"type": "message_changed", "message": root.as_page()})
        for member in channel.members:
            self.tell_channels(member)
        return message

    def whisper(self, channel: Channel, reader: str, **fields: Any) -> Message:
        """Show a message to one person only."""
        message = Message(ts=self.clock.next_ts(), channel=channel.id, reader=reader, **fields)
        self.ephemerals.setdefault(reader, []).append(message)
        self.live.tell(reader, {"type": "message", "message": message.as_page()})
        return message

    def slackbot_says(self, channel: Channel, reader: str, text: str) -> Message:
        return self.whisper(channel, reader, text=text, user=SLACKBOT, username="Slackbot", bot=False)

    def edit(self, message: Message, *, keep_mark: bool = False, **fields: Any) -> None:
        """Change a message; buttons of the version before stay known, for they may still be on a screen."""
        if "blocks" in fields and message.blocks:
            message.earlier_blocks = [*message.earlier_blocks, message.blocks][-EARLIER:]
        for name, value in fields.items():
            setattr(message, name, value)
        if not keep_mark:
            message.edited_ts = self.clock.next_ts()
        self.tell_changed(message)

    def tell_changed(self, message: Message) -> None:
        self._tell_readers(message, {"type": "message_changed", "message": message.as_page()})

    def delete(self, message: Message) -> None:
        event = {"type": "message_deleted", "channel": message.channel, "ts": message.ts}
        if message.reader is not None:
            self.ephemerals[message.reader].remove(message)
            self.live.tell(message.reader, event)
            return
        channel = self.channel(message.channel)
        del channel.messages[message.ts]
        if message.ts in channel.timeline:
            channel.timeline.remove(message.ts)
        if (root := channel.messages.get(message.thread_ts or "")) and message.ts in root.replies:
            root.replies.remove(message.ts)
            self.tell_changed(root)
        if message.client_msg_id:
            channel.posts_by_client_id.pop(message.client_msg_id, None)
        self._tell_members(channel, event)

    def message(self, channel: Channel, ts: str | None) -> Message:
        try:
            return channel.messages[ts or ""]
        except KeyError:
            raise Refused("message_not_found") from None

    def message_seen_by(self, user_id: str, channel: Channel, ts: str) -> Message:
        """Find a message among those this person can see, their own ephemeral ones included."""
        mine = (whisper for whisper in self.ephemerals.get(user_id, ()) if whisper.ts == ts)
        if (whispered := next(mine, None)) is not None:
            return whispered
        if user_id not in channel.members:
            raise Refused("message_not_found")
        return self.message(channel, ts)

    def read(
        self, user_id: str, channel: Channel, *, thread_ts: str | None, before: str | None, limit: int
    ) -> tuple[list[dict[str, Any]], bool]:
        """Give one page of what a person sees, oldest first, and whether there is more before it."""
        if user_id not in channel.members:
            raise Refused("channel_not_found", status=404)
        if thread_ts:
            root = channel.messages.get(thread_ts)
            stamps = [thread_ts, *root.replies] if root is not None else []
        else:
            stamps = channel.timeline
        end = bisect_left(stamps, before) if before else len(stamps)
        start = max(0, end - limit)
        found = [channel.messages[ts] for ts in stamps[start:end] if ts in channel.messages]
        oldest = found[0].ts if start > 0 and found else ""
        for whispered in self.ephemerals.get(user_id, ()):
            here = whispered.channel == channel.id and whispered.thread_ts == thread_ts
            if here and whispered.ts >= oldest and (not before or whispered.ts < before):
                found.append(whispered)
        found.sort(key=lambda message: message.ts)
        return [message.as_page() for message in found], start > 0

    def read_everywhere(self, user_id: str, limit: int) -> list[dict[str, Any]]:
        """Give the newest of what a person sees in all their rooms, oldest first, threads aside."""
        rooms = [channel for channel in self.channels.values() if user_id in channel.members]
        found = [room.messages[ts] for room in rooms for ts in room.timeline[-limit:]]
        found += [whispered for whispered in self.ephemerals.get(user_id, ()) if whispered.thread_ts is None]
        found.sort(key=lambda message: message.ts)
        return [message.as_page() for message in found[-limit:]]

    def mark_read(self, user_id: str, channel: Channel) -> None:
        was_unread = channel.unread.pop(user_id, 0)
        had_waited = channel.mentions.pop(user_id, 0)
        if was_unread or had_waited:
            self.tell_channels(user_id)
        if had_waited:
            self._tell_waiting()

    def _count_unread(self, channel: Channel, message: Message, *, is_reply: bool) -> None:
        words = f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}" if message.blocks else message.text
        to_all = any(call in words for call in ("<!channel>", "<!here>", "<!everyone>"))
        others = channel.members - {message.user, self.app.bot_user_id}
        called = {member for member in others if to_all or channel.is_dm or f"<@{member}>" in words}
        for member in () if is_reply else others:
            channel.unread[member] = channel.unread.get(member, 0) + 1
        for member in called:
            channel.mentions[member] = channel.mentions.get(member, 0) + 1
        if called:
            self._tell_waiting()

    def _tell_members(self, channel: Channel, event: dict[str, Any]) -> None:
        for member in channel.members:
            self.live.tell(member, event)

    def _tell_readers(self, message: Message, event: dict[str, Any]) -> None:
        if message.reader is not None:
            self.live.tell(message.reader, event)
        else:
            self._tell_members(self.channel(message.channel), event)


def new_id(prefix: str) -> str:
    """Make an id that looks like Slack's and is never given twice."""
    return prefix + uuid.uuid4().hex[:10].upper()
