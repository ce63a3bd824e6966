"""Tokens and passwords stay where they belong: in no log, no traceback, no metric, no output of ours."""

import io
import logging
from pathlib import Path

import pytest
import structlog

from bot.demo import DEMO, environment
from sandbox import Sandbox
from tests.driver import Person, Workspace
from tests.reliability.process import Forks
from tests.security.shell import ecoops_here
from tests.security.wire import Wire

PASSWORD = "open-sesame-4711"


def secrets_of(sandbox: Sandbox) -> tuple[str, ...]:
    return sandbox.bot_token, sandbox.app_token, sandbox.signing_secret, PASSWORD


def settings_env(sandbox: Sandbox, database_url: str) -> dict[str, str]:
    env = environment(sandbox, database_url, DEMO)
    return {name: value for name, value in env.items() if name.startswith(("SLACK_", "ECOOPS_", "DATABASE_"))}


def test_the_doctor_shows_no_secret(
    forks: Forks, sandbox: Sandbox, slack: Workspace, demo_database: Path, tmp_path: Path
):
    env = settings_env(sandbox, f"sqlite:///{demo_database}")
    doctor = forks.ecoops("check", "--live", env=env, log=tmp_path / "doctor.log")
    assert doctor.waits(60) is not None
    assert "signed in to Acorn Cloud" in doctor.said
    assert not [secret for secret in secrets_of(sandbox) if secret in doctor.said]


def test_an_unreachable_database_is_named_without_its_password(sandbox: Sandbox, tmp_path: Path):
    env = settings_env(sandbox, f"postgresql://ecoops:{PASSWORD}@127.0.0.1:1/ecoops")
    for command, status, words in (
        ("check", 1, "Database: cannot be opened (OperationalError). Check DATABASE_URL"),
        ("run", 2, "The database does not answer (connection failed: "),
    ):
        said = ecoops_here(command, cwd=tmp_path, env=env)
        assert said.returncode == status, said
        assert words in said.stdout + said.stderr
        assert "Traceback" not in said.stderr
        assert not [secret for secret in secrets_of(sandbox) if secret in said.stdout + said.stderr], command


def test_a_wrong_token_is_not_repeated_to_whoever_starts_the_bot(forks: Forks, sandbox: Sandbox, tmp_path: Path):
    env = settings_env(sandbox, f"sqlite:///{tmp_path}/ecoops.db") | {"SLACK_BOT_TOKEN": "xoxb-not-the-one-4711"}
    bot = forks.bot(env, tmp_path)
    assert bot.waits(60) == 2
    assert bot.said.strip() == (
        "Slack does not accept SLACK_BOT_TOKEN: invalid_auth. Install the app again and copy the token."
    )


def test_a_request_that_breaks_is_logged_without_secrets(
    sandbox: Sandbox, slack: Workspace, wire: Wire, logged: io.StringIO
):
    rosa = Person(sandbox.url, "U0ROSA")
    with slack.faulty("views.open", mode="error"):
        reply = rosa.types(f"/deal acme.com {sandbox.bot_token}")
    assert "Something broke on our side (ref " in reply.text
    rosa.types(f"/deal DR-1 {sandbox.bot_token}")
    wire.submit("U0ROSA", "deal.comment", sandbox.app_token, text=sandbox.app_token)
    lines = logged.getvalue()
    assert "Traceback" in lines
    assert "internal_error" in lines
    assert not [secret for secret in secrets_of(sandbox) if secret in lines]


def test_the_metrics_show_no_secret_and_no_name(sandbox: Sandbox, server: object, wire: Wire):
    Person(sandbox.url, "U0ROSA").types("/deal help")
    shown = wire.get("/metrics").text + wire.get("/readyz").text
    assert "ecoops_" in shown
    assert not [word for word in (*secrets_of(sandbox), "U0ROSA", "Rosa") if word in shown]


@pytest.mark.parametrize(
    "secret",
    ["xoxb-1-2-abc", "xoxp-1-2-abc", "xoxe.xoxp-1-abc", "xapp-1-A0-abc", f"postgresql://me:{PASSWORD}@host/db"],
)
def test_neither_our_lines_nor_a_librarys_carry_a_secret(secret: str, logged: io.StringIO):
    log = structlog.get_logger()
    log.error("ours", why=f"it said {secret}", details={"nested": [secret]})
    logging.getLogger("slack_sdk.web").error("theirs: %s", secret)
    try:
        raise ValueError(f"broken by {secret}")
    except ValueError as error:
        log.error("ours", exc_info=error)
        logging.getLogger("waitress").exception("theirs")
    lines = logged.getvalue()
    assert lines.count("broken by") >= 2
    assert "abc" not in lines
    assert PASSWORD not in lines


def test_what_people_type_cannot_write_a_line_of_the_log(wire: Wire, logged: io.StringIO):
    wire.command("U0ROSA", "DR-1 \n12:00:00 [error] broken ref=0000")
    wire.submit("U0ROSA", "deal.comment", "\n12:00:00 [error    ] broken  ref=0000\x1b[2J", text="x")
    lines = logged.getvalue()
    assert not [line for line in lines.splitlines() if line.startswith("12:00:00 [error")]
    assert "\x1b[2J" not in lines
