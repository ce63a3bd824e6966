"""The operators' and tests' handles: clock, faults, log, sockets, reset."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import faults
from sandbox.clients import read_body
from sandbox.errors import Refused
from sandbox.log import Kind
from sandbox.requesturl import RequestUrl
from sandbox.slack import Slack
from sandbox.workspace import new_id

Body = dict[str, Any]
Handle = Callable[[Slack, Body], Awaitable[Body]]


def handle(name: str, deed: Handle, *, is_logged: bool = True) -> Callable[[Request], Awaitable[Response]]:
    """Turn a handle into a route."""

    async def route(request: Request) -> Response:
        slack: Slack = request.app.state.slack
        try:
            body = await read_body(request)
            answer, status = {"ok": True, **await deed(slack, body)}, 200
        except Refused as refusal:
            body, answer, status = {}, refusal.body, max(refusal.status, 400)
        if is_logged:
            slack.workspace.log.add(Kind.CONTROL, name, ok=status == 200, request=body, response=answer)
        return JSONResponse(answer, status_code=status)

    return route


async def reset(slack: Slack, body: Body) -> Body:
    slack.reset(at=datetime.fromisoformat(body["at"]) if body.get("at") else None)
    # Every window starts over, and asks for all there is.
    slack.workspace.live.tell_all({"type": "reset"})
    return {}


async def health(slack: Slack, _: Body) -> Body:
    return {"bot_connected": slack.bot.is_connected}


async def clock(slack: Slack, _: Body) -> Body:
    return _time(slack)


def _time(slack: Slack) -> Body:
    told = slack.workspace.clock
    return {"now": told.now().isoformat(), "offset": told.offset, "version": told.version}


async def move_clock(slack: Slack, body: Body) -> Body:
    try:
        if "to" in body:
            moment = datetime.fromisoformat(body["to"])
            if moment.tzinfo is None:
                raise Refused("invalid_time", "give a time zone or Z", status=400)
            seconds = (moment - slack.workspace.clock.now()).total_seconds()
        else:
            seconds = float(body["advance"])
    except (KeyError, TypeError, ValueError) as problem:
        raise Refused("invalid_time", str(problem), status=400) from None
    moving = slack.workspace.clock.advance(seconds, lambda: slack.bot.is_connected)
    followers = await moving
    _tell_clock(slack)
    return {**_time(slack), "followers": followers}


def _tell_clock(slack: Slack) -> None:
    slack.workspace.live.tell_all({"type": "clock", **_time(slack)})


async def log(slack: Slack, query: Body) -> Body:
    try:
        since = int(query.get("since") or 0)
    except ValueError:
        raise Refused("invalid_since", status=400) from None
    return {"entries": slack.workspace.log.since(since, query.get("kind") or None)}


async def forget(slack: Slack, _: Body) -> Body:
    """Empty the log: what it held is no part of what people look into it for."""
    slack.workspace.log.reset()
    return {}


async def read(slack: Slack, _: Body) -> Body:
    """Let everybody have read everything."""
    for channel in slack.workspace.channels.values():
        for member in channel.members:
            slack.workspace.mark_read(member, channel)
    return {}


async def set_fault(slack: Slack, body: Body) -> Body:
    fault = faults.read(body)
    slack.workspace.faults.set(fault)
    slack.workspace.live.tell_all({"type": "fault", "fault": fault.as_dict()})
    return {"fault": fault.as_dict()}


async def clear_fault(slack: Slack, _: Body) -> Body:
    slack.workspace.faults.set(None)
    slack.workspace.live.tell_all({"type": "fault", "fault": None})
    return {"fault": None}


async def socket(slack: Slack, body: Body) -> Body:
    deeds = {"drop": slack.bot.drop, "refresh": slack.bot.refresh, "silence": slack.bot.silence}
    if body.get("do") not in deeds:
        raise Refused("invalid_deed", f"one of {', '.join(deeds)}", status=400)
    await deeds[body["do"]]()
    return {}


async def twice(slack: Slack, body: Body) -> Body:
    slack.bot.twice = bool(body.get("on", True))
    _tell_habits(slack)
    return {"on": slack.bot.twice}


async def enforce(slack: Slack, body: Body) -> Body:
    slack.pace = bool(body.get("rate", True))
    _tell_habits(slack)
    return {"rate": slack.pace}


def _tell_habits(slack: Slack) -> None:
    slack.workspace.live.tell_all({"type": "habits", "habits": slack.habits})


async def add_person(slack: Slack, body: Body) -> Body:
    user = slack.workspace.add_user({"id": new_id("U"), **body})
    for channel_id in body.get("channels", []):
        slack.workspace.channel(channel_id).members.add(user.id)
    return {"person": user.as_person()}


async def add_channel(slack: Slack, body: Body) -> Body:
    if not body.get("name"):
        raise Refused("name_needed", status=400)
    channel = slack.workspace.add_channel({"id": new_id("C"), **body})
    return {"channel": channel.as_slack(slack.workspace.app.bot_user_id)}


async def mode(slack: Slack, body: Body) -> Body:
    url = body.get("request_url")
    secret = body.get("signing_secret") or slack.credentials.signing_secret
    slack.bot.request_url = RequestUrl(str(url), secret) if url else None
    return {"request_url": url}
