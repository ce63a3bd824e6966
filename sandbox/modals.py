"""Submitting and closing modals, with everything an app may answer."""

from __future__ import annotations

from typing import Any

from sandbox.checks import check_view, nested
from sandbox.entities import User
from sandbox.envelopes import INTERACTIVE, NoAnswer
from sandbox.errors import Refused
from sandbox.inputs import merged, problems
from sandbox.slack import Slack
from sandbox.views import View

TROUBLE = "We had some trouble connecting. Try again?"

Body = dict[str, Any]


async def submit(slack: Slack, user: User, body: Body) -> Body:
    """Submit a modal: first Slack's own checks, then the bot's word."""
    view = slack.views.find(user.id, body.get("view_id"))
    if view.sent["type"] != "modal":
        raise Refused("view_not_found")
    view.state = merged(view.state, view.blocks, body.get("values"))
    if found := problems(view.blocks, view.state):
        return _result(slack, user, "errors", found)
    try:
        answer = await slack.bot.ask(INTERACTIVE, slack.payloads.submission(user, view))
        return _follow(slack, user, view, answer)
    except NoAnswer as silence:
        return {"ok": False, "error": silence.reason, "message": TROUBLE}
    except Refused as refusal:
        return {**refusal.body, "message": TROUBLE}


def _follow(slack: Slack, user: User, view: View, answer: Any) -> Body:
    """Do what the app answered to a submission."""
    action = answer.get("response_action") if isinstance(answer, dict) else None
    match action:
        case None:
            if view in slack.views.stack(user.id):
                slack.views.close(view)
        case "clear":
            _tell_closed(slack, user, slack.views.clear(user.id), is_cleared=True)
        case "errors":
            return _result(slack, user, "errors", _checked_errors(view, answer.get("errors")))
        case "update":
            check_view(answer.get("view"))
            slack.views.replace(view, answer["view"])
        case "push":
            slack.views.push(user.id, answer.get("view"), view.id)
        case _:
            raise Refused("invalid_response_action", f"[ERROR] unknown response_action: {action}")
    return _result(slack, user, action, None)


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block, _ in nested(view.blocks) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_response_action", "[ERROR] errors must name a block each [json-pointer:/errors]")
    if unknown := errors.keys() - inputs:
        raise Refused(
            "invalid_response_action",
            *(f"[ERROR] no input block with this block_id [json-pointer:/errors/{name}]" for name in sorted(unknown)),
        )
    if any(not isinstance(text, str) or not text for text in errors.values()):
        raise Refused("invalid_response_action", "[ERROR] must provide a string [json-pointer:/errors]")
    return errors


def _result(slack: Slack, user: User, action: str | None, errors: dict[str, str] | None) -> Body:
    views = slack.views.stack_as_page(user.id)
    return {"ok": True, "response_action": action, "errors": errors, "views": views}


async def close(slack: Slack, user: User, body: Body) -> Body:
    """Close a modal, or all of them."""
    view = slack.views.find(user.id, body.get("view_id"))
    if body.get("all") or view.sent.get("clear_on_close"):
        _tell_closed(slack, user, slack.views.clear(user.id), is_cleared=True)
    else:
        slack.views.close(view)
        _tell_closed(slack, user, [view], is_cleared=False)
    return {"ok": True, "views": slack.views.stack_as_page(user.id)}


def _tell_closed(slack: Slack, user: User, closed: list[View], *, is_cleared: bool) -> None:
    for view in closed:
        if view.sent.get("notify_on_close"):
            payload = slack.payloads.closing(user, view, is_cleared=is_cleared)
            slack.bot.mention(INTERACTIVE, payload)
