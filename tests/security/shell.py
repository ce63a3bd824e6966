"""The command as a person runs it, but in this process: where only its words are in question."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from bot import log
from bot.__main__ import main
from bot.settings import Settings

Said = subprocess.CompletedProcess[str]


def ecoops_here(*words: str, cwd: Path, env: dict[str, str]) -> Said:
    """Run the command in this process, which takes a tenth of the time; an exception it does not expect comes out."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with _place(words, cwd, env), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as left:
            status = int(left.code or 0)
    log.configure("info")  # `run` has set up its own
    return Said(words, status, out.getvalue(), err.getvalue())


@contextmanager
def _place(words: tuple[str, ...], cwd: Path, env: dict[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["ecoops", *words])
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        for name, value in env.items():
            patch.setenv(name, value)
        yield
