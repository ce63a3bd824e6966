"""Which events reach an app: those it subscribed to in its manifest, from rooms it is in."""

import copy
import threading
from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from tests.driver import Person, Workspace
from tests.sandbox.conftest import SEED
from tests.sandbox.kiosk import MANIFEST


@pytest.fixture(scope="module")
def town() -> Iterator[Sandbox]:
    """A workspace whose app listens in channels, closed rooms and conversations."""
    manifest = copy.deepcopy(MANIFEST)
    manifest["settings"]["event_subscriptions"]["bot_events"] = [
        "app_home_opened", "message.channels", "message.groups", "message.im",
    ]  # fmt: skip
    seed = copy.deepcopy(SEED)
    seed["channels"].append({"id": "C0CLOSED", "name": "closed", "members": ["U0ADA", "U0BO"], "is_private": True})
    with Sandbox(seed, manifest) as slack:
        yield slack


@pytest.fixture
def outside(town: Sandbox) -> Workspace:
    workspace = Workspace(town.url)
    workspace.reset()
    return workspace


def heard(outside: Workspace, kind: str) -> list[dict]:
    """Give the events as first sent; nobody is there to take them, so each is sent again."""
    return [one["request"]["event"] for one in outside.log("envelope", name=kind) if one["response"] is None]


@pytest.mark.parametrize(("room", "kind"), [("general", "channel"), ("closed", "group")])
def test_a_reply_in_a_thread_reaches_the_app_with_its_thread(
    town: Sandbox, outside: Workspace, room: str, kind: str
) -> None:
    ada, bo = Person(town.url, "U0ADA"), Person(town.url, "U0BO")
    root = ada.types("Shall we?", channel=room)
    bo.types("We shall.", channel=room, thread_ts=root.ts)
    first, reply = heard(outside, "message")
    assert first.items() >= {"type": "message", "text": "Shall we?", "user": "U0ADA", "channel_type": kind}.items()
    assert "thread_ts" not in first
    assert reply.items() >= {"text": "We shall.", "user": "U0BO", "thread_ts": root.ts, "channel": root.channel}.items()
    assert reply["ts"] != root.ts


def test_what_is_said_where_the_app_is_not_stays_there(town: Sandbox, outside: Workspace) -> None:
    Person(town.url, "U0BO").types("Between us.", channel="secret")
    Person(town.url, "U0ADA").types("Quiet here.", channel="quiet")
    assert heard(outside, "message") == []


def test_both_tabs_of_the_app_tell_that_they_were_opened(town: Sandbox, outside: Workspace) -> None:
    ada = Person(town.url, "U0ADA")
    ada.post("home", {})
    ada.opens(ada.app_dm)
    assert [event["tab"] for event in heard(outside, "app_home_opened")] == ["home", "messages"]


def test_a_workspace_ends_although_events_wait_for_somebody_to_take_them() -> None:
    def running() -> int:
        return [thread.name for thread in threading.enumerate()].count("sandbox")

    before = running()
    with Sandbox(SEED, MANIFEST) as slack:
        ada = Person(slack.url, "U0ADA")
        ada.opens(ada.app_dm)
        assert running() == before + 1
    assert running() == before
