"""The bodies Slack sends to an app: commands, actions, submissions, suggestions, shortcuts, events."""

from __future__ import annotations

import copy
from typing import Any

from sandbox.entities import Channel, Message, User
from sandbox.inputs import VALUES, State
from sandbox.tickets import Tickets
from sandbox.views import View
from sandbox.workspace import Workspace, new_id

VERIFICATION_TOKEN = "sandbox"  # noqa: S105 - a deprecated field that every payload still has


class Payloads:
    def __init__(self, workspace: Workspace, tickets: Tickets, base_url: str) -> None:
        self._workspace = workspace
        self._tickets = tickets
        self._base_url = base_url

    def command(self, user: User, channel: Channel, command: str, text: str) -> dict[str, Any]:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self._workspace.team.id,
            "team_domain": self._workspace.team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name_in_payloads,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(user, channel),
            "trigger_id": self._tickets.trigger(user.id),
        }

    def message_action(
        self, user: User, channel: Channel, message: Message, action: dict[str, Any], state: State
    ) -> dict[str, Any]:
        container: dict[str, Any] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.reader is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        body = {
            **self._interaction("block_actions", user),
            "container": container,
            "trigger_id": self._tickets.trigger(user.id),
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            "state": {"values": state},
            "response_url": self._response_url(user, channel, message),
            "actions": [action],
        }
        # An ephemeral message is not kept by Slack, so its content does not travel.
        if message.reader is None:
            body["message"] = message.as_slack(self._workspace.team, self._workspace.app)
        return body

    def view_action(self, user: User, view: View, action: dict[str, Any]) -> dict[str, Any]:
        return {
            **self._interaction("block_actions", user),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._tickets.trigger(user.id, view.id),
            "view": self._view(view),
            "actions": [action],
        }

    def action(self, element: dict[str, Any], block_id: str, given: dict[str, Any]) -> dict[str, Any]:
        """Give the entry of `actions`: the element as it stands, and what the person did to it."""
        kept = ("text", "value", "style", "url", "placeholder", "confirm", "min_query_length")
        told = {key: value for key, value in element.items() if key in kept or key.startswith("initial_")}
        action_ts = self._workspace.clock.next_ts()
        return {
            **told,
            **given,
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block_id,
            "action_ts": action_ts,
        }

    def suggestion(
        self, user: User, surface: View | tuple[Channel, Message], block_id: str, action_id: str, value: str
    ) -> dict[str, Any]:
        body = {
            **self._interaction("block_suggestion", user),
            "action_id": action_id,
            "block_id": block_id,
            "value": value,
        }
        if isinstance(surface, View):
            return body | {"container": {"type": "view", "view_id": surface.id}, "view": self._view(surface)}
        channel, message = surface
        body["container"] = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        body["channel"] = {"id": channel.id, "name": channel.name_in_payloads}
        if message.reader is None:
            body["message"] = message.as_slack(self._workspace.team, self._workspace.app)
        return body

    def submission(self, user: User, view: View) -> dict[str, Any]:
        return {
            **self._interaction("view_submission", user),
            "trigger_id": self._tickets.trigger(user.id, view.id),
            "view": self._view(view),
            "response_urls": self._response_urls(user, view),
        }

    def closing(self, user: User, view: View, *, is_cleared: bool) -> dict[str, Any]:
        return {**self._interaction("view_closed", user), "view": self._view(view), "is_cleared": is_cleared}

    def shortcut(self, user: User, callback_id: str) -> dict[str, Any]:
        return {
            **self._interaction("shortcut", user),
            "action_ts": self._workspace.clock.next_ts(),
            "callback_id": callback_id,
            "trigger_id": self._tickets.trigger(user.id),
        }

    def message_shortcut(self, user: User, callback_id: str, channel: Channel, message: Message) -> dict[str, Any]:
        return {
            **self._interaction("message_action", user),
            "action_ts": self._workspace.clock.next_ts(),
            "callback_id": callback_id,
            "trigger_id": self._tickets.trigger(user.id),
            "response_url": self._response_url(user, channel, message),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            "message": message.as_slack(self._workspace.team, self._workspace.app),
        }

    def event(self, event: dict[str, Any], *, channel: Channel | None = None) -> dict[str, Any]:
        workspace = self._workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team.id,
            "context_team_id": workspace.team.id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": {**event, "event_ts": event.get("event_ts") or workspace.clock.next_ts()},
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(workspace.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team.id,
                    "user_id": workspace.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
            "event_context": new_id("EC"),
        }

    def home_opened(self, user: User, tab: str, channel: Channel, home: View | None) -> dict[str, Any]:
        event: dict[str, Any] = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        if home is not None and tab == "home":
            event["view"] = self._view(home)
        return self.event(event)

    def _interaction(self, kind: str, user: User) -> dict[str, Any]:
        workspace = self._workspace
        return {
            "type": kind,
            "team": {"id": workspace.team.id, "domain": workspace.team.domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "api_app_id": workspace.app.id,
            "token": VERIFICATION_TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _view(self, view: View) -> dict[str, Any]:
        # A copy, for the log keeps payloads while the view lives on.
        return copy.deepcopy(view.as_slack(self._workspace.team, self._workspace.app))

    def _response_url(self, user: User, channel: Channel, message: Message | None = None) -> str:
        return self._base_url + self._tickets.response_path(user.id, channel.id, message)

    def _response_urls(self, user: User, view: View) -> list[dict[str, str]]:
        urls = []
        for block in view.blocks:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            key, _ = VALUES[element["type"]]
            chosen = view.state.get(block["block_id"], {}).get(element["action_id"], {}).get(key)
            if chosen in self._workspace.channels:
                url = self._response_url(user, self._workspace.channel(chosen))
                where = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": chosen}
                urls.append({**where, "response_url": url})
        return urls
