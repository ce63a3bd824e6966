"""Web API: files in three steps: ask for an address, upload, complete."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.api import method
from sandbox.checks import check_message_blocks, with_ids
from sandbox.entities import Message
from sandbox.errors import Refused
from sandbox.methods_chat import channel_to_post_in, check_thread
from sandbox.slack import Slack

ALT_TEXT_CHARACTERS = 1_000


@method("files.getUploadURLExternal", needs="filename length", takes="alt_txt snippet_type", scopes="files:write")
def get_upload_url(
    slack: Slack, *, filename: str, length: int, alt_txt: str = "", snippet_type: str | None = None
) -> dict[str, Any]:
    if not isinstance(length, int) or length <= 0:
        raise Refused("invalid_arguments", "[ERROR] must be more than 0 [json-pointer:/length]")
    if len(alt_txt) > ALT_TEXT_CHARACTERS:
        raise Refused("alt_txt_too_large")
    file = slack.files.announce(filename.rpartition("/")[2], length, alt_txt)
    return {"upload_url": f"{slack.base_url}/upload/{file.upload_id}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    needs="files",
    takes="channel_id channels initial_comment thread_ts blocks",
    scopes="files:write",
)
def complete_upload(
    slack: Slack,
    *,
    files: Any,
    channel_id: str | None = None,
    channels: str | None = None,
    initial_comment: str | None = None,
    thread_ts: str | None = None,
    blocks: Any = None,
) -> dict[str, Any]:
    if not isinstance(files, list) or not files or not all(isinstance(entry, dict) for entry in files):
        raise Refused("invalid_arguments", "[ERROR] must provide a non-empty array [json-pointer:/files]")
    if blocks is not None:
        check_message_blocks(blocks)
    rooms = []
    for wanted in [channel_id] if channel_id else (channels or "").split(",") if channels else []:
        # Unlike posts, files are shared by channel id only.
        if wanted not in slack.workspace.channels:
            raise Refused("channel_not_found")
        rooms.append(channel_to_post_in(slack, wanted))
    done = [slack.files.complete(entry.get("id"), entry.get("title")) for entry in files]
    shown = [file.as_slack(slack.base_url) for file in done]
    app = slack.workspace.app
    for room in rooms:
        message = Message(
            ts=slack.workspace.clock.next_ts(),
            channel=room.id,
            text=initial_comment or "",
            user=app.bot_user_id,
            username=app.name,
            bot=True,
            blocks=with_ids(blocks or []),
            files=[file.as_people_see(slack.base_url) for file in done],
            thread_ts=check_thread(room, thread_ts),
            subtype="file_share",
        )
        slack.workspace.post(room, message)
        kind = "public" if room.kind == "channel" else "private"
        for file in done:
            file.shares.setdefault(kind, {}).setdefault(room.id, []).append({"ts": message.ts})
    return {"files": [{"id": file.id, "title": file.title} for file in done] if not rooms else shown}


@method("files.info", needs="file", takes="count cursor limit page", scopes="files:read")
def info(slack: Slack, *, file: str, **_: Any) -> dict[str, Any]:
    return {"file": slack.files.info(file).as_slack(slack.base_url)}


async def receive(request: Request) -> Response:
    """Take a file's bytes in, the second step."""
    slack: Slack = request.app.state.slack
    try:
        slack.files.receive(request.path_params["upload_id"], await request.body())
    except Refused as refusal:
        return PlainTextResponse(refusal.error, status_code=refusal.status)
    return PlainTextResponse(f"OK - {request.headers.get('content-length', '0')}")


async def serve(request: Request) -> Response:
    """Give a file's bytes to the page."""
    slack: Slack = request.app.state.slack
    try:
        file = slack.files.get(request.path_params["file_id"])
    except Refused as refusal:
        return PlainTextResponse(refusal.error, status_code=404)
    headers = {"Content-Disposition": "inline" if file.mimetype.startswith("image/") else "attachment"}
    return Response(file.content or b"", media_type=file.mimetype, headers=headers)
