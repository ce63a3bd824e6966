"""Web API: who is who, who am I, and the way to a socket."""

from __future__ import annotations

from typing import Any

from sandbox.api import method
from sandbox.clock import BETWEEN_POLLS_SECONDS
from sandbox.entities import User
from sandbox.errors import Refused
from sandbox.methods_rooms import page_of
from sandbox.slack import Slack


@method("api.test", takes="error foo", by="anyone")
def api_test(slack: Slack, *, error: str | None = None, **given: Any) -> dict[str, Any]:
    if error:
        raise Refused(error, args={"error": error, **given})
    return {"args": given}


@method("auth.test")
def auth_test(slack: Slack) -> dict[str, Any]:
    team, app = slack.workspace.team, slack.workspace.app
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": slack.workspace.user(app.bot_user_id).name,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", by="app")
def open_connection(slack: Slack) -> dict[str, Any]:
    address = slack.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/socket/{slack.tickets.socket_ticket()}"}


@method("sandbox.clock", needs="seen", takes="back_within", by="either")
async def follow_clock(slack: Slack, *, seen: int, back_within: float = BETWEEN_POLLS_SECONDS) -> dict[str, Any]:
    return await slack.workspace.clock.follow(seen, back_within)


@method("team.info", takes="team domain", scopes="team:read")
def team_info(slack: Slack, *, team: str | None = None, domain: str | None = None) -> dict[str, Any]:
    ours = slack.workspace.team
    if (team and team != ours.id) or (domain and domain != ours.domain):
        raise Refused("team_not_found")
    return {"team": {**ours.as_dict(), "email_domain": "", "icon": {"image_default": True}}}


def _told(slack: Slack, user: User) -> dict[str, Any]:
    return user.as_slack(with_email="users:read.email" in slack.scopes, at=slack.workspace.clock.now())


@method("users.info", needs="user", takes="include_locale", scopes="users:read")
def user_info(slack: Slack, *, user: str, include_locale: bool = False) -> dict[str, Any]:
    told = _told(slack, slack.workspace.user(user))
    if include_locale:
        told["locale"] = "en-US"
    return {"user": told}


@method("users.lookupByEmail", needs="email", scopes="users:read.email")
def look_up_by_email(slack: Slack, *, email: str) -> dict[str, Any]:
    for user in slack.workspace.users.values():
        if user.email and user.email.casefold() == email.casefold() and not user.deleted:
            return {"user": _told(slack, user)}
    raise Refused("users_not_found")


@method("users.list", takes="cursor limit include_locale team_id", scopes="users:read")
def list_users(slack: Slack, *, limit: int | None = None, cursor: str | None = None, **_: Any) -> dict[str, Any]:
    found, following = page_of(list(slack.workspace.users.values()), limit, cursor)
    told = [_told(slack, user) for user in found]
    return {"members": told, "cache_ts": 0, "response_metadata": {"next_cursor": following}}


@method("bots.info", takes="bot team_id", scopes="users:read")
def bot_info(slack: Slack, *, bot: str | None = None, team_id: str | None = None) -> dict[str, Any]:
    app = slack.workspace.app
    if bot is None:
        return {}
    if bot != app.bot_id:
        raise Refused("bot_not_found")
    told = {"id": bot, "deleted": False, "name": app.name, "updated": 0, "app_id": app.id, "user_id": app.bot_user_id}
    return {"bot": {**told, "icons": {}}}
