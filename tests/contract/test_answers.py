"""What the bot answers to a refused request is an answer that Slack takes."""

import json
from typing import Any

import pytest
from slack_bolt import BoltContext, Respond
from slack_sdk import WebClient

from bot.errors import translate
from policy.errors import InvalidForm
from sandbox.checks import check_view
from sandbox.methods_chat import UPDATE_CHARACTERS, content
from sandbox.responses import FIELDS
from tests.contract.payloads import refusals
from tests.contract.retold import retellings
from tests.contract.worlds import World
from views import deal_form


def answer(error: Exception, body: dict[str, Any]) -> dict[str, Any]:
    """Return what Slack gets. Nothing is called: these requests are answered in their acknowledgement."""
    response = translate(error, body, WebClient(), BoltContext(), Respond(response_url=None))
    assert response.status == 200
    return json.loads(response.body or "{}")


@pytest.fixture
def errors(world: World) -> list[Exception]:
    refused = list(refusals(world))
    retold = [one.error(error) for one in retellings(world) for error in refused]
    return [*refused, *retold, RuntimeError("a fault of ours")]


def test_a_refused_command_is_answered_to_whoever_typed_it(errors: list[Exception]) -> None:
    for error in errors:
        said = answer(error, {"command": "/deal"})
        assert said["response_type"] == "ephemeral"
        assert said.keys() <= FIELDS
        content(**said, longest=UPDATE_CHARACTERS)


def test_a_refused_submission_is_answered_under_its_fields_or_over_its_form(errors: list[Exception]) -> None:
    form = deal_form.request_partner().to_dict()
    inputs = {block["block_id"] for block in form["blocks"] if block["type"] == "input"}
    for error in errors:
        said = answer(error, {"type": "view_submission", "view": form})
        if said["response_action"] == "push":
            assert not isinstance(error, InvalidForm)
            check_view(said["view"])
        else:
            assert said["response_action"] == "errors"
            assert said["errors"]
            assert said["errors"].keys() <= inputs, "Slack ignores errors of fields that the form does not have"


def test_a_refused_submission_of_a_form_without_fields_is_answered_over_it(errors: list[Exception]) -> None:
    bare = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    for error in errors:
        if not isinstance(error, InvalidForm):
            said = answer(error, {"type": "view_submission", "view": bare})
            assert said["response_action"] == "push"
            check_view(said["view"])
