"""Who and what a workspace holds: people, channels, messages, and how Slack and the page word them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_COLOURS = (
    "#4a6fa5",
    "#7a5195",
    "#bc5090",
    "#c8553d",
    "#588b8b",
    "#3a7d44",
    "#8f6b2e",
    "#5b5f97",
    "#2f7f93",
    "#9a4c68",
)


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    domain: str

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "domain": self.domain}


@dataclass(frozen=True, slots=True)
class AppIdentity:
    id: str
    name: str
    bot_user_id: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    real_name: str
    team_id: str
    title: str = ""
    tz: str = "Etc/UTC"
    email: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False

    @property
    def avatar(self) -> dict[str, str]:
        words = (self.real_name or self.name).split()
        initials = "".join(word[0] for word in (words[:1] + words[1:][-1:]) if word).upper()
        return {"colour": _COLOURS[sum(self.id.encode()) % len(_COLOURS)], "initials": initials}

    def as_person(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "title": self.title,
            "tz": self.tz,
            "avatar": self.avatar,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "team_id": self.team_id,
            "deleted": self.deleted,
        }

    def as_slack(self, *, with_email: bool, at: datetime) -> dict[str, Any]:
        profile = {
            "title": self.title,
            "phone": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "team": self.team_id,
        }
        if with_email and self.email:
            profile["email"] = self.email
        answer = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "updated": 0,
        }
        if self.deleted:
            return answer
        try:
            offset = at.astimezone(ZoneInfo(self.tz)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError):
            offset = None
        answer |= {
            "color": self.avatar["colour"].lstrip("#"),
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_app_user": False,
            "is_email_confirmed": True,
        }
        if self.is_stranger:
            answer["is_stranger"] = True
        return answer


@dataclass(slots=True)
class Message:
    ts: str
    channel: str
    text: str
    user: str | None
    bot: bool = False
    username: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    # Only this person sees it, when set.
    reader: str | None = None
    client_msg_id: str | None = None
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    pinned: bool = False
    is_broadcast: bool = False
    replies: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    # Blocks of earlier versions: someone may still have an old button on the screen.
    earlier_blocks: list[list[dict[str, Any]]] = field(default_factory=list)

    def _reactions(self) -> list[dict[str, Any]]:
        return [{"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items() if users]

    def as_page(self) -> dict[str, Any]:
        return {
            "ts": self.ts,
            "channel": self.channel,
            "user": self.user,
            "bot": self.bot,
            "username": self.username,
            "text": self.text,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts or (self.ts if self.replies else None),
            "reply_count": len(self.replies),
            "latest_reply": self.replies[-1] if self.replies else None,
            "edited": {"ts": self.edited_ts} if self.edited_ts else None,
            "ephemeral": self.reader is not None,
            "subtype": self.subtype,
            "reactions": self._reactions(),
            "files": self.files,
        }

    def as_slack(self, team: Team, app: AppIdentity) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": team.id,
        }
        if self.bot:
            answer |= {
                "bot_id": app.bot_id,
                "app_id": app.id,
                "bot_profile": {
                    "id": app.bot_id,
                    "app_id": app.id,
                    "name": app.name,
                    "team_id": team.id,
                    "deleted": False,
                    "updated": 0,
                },
            }
        optional = {
            "subtype": self.subtype,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "client_msg_id": self.client_msg_id,
            "metadata": self.metadata,
            "reactions": self._reactions(),
        }
        answer |= {key: value for key, value in optional.items() if value}
        if self.edited_ts:
            answer["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.thread_ts:
            answer["thread_ts"] = self.thread_ts
        elif self.replies:
            answer |= {
                "thread_ts": self.ts,
                "reply_count": len(self.replies),
                "latest_reply": self.replies[-1],
                "is_locked": False,
            }
        if self.pinned:
            answer["pinned_to"] = [self.channel]
        return answer


ChannelKind = Literal["channel", "private", "dm", "app"]


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    topic: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    messages: dict[str, Message] = field(default_factory=dict)
    # Timestamps of what stands in the channel itself, oldest first; replies stand in their root's list.
    timeline: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    mentions: dict[str, int] = field(default_factory=dict)
    posts_by_client_id: dict[str, str] = field(default_factory=dict)

    @property
    def is_dm(self) -> bool:
        return self.kind in ("dm", "app")

    @property
    def name_in_payloads(self) -> str:
        """The name interactions carry: Slack does not tell apps the names of closed rooms' commands and actions."""
        if self.is_dm:
            return "directmessage"
        return "privategroup" if self.kind == "private" else self.name

    def other_member(self, user: str) -> str | None:
        return next((member for member in sorted(self.members) if member != user), None) if self.is_dm else None

    def as_page(self, user: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "with": self.other_member(user),
            "topic": self.topic,
            "is_ext_shared": self.is_ext_shared,
            "unread": self.unread.get(user, 0),
            "mentions": self.mentions.get(user, 0),
        }

    def as_slack(self, bot_user: str) -> dict[str, Any]:
        created = int(self.created_at.timestamp())
        if self.is_dm:
            return {
                "id": self.id,
                "created": created,
                "is_im": True,
                "is_org_shared": False,
                "is_archived": False,
                "user": self.other_member(bot_user),
            }
        private = self.kind == "private"
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": created,
            "is_channel": not private,
            "is_group": private,
            "is_im": False,
            "is_mpim": False,
            "is_private": private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "is_member": bot_user in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
