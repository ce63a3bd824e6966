"""Listens: one file per slash command, found by looking into this folder.

A file holds `COMMAND = SlashCommand(...)` and `register(app)`, its table of contents; `SHORTCUTS = (Shortcut(...),)`
if it offers any. Listeners take what they need by name: Bolt's own arguments, and `desk`, `person` (who is asking) and
`key` (the request, for once-only effects).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.models.views import View


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as the manifest and the documentation show it."""

    name: str
    description: str
    usage: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut as the manifest shows it: in Slack's global menu, or on a message."""

    callback_id: str
    name: str
    description: str
    on_message: bool = False


def modules() -> Iterator[ModuleType]:
    """Import every file of this folder, in the order of their names."""
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        yield import_module(f"{__name__}.{module.name}")


def commands() -> list[SlashCommand]:
    return [module.COMMAND for module in modules() if hasattr(module, "COMMAND")]


def shortcuts() -> list[Shortcut]:
    return [shortcut for module in modules() for shortcut in getattr(module, "SHORTCUTS", ())]


def register(app: App) -> None:
    """Attach every listener of this folder to `app`."""
    for module in modules():
        module.register(app)


def in_modal(body: Mapping[str, Any]) -> bool:
    """Say whether a click came from a modal; a Home is a view as well, but nothing can be pushed over it."""
    return bool((body.get("view") or {}).get("type") == "modal")


def typed_in(*fields: str) -> list[Callable[..., bool]]:
    """Return the matcher of what is suggested for `fields`: Bolt itself looks at their action_id, which all share."""

    def matches(payload: Mapping[str, Any]) -> bool:
        return payload.get("block_id") in fields

    matches.fields = fields  # type: ignore[attr-defined]  # what it matches, for whoever lists the listeners
    return [matches]


def bring_up(body: Mapping[str, Any], client: WebClient, view: View) -> None:
    """Open a modal, on top of the one the click came from if there is one; in its place where three lie already."""
    if not in_modal(body):
        client.views_open(trigger_id=body["trigger_id"], view=view)
    elif _is_third(body["view"]):
        client.views_update(view_id=body["view"]["id"], view=view)
    else:
        client.views_push(trigger_id=body["trigger_id"], view=view)


def _is_third(view: Mapping[str, Any]) -> bool:
    """Say whether Slack takes no more on top of a modal: it shows three."""
    return view.get("previous_view_id") not in (None, view.get("root_view_id"))
