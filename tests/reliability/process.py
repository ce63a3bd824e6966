"""`ecoops run` in a process of its own, which can be killed for real.

Thirty starts from nothing would take half a minute, so most tests fork the bot from a server that has its imports
loaded. What runs is the same; `started_from_nothing` is the real command line.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.demo import DEMO, environment
from sandbox import Sandbox

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN = 20.0


class Running:
    """A started bot. Its output is in `log`."""

    def __init__(self, pid: int, log: Path, process: subprocess.Popen[bytes] | None = None) -> None:
        self.pid, self.log = pid, log
        self._process = process
        self.fork: multiprocessing.process.BaseProcess | None = None

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def status(self) -> int | None:
        """Its exit status, None while it runs; minus the signal's number when it was killed."""
        if self._process is not None:
            return self._process.poll()
        return self.fork.exitcode if self.fork else None

    def waits_until_ready(self) -> "Running":
        deadline = time.monotonic() + STARTS_WITHIN
        while "is ready" not in self.said:
            assert self.status is None, f"The bot ended with {self.status}:\n{self.said}"
            assert time.monotonic() < deadline, f"Not ready within {STARTS_WITHIN} s:\n{self.said}"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """End it as a power failure would."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.waits(5)

    def terminate(self, within: float = 10) -> int | None:
        """Ask it to stop, and give its exit status, None when it did not stop in time."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        return self.waits(within)

    def waits(self, within: float) -> int | None:
        deadline = time.monotonic() + within
        while self.status is None and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.status


class Forks:
    """Forks `ecoops` from a server of its own."""

    def __init__(self) -> None:
        self._server = multiprocessing.get_context("forkserver")
        self._server.set_forkserver_preload(["tests.reliability.imported", __name__])

    def bot(self, env: Mapping[str, str], folder: Path, number: int = 1) -> Running:
        """Start a bot; wait for it with `waits_until_ready`."""
        return self.ecoops("run", env=env, log=folder / f"bot-{number}.log")

    def ecoops(self, *words: str, env: Mapping[str, str], log: Path) -> Running:
        """Run the command from loaded imports, in its `log`'s folder, with nothing but `env` in its environment."""
        log.touch()
        process = self._server.Process(target=_run, args=(words, dict(env), str(log)), daemon=True)
        process.start()
        running = Running(process.pid or 0, log)
        running.fork = process
        return running


def variables(sandbox: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """Return the environment of a bot in the sandbox whose messages to one channel follow each other at once."""
    return {**environment(sandbox, database_url, DEMO), "ECOOPS_SECONDS_PER_MESSAGE": "0", **more}


def started_from_nothing(env: Mapping[str, str], folder: Path, *arguments: str) -> Running:
    """Start `ecoops` as people do."""
    log = folder / "command.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *(arguments or ("run",))],
            env={**env, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            stdout=output,
            stderr=output,
        )
    return Running(process.pid, log, process)


def _run(words: tuple[str, ...], env: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(Path(log).parent)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(output, stream)
    sys.argv = ["ecoops", *words]
    from bot.__main__ import main

    main()
