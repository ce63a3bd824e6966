"""axe-core, the accessibility checker, from npm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.sandbox import npm

GRAVE = ("serious", "critical")
# The rules that look at colours; all others find in dark what they find in light.
OF_COLOURS = ("color-contrast", "link-in-text-block")
GRAVE_ONES = """async ([asked, grave]) => (await axe.run(document, asked)).violations
    .filter(({ impact }) => grave.includes(impact))
    .map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ target }) => target) }))"""


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


def flaws(page: Page, code: str, *, only: Sequence[str] = ()) -> list[Flaw]:
    """Return what axe-core finds wrong on the page as it stands, the grave things only; `only` names rules."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(code)
    asked: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        asked["runOnly"] = {"type": "rule", "values": list(only)}
    found: list[dict[str, Any]] = page.evaluate(GRAVE_ONES, [asked, GRAVE])
    return [Flaw(one["id"], one["impact"], tuple(" ".join(map(str, where)) for where in one["where"])) for one in found]
