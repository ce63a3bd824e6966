"""A workspace of four people and a plain Bolt app in it, for the sandbox's own tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.http_retry import RetryHandler

from sandbox import Sandbox
from tests.driver import Person, Workspace
from tests.sandbox import kiosk

SEED = {
    "team": {"id": "T0TEST", "name": "Test Ltd", "domain": "test-ltd"},
    "app": {"id": "A0KIOSK", "name": "Kiosk", "bot_user_id": "U0KIOSK", "bot_id": "B0KIOSK"},
    "users": [
        {"id": "U0ADA", "name": "ada", "real_name": "Ada Berg", "tz": "Europe/Berlin", "email": "ada@test.example"},
        {"id": "U0BO", "name": "bo", "real_name": "Bo Chen", "tz": "Asia/Singapore", "email": "bo@test.example"},
        {"id": "U0CY", "name": "cy", "real_name": "Cy Diaz", "tz": "America/New_York", "is_restricted": True},
        {"id": "U0DEE", "name": "dee", "real_name": "Dee Eng", "team_id": "T0OTHER", "is_stranger": True},
        {"id": "U0GONE", "name": "gone", "real_name": "Gone Fay", "deleted": True},
    ],
    "channels": [
        {"id": "C0GENERAL", "name": "general", "members": ["U0ADA", "U0BO", "U0CY"]},
        {"id": "C0SHARED", "name": "shared", "members": ["U0ADA", "U0DEE"], "is_ext_shared": True},
        {"id": "C0SECRET", "name": "secret", "members": ["U0BO"], "is_private": True, "bot": False},
        {"id": "C0QUIET", "name": "quiet", "members": ["U0ADA"], "bot": False},
    ],
}


def bolt_app(slack: Sandbox) -> App:
    """Build the kiosk app as any Bolt app is built, with only address and tokens of the sandbox."""
    logger = logging.getLogger("kiosk")
    client = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=no_retries())
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True, logger=logger)
    kiosk.register(app)
    return app


def no_retries() -> list[RetryHandler]:
    return []


@pytest.fixture(scope="session")
def slack() -> Iterator[Sandbox]:
    with Sandbox(SEED, kiosk.MANIFEST) as running:
        yield running


@pytest.fixture(scope="session")
def running_app(slack: Sandbox) -> Iterator[App]:
    app = bolt_app(slack)
    client = WebClient(slack.app_token, base_url=slack.api_url)
    handler = SocketModeHandler(app, slack.app_token, web_client=client)
    handler.connect()
    outside = Workspace(slack.url)
    outside.waits_for_bot()
    yield app
    handler.client.auto_reconnect_enabled = False
    outside.socket("drop")  # closing would wait up to ten seconds for a word
    handler.close()


@pytest.fixture
def workspace(slack: Sandbox) -> Iterator[Workspace]:
    """A workspace as it was planted."""
    outside = Workspace(slack.url)
    outside.reset()
    yield outside
    outside.heal()


@pytest.fixture
def kiosk_app(running_app: App, workspace: Workspace) -> App:
    """The app, connected, in a fresh workspace."""
    workspace.waits_for_bot()
    return running_app


@pytest.fixture
def web(slack: Sandbox, workspace: Workspace) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=no_retries())


@pytest.fixture
def ada(slack: Sandbox, workspace: Workspace) -> Person:
    return Person(slack.url, "U0ADA")


@pytest.fixture
def bo(slack: Sandbox, workspace: Workspace) -> Person:
    return Person(slack.url, "U0BO")
