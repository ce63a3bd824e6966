"""axe-core, the accessibility checker, from npm."""

import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

VERSION = "4.14.1"
GRAVE = ("serious", "critical")


class NoAxe(Exception):
    """axe-core is not here, and npm could not bring it."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that a person with a disability stumbles over."""

    rule: str
    impact: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) at {', '.join(self.where[:4])}"


def source(folder: Path) -> str:
    """Return axe-core's code, fetched into `folder` once. Raises NoAxe."""
    file = folder / f"axe-{VERSION}.js"
    if not file.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise NoAxe("npm is missing, and axe-core comes from there")
        try:
            packed = subprocess.run(
                [npm, "pack", f"axe-core@{VERSION}", "--silent"], cwd=folder, capture_output=True, text=True,
                timeout=60, env={**os.environ, "npm_config_update_notifier": "false"}, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise NoAxe("npm took longer than a minute to fetch axe-core") from None
        if packed.returncode:
            raise NoAxe(
                f"npm could not fetch axe-core: {(packed.stderr.strip() or 'no reason given').splitlines()[-1]}"
            )
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as package:
            code = package.extractfile("package/axe.min.js")
            file.write_bytes(code.read() if code else b"")
    return file.read_text(encoding="utf-8")


def flaws(page: Page, code: str) -> list[Flaw]:
    """Return what axe-core finds wrong on the page as it stands, the grave things only."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(code)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        Flaw(one["id"], one["impact"], tuple(" ".join(map(str, node["target"])) for node in one["nodes"]))
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]
