"""What people press, choose and look up on messages, modals and Home tabs."""

from __future__ import annotations

from typing import Any

from sandbox.checks import check_options, elements_of, nested
from sandbox.entities import Channel, Message, User
from sandbox.envelopes import INTERACTIVE
from sandbox.errors import Refused
from sandbox.inputs import VALUES, initial_state, merged, read_value
from sandbox.slack import Slack
from sandbox.views import View

Body = dict[str, Any]
Surface = View | tuple[Channel, Message]


def _surface(slack: Slack, user: User, body: Body) -> Surface:
    if body.get("view_id"):
        return slack.views.find(user.id, body["view_id"])
    place = body.get("message")
    if not isinstance(place, dict):
        raise Refused("message_or_view_id_needed", status=400)
    channel = slack.workspace.channel(place.get("channel"))
    return channel, slack.workspace.message_seen_by(user.id, channel, str(place.get("ts")))


def _element(surface: Surface, body: Body) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Find the element a person used, on the surface as it is or, for a slow hand, as it was."""
    thing = surface if isinstance(surface, View) else surface[1]
    attached = [] if isinstance(surface, View) else surface[1].attachments
    now = [*thing.blocks, *(block for attachment in attached for block in attachment.get("blocks", []))]
    for blocks in (now, *reversed(thing.earlier_blocks)):
        for block, _ in nested(blocks):
            if block.get("block_id") != body.get("block_id"):
                continue
            for element, _below in elements_of(block):
                same_value = "value" not in body or element["type"] != "button" or element.get("value") == body["value"]
                if element.get("action_id") == body.get("action_id") and same_value:
                    return element, blocks
    raise Refused("element_not_found", f"{body.get('block_id')}/{body.get('action_id')}")


def _given(element: dict[str, Any], body: Body) -> dict[str, Any]:
    """Give what a person did to an element, in the words of `actions`."""
    kind = element["type"]
    if kind in VALUES:
        held = read_value(element, body)
        return {key: value for key, value in held.items() if key != "type"}
    if kind == "overflow":
        chosen = (body.get("selected_option") or {}).get("value")
        for option in element["options"]:
            if option.get("value") == chosen:
                return {"selected_option": option}
        raise Refused("option_not_on_offer", str(chosen))
    return {}


async def act(slack: Slack, user: User, body: Body) -> Body:
    surface = _surface(slack, user, body)
    element, blocks = _element(surface, body)
    given = _given(element, body)
    block_id = str(body["block_id"])
    action = slack.payloads.action(element, block_id, given)
    held = {block_id: {element["action_id"]: {"type": element["type"], **given}}} if element["type"] in VALUES else {}
    if isinstance(surface, View):
        known = merged(surface.state, surface.blocks, body.get("state"))
        surface.state = merged(known, surface.blocks, held)
        payload = slack.payloads.view_action(user, surface, action)
    else:
        known = merged(initial_state(blocks), blocks, body.get("state"))
        payload = slack.payloads.message_action(user, *surface, action, merged(known, blocks, held))
    await slack.bot.ask(INTERACTIVE, payload)
    return {"ok": True}


async def suggest(slack: Slack, user: User, body: Body) -> Body:
    surface = _surface(slack, user, body)
    element, _ = _element(surface, {key: value for key, value in body.items() if key != "value"})
    if element["type"] not in ("external_select", "multi_external_select"):
        raise Refused("element_has_no_suggestions")
    typed = str(body.get("value") or "")
    payload = slack.payloads.suggestion(user, surface, str(body["block_id"]), element["action_id"], typed)
    answer = await slack.bot.ask(INTERACTIVE, payload)
    check_options(answer)
    return {"ok": True, **answer}


async def shortcut(slack: Slack, user: User, body: Body) -> Body:
    offered = {entry["callback_id"]: entry["type"] for entry in slack.features.get("shortcuts", [])}
    callback_id = str(body.get("callback_id"))
    if callback_id not in offered:
        raise Refused("unknown_shortcut")
    if offered[callback_id] == "global":
        payload = slack.payloads.shortcut(user, callback_id)
    else:
        surface = _surface(slack, user, {"message": body.get("message")})
        if isinstance(surface, View) or surface[1].reader is not None:
            raise Refused("message_not_found")
        payload = slack.payloads.message_shortcut(user, callback_id, *surface)
    await slack.bot.ask(INTERACTIVE, payload)
    return {"ok": True}
