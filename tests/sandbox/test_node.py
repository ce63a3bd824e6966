"""Slack's own framework for Node in the sandbox, and our answers against Slack's own types of them."""

import base64
import json
import os
import re
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.driver import Closed, Person, Reply, Workspace
from tests.sandbox import npm
from tests.sandbox.conftest import SEED, no_retries
from tests.sandbox.kiosk import MANIFEST, card, order_form, section

pytestmark = [pytest.mark.xdist_group("node"), pytest.mark.timeout(npm.INSTALLING_S + 120)]

# What one transparent point looks like as a PNG.
POINT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def packages() -> Path:
    try:
        return npm.installed()
    except npm.NoNode as why:
        said = f"NODE TESTS NOT RUN: {why}. Install Node 18 or newer with npm (Debian packages nodejs and npm)."
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)


@pytest.fixture(scope="module")
def town(packages: Path) -> Iterator[Sandbox]:
    """A workspace with the kiosk of Node in it."""
    with Sandbox(SEED, MANIFEST) as slack:
        env = {
            **os.environ, "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token, "NO_PROXY": "127.0.0.1",
        }  # fmt: skip
        kiosk = subprocess.Popen(["node", "kiosk.mjs"], cwd=packages, env=env, stdout=subprocess.PIPE, text=True)
        assert kiosk.stdout
        assert kiosk.stdout.readline() == "ready\n", "the kiosk of Node did not start"
        Workspace(slack.url).waits_for_bot()
        yield slack
        kiosk.terminate()
        kiosk.wait(10)


@pytest.fixture
def workspace(town: Sandbox) -> Workspace:
    outside = Workspace(town.url)
    outside.reset()
    outside.waits_for_bot()
    return outside


@pytest.fixture
def ada(town: Sandbox, workspace: Workspace) -> Person:
    return Person(town.url, "U0ADA")


@pytest.fixture
def bo(town: Sandbox, workspace: Workspace) -> Person:
    return Person(town.url, "U0BO")


def test_a_command_opens_a_form_and_an_order_is_placed_and_served(ada: Person, bo: Person) -> None:
    form = ada.types("/order tea", channel="general")
    assert form.field("what").value == "tea"
    assert isinstance(form.fills(fruit="ap").submits(), Closed)
    post = bo.sees("Order: tea", channel="general")
    assert isinstance(ada.sees("You ordered tea.", channel="general"), Reply)
    bo.never_sees("You ordered tea.", for_=0.1)
    post.clicks("Done")
    assert post.waits_for("Served by <@U0BO>.").buttons == []


def test_errors_updates_pushes_and_the_end_of_a_form(ada: Person) -> None:
    form = ada.types("/order").fills(what="nothing").submits()
    assert form.error("what") == "Order something."
    above = form.fills(what="more").submits()
    assert above.title == "More"
    assert above.closes().title == "Order"
    assert ada.form.fills(what="other").submits().title == "Other"
    ada.form.closes()
    assert isinstance(ada.types("/order").fills(what="all").submits(), Closed)
    assert ada.form is None


def test_a_button_in_a_form_puts_another_above_it_and_a_close_is_told(ada: Person) -> None:
    explained = ada.types("/order").clicks("Explain")
    assert explained.title == "Explained"
    explained.closes().closes()
    assert ada.sees("Another time, then.")


def test_answers_that_only_their_reader_sees_are_replaced_through_their_address(ada: Person, bo: Person) -> None:
    reply = ada.types("/order hidden", channel="general")
    assert isinstance(reply, Reply)
    bo.never_sees("Only you see this.", for_=0.1)
    reply.clicks("Hide")
    assert ada.sees("Hidden.", channel="general")
    ada.post("say", {"channel": "C0GENERAL", "text": "/say tea is ready"})
    assert bo.sees("tea is ready", channel="general").ephemeral is False


def test_shortcuts_open_forms_and_the_message_travels_with_them(ada: Person) -> None:
    assert ada.runs_shortcut("order.new").title == "Order"
    ada.form.closes()
    post = ada.types("two coffees", channel="general")
    assert ada.runs_shortcut("order.this", on=post).field("what").value == "two coffees"


def test_the_home_tab_is_published_and_its_button_works(ada: Person) -> None:
    home = ada.opens_home()
    assert "Welcome from Node." in home.text
    assert home.clicks("Order").title == "Order"


def test_a_message_to_the_app_is_heard_and_answered(ada: Person) -> None:
    ada.types("hello there")
    assert ada.sees("Hello <@U0ADA>.")


# Our answers against @slack/web-api's own types


def call_everything(slack: Sandbox) -> None:
    """Have every method answer at least once, with as much in the answer as there can be."""
    bot = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=no_retries())
    WebClient(slack.app_token, base_url=slack.api_url, retry_handlers=no_retries()).apps_connections_open(
        app_token=slack.app_token
    )
    bot.api_test()
    bot.auth_test()
    bot.team_info()
    bot.bots_info(bot="B0KIOSK")
    bot.users_info(user="U0ADA")
    bot.users_info(user="U0DEE")
    bot.users_lookupByEmail(email="ada@test.example")
    bot.users_list()
    bot.users_conversations()
    said = bot.chat_postMessage(
        channel="C0GENERAL", text="Order: tea", blocks=card("Order: tea", "Done"),
        metadata={"event_type": "ordered", "event_payload": {"what": "tea"}},
    )  # fmt: skip
    place: dict[str, Any] = {"channel": said["channel"]}
    bot.chat_postMessage(**place, thread_ts=said["ts"], text="in the thread")
    bot.chat_postEphemeral(**place, user="U0ADA", text="for you")
    bot.chat_getPermalink(**place, message_ts=said["ts"])
    bot.reactions_add(**place, timestamp=said["ts"], name="tea")
    bot.reactions_remove(**place, timestamp=said["ts"], name="tea")
    bot.pins_add(**place, timestamp=said["ts"])
    bot.conversations_history(**place)
    bot.conversations_replies(**place, ts=said["ts"])
    bot.pins_remove(**place, timestamp=said["ts"])
    bot.conversations_info(**place)
    bot.conversations_info(channel="D0ADA")
    bot.conversations_members(**place)
    bot.conversations_list()
    bot.conversations_join(channel="C0QUIET")
    bot.conversations_open(users="U0ADA", return_im=True)
    bot.files_upload_v2(**place, filename="point.png", content=POINT, title="A point", alt_txt="One point")
    bot.chat_update(**place, ts=said["ts"], text="Served.", blocks=[section("Served.")])
    bot.chat_delete(**place, ts=said["ts"])
    bot.views_publish(user_id="U0ADA", view={"type": "home", "blocks": [section("Welcome.")]})
    ada = Person(slack.url, "U0ADA")
    form = ada.types("/order tea")
    bot.views_update(view_id=form.id, view=order_form("coffee"))
    ada.form.clicks("Explain")


# What Slack documents and its types, made from samples, do not have: whom a direct conversation is with
# (docs.slack.dev/reference/objects/conversation-object), that somebody is a stranger (.../user-object), and where a
# message is pinned.
NOT_IN_THE_TYPES = {
    "conversations.history": "pinned_to",
    "conversations.info": "user",
    "conversations.replies": "pinned_to",
    "users.info": "is_stranger",
    "users.list": "is_stranger",
}


def _without(name: str, answer: Any) -> Any:
    """Leave out of an answer, at any depth, what the types do not know although Slack says it."""
    if isinstance(answer, list):
        return [_without(name, one) for one in answer]
    if isinstance(answer, dict):
        return {key: _without(name, one) for key, one in answer.items() if key != NOT_IN_THE_TYPES.get(name)}
    return answer


def test_every_answer_is_of_the_type_that_slack_publishes(
    packages: Path, town: Sandbox, workspace: Workspace, tmp_path: Path
) -> None:
    call_everything(town)
    answers = [entry for entry in workspace.log("api") if entry["ok"] and not entry["name"].startswith("sandbox.")]
    names = {entry["name"] for entry in answers}
    assert len(names) >= 30, names
    types = {name: re.sub(r"\W?(\w+)", lambda word: word[1][0].upper() + word[1][1:], name) for name in names}
    lines = [
        "import type { Said } from './said.d.ts';",
        f"import type {{ {', '.join(f'{one}Response' for one in sorted(types.values()))} }} from '@slack/web-api';",
    ]
    for number, entry in enumerate(answers):
        kind = f"Said<{types[entry['name']]}Response>"
        lines.append(f"export const a{number}: {kind} = {json.dumps(_without(entry['name'], entry['response']))};")
    (packages / "answers.ts").write_text("\n".join(lines), encoding="utf-8")
    compiled = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022",
         "--module", "node16", "--moduleResolution", "node16", "answers.ts"],
        cwd=packages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [
        f"{answers[int(line.split('(')[1].split(',')[0]) - 3]['name']}: {line.split(': ', 2)[-1]}"
        for line in compiled.stdout.splitlines()
        if line.startswith("answers.ts(")
    ]
    assert not complaints, "\n".join(complaints)
    assert compiled.returncode == 0, compiled.stdout
