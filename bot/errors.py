"""Turns whatever a listener raises into an answer for the person who asked. The one place that does."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import BoltContext, BoltResponse, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands import bring_up
from policy.errors import DeskError, InvalidForm
from views import problems

log = structlog.get_logger()

# Slack's errors that mean "the person was faster than we" rather than "we are broken".
_MOMENT_PASSED = {
    "expired_trigger_id": "Slack waited too long for me, so the form could not open. Please do that once more.",
    "exchanged_trigger_id": "That click was used already. Please do it once more.",
    "channel_not_found": "I am not in this channel and cannot see who reads along. Invite me, then share it again.",
    "hash_conflict": "",  # a newer edit of the form is on its way; nothing to say
    "not_found": "",  # the modal was closed meanwhile
}


def translate(
    error: Exception, body: Mapping[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> BoltResponse:
    """Answer in the way the request can still be answered: under its fields, over its form, or only to that person."""
    kind = body.get("type", "command")
    blocks = (body.get("view") or {}).get("blocks", ())
    if isinstance(error, SlackApiError) and str(error.response.get("error")) in _MOMENT_PASSED:
        words = _MOMENT_PASSED[str(error.response.get("error"))]
        return (
            _say(words, body, client, respond)
            if words and kind != "view_submission"
            else BoltResponse(status=200, body="")
        )
    if isinstance(error, InvalidForm) and kind == "view_submission":
        return _json({"response_action": "errors", "errors": _shown(error.fields, body["view"])})
    if isinstance(error, DeskError):
        log.info("refused", kind=type(error).__name__, why=error.message, user=context.user_id)
        if kind == "view_submission":
            return _json({"response_action": "push", "view": problems.modal(error.message).to_dict()})
        return _say(error.message, body, client, respond)
    reference = secrets.token_hex(2).upper()
    log.error("broken", ref=reference, request=kind, user=context.user_id, exc_info=error)
    if kind == "view_submission":
        first = next((b["block_id"] for b in blocks if b["type"] == "input"), None)
        if first:
            return _json({"response_action": "errors", "errors": {first: problems.broken_form(reference)}})
        return _json({"response_action": "push", "view": problems.modal(problems.broken(reference)).to_dict()})
    return _say(problems.broken(reference), body, client, respond)


def handler() -> Callable[..., BoltResponse]:
    """Return the function that Bolt calls with what a listener or a middleware raised."""

    def on_error(
        error: Exception, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
    ) -> BoltResponse:
        return translate(error, body, client, context, respond)

    return on_error


def _shown(fields: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """Keep errors where the form has that field; the rest is said under its first field, so that none is lost."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    errors = {name: words for name, words in fields.items() if name in inputs}
    rest = [words for name, words in fields.items() if name not in inputs]
    if rest and inputs:
        errors[inputs[0]] = " ".join([*([errors[inputs[0]]] if inputs[0] in errors else []), *rest])
    return errors


def _say(words: str, body: Mapping[str, Any], client: WebClient, respond: Respond) -> BoltResponse:
    """Tell the person who asked, and nobody else: beside the message they clicked, or over the form they fill."""
    if "command" in body:
        return _json({"response_type": "ephemeral", **problems.message(words).payload()})
    try:
        if body.get("response_url"):
            respond(response_type="ephemeral", replace_original=False, **problems.message(words).payload())
        elif body.get("trigger_id"):
            bring_up(body, client, problems.modal(words))
    except SlackApiError as error:
        log.warning("unsaid", words=words, why=str(error.response.get("error")))
    except OSError as error:  # the answer has nowhere to go: Slack is gone
        log.warning("unsaid", words=words, why=type(error).__name__)
    return BoltResponse(status=200, body="")


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": ["application/json;charset=utf-8"]})
