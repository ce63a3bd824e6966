"""Somebody in the workspace: looks, types, clicks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock_time
from typing import Any

from tests.driver.forms import Closed, Form, Home
from tests.driver.posts import Post, Reply
from tests.driver.reading import VALUE_KEYS, Control, Json, buttons_of, controls_of, match, options_of, shown
from tests.driver.wire import WITHIN, Line, until


class Person:
    """Somebody in the workspace."""

    def __init__(self, url: str, user_id: str) -> None:
        self.id = user_id
        self._line = Line(f"{url}/client/{user_id}/")
        self._here: str | None = None

    def __repr__(self) -> str:
        return f"<Person {self.id}>"

    # The wire

    def get(self, path: str, **query: Any) -> Json:
        answer: Json = self._line.ask("GET", path, **{key: value for key, value in query.items() if value})
        assert answer.get("ok", True), f"{path} {query}: {answer}"
        return answer

    def post(self, path: str, body: Json) -> Json:
        answer: Json = self._line.ask("POST", path, body)
        return answer

    @property
    def state(self) -> Json:
        return self.get("state")

    # Looking

    @property
    def channels(self) -> list[Json]:
        return list(self.state["channels"])

    def _channel_id(self, name: str) -> str:
        for channel in self.channels:
            if name in (channel["id"], channel["name"]):
                return str(channel["id"])
        raise AssertionError(f"{self.id} is not in #{name}, but in {[channel['name'] for channel in self.channels]}.")

    @property
    def app_dm(self) -> str:
        return next(str(channel["id"]) for channel in self.channels if channel["kind"] == "app")

    def reads(self, channel: str, thread_ts: str | None = None, limit: int = 200) -> list[Post]:
        return self._posts(self.get("messages", channel=channel, thread_ts=thread_ts, limit=limit))

    def _posts(self, answer: Json) -> list[Post]:
        return [(Reply if message["ephemeral"] else Post)(self, message) for message in answer["messages"]]

    def channel(self, name: str) -> list[Post]:
        """What stands in a channel, oldest first."""
        return self.reads(self._channel_id(name))

    @property
    def inbox(self) -> list[Post]:
        """The conversation with the bot, oldest first."""
        return self.reads(self.app_dm)

    @property
    def everything(self) -> list[Post]:
        """What stands in all the person's channels and conversations, oldest first; threads aside."""
        return self._posts(self.get("messages", limit=500))

    @property
    def ephemerals(self) -> list[Post]:
        return [post for post in self.everything if post.ephemeral]

    @property
    def form(self) -> Form | None:
        """The modal on top, if one is open."""
        views = self.state["views"]
        return Form(self, views[-1]) if views else None

    def sees(self, words: str, channel: str | None = None, within: float = WITHIN) -> Post:
        """Wait for a message that says this, the newest such; anywhere unless a channel is named."""

        def look() -> Post | None:
            posts = self.channel(channel) if channel else self.everything
            saying = [post for post in posts if words in post.text or words in post.fallback]
            return max(saying, key=lambda post: post.ts) if saying else None

        seen = until(look, within)
        if seen is None:
            posts = self.channel(channel) if channel else self.everything
            shown = "\n---\n".join(f"[{post.channel}] {post.text}" for post in posts[-12:]) or "nothing at all"
            raise AssertionError(f"{self.id} does not see {words!r} within {within} s, but:\n{shown}")
        return seen

    def never_sees(self, words: str, for_: float = 0.5, channel: str | None = None) -> None:
        """Watch for a while that no message says this."""

        def look() -> Post | None:
            posts = self.channel(channel) if channel else self.everything
            return next((post for post in posts if words in post.text or words in post.fallback), None)

        seen = until(look, for_)
        assert seen is None, f"{self.id} was not meant to see {words!r}:\n{seen.text}"

    # Doing

    def types(self, text: str, channel: str | None = None, thread_ts: str | None = None) -> Any:
        """Type a message or a command, in the conversation with the bot unless a channel is named.

        A command gives the form that is open afterwards, else the bot's reply; a message gives its post.
        """
        room = self._channel_id(channel) if channel else self.app_dm
        before = self._watch()
        answer = self.post("say", {"channel": room, "text": text, "thread_ts": thread_ts})
        if not text.startswith("/"):
            assert answer["ok"], f"{self.id} could not say {text!r}: {answer}"
            return Post(self, answer["message"])
        return self._outcome(before)

    def runs_shortcut(self, callback_id: str, on: Post | None = None) -> Any:
        before = self._watch()
        body: Json = {"callback_id": callback_id}
        if on is not None:
            body["message"] = {"channel": on.channel, "ts": on.ts}
        answer = self.post("shortcut", body)
        assert answer["ok"], f"{callback_id}: {answer}"
        return self._outcome(before)

    def opens_home(self, within: float = WITHIN) -> Home:
        """Open the bot's Home tab and wait for what it shows."""
        before = (self.state["home"] or {}).get("hash")
        self.post("home", {})
        shown = until(lambda: self._home_other_than(before), within if before is None else 1.0)
        home = shown or self.state["home"]
        assert home is not None, f"{self.id} sees an empty Home tab after {within} s."
        return Home(self, home)

    def _home_other_than(self, version: str | None) -> Json | None:
        home: Json | None = self.state["home"]
        return home if home is not None and home["hash"] != version else None

    def opens(self, channel: str) -> None:
        self.post("opened", {"channel": self._channel_id(channel)})

    def presses(self, surface: Post | Form, label: str, state: Json) -> Any:
        """Press what carries these words: a button, or an entry of an overflow menu."""
        for control in controls_of(surface.blocks):
            if control.element["type"] in ("button", "workflow_button") and control.label == label:
                value = {"value": control.element["value"]} if "value" in control.element else {}
                return self.acts(surface, control, value, state)
        for control in controls_of(surface.blocks):
            if control.element["type"] == "overflow":
                for option in control.element["options"]:
                    if shown(option) == label:
                        return self.acts(surface, control, {"selected_option": option}, state)
        raise AssertionError(f"No {label!r} to click, only {buttons_of(surface.blocks)} on:\n{surface.text}")

    def acts(self, surface: Post | Form, control: Control, value: Json, state: Json | None = None) -> Any:
        before = self._watch()
        body = {
            **surface.place,
            "block_id": control.block["block_id"],
            "action_id": control.element["action_id"],
            "type": control.element["type"],
            "state": surface.values if isinstance(surface, Form) else state or {},
            **value,
        }
        answer = self.post("act", body)
        assert answer["ok"], f"{self.id} clicked {control.label!r} and Slack said {answer}"
        if isinstance(surface, Form):
            return self._after_form(surface, before)
        after = self._outcome(before, patience=0.0)
        if after is not None:
            return after
        return surface if surface.is_gone else surface.refresh()

    def _after_form(self, form: Form, before: _Screen) -> Any:
        if isinstance(form, Home):
            opened = self._outcome(before, patience=0.0)
            return opened if opened is not None else Home(self, self.state["home"])
        views = self.state["views"]
        if views and views[-1]["id"] != form.id:
            return Form(self, views[-1])
        if any(view["id"] == form.id for view in views):
            return form.refresh()
        return Form(self, views[-1]) if views else Closed(self)

    def value_for(self, control: Control, wanted: Any, place: Json) -> Json:
        """Give the value part of an input for what a person means by it."""
        kind = control.element["type"]
        key = VALUE_KEYS[kind]
        where = control.block["block_id"]
        if wanted is None:
            return {key: [] if key.endswith("s") else None}
        if kind in ("external_select", "multi_external_select"):
            each = [wanted] if kind == "external_select" else _listed(wanted)
            chosen = [self._suggested(control, one, place) for one in each]
            return {key: chosen[0] if kind == "external_select" else chosen}
        options = options_of(control.element)
        if key == "selected_option":
            return {key: match(options, wanted, where)}
        if key == "selected_options":
            if isinstance(wanted, bool):
                return {key: options[:1] if wanted else []}
            return {key: [match(options, one, where) for one in _listed(wanted)]}
        if kind.startswith("multi_"):
            return {key: [getattr(one, "id", one) for one in _listed(wanted)]}
        if kind == "rich_text_input" and isinstance(wanted, str):
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": wanted}]}
            return {key: {"type": "rich_text", "elements": [section]}}
        if kind == "datetimepicker":
            return {key: int(wanted.timestamp()) if isinstance(wanted, datetime) else int(wanted)}
        if isinstance(wanted, clock_time):
            return {key: wanted.strftime("%H:%M")}
        return {key: str(getattr(wanted, "id", wanted))}

    def suggestions(self, control: Control, typed: str, place: Json) -> list[Json]:
        body = {
            **place,
            "block_id": control.block["block_id"],
            "action_id": control.element["action_id"],
            "value": typed,
        }
        answer = self.post("suggest", body)
        assert answer["ok"], f"{control.block['block_id']}: typing {typed!r} gave {answer}"
        return options_of(answer)

    def _suggested(self, control: Control, wanted: Any, place: Json) -> Json:
        if isinstance(wanted, dict):
            return wanted
        options = self.suggestions(control, str(wanted), place)
        where = control.block["block_id"]
        assert options, f"{where}: the bot suggests nothing for {wanted!r}."
        exact = [one for one in options if str(wanted).casefold() in (shown(one).casefold(), one.get("value"))]
        return exact[0] if exact else match(options, wanted, where)

    # What came of it

    def _watch(self) -> _Screen:
        state = self.state
        hashes = {view["id"]: view["hash"] for view in state["views"]}
        return _Screen(hashes, {post.ts for post in self.ephemerals})

    def _outcome(self, before: _Screen, patience: float = 1.0) -> Any:
        """Give the form or reply that a deed brought, waiting a moment for one."""

        def look() -> Form | Reply | None:
            views = self.state["views"]
            if views and before.views.get(views[-1]["id"]) != views[-1]["hash"]:
                return Form(self, views[-1])
            new = [post for post in self.ephemerals if post.ts not in before.ephemerals]
            return max(new, key=lambda post: post.ts) if new else None  # type: ignore[return-value]

        return until(look, patience)


@dataclass(frozen=True, slots=True)
class _Screen:
    """What was on a person's screen before they did something."""

    views: dict[str, str]
    ephemerals: set[str]


def _listed(wanted: Any) -> list[Any]:
    return list(wanted) if isinstance(wanted, list | tuple | set) else [wanted]
