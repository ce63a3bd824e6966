"""The environment: read with its `.env`, checked at once, and everything that is wrong said in one message."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsWrong, read, read_to_run
from policy.errors import DeskError
from tests.security.shell import ecoops_here

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-2-abcdefgh",
    "SLACK_APP_TOKEN": "xapp-1-A0-2-abcdefgh",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
}
WRONG = {
    "SLACK_BOT_TOKEN": ("xoxp-1-2-a-persons-token", "starts with xoxb-"),
    "SLACK_APP_TOKEN": ("xoxb-1-2-a-bots-token", "starts with xapp-"),
    "SLACK_SIGNING_SECRET": ("changeme", "too short to be a signing secret"),
    "SLACK_API_URL": ("https://slack.com.evil.example/api/", "names another host than Slack"),
    "DATABASE_URL": ("mysql://root:hunter2@db/ecoops", "sqlite:///FILE or postgresql://"),
    "ECOOPS_PLAYBOOK": ("/nowhere/at/all", "names a folder"),
    "ECOOPS_SANDBOX": ("perhaps", "should be a valid boolean"),
    "ECOOPS_SECONDS_PER_MESSAGE": ("-1", "should be greater than or equal to 0"),
    "ECOOPS_LOG": ("chatty", "is debug, info, warning or error"),
}


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an empty folder and an environment that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_every_malformed_value_is_said_in_one_message(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {name: value for name, (value, _) in WRONG.items()})
    with pytest.raises(SettingsWrong) as said:
        read()
    lines = said.value.message.splitlines()
    for name, (value, words) in WRONG.items():
        assert [line for line in lines if line.startswith(f"- {name} ") and words in line], (name, lines)
        if name not in ("ECOOPS_PLAYBOOK",):
            assert value not in said.value.message, "what was typed may be a secret in the wrong place"


def test_missing_and_malformed_values_are_said_together(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {"SLACK_BOT_TOKEN": "xoxp-1", "ECOOPS_LOG": "chatty"})
    with pytest.raises(SettingsWrong) as said:
        read_to_run(http=False)
    named = [line.split()[1] for line in said.value.message.splitlines() if line.startswith("- ")]
    assert sorted(named) == ["ECOOPS_LOG", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]
    assert ".env.example" in said.value.message
    assert isinstance(said.value, DeskError)


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_an_empty_secret_is_refused(blank: str, monkeypatch: pytest.MonkeyPatch):
    for name, http in (("SLACK_BOT_TOKEN", False), ("SLACK_APP_TOKEN", False), ("SLACK_SIGNING_SECRET", True)):
        set_all(monkeypatch, {**GOOD, name: blank})
        with pytest.raises(SettingsWrong, match=f"- {name} is empty"):
            read_to_run(http=http)


def test_each_way_to_run_needs_only_its_own_secret(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {**GOOD, "SLACK_APP_TOKEN": ""})
    assert read_to_run(http=True).slack_app_token == ""
    set_all(monkeypatch, {**GOOD, "SLACK_SIGNING_SECRET": ""})
    assert read_to_run(http=False).slack_signing_secret == ""


@pytest.mark.parametrize(
    "address",
    ["https://slack.com.evil.example/api/", "https://evilslack.com/api/", "https://slack.com@evil.example/api/",
     "http://slack.com/api/", "http://127.0.0.1:8484/api/", "https://evil.example/?slack.com", "slack.com/api", "file:///"],
)  # fmt: skip
def test_tokens_go_to_slack_and_nowhere_else(address: str, monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {**GOOD, "SLACK_API_URL": address})
    with pytest.raises(SettingsWrong, match="- SLACK_API_URL "):
        read()


def test_another_host_is_believed_when_the_sandbox_is_meant(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {**GOOD, "SLACK_API_URL": "http://127.0.0.1:8484/api", "ECOOPS_SANDBOX": "1"})
    assert read().slack_api_url == "http://127.0.0.1:8484/api/"
    set_all(monkeypatch, {"SLACK_API_URL": "https://slack.com/api", "ECOOPS_SANDBOX": "0"})
    assert read().slack_api_url == "https://slack.com/api/"


def test_the_env_file_is_read_and_the_environment_outranks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lines = [f"{name}={value}" for name, value in GOOD.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "ECOOPS_ADMINS = U1, U2 ,,", "ECOOPS_LOG=WARNING"]))
    settings = read_to_run(http=False)
    assert (settings.slack_bot_token, settings.ecoops_admins) == (GOOD["SLACK_BOT_TOKEN"], ["U1", "U2"])
    assert settings.ecoops_log == "warning"
    monkeypatch.setenv("ECOOPS_LOG", "debug")
    assert read().ecoops_log == "debug"


def test_settings_show_no_secret_when_printed(monkeypatch: pytest.MonkeyPatch):
    set_all(monkeypatch, {**GOOD, "DATABASE_URL": "postgresql://me:hunter2@db/ecoops"})
    shown = f"{read()!r} {read()}"
    assert not [secret for secret in (*GOOD.values(), "hunter2") if secret in shown]


def test_the_command_says_it_plainly_and_leaves_with_status_2(tmp_path: Path):
    said = ecoops_here("run", cwd=tmp_path, env={"SLACK_BOT_TOKEN": "xoxp-1", "ECOOPS_LOG": "chatty"})
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("EcoOps cannot start with these settings:\n- ")
    assert "Traceback" not in said.stderr
    said = ecoops_here("run", "--http", "127.0.0.1:http", cwd=tmp_path, env=GOOD)
    assert (said.returncode, "--http takes HOST:PORT" in said.stderr) == (2, True), said
