"""Modals and home tabs as the workspace keeps them: a stack per person, a hash per version."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.checks import check_view, with_ids
from sandbox.entities import AppIdentity, Team
from sandbox.errors import Refused
from sandbox.inputs import State, carried_over, initial_state
from sandbox.live import Live
from sandbox.workspace import EARLIER, new_id

STACK = 3


@dataclass(slots=True)
class View:
    id: str
    user: str
    sent: dict[str, Any]
    blocks: list[dict[str, Any]]
    state: State
    root_id: str
    previous_id: str | None = None
    version: int = 0
    hash: str = ""
    # Blocks of earlier versions: someone may still have an old button on the screen.
    earlier_blocks: list[list[dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rehash()

    def rehash(self) -> None:
        self.version += 1
        self.hash = f"{int(time.time())}.{self.id[1:5]}{self.version:04d}"

    def renew(self, sent: dict[str, Any]) -> None:
        """Take a new version; what people typed stays where block_id and action_id stay."""
        self.earlier_blocks = [*self.earlier_blocks, self.blocks][-EARLIER:]
        self.sent = sent
        self.blocks = with_ids(sent["blocks"])
        self.state = carried_over(self.state, self.blocks)
        self.rehash()

    def as_slack(self, team: Team, app: AppIdentity) -> dict[str, Any]:
        sent = self.sent
        answer: dict[str, Any] = {
            "id": self.id,
            "team_id": team.id,
            "type": sent["type"],
            "blocks": self.blocks,
            "private_metadata": sent.get("private_metadata", ""),
            "callback_id": sent.get("callback_id", ""),
            "state": {"values": self.state},
            "hash": self.hash,
            "title": sent.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": sent.get("clear_on_close", False),
            "notify_on_close": sent.get("notify_on_close", False),
            "close": sent.get("close"),
            "submit": sent.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app.id,
            "external_id": sent.get("external_id", ""),
            "app_installed_team_id": team.id,
            "bot_id": app.bot_id,
        }
        if sent["type"] == "modal":
            answer["submit_disabled"] = sent.get("submit_disabled", False)
        return answer

    def as_page(self) -> dict[str, Any]:
        return {
            **self.sent,
            "blocks": self.blocks,
            "id": self.id,
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "state": {"values": self.state},
        }


class Views:
    """Everybody's open modals and home tabs."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def reset(self) -> None:
        self._stacks.clear()
        self._homes.clear()

    def stack(self, user: str) -> list[View]:
        return self._stacks.get(user, [])

    def stack_as_page(self, user: str) -> list[dict[str, Any]]:
        return [view.as_page() for view in self.stack(user)]

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def find(self, user: str, view_id: str | None) -> View:
        """Find one of a person's own surfaces."""
        candidates = [*self.stack(user), *([self._homes[user]] if user in self._homes else [])]
        for view in candidates:
            if view.id == view_id:
                return view
        raise Refused("view_not_found")

    def open(self, user: str, sent: Any) -> View:
        """Show a new modal; over another one it starts a root of its own."""
        return self._put(user, sent, previous=None)

    def push(self, user: str, sent: Any, over: str | None) -> View:
        stack = self.stack(user)
        if over is None or not stack or all(view.id != over for view in stack):
            raise Refused("not_found")
        return self._put(user, sent, previous=stack[-1])

    def _put(self, user: str, sent: Any, previous: View | None) -> View:
        check_view(sent)
        stack = self._stacks.setdefault(user, [])
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        self._check_external_id(sent, None)
        view = self._make(user, sent)
        if previous is not None:
            view.previous_id = previous.id
            view.root_id = previous.root_id
        stack.append(view)
        self.tell(user)
        return view

    def update(self, sent: Any, *, view_id: str | None, external_id: str | None, expected_hash: str | None) -> View:
        """Change an open modal."""
        view = self._open_view(view_id, external_id)
        check_view(sent)
        if expected_hash and expected_hash != view.hash:
            raise Refused("hash_conflict")
        self._check_external_id(sent, view)
        self.replace(view, sent)
        return view

    def replace(self, view: View, sent: dict[str, Any]) -> None:
        view.renew(sent)
        self.tell(view.user)

    def publish(self, user: str, sent: Any, expected_hash: str | None) -> View:
        check_view(sent, home=True)
        home = self._homes.get(user)
        if expected_hash and home is not None and expected_hash != home.hash:
            raise Refused("hash_conflict")
        if home is None:
            home = self._homes[user] = self._make(user, sent)
        else:
            home.renew(sent)
        self._live.tell(user, {"type": "home", "view": home.as_page()})
        return home

    def close(self, view: View) -> None:
        self._stacks[view.user] = [open_view for open_view in self.stack(view.user) if open_view is not view]
        self.tell(view.user)

    def clear(self, user: str) -> list[View]:
        """Close everything a person has open, top first."""
        closed = self.stack(user)[::-1]
        self._stacks[user] = []
        self.tell(user)
        return closed

    def tell(self, user: str) -> None:
        self._live.tell(user, {"type": "views", "views": self.stack_as_page(user)})

    def _make(self, user: str, sent: dict[str, Any]) -> View:
        blocks = with_ids(sent["blocks"])
        view_id = new_id("V")
        return View(view_id, user, sent, blocks, initial_state(blocks), root_id=view_id)

    def _open_view(self, view_id: str | None, external_id: str | None) -> View:
        for view in (view for stack in self._stacks.values() for view in stack):
            if (view_id and view.id == view_id) or (external_id and view.sent.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def _check_external_id(self, sent: dict[str, Any], besides: View | None) -> None:
        external_id = sent.get("external_id")
        taken = (view for stack in self._stacks.values() for view in stack if view is not besides)
        if external_id and any(view.sent.get("external_id") == external_id for view in taken):
            raise Refused("duplicate_external_id")
