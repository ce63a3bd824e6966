"""Web API: saying things, changing and deleting them, reactions and pins."""

from __future__ import annotations

import re
import time
from typing import Any

from sandbox.api import method, require_scope
from sandbox.checks import METADATA, check_attachments, check_message_blocks, with_ids
from sandbox.entities import Channel, Message
from sandbox.errors import Refused
from sandbox.grammar import Findings
from sandbox.slack import Slack

POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000
# Where a message stands, which the answer to an update leaves out.
PLACE = ("ts", "thread_ts", "reply_count", "latest_reply", "is_locked", "pinned_to")


def content(
    *,
    text: Any = None,
    blocks: Any = None,
    attachments: Any = None,
    markdown_text: Any = None,
    longest: int = POST_CHARACTERS,
    **_: Any,
) -> dict[str, Any]:
    """Check what a message is to say and give its fields."""
    if markdown_text is not None:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown_text}]
    if text is not None and not isinstance(text, str):
        raise Refused("no_text")
    if not (text and text.strip()) and not blocks and not attachments:
        raise Refused("no_text")
    if len(text or "") > longest:
        raise Refused("msg_too_long")
    if blocks is not None:
        check_message_blocks(blocks)
    if attachments is not None:
        check_attachments(attachments)
    told: dict[str, Any] = {"text": text or ""}
    if blocks is not None:
        told["blocks"] = with_ids(blocks)
    if attachments is not None:
        told["attachments"] = [
            {**attachment, "id": n, **({"blocks": with_ids(attachment["blocks"])} if attachment.get("blocks") else {})}
            for n, attachment in enumerate(attachments, 1)
        ]
    return told


def channel_to_post_in(slack: Slack, channel_id: Any) -> Channel:
    """Find the channel a post is for: a channel, or a person's conversation with the bot."""
    workspace = slack.workspace
    if isinstance(channel_id, str) and channel_id in workspace.users:
        user = workspace.user(channel_id)
        if channel_id == workspace.app.bot_user_id or user.is_bot:
            raise Refused("cannot_dm_bot")
        if user.deleted:
            raise Refused("user_disabled")
        channel = workspace.app_dm(channel_id)
    else:
        channel = workspace.channel(channel_id if isinstance(channel_id, str) else None)
    if channel.kind == "app" and slack.features.get("app_home", {}).get("messages_tab_enabled") is False:
        raise Refused("messages_tab_disabled")
    if workspace.app.bot_user_id not in channel.members:
        if channel.kind != "channel":
            raise Refused("channel_not_found")
        if "chat:write.public" not in slack.scopes:
            raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _take_turn(slack: Slack, channel: Channel) -> None:
    """Hold posts to one a second and channel, where the workspace was asked to."""
    now = time.monotonic()
    last = slack.posted_at.get(channel.id)
    if slack.pace and last is not None and now - last < 1.0:
        raise Refused("ratelimited", status=429, retry_after=1)
    slack.posted_at[channel.id] = now


def check_thread(channel: Channel, thread_ts: str | None) -> str | None:
    if thread_ts is None:
        return None
    root = channel.messages.get(thread_ts)
    if root is None:
        raise Refused("thread_not_found")
    return root.thread_ts or root.ts


def _by_bot(slack: Slack, username: str | None = None) -> dict[str, Any]:
    app = slack.workspace.app
    return {"user": app.bot_user_id, "username": username or app.name, "bot": True}


def check_metadata(metadata: Any) -> None:
    findings = Findings()
    if isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict):
        METADATA.check({**metadata, "event_payload": {}}, "/metadata", findings)
    else:
        findings.add("must provide an object with event_type and event_payload", "/metadata")
    if findings:
        raise Refused("invalid_metadata_format", *findings.messages)


@method(
    "chat.postMessage",
    needs="channel",
    takes="text blocks attachments markdown_text thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn parse "
    "link_names metadata username icon_emoji icon_url client_msg_id as_user",
    scopes="chat:write",
)
def post_message(slack: Slack, *, channel: str, **said: Any) -> dict[str, Any]:
    workspace = slack.workspace
    room = channel_to_post_in(slack, channel)
    if any(said.get(name) for name in ("username", "icon_emoji", "icon_url")):
        require_scope(slack, "chat:write.customize")
    told = content(**said)
    slack.files.check_shown(told.get("blocks"))
    client_msg_id = said.get("client_msg_id")
    earlier = room.messages.get(room.posts_by_client_id.get(client_msg_id or "", ""))
    if earlier is not None:
        return _posted(slack, room, earlier)
    thread_ts = check_thread(room, said.get("thread_ts"))
    if said.get("metadata") is not None:
        check_metadata(said["metadata"])
    _take_turn(slack, room)
    message = Message(
        ts=workspace.clock.next_ts(),
        channel=room.id,
        thread_ts=thread_ts,
        is_broadcast=bool(said.get("reply_broadcast")) and thread_ts is not None,
        client_msg_id=client_msg_id,
        metadata=said.get("metadata"),
        **_by_bot(slack, said.get("username")),
        **told,
    )
    return _posted(slack, room, workspace.post(room, message))


def _posted(slack: Slack, channel: Channel, message: Message) -> dict[str, Any]:
    told = message.as_slack(slack.workspace.team, slack.workspace.app)
    return {"channel": channel.id, "ts": message.ts, "message": told}


@method(
    "chat.postEphemeral",
    needs="channel user",
    takes="text blocks attachments markdown_text thread_ts parse link_names username icon_emoji icon_url as_user",
    scopes="chat:write",
)
def post_ephemeral(slack: Slack, *, channel: str, user: str, **said: Any) -> dict[str, Any]:
    room = channel_to_post_in(slack, channel)
    told = content(**said)
    slack.files.check_shown(told.get("blocks"))
    if user not in room.members:
        raise Refused("user_not_in_channel")
    thread_ts = check_thread(room, said.get("thread_ts"))
    message = slack.workspace.whisper(room, user, thread_ts=thread_ts, **_by_bot(slack, said.get("username")), **told)
    return {"message_ts": message.ts}


def _own_message(slack: Slack, channel: str, ts: str, error: str) -> Message:
    room = channel_to_post_in(slack, channel)
    message = slack.workspace.message(room, ts)
    if not message.bot:
        raise Refused(error)
    return message


@method(
    "chat.update",
    needs="channel ts",
    takes="text blocks attachments markdown_text parse link_names metadata reply_broadcast file_ids as_user",
    scopes="chat:write",
)
def update(slack: Slack, *, channel: str, ts: str, **said: Any) -> dict[str, Any]:
    if said.get("metadata") is not None:
        check_metadata(said["metadata"])
    message = _own_message(slack, channel, ts, "cant_update_message")
    told = content(**said, longest=UPDATE_CHARACTERS)
    slack.files.check_shown(told.get("blocks"))
    if said.get("metadata") is not None:
        told["metadata"] = said["metadata"]
    if text_alone := "blocks" not in told and bool(told["text"]):
        told["blocks"] = []
    # Slack marks an update as edited only when the text itself is what people see.
    slack.workspace.edit(message, keep_mark=not text_alone, **told)
    shown = message.as_slack(slack.workspace.team, slack.workspace.app)
    said = {key: value for key, value in shown.items() if key not in PLACE}
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": said}


@method("chat.delete", needs="channel ts", takes="as_user", scopes="chat:write")
def delete(slack: Slack, *, channel: str, ts: str, as_user: bool = False) -> dict[str, Any]:
    message = _own_message(slack, channel, ts, "cant_delete_message")
    slack.workspace.delete(message)
    return {"channel": message.channel, "ts": ts}


@method("chat.getPermalink", needs="channel message_ts")
def get_permalink(slack: Slack, *, channel: str, message_ts: str) -> dict[str, Any]:
    room = slack.workspace.channel(channel)
    message = slack.workspace.message(room, message_ts)
    link = f"{slack.base_url}/archives/{room.id}/p{message.ts.replace('.', '')}"
    return {"channel": room.id, "permalink": link}


def _reacted(slack: Slack, channel: str, timestamp: str, name: str) -> tuple[Message, list[str]]:
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    message = slack.workspace.message(channel_to_post_in(slack, channel), timestamp)
    return message, message.reactions.setdefault(name, [])


@method("reactions.add", needs="channel timestamp name", scopes="reactions:write")
def add_reaction(slack: Slack, *, channel: str, timestamp: str, name: str) -> dict[str, Any]:
    message, users = _reacted(slack, channel, timestamp, name)
    if slack.workspace.app.bot_user_id in users:
        raise Refused("already_reacted")
    users.append(slack.workspace.app.bot_user_id)
    slack.workspace.tell_changed(message)
    return {}


@method("reactions.remove", needs="name channel timestamp", scopes="reactions:write")
def remove_reaction(slack: Slack, *, channel: str, timestamp: str, name: str) -> dict[str, Any]:
    message, users = _reacted(slack, channel, timestamp, name)
    if slack.workspace.app.bot_user_id not in users:
        raise Refused("no_reaction")
    users.remove(slack.workspace.app.bot_user_id)
    slack.workspace.tell_changed(message)
    return {}


@method("pins.add", needs="channel timestamp", scopes="pins:write")
def add_pin(slack: Slack, *, channel: str, timestamp: str) -> dict[str, Any]:
    message = slack.workspace.message(channel_to_post_in(slack, channel), timestamp)
    if message.pinned:
        raise Refused("already_pinned")
    message.pinned = True
    return {}


@method("pins.remove", needs="channel timestamp", scopes="pins:write")
def remove_pin(slack: Slack, *, channel: str, timestamp: str) -> dict[str, Any]:
    message = slack.workspace.message(channel_to_post_in(slack, channel), timestamp)
    if not message.pinned:
        raise Refused("no_pin")
    message.pinned = False
    return {}
