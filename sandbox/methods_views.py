"""Web API: modals and home tabs."""

from __future__ import annotations

from typing import Any

from sandbox.api import method
from sandbox.checks import check_view
from sandbox.errors import Refused
from sandbox.slack import Slack
from sandbox.views import View


def _told(slack: Slack, view: View) -> dict[str, Any]:
    return {"view": view.as_slack(slack.workspace.team, slack.workspace.app)}


@method("views.open", needs="view trigger_id")
def open_view(slack: Slack, *, view: Any, trigger_id: str) -> dict[str, Any]:
    check_view(view)
    trigger = slack.tickets.exchange(trigger_id)
    return _told(slack, slack.views.open(trigger.user, view))


@method("views.push", needs="view trigger_id")
def push_view(slack: Slack, *, view: Any, trigger_id: str) -> dict[str, Any]:
    check_view(view)
    trigger = slack.tickets.exchange(trigger_id)
    return _told(slack, slack.views.push(trigger.user, view, trigger.view_id))


@method("views.update", needs="view", takes="view_id external_id hash")
def update_view(
    slack: Slack, *, view: Any, view_id: str | None = None, external_id: str | None = None, **given: Any
) -> dict[str, Any]:
    if view_id is None and external_id is None:
        raise Refused("invalid_arguments", "[ERROR] missing required field: view_id or external_id")
    expected = given.get("hash")
    updated = slack.views.update(view, view_id=view_id, external_id=external_id, expected_hash=expected)
    return _told(slack, updated)


@method("views.publish", needs="user_id view", takes="hash")
def publish_view(slack: Slack, *, user_id: str, view: Any, **given: Any) -> dict[str, Any]:
    if not slack.features.get("app_home", {}).get("home_tab_enabled"):
        raise Refused("not_enabled")
    user = slack.workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise Refused("invalid_arguments", "[ERROR] user_id is not a valid user [json-pointer:/user_id]")
    return _told(slack, slack.views.publish(user.id, view, given.get("hash")))
