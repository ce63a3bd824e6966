"""The Web API's front door: tokens, scopes, arguments, faults; the methods themselves stand in `methods_*`."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.errors import Refused
from sandbox.faults import ConnectionCut
from sandbox.log import Kind
from sandbox.slack import Slack
from sandbox.wire import cut

# Arguments that travel as JSON inside a form body.
JSON_ARGUMENTS = ("blocks", "attachments", "view", "metadata", "files", "file_ids", "unfurled_attachments")
FLAGS = (
    "return_im", "include_num_members", "include_locale", "reply_broadcast", "unfurl_links", "unfurl_media",
    "exclude_archived", "inclusive", "mrkdwn", "link_names", "prevent_creation", "include_all_metadata", "as_user",
)  # fmt: skip
NUMBERS = ("limit", "length", "seen", "back_within")
# Arguments that may be a list of ids or one string with commas.
LISTS = ("users",)
# What any call may carry; SDKs add the team on their own.
EVERYWHERE = ("token", "team_id")
# Calls that hang until something happens: not Slack's, so no fault hits them, and they would drown the log.
LONG_POLLS = ("sandbox.clock",)

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    call: Call
    required: tuple[str, ...]
    optional: tuple[str, ...]
    # Any one of these will do.
    scopes: tuple[str, ...]
    # Whose token it asks for: the bot's, the app's, either, or anyone's.
    by: str


METHODS: dict[str, Method] = {}


def method(name: str, *, needs: str = "", takes: str = "", scopes: str = "", by: str = "bot") -> Callable[[Call], Call]:
    """Enter a function into the table of methods; names are separated by blanks."""

    def enter(call: Call) -> Call:
        METHODS[name] = Method(name, call, tuple(needs.split()), tuple(takes.split()), tuple(scopes.split()), by)
        return call

    return enter


def require_scope(slack: Slack, *scopes: str) -> None:
    """Refuse a call whose app was not given any of these scopes."""
    if scopes and not set(scopes) & set(slack.scopes):
        raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(slack.scopes))


async def answer(request: Request) -> Response:
    """Answer one Web API call, and write it down."""
    slack: Slack = request.app.state.slack
    name = request.path_params["method"]
    started = time.perf_counter()
    arguments: dict[str, Any] = {}
    headers = {"X-OAuth-Scopes": ",".join(slack.scopes)}
    status = 200
    try:
        arguments = await read_arguments(request)
        if name not in LONG_POLLS:
            await slack.workspace.faults.strike(name)
        work = call(slack, name, arguments, _token(request, arguments))
        body = {"ok": True} | await (_while_connected(request, work) if name in LONG_POLLS else work)
        if name not in LONG_POLLS:
            await slack.workspace.faults.withhold(name)
    except Refused as refusal:
        body, status = refusal.body, refusal.status
        if status == 429:
            headers["Retry-After"] = str(body.pop("retry_after", 1))
    except ConnectionCut as fault:
        slack.workspace.log.add(Kind.API, name, ok=False, error=str(fault), request=_without_token(arguments))
        cut(request, reset=fault.reset)
        # The connection is gone; let uvicorn notice before there is nothing to send on.
        await asyncio.sleep(0)
        return Response(status_code=204)
    if name not in LONG_POLLS:
        ms = (time.perf_counter() - started) * 1000
        shown = _without_token(arguments)
        slack.workspace.log.add(
            Kind.API, name, ms=ms, ok=body["ok"], error=body.get("error"), request=shown, response=body
        )
    return JSONResponse(body, status_code=status, headers=headers)


def _without_token(arguments: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in arguments.items() if key != "token"}


async def _while_connected(request: Request, work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Do the work, and drop it when the caller is gone: a killed bot follows nothing."""
    working = asyncio.create_task(work)
    leaving = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else {}
    finally:
        working.cancel()
        leaving.cancel()


async def call(slack: Slack, name: str, arguments: dict[str, Any], token: str | None) -> dict[str, Any]:
    known = METHODS.get(name)
    if known is None:
        raise Refused("unknown_method", req_method=name)
    _check_token(slack, known, token)
    require_scope(slack, *known.scopes)
    given = {key: value for key, value in arguments.items() if key not in EVERYWHERE and value is not None}
    complaints = [f"[ERROR] missing required field: {key}" for key in known.required if given.get(key) in (None, "")]
    allowed = {*known.required, *known.optional}
    complaints += [f"[ERROR] unknown argument: {key} [json-pointer:/{key}]" for key in given if key not in allowed]
    complaints += [
        f"[ERROR] must provide a string [json-pointer:/{key}]"
        for key, value in given.items()
        if key not in (*JSON_ARGUMENTS, *FLAGS, *NUMBERS, *LISTS) and not isinstance(value, str)
    ]
    if complaints:
        raise Refused("invalid_arguments", *complaints)
    result = known.call(slack, **given)
    return dict(await result if inspect.isawaitable(result) else result)


def _check_token(slack: Slack, known: Method, token: str | None) -> None:
    if known.by == "anyone":
        return
    if not token:
        raise Refused("not_authed")
    kinds = {slack.credentials.bot_token: "bot", slack.credentials.app_token: "app"}
    if token not in kinds:
        raise Refused("invalid_auth")
    if known.by not in ("either", kinds[token]):
        raise Refused("not_allowed_token_type")


def _token(request: Request, arguments: dict[str, Any]) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else arguments.get("token")


async def read_arguments(request: Request) -> dict[str, Any]:
    """Read a call's arguments from the query, a form or a JSON body, each into its type."""
    arguments: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json" and body:
        try:
            parsed = json.loads(body)
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(parsed, dict):
            raise Refused("json_not_object")
        arguments |= parsed
    elif body:
        try:
            arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        except (ValueError, UnicodeDecodeError):
            raise Refused("invalid_form_data") from None
    return {key: _typed(key, value) for key, value in arguments.items()}


def _typed(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in JSON_ARGUMENTS:
        try:
            return json.loads(value)
        except ValueError:
            if key == "blocks":
                raise Refused("invalid_blocks_format") from None
            raise Refused("invalid_arguments", f"[ERROR] failed to parse JSON [json-pointer:/{key}]") from None
    if key in FLAGS:
        return value.lower() in ("1", "true")
    if key in NUMBERS:
        try:
            return int(value)
        except ValueError:
            raise Refused("invalid_arguments", f"[ERROR] must be an integer [json-pointer:/{key}]") from None
    return value
