"""What a person's client asks of the workspace: look, say, press, and the windows' live wire."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from sandbox import responses
from sandbox.entities import Channel, Message, User
from sandbox.envelopes import COMMAND, NoAnswer
from sandbox.errors import Refused
from sandbox.slack import Slack

PAGE, MOST = 100, 1000

Body = dict[str, Any]
Deed = Callable[[Slack, User, Body], Awaitable[Body]]


def asked_by(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    """Turn a person's deed into a route."""

    async def route(request: Request) -> Response:
        slack: Slack = request.app.state.slack
        try:
            user = slack.workspace.user(request.path_params["user"])
            body = await read_body(request)
            return JSONResponse(await deed(slack, user, body))
        except NoAnswer as silence:
            return JSONResponse({"ok": False, "error": silence.reason})
        except Refused as refusal:
            return JSONResponse(refusal.body, status_code=refusal.status)

    return route


async def read_body(request: Request) -> Body:
    if request.method == "GET":
        return dict(request.query_params)
    raw = await request.body()
    try:
        body = await request.json() if raw else {}
    except ValueError:
        raise Refused("invalid_json", status=400) from None
    if not isinstance(body, dict):
        raise Refused("json_not_object", status=400)
    return body


# Looking


async def people(request: Request) -> Response:
    """List who can be acted as, and what the app offers them."""
    slack: Slack = request.app.state.slack
    app = slack.workspace.app
    surfaces = slack.features.get("app_home", {})
    return JSONResponse(
        {
            "people": [user.as_person() for user in slack.workspace.users.values()],
            "team": slack.workspace.team.as_dict(),
            "app": {
                "id": app.id,
                "name": app.name,
                "bot_user_id": app.bot_user_id,
                "has_home": bool(surfaces.get("home_tab_enabled", True)),
                "is_read_only": bool(surfaces.get("messages_tab_read_only_enabled", False)),
            },
            "commands": [
                {
                    "command": entry["command"],
                    "description": entry.get("description", ""),
                    "usage_hint": entry.get("usage_hint", ""),
                }
                for entry in slack.features.get("slash_commands", [])
            ],
            "shortcuts": [
                {key: entry.get(key, "") for key in ("name", "type", "callback_id", "description")}
                for entry in slack.features.get("shortcuts", [])
            ],
        }
    )


async def tour(request: Request) -> Response:
    """Hand over the welcome and the stories that the host has for its people, if it has any."""
    return JSONResponse({"tour": request.app.state.tour})


async def state(slack: Slack, user: User, _: Body) -> Body:
    home = slack.views.home(user.id)
    fault = slack.workspace.faults.current
    return {
        "me": user.as_person(),
        "now": slack.workspace.clock.now().isoformat(),
        "offset": slack.workspace.clock.offset,
        "clock_version": slack.workspace.clock.version,
        "channels": slack.workspace.channels_of(user.id),
        "waiting": slack.workspace.waiting(),
        "views": slack.views.stack_as_page(user.id),
        "home": home.as_page() if home is not None else None,
        "toasts": [],
        "fault": fault.as_dict() if fault is not None else None,
        "habits": slack.habits,
        "bot_connected": slack.bot.is_connected,
    }


async def messages(slack: Slack, user: User, query: Body) -> Body:
    try:
        limit = max(1, min(int(query.get("limit") or PAGE), MOST))
    except ValueError:
        raise Refused("invalid_limit", status=400) from None
    if not query.get("channel"):
        return {"messages": slack.workspace.read_everywhere(user.id, limit), "has_more": False}
    channel = slack.workspace.channel(query["channel"])
    found, more = slack.workspace.read(
        user.id,
        channel,
        thread_ts=query.get("thread_ts") or None,
        before=query.get("before") or None,
        limit=limit,
    )
    return {"messages": found, "has_more": more}


async def live(websocket: WebSocket) -> None:
    """Keep a window up to date."""
    slack: Slack = websocket.app.state.slack
    user = websocket.path_params["user"]
    if user not in slack.workspace.users:
        await websocket.close(1008)
        return
    await slack.workspace.live.serve(user, websocket)


async def inspect(websocket: WebSocket) -> None:
    """Keep an inspector up to date; what goes over the wire is for no other window."""
    slack: Slack = websocket.app.state.slack
    await slack.workspace.inspectors.serve("inspector", websocket)


# Saying


async def say(slack: Slack, user: User, body: Body) -> Body:
    channel = _room(slack, user, body.get("channel"))
    text = str(body.get("text") or "").strip()
    if not text:
        raise Refused("no_text")
    if text.startswith("/"):
        return await _command(slack, user, channel, text)
    message = slack.workspace.post(
        channel,
        Message(
            ts=slack.workspace.clock.next_ts(),
            channel=channel.id,
            text=_marked_up(slack, text),
            user=user.id,
            username=user.name,
            thread_ts=body.get("thread_ts") or None,
        ),
    )
    _tell_bot(slack, user, channel, message)
    return {"ok": True, "message": message.as_page()}


def _room(slack: Slack, user: User, channel_id: Any) -> Channel:
    """Find one of a person's channels, or their conversation with another person."""
    if isinstance(channel_id, str) and channel_id in slack.workspace.users:
        return slack.workspace.dm(user.id, channel_id)
    channel = slack.workspace.channel(channel_id)
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _marked_up(slack: Slack, text: str) -> str:
    """Escape what people type, and turn the people and channels they name into mentions."""
    handles = {user.name: f"<@{user.id}>" for user in slack.workspace.users.values()}
    rooms = {room.name: f"<#{room.id}|{room.name}>" for room in slack.workspace.channels.values() if not room.is_dm}
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # The composer's completion writes mentions in Slack's own form.
    escaped = re.sub(r"&lt;([@#][A-Z0-9]+(?:\|[^&|]*)?)&gt;", r"<\1>", escaped)
    escaped = re.sub(r"(?<![\w<])@([\w.-]+)", lambda found: handles.get(found[1], found[0]), escaped)
    return re.sub(r"(?<![\w<&])#([\w-]+)", lambda found: rooms.get(found[1], found[0]), escaped)


async def _command(slack: Slack, user: User, channel: Channel, text: str) -> Body:
    command, _, rest = text.partition(" ")
    offered = {entry["command"]: entry for entry in slack.features.get("slash_commands", [])}
    if command not in offered:
        slack.workspace.slackbot_says(
            channel,
            user.id,
            f"`{command}` is not a valid command. In Slack, all messages that start with the “/” character are "
            "interpreted as commands.",
        )
        return {"ok": False, "error": "unknown_command"}
    if offered[command].get("should_escape"):
        rest = _marked_up(slack, rest)
    try:
        ack = await slack.bot.ask(COMMAND, slack.payloads.command(user, channel, command, rest.strip()))
        if isinstance(ack, dict) and (ack.get("text") or ack.get("blocks") or ack.get("attachments")):
            responses.say(slack, channel, user.id, ack)
    except (NoAnswer, Refused) as problem:
        error = problem.reason if isinstance(problem, NoAnswer) else problem.error
        said = f'{command} failed with the error "{error}"'
        if error == "app_not_connected":
            said = f"{command} failed because the app did not respond: it is not connected."
        slack.workspace.slackbot_says(channel, user.id, said)
        return {"ok": False, "error": error}
    return {"ok": True, "ack": ack or None}


_MESSAGE_EVENTS = {"channel": "channels", "private": "groups", "app": "im", "dm": "im"}
_CHANNEL_TYPES = {"channel": "channel", "private": "group", "app": "im", "dm": "im"}


def _tell_bot(slack: Slack, user: User, channel: Channel, message: Message) -> None:
    bot = slack.workspace.app.bot_user_id
    if bot not in channel.members:
        return
    told = message.as_slack(slack.workspace.team, slack.workspace.app)
    told |= {"channel": channel.id, "event_ts": message.ts, "user_team": user.team_id}
    if slack.listens_to(f"message.{_MESSAGE_EVENTS[channel.kind]}"):
        event = {**told, "channel_type": _CHANNEL_TYPES[channel.kind]}
        slack.bot.tell(slack.payloads.event(event, channel=channel))
    if f"<@{bot}>" in message.text and slack.listens_to("app_mention"):
        slack.bot.tell(slack.payloads.event({**told, "type": "app_mention"}, channel=channel))


# Opening


async def home(slack: Slack, user: User, _: Body) -> Body:
    _tell_opened(slack, user, "home")
    return {"ok": True}


async def opened(slack: Slack, user: User, body: Body) -> Body:
    channel = _room(slack, user, body.get("channel"))
    slack.workspace.mark_read(user.id, channel)
    if channel.kind == "app":
        _tell_opened(slack, user, "messages")
    return {"ok": True}


def _tell_opened(slack: Slack, user: User, tab: str) -> None:
    if slack.listens_to("app_home_opened"):
        dm = slack.workspace.app_dm(user.id)
        slack.bot.tell(slack.payloads.home_opened(user, tab, dm, slack.views.home(user.id)))
