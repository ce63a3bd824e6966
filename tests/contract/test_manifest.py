"""The app manifest: as the code needs it, no more and no less."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from slack_sdk import WebClient

import sandbox.server  # noqa: F401 - enters the methods into the table
from bot.manifest import EVENTS, SCOPES, manifest, path, written
from commands import commands, shortcuts
from sandbox.api import METHODS
from tests.contract import slack
from tests.contract.test_forms import Ears

ROOT = Path(__file__).parents[2]
# Scopes that come with a feature of the manifest rather than with a method.
OF_FEATURES = {"commands"}
OF_EVENTS = {
    "app_home_opened": set(),
    "message.im": {"im:history"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
}


@cache
def methods_used() -> set[str]:
    """Return every Web API method that the bot's code names."""
    source = Path(inspect.getfile(WebClient)).read_text(encoding="utf-8")
    by_function = dict(re.findall(r"    def (\w+)\(.*?self\.api_call\(\s*\"([\w.]+)\"", source, re.DOTALL))
    used: set[str] = set()
    for file in (*ROOT.glob("bot/*.py"), *ROOT.glob("commands/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in by_function:
                used.add(by_function[node.attr])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
                used |= {str(arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return {method for method in used if not method.startswith("sandbox.")}


def granted() -> set[str]:
    return set(manifest()["oauth_config"]["scopes"]["bot"])


def scopes_of_sandbox() -> dict[str, set[str]]:
    return {name: set(method.scopes) for name, method in METHODS.items()}


def scopes_published() -> dict[str, set[str]]:
    listed = slack.reference("methods.json")
    return {name: {scope["name"] for scope in about["scopes"].get("bot", ())} for name, about in listed.items()}


@pytest.fixture(params=[scopes_of_sandbox, scopes_published])
def scopes(request: pytest.FixtureRequest) -> dict[str, set[str]]:
    """The scopes of each method, any one of which will do: by the sandbox's table, and by Slack's published list."""
    return request.param()


def test_the_methods_that_the_code_calls_are_found() -> None:
    assert {"chat.postMessage", "chat.update", "views.open", "views.push", "views.update"} <= methods_used()
    assert {"users.info", "users.lookupByEmail", "conversations.info", "auth.test"} <= methods_used()


def test_every_method_the_bot_calls_has_a_scope(scopes: dict[str, set[str]]) -> None:
    for method in sorted(methods_used()):
        assert method in scopes, f"{method} is not known."
        assert not scopes[method] or scopes[method] & granted(), f"{method} needs one of {sorted(scopes[method])}."


def test_no_scope_is_asked_for_without_a_use(scopes: dict[str, set[str]]) -> None:
    needed = set().union(*(scopes[method] for method in methods_used())) | OF_FEATURES
    needed |= set().union(*(OF_EVENTS[event] for event in EVENTS))
    assert granted() <= needed, f"Nothing uses {sorted(granted() - needed)}."


def test_every_scope_says_what_needs_it() -> None:
    assert granted() == set(SCOPES)
    for scope, reason in SCOPES.items():
        named = set(re.findall(r"\b[a-z]+\.[a-zA-Z]+\b", reason))
        assert named <= methods_used(), f"{scope} is explained by {sorted(named - methods_used())}, which nobody calls."


def test_the_manifest_passes_the_published_schema() -> None:
    published = slack.reference("manifest.schema.json")
    errors = [f"{e.json_path}: {e.message}" for e in Draft7Validator(published).iter_errors(manifest())]
    assert not errors, errors


def test_the_file_is_what_the_code_would_write() -> None:
    assert path().is_file(), "There is no app.manifest.yml; `ecoops manifest --write` writes it."
    assert path().read_text(encoding="utf-8") == written(), "app.manifest.yml is stale; run `ecoops manifest --write`."


def test_the_file_reads_back_as_the_manifest() -> None:
    assert yaml.safe_load(written()) == json.loads(json.dumps(manifest()))


def test_every_slash_command_in_the_code_is_in_the_manifest() -> None:
    listed: Iterator[dict[str, str]] = iter(manifest()["features"]["slash_commands"])
    assert [entry["command"] for entry in listed] == [command.name for command in commands()]


def test_every_shortcut_in_the_code_is_in_the_manifest_and_listened_to() -> None:
    listed = [entry["callback_id"] for entry in manifest()["features"]["shortcuts"]]
    assert listed == [shortcut.callback_id for shortcut in shortcuts()] == Ears().heard["shortcut"]
