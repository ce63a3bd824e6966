"""Where the tests get a browser: this machine's own, else one installed where that is allowed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

# The one without windows of its own, as Debian packages it, takes a seventh less of the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
INSTALLING_S = 420

# Nothing is looked up but loopback, so that neither the page nor the browser itself can reach beyond this machine.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class NoBrowser(Exception):
    """No browser is here, and none could be installed."""


def executable() -> Path:
    """Return a Chromium, installing one if need be. Raises NoBrowser with what was tried."""
    found = installed()
    if found is None:
        with FileLock(Path(tempfile.gettempdir()) / "ecoops-tests-chromium.lock"):
            found = installed() or _install()
    return found


def installed() -> Path | None:
    named = os.environ.get("CHROMIUM")
    if named:
        place = shutil.which(named)
        if place is None:
            raise NoBrowser(f"CHROMIUM names {named}, which is not a program")
        return Path(place)
    here = next((Path(place) for name in NAMES if (place := shutil.which(name))), None)
    return here or (ON_A_MAC if ON_A_MAC.exists() else _playwrights_own())


def _playwrights_own() -> Path | None:
    """Return what `playwright install` has put into its cache, if it has."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=False)
    place = Path(said.stdout.strip() or "missing")
    return place if place.exists() else None


def _install() -> Path:
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run("apt-get", "-q", "update")
        install = ("apt-get", "-q", "install", "-y", "--no-install-recommends", "fonts-liberation")
        for name in NAMES[:2]:
            tried = _run(*install, name)
            if shutil.which(name):
                break
    else:
        tried = _run(sys.executable, "-m", "playwright", "install", "chromium")
    found = installed()
    if found is None:
        raise NoBrowser(f"no Chromium is installed, and installing one failed ({tried})")
    return found


def _run(*command: str) -> str:
    """Run an installer; return the last it said."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=INSTALLING_S,
            env=env,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{Path(command[0]).name}: {type(error).__name__}"
    lines = (done.stderr or done.stdout).strip().splitlines()
    return f"{Path(command[0]).name}: {lines[-1] if lines else f'exit status {done.returncode}'}"
