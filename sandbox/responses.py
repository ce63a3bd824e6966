"""Response URLs, and what an ack may say in a channel."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.entities import Channel, Message
from sandbox.errors import Refused
from sandbox.faults import ConnectionCut
from sandbox.log import Kind
from sandbox.methods_chat import check_thread, content
from sandbox.slack import Slack
from sandbox.wire import cut

FIELDS = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts",
    "unfurl_links", "unfurl_media", "mrkdwn", "metadata", "username", "icon_emoji", "icon_url", "link_names", "parse",
}  # fmt: skip


async def receive(request: Request) -> Response:
    """Take what an app posts to a response URL."""
    slack: Slack = request.app.state.slack
    started = time.perf_counter()
    body: Any = None
    refused: Refused | None = None
    try:
        await slack.workspace.faults.strike("response_url")
        try:
            body = json.loads(await request.body())
        except ValueError:
            raise Refused("invalid_payload", status=400) from None
        if not isinstance(body, dict):
            raise Refused("invalid_payload", status=400)
        response = slack.tickets.use_response(request.path_params["response_id"])
        channel = slack.workspace.channel(response.channel)
        say(slack, channel, response.user, body, original=response.original)
    except Refused as problem:
        refused = problem
    except ConnectionCut as fault:
        cut(request, reset=fault.reset)
        await asyncio.sleep(0)
        return Response(status_code=204)
    slack.workspace.log.add(
        Kind.RESPONSE_URL,
        "response_url",
        ms=(time.perf_counter() - started) * 1000,
        ok=refused is None,
        error=refused.error if refused else None,
        request=body,
        response=refused.body if refused else "ok",
    )
    if refused is None:
        return PlainTextResponse("ok")
    return JSONResponse(refused.body, status_code=refused.status if refused.status != 200 else 400)


def say(
    slack: Slack, channel: Channel, reader: str, body: dict[str, Any], *, original: Message | None = None
) -> Message | None:
    """Show an answer to a command or an interaction: to its reader only, unless it asks for everybody."""
    if unknown := body.keys() - FIELDS:
        raise Refused("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in sorted(unknown)))
    workspace = slack.workspace
    if body.get("delete_original"):
        if original is not None:
            workspace.delete(original)
        return None
    told = content(**body)
    if body.get("replace_original") and original is not None:
        workspace.edit(original, keep_mark=original.reader is not None, **({"blocks": []} | told))
        return original
    by_bot: dict[str, Any] = {"user": workspace.app.bot_user_id, "username": workspace.app.name, "bot": True}
    thread_ts = check_thread(channel, body.get("thread_ts"))
    if thread_ts is None and original is not None:
        thread_ts = original.thread_ts
    if body.get("response_type") == "in_channel":
        ts = workspace.clock.next_ts()
        return workspace.post(channel, Message(ts=ts, channel=channel.id, thread_ts=thread_ts, **by_bot, **told))
    return workspace.whisper(channel, reader, thread_ts=thread_ts, **by_bot, **told)
