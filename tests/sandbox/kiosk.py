"""A small Bolt app that uses a bit of everything: it knows nothing of the sandbox."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Kiosk"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "kiosk"},
        "slash_commands": [
            {"command": "/order", "description": "Order something", "usage_hint": "[what]"},
            {"command": "/sleep", "description": "Answer too late"},
            {"command": "/bad", "description": "Answer with what Slack refuses"},
            {"command": "/say", "description": "Say something to everybody"},
        ],
        "shortcuts": [
            {"name": "New order", "type": "global", "callback_id": "order.new", "description": "Order something"},
            {"name": "Order this", "type": "message", "callback_id": "order.this", "description": "Order that"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read",
                "files:write", "im:history", "im:read", "im:write", "pins:write", "reactions:write", "team:read",
                "users:read", "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "app_mention"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}  # fmt: skip

FRUIT = ["Apple", "Apricot", "Banana", "Cherry"]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def order_form(preset: str = "", note: str = "") -> dict[str, Any]:
    name: dict[str, Any] = {"type": "plain_text_input", "max_length": 40}
    if preset:
        name["initial_value"] = preset
    sizes = [option("Small"), option("Large")]
    blocks = [
        field("what", "What?", name, hint=plain("One thing at a time")),
        field("fruit", "Fruit", {"type": "external_select", "min_query_length": 0}, optional=True),
        field("size", "Size", {"type": "static_select", "options": sizes}, dispatch_action=True, optional=True),
        field("when", "When", {"type": "datepicker", "initial_date": "2026-12-01"}),
        field("extras", "Extras", {"type": "checkboxes", "options": [option("Ice"), option("Straw")]}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("Explain", "order.explain")]},
    ]
    if note:
        blocks.append(section(note))
    return {
        "type": "modal",
        "callback_id": "order.submit",
        "title": plain("Order"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "private_metadata": "kept",
        "blocks": blocks,
    }


def explanation(step: int) -> dict[str, Any]:
    further = button("Further", "explain.further", str(step))
    blocks = [section(f"Step {step}"), {"type": "actions", "elements": [further]}]
    return {"type": "modal", "title": plain(f"Explain {step}"), "blocks": blocks}


def card(text: str, *buttons: str) -> list[dict[str, Any]]:
    pressed = [button(name, f"card.{name.lower()}", name) for name in buttons]
    menu = {"type": "overflow", "action_id": "card.more", "options": [option("Archive"), option("Open form")]}
    return [section(text), {"type": "actions", "elements": [*pressed, menu]}]


def register(app: App) -> None:
    seen: list[dict[str, Any]] = []
    app.kiosk_seen = seen  # type: ignore[attr-defined]

    def order(ack, body, client, command):
        seen.append(body)
        if command["text"] == "hidden":
            ack(text="Only you see this.", blocks=card("Only you see this.", "Hide"))
            return
        client.views_open(trigger_id=body["trigger_id"], view=order_form(command["text"]))
        ack()

    def sleep(ack):
        time.sleep(3.3)
        ack(text="too late")

    def bad(ack):
        ack(text="x", blocks=[{"type": "marquee"}])

    def say(ack, command):
        ack(text=command["text"], response_type="in_channel")

    def fruit(ack, payload):
        found = [option(name) for name in FRUIT if name.lower().startswith(payload["value"].lower())]
        ack(options=found)

    def resize(ack, body, client):
        seen.append(body)
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=order_form(note=f"{chosen}, then.")
        )
        ack()

    def submit(ack, body, view, client):
        seen.append(body)
        what = view["state"]["values"]["what"]["value"]["value"]
        if what == "nothing":
            ack(response_action="errors", errors={"what": "Order something, for example tea."})
        elif what == "nonsense":
            ack(response_action="errors", errors={"no_such_block": "Where should this go?"})
        elif what == "more":
            ack(response_action="push", view=explanation(1))
        elif what == "other":
            ack(response_action="update", view=explanation(7))
        elif what == "all":
            ack(response_action="clear")
        elif what == "late":
            time.sleep(3.3)
            ack()
        else:
            client.chat_postMessage(channel="C0GENERAL", text=f"Order: {what}", blocks=card(f"Order: {what}", "Done"))
            client.chat_postMessage(channel=body["user"]["id"], text=f"You ordered {what}.")
            ack()

    def closed(ack, body):
        seen.append(body)
        ack()

    def explain(ack, body, client):
        client.views_push(trigger_id=body["trigger_id"], view=explanation(1))
        ack()

    def further(ack, body, client):
        ack()
        step = int(body["actions"][0]["value"]) + 1
        with suppress(SlackApiError):
            client.views_push(trigger_id=body["trigger_id"], view=explanation(step))

    def done(ack, body, client):
        seen.append(body)
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="Served.",
            blocks=[section(f"Served by <@{body['user']['id']}>.")],
        )
        ack()

    def hide(ack, body, respond):
        seen.append(body)
        respond(text="Hidden.", replace_original=True)
        ack()

    def more(ack, body, client, respond):
        if body["actions"][0]["selected_option"]["value"] == "archive":
            respond(text=f"Archived for <@{body['user']['id']}>.")
        else:
            client.views_open(trigger_id=body["trigger_id"], view=order_form("from the card"))
        ack()

    def from_shortcut(ack, body, client):
        seen.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=order_form(body.get("message", {}).get("text", "")))
        ack()

    def home(event, body, client):
        seen.append(body)
        if event["tab"] == "home":
            blocks = [section("Welcome."), {"type": "actions", "elements": [button("Order", "home.order")]}]
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    def from_home(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=order_form("from home"))
        ack()

    def heard(event, body, say):
        seen.append(body)
        if "hello" in event["text"]:
            say(text=f"Hello <@{event['user']}>.")

    app.command("/order")(order)
    app.command("/sleep")(sleep)
    app.command("/bad")(bad)
    app.command("/say")(say)
    app.options({"block_id": "fruit", "action_id": "value"})(fruit)
    app.action({"block_id": "size", "action_id": "value"})(resize)
    app.view("order.submit")(submit)
    app.view_closed("order.submit")(closed)
    app.action("order.explain")(explain)
    app.action("explain.further")(further)
    app.action("card.done")(done)
    app.action("card.hide")(hide)
    app.action("card.more")(more)
    app.shortcut("order.new")(from_shortcut)
    app.shortcut("order.this")(from_shortcut)
    app.event("app_home_opened")(home)
    app.action("home.order")(from_home)
    app.event("message")(heard)
    app.event("app_mention")(heard)
