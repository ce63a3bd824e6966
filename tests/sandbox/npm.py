"""Packages from npm, as tests/sandbox/node/package-lock.json pins them, installed once for all tests of a machine."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

NODE = Path(__file__).parent / "node"
PINNED = ("package.json", "package-lock.json")
INSTALLING_S = 240


class NoNode(Exception):
    """Node or npm is not here, or npm could not bring what is pinned."""


def installed() -> Path:
    """Return a folder that has the packages and the files of `node/`. Raises NoNode."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        raise NoNode(f"{' and '.join(missing)} missing")
    pins = hashlib.sha256(b"".join((NODE / name).read_bytes() for name in PINNED)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"ecoops-node-{os.getuid()}-{pins}"
    folder.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            for name in PINNED:
                shutil.copy(NODE / name, folder)
            _install(folder)
            (folder / "complete").touch()
        for file in NODE.iterdir():
            shutil.copy(file, folder)
    return folder


def _install(folder: Path) -> None:
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    try:
        done = subprocess.run(
            ["npm", "ci", *quiet], cwd=folder, capture_output=True, text=True, timeout=INSTALLING_S, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoNode(f"npm took longer than {INSTALLING_S} s") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoNode(f"npm ci failed ({said[-1] if said else done.returncode})")
