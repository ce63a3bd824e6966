"""Web API: channels and conversations, who is in them and what was said there."""

from __future__ import annotations

from typing import Any

from sandbox.api import method, require_scope
from sandbox.entities import Channel, Message
from sandbox.errors import Refused
from sandbox.slack import Slack

_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_PREFIX = {"channel": "channels", "private": "groups", "dm": "im", "app": "im"}
_TYPE = {"public_channel": "channel", "private_channel": "private", "im": "app", "mpim": "mpim"}
MOST = 1000


def page_of(items: list[Any], limit: int | None, cursor: str | None, usual: int = 100) -> tuple[list[Any], str]:
    """Cut one page out of a list and give the cursor of the next."""
    if limit is not None and not 1 <= limit <= MOST:
        raise Refused("invalid_limit")
    try:
        start = int(cursor) if cursor else 0
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + (limit or usual)
    return items[start:end], str(end) if end < len(items) else ""


def _visible(slack: Slack, channel_id: str, what: str) -> Channel:
    """Find a channel the bot may know of, and check the scope that its kind needs."""
    channel = slack.workspace.channel(channel_id)
    if channel.kind != "channel" and slack.workspace.app.bot_user_id not in channel.members:
        raise Refused("channel_not_found")
    require_scope(slack, f"{_PREFIX[channel.kind]}:{what}")
    return channel


@method("conversations.info", needs="channel", takes="include_locale include_num_members", scopes=_READ)
def info(slack: Slack, *, channel: str, include_num_members: bool = False, **_: Any) -> dict[str, Any]:
    room = _visible(slack, channel, "read")
    told = room.as_slack(slack.workspace.app.bot_user_id)
    if include_num_members:
        told["num_members"] = len(room.members)
    return {"channel": told}


@method("conversations.members", needs="channel", takes="cursor limit", scopes=_READ)
def members(slack: Slack, *, channel: str, limit: int | None = None, cursor: str | None = None) -> dict[str, Any]:
    found, following = page_of(sorted(_visible(slack, channel, "read").members), limit, cursor)
    return {"members": found, "response_metadata": {"next_cursor": following}}


@method("conversations.join", needs="channel", scopes="channels:join")
def join(slack: Slack, *, channel: str) -> dict[str, Any]:
    room = slack.workspace.channel(channel)
    bot = slack.workspace.app.bot_user_id
    if room.kind == "private" and bot not in room.members:
        raise Refused("channel_not_found")
    if room.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    room.members.add(bot)
    return {"channel": room.as_slack(bot)}


@method("conversations.open", takes="channel users return_im prevent_creation", scopes="im:write mpim:write")
def open_conversation(
    slack: Slack, *, users: Any = None, channel: str | None = None, return_im: bool = False, **_: Any
) -> dict[str, Any]:
    if channel is not None:
        room = _visible(slack, channel, "write")
    else:
        wanted = [user for user in (users.split(",") if isinstance(users, str) else users or []) if user]
        if not wanted:
            raise Refused("users_list_not_supplied")
        if len(wanted) > 1:
            raise Refused("invalid_user_combination", "[ERROR] the sandbox opens conversations of two")
        user = slack.workspace.user(wanted[0].strip())
        if user.deleted:
            raise Refused("user_disabled")
        if user.is_bot:
            raise Refused("cannot_dm_bot")
        room = slack.workspace.app_dm(user.id)
    told = room.as_slack(slack.workspace.app.bot_user_id) if return_im else {"id": room.id}
    return {"no_op": True, "already_open": True, "channel": told}


def _stamped(slack: Slack, messages: list[Message]) -> list[dict[str, Any]]:
    return [message.as_slack(slack.workspace.team, slack.workspace.app) for message in messages]


def _between(messages: list[Message], oldest: str | None, latest: str | None, inclusive: bool) -> list[Message]:
    for name, value in (("oldest", oldest), ("latest", latest)):
        if value and not value.replace(".", "", 1).isdigit():
            raise Refused(f"invalid_ts_{name}")
    low = float(oldest) if oldest else float("-inf")
    high = float(latest) if latest else float("inf")
    ends = {low, high} if inclusive else set()
    return [message for message in messages if low < float(message.ts) < high or float(message.ts) in ends]


_SPAN = "cursor limit oldest latest inclusive include_all_metadata"


@method("conversations.history", needs="channel", takes=_SPAN, scopes=_HISTORY)
def history(
    slack: Slack,
    *,
    channel: str,
    limit: int | None = None,
    cursor: str | None = None,
    oldest: str | None = None,
    latest: str | None = None,
    inclusive: bool = False,
    **_: Any,
) -> dict[str, Any]:
    room = _visible(slack, channel, "history")
    if slack.workspace.app.bot_user_id not in room.members:
        raise Refused("not_in_channel")
    newest_first = [room.messages[ts] for ts in reversed(room.timeline)]
    found, following = page_of(_between(newest_first, oldest, latest, inclusive), limit, cursor)
    more = {"has_more": bool(following), "response_metadata": {"next_cursor": following}}
    return {"messages": _stamped(slack, found), "pin_count": 0, **more}


@method("conversations.replies", needs="channel ts", takes=_SPAN, scopes=_HISTORY)
def replies(
    slack: Slack,
    *,
    channel: str,
    ts: str,
    limit: int | None = None,
    cursor: str | None = None,
    oldest: str | None = None,
    latest: str | None = None,
    inclusive: bool = False,
    **_: Any,
) -> dict[str, Any]:
    room = _visible(slack, channel, "history")
    root = room.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    root = room.messages.get(root.thread_ts or "", root)
    answers = _between([room.messages[reply] for reply in root.replies], oldest, latest, inclusive)
    found, following = page_of([root, *answers], limit, cursor)
    more = {"has_more": bool(following), "response_metadata": {"next_cursor": following}}
    return {"messages": _stamped(slack, found), **more}


def _of_types(slack: Slack, types: str | None) -> list[Channel]:
    wanted = [name.strip() for name in (types or "public_channel").split(",")]
    if unknown := [name for name in wanted if name not in _TYPE]:
        raise Refused("invalid_types", f"[ERROR] unknown type: {', '.join(unknown)}")
    kinds = {_TYPE[name] for name in wanted}
    for name in wanted:
        require_scope(slack, f"{_PREFIX.get(_TYPE[name], 'mpim')}:read")
    bot = slack.workspace.app.bot_user_id
    rooms = (room for room in slack.workspace.channels.values() if room.kind in kinds)
    return [room for room in rooms if room.kind == "channel" or bot in room.members]


_LISTED = "cursor limit types exclude_archived team_id"


@method("conversations.list", takes=_LISTED, scopes=_READ)
def list_conversations(
    slack: Slack, *, types: str | None = None, limit: int | None = None, cursor: str | None = None, **_: Any
) -> dict[str, Any]:
    found, following = page_of(_of_types(slack, types), limit, cursor)
    told = [room.as_slack(slack.workspace.app.bot_user_id) for room in found]
    return {"channels": told, "response_metadata": {"next_cursor": following}}


@method("users.conversations", takes=f"{_LISTED} user", scopes=_READ)
def of_user(
    slack: Slack,
    *,
    user: str | None = None,
    types: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
    **_: Any,
) -> dict[str, Any]:
    bot = slack.workspace.app.bot_user_id
    member = slack.workspace.user(user or bot).id
    rooms = [room for room in _of_types(slack, types) if member in room.members]
    found, following = page_of(rooms, limit, cursor)
    shown = [room.as_slack(bot) for room in found]
    return {
        "channels": [{key: value for key, value in room.items() if key != "is_member"} for room in shown],
        "response_metadata": {"next_cursor": following},
    }
