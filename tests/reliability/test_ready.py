"""How soon the bot is ready, as a ratio within one run: the same on every machine."""

import subprocess
import sys
from pathlib import Path
from time import monotonic

from sandbox import Sandbox
from tests.driver import Workspace
from tests.reliability.process import started_from_nothing, variables

# Three seconds on the machine this was written on, where the bare imports take 0.7.
AT_MOST = 4.5


def test_an_empty_start_takes_little_more_than_importing_what_it_stands_on(
    sandbox: Sandbox, slack: Workspace, tmp_path: Path
):
    def imports() -> float:
        started = monotonic()
        subprocess.run([sys.executable, "-c", "import slack_bolt, sqlmodel, alembic"], check=True)
        return monotonic() - started

    def start(number: int) -> float:
        folder = tmp_path / str(number)
        folder.mkdir()
        started = monotonic()
        bot = started_from_nothing(variables(sandbox, f"sqlite:///{folder}/new.db"), folder).waits_until_ready()
        took = monotonic() - started
        bot.kill()
        return took

    bare, ready = zip(*[(imports(), start(number)) for number in range(2)], strict=True)
    assert min(ready) < AT_MOST * max(bare)
