"""`ecoops sandbox`: the embedded workspace, and beside it the very program that `ecoops run` starts."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from bot.demo import quarter
from bot.demo.company import DEFAULT, DEMO, PLAYBOOKS, prepare, tour, workspace
from bot.manifest import manifest
from policy.errors import DeskError
from sandbox import Sandbox


def environment(slack: Sandbox, database_url: str, playbook: Path, *, admins: str = "") -> dict[str, str]:
    """Return the environment in which `ecoops run` works in the sandbox instead of in Slack."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "ECOOPS_"))},
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_TEAM_ID": slack.team_id,
        "DATABASE_URL": database_url,
        "ECOOPS_PLAYBOOK": str(playbook),
        "ECOOPS_ADMINS": admins,
        "ECOOPS_SANDBOX": "1",
    }


def run(*, port: int, demo: bool, history: bool, stop: Event, say: Callable[[str], None]) -> None:
    """Run workspace and bot until `stop`. Raises DeskError when the port is taken or the bot does not start."""
    playbook = DEMO if demo else DEFAULT
    slack = Sandbox(workspace(demo=demo), manifest(), port=port, tour=tour(demo=demo))
    try:
        slack.start()
    except OSError as error:
        raise DeskError(
            f"The sandbox cannot listen on port {port}: {error.strerror or error}. Try `ecoops sandbox --port 0`."
        ) from None
    with tempfile.TemporaryDirectory(prefix="ecoops-sandbox-") as folder, slack:
        file = Path(folder) / "ecoops.db"
        database_url = f"sqlite:///{file}"
        if demo and history:
            say("One moment: the company's last quarter is acted out. The first time takes longest.")
            quarter.act(slack, file, until=datetime.now(UTC))
        else:
            prepare(database_url, playbook, demo=demo)
        bot = _start(environment(slack, database_url, playbook, admins="" if demo else "U0ADMIN"), Path(folder))
        try:
            say(f"The sandbox is open: {slack.url}")
            say("Act as anybody, try /deal. Everything is gone when you stop it with Ctrl-C.")
            while not stop.wait(0.2):
                if bot.poll() is not None:
                    raise DeskError(
                        f"The bot stopped by itself (exit status {bot.returncode}); the lines above say why."
                    )
        finally:
            _end(bot)
    say("The sandbox is closed.")


def _start(env: Mapping[str, str], folder: Path) -> subprocess.Popen[str]:
    """Start `ecoops run` and wait until it says that it is ready."""
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**env, "PYTHONPATH": str(PLAYBOOKS.parent)},
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches it through us, once
    )
    for line in bot.stdout or ():
        if "is ready" in line:
            return bot
    raise DeskError(f"The bot did not start (exit status {bot.wait()}); the lines above say why.")


def _end(bot: subprocess.Popen[str]) -> None:
    if bot.poll() is None:
        bot.terminate()
    try:
        bot.wait(12)
    except subprocess.TimeoutExpired:
        bot.kill()
        bot.wait()
