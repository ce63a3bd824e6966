"""Who is asking: resolves the Slack user of every request, and turns away who has no business here."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_bolt import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from desk import Desk
from desk.people import Member, Profile
from policy.errors import Refused

_ELSEWHERE = "EcoOps works for people of its own workspace. Ask your contact there to do this for you."


def identify(desk: Desk, team_id: str) -> Callable[..., Any]:
    """Return the middleware that puts `desk`, `person` and `key` into reach of listeners.

    It raises Refused for people of another workspace, guests, bots and deactivated users. It holds no session or
    transaction: a middleware does not wrap the listener.
    """

    def middleware(context: BoltContext, client: WebClient, body: dict[str, Any], next: Callable[[], Any]) -> Any:
        context["desk"] = desk
        context["key"] = request_key(body)
        if context.user_id:
            context["person"] = _person(desk, client, context.user_id, context.team_id, team_id)
        return next()

    return middleware


def request_key(body: dict[str, Any]) -> str:
    """Name a request so that the same one again is recognised.

    Events by event_id, submissions by their view's id, clicks by time, person and button, commands by trigger.
    """
    kind = body.get("type", "command")
    if kind == "event_callback":
        return f"event:{body['event_id']}"
    if kind in ("view_submission", "view_closed"):
        return f"{kind}:{body['view']['id']}"
    if kind == "block_actions":
        action = body["actions"][0]
        return f"action:{action.get('action_ts')}:{body['user']['id']}:{action['action_id']}"
    return f"{kind}:{body.get('trigger_id') or body.get('action_ts')}"


def _person(desk: Desk, client: WebClient, user_id: str, their_team: str | None, our_team: str) -> Member:
    if their_team and their_team != our_team:
        raise Refused(_ELSEWHERE)
    known = desk.people.known(user_id)
    if known:
        return known
    try:
        user = client.users_info(user=user_id)["user"]
    except SlackApiError as error:
        if error.response.get("error") in ("user_not_found", "user_not_visible"):
            raise Refused(_ELSEWHERE) from None
        raise
    if user.get("team_id") not in (None, our_team) or user.get("is_stranger"):
        raise Refused(_ELSEWHERE)
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        raise Refused("Guests cannot use EcoOps. Ask your contact in the company to register the deal for you.")
    if user.get("is_bot") or user.get("deleted"):
        raise Refused("Only active people can use EcoOps.")
    return desk.people.meet(profile(user))


def profile(user: dict[str, Any]) -> Profile:
    """Read what EcoOps keeps of a user object of Slack's."""
    about = user.get("profile") or {}
    return Profile(
        slack_id=user["id"],
        name=_name(about.get("real_name") or user.get("real_name") or user.get("name")) or user["id"],
        email=about.get("email"),
        title=_name(about.get("title")),
        zone=_zone(user.get("tz")),
    )


def _name(text: str | None) -> str:
    """Return a name as it fits into a sentence: on one line, and no longer than Slack lets people be called."""
    return " ".join((text or "").split())[:80]


def _zone(name: str | None) -> str:
    """Return a zone we can reckon in; UTC for one that our tables do not have."""
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
