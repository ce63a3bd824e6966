"""What Slack refuses, the sandbox refuses, by the same name and with the place of the fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.kiosk import order_form, section
from tests.sandbox.wrong import BLOCKS, CALLS, GENERAL, MODAL, MODALS, OPEN, POST


def refusal(web: WebClient, method: str, arguments: dict[str, Any]) -> tuple[str, str]:
    """Make a call that must fail, and give Slack's error and its complaints."""
    with pytest.raises(SlackApiError) as refused:
        web.api_call(method, json=arguments)
    return refused.value.response["error"], json.dumps(refused.value.response.get("response_metadata", {}))


@pytest.mark.parametrize(("blocks", "names"), [case[1:] for case in BLOCKS], ids=[case[0] for case in BLOCKS])
def test_wrong_blocks_are_refused_with_their_place(web: WebClient, blocks: list[Any], names: str) -> None:
    error, complaints = refusal(web, POST, {"channel": GENERAL, "text": "x", "blocks": blocks})
    assert error == "invalid_blocks"
    assert names in complaints


@pytest.mark.parametrize(("changes", "names"), [case[1:] for case in MODALS], ids=[case[0] for case in MODALS])
def test_wrong_modals_are_refused_with_their_place(web: WebClient, changes: dict[str, Any], names: str) -> None:
    view = {key: value for key, value in {**MODAL, **changes}.items() if value is not None}
    error, complaints = refusal(web, OPEN, {"trigger_id": "none", "view": view})
    assert error == "invalid_arguments"
    assert names in complaints


@pytest.mark.parametrize(("method", "arguments", "error"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS])
def test_wrong_calls_are_refused_by_name(web: WebClient, method: str, arguments: dict[str, Any], error: str) -> None:
    assert refusal(web, method, arguments)[0] == error


def test_the_same_faults_are_found_in_form_bodies(web: WebClient) -> None:
    blocks = json.dumps([section("x" * 3001)])
    with pytest.raises(SlackApiError) as refused:
        web.api_call(POST, data={"channel": GENERAL, "text": "x", "blocks": blocks})
    assert refused.value.response["error"] == "invalid_blocks"
    with pytest.raises(SlackApiError) as refused:
        web.api_call(POST, data={"channel": GENERAL, "blocks": "[{"})
    assert refused.value.response["error"] == "invalid_blocks_format"


def test_tokens_are_checked(slack, web: WebClient) -> None:
    def error_with(token: str | None, method: str) -> str:
        with pytest.raises(SlackApiError) as refused:
            WebClient(token, base_url=slack.api_url).api_call(method)
        return str(refused.value.response["error"])

    assert error_with(None, "auth.test") == "not_authed"
    assert error_with("xoxb-wrong", "auth.test") == "invalid_auth"
    assert error_with(slack.app_token, "auth.test") == "not_allowed_token_type"
    assert error_with(slack.bot_token, "apps.connections.open") == "not_allowed_token_type"


def test_a_missing_scope_names_what_is_needed_and_given(web: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        web.conversations_list(types="private_channel")
    assert refused.value.response["needed"] == "groups:read"
    assert "chat:write" in refused.value.response["provided"]


def test_text_for_an_update_ends_at_4000_characters(web: WebClient) -> None:
    ts = web.chat_postMessage(channel=GENERAL, text="x" * 4001)["ts"]
    web.chat_update(channel=GENERAL, ts=ts, text="x" * 4000)
    with pytest.raises(SlackApiError) as refused:
        web.chat_update(channel=GENERAL, ts=ts, text="x" * 4001)
    assert refused.value.response["error"] == "msg_too_long"


def test_the_largest_allowed_payload_passes(web: WebClient) -> None:
    web.chat_postMessage(channel=GENERAL, text="x", blocks=[section("x" * 3000)] * 4 + [{"type": "divider"}] * 46)


def test_the_kiosk_form_itself_is_fine_but_for_its_trigger(web: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        web.views_open(trigger_id="none", view=order_form())
    assert refused.value.response["error"] == "invalid_trigger_id"
