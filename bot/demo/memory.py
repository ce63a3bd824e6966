"""Remembers the older part of the made-up past between two starts of the sandbox, for acting it out takes a while.

What is remembered goes by everything that has made it: the week, the code, the playbook. It lies in the environment's
folder (`.venv`), so `make clean` forgets it; outside of one it is remembered until the machine forgets its temporary
files.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.demo.company import PLAYBOOKS

MADE_BY = ("bot/demo", "desk", "playbook", "policy", "store")
LEADING = PLAYBOOKS.parent


def recall(file: Path, until: datetime, make: Callable[[Path], None], *, folder: Path | None = None) -> None:
    """Put the database of the past before `until` at `file`: as remembered, else as `make` makes it there."""
    remembered = (folder or _folder()) / f"past-{_digest(until)}.db"
    if remembered.exists():
        shutil.copyfile(remembered, file)
        return
    make(file)
    _remember(file, remembered)


def _remember(file: Path, remembered: Path) -> None:
    """Keep a copy, in place of what is remembered of other weeks; where nothing can be kept, it is made anew."""
    half = remembered.with_suffix(f".{os.getpid()}")
    try:
        remembered.parent.mkdir(parents=True, exist_ok=True)
        for old in remembered.parent.glob("past-*"):
            old.unlink()
        shutil.copyfile(file, half)
        half.replace(remembered)
    except OSError:
        half.unlink(missing_ok=True)


def _folder() -> Path:
    is_environment = sys.prefix != sys.base_prefix
    return Path(sys.prefix) / "var" / "ecoops" if is_environment else Path(tempfile.gettempdir()) / "ecoops"


def _digest(until: datetime) -> str:
    found = hashlib.sha256(until.isoformat().encode())
    for folder in MADE_BY:
        for file in sorted((LEADING / folder).rglob("*")):
            if file.is_file() and file.suffix in (".py", ".toml", ".csv", ".md"):
                found.update(file.relative_to(LEADING).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:20]
