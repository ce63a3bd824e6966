"""The app manifest, written from the commands and shortcuts in the code."""

from pathlib import Path
from typing import Any

import yaml

from commands import commands, shortcuts

FILE = "app.manifest.yml"
# Every scope with the Web API method or feature that needs it.
SCOPES = {
    "channels:history": "conversations.replies, for a reply under a card that somebody wants kept",
    "channels:join": "conversations.join, to enter a public deal desk channel the bot was not invited to",
    "channels:read": "conversations.info of the channels named in the playbook",
    "chat:write": "chat.postMessage and chat.update",
    "commands": "slash commands and forms",
    "groups:history": "conversations.replies in private channels",
    "files:read": "files.info: whether Slack is through with a digest's picture, and has shared its spreadsheet",
    "files:write": "files.getUploadURLExternal, files.completeUploadExternal: a digest's picture and spreadsheet",
    "groups:read": "conversations.info of private channels",
    "im:history": "what people write to the bot in its own conversation, which it answers",
    "users:read": "users.info, for a person's name and time zone",
    "users:read.email": "users.lookupByEmail, for people the playbook names by e-mail",
}

# Every event with what it is for.
EVENTS = {
    "app_home_opened": "a person looks at their Home",
    "message.im": "somebody writes to the bot",
    "message.channels": "somebody replies under a card in a deal desk's channel",
    "message.groups": "the same in a private one",
}


def manifest() -> dict[str, Any]:
    """Return the manifest as data (Slack's version 2 of the format)."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "EcoOps",
            "description": "Partner operations: deal registration, rules of engagement, escalations, digests",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,  # so that commands can be typed there, too
            },
            "bot_user": {"display_name": "EcoOps", "always_online": True},
            "shortcuts": [
                {
                    "name": shortcut.name,
                    "type": "message" if shortcut.on_message else "global",
                    "callback_id": shortcut.callback_id,
                    "description": shortcut.description,
                }
                for shortcut in shortcuts()
            ],
            "slash_commands": [
                {
                    "command": command.name,
                    "description": command.description,
                    **({"usage_hint": command.usage} if command.usage else {}),
                    "should_escape": False,
                }
                for command in commands()
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def written() -> str:
    """Return the manifest as app.manifest.yml holds it."""
    head = "# Written by `ecoops manifest --write` from the code; a test fails when it is stale.\n"
    return head + str(yaml.safe_dump(manifest(), sort_keys=False, allow_unicode=True, width=120))


def path() -> Path:
    return Path(__file__).parent.parent / FILE
