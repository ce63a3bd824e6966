"""axe-core, the accessibility checker, from npm."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.sandbox import npm

GRAVE = ("serious", "critical")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that a person with a disability stumbles over."""

    rule: str
    impact: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) at {', '.join(self.where[:4])}"


def source() -> str:
    """Return axe-core's code. Raises NoNode."""
    return (npm.installed() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


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
