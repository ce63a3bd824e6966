"""The Home of each kind of person, after some weeks of work: what is theirs is there, in light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sandbox import Sandbox
from tests.browser.conftest import ALBUM, PEOPLE, Pool
from tests.browser.test_accessible import axe_core, check  # noqa: F401  (a fixture)
from tests.browser.window import Window
from tests.driver import Person

SHOWS = {
    "rosa": ("My deals",),
    "mira": ("Your queue", "My week"),
    "jonas": ("Europe, Middle East and Africa", "Last digests"),
    "lena": ("EMEA", "AMER", "APAC"),
    "priya": ("Holes in the coverage",),
}


def home(town: Sandbox, who: str) -> str:
    return f"{Person(town.url, PEOPLE[who]).app_dm}/home"


@pytest.fixture(scope="module")
def window(town: Sandbox, pool: Pool) -> Iterator[Window]:
    """A window at Rosa's Home, by its address."""
    window = pool.visit(f"{town.url}/?as={PEOPLE['rosa']}#{home(town, 'rosa')}", "rosa")
    window.album = ALBUM / "homes"
    yield window
    pool.leave(window, keep=True)


@pytest.mark.parametrize("who", SHOWS)
@pytest.mark.usefixtures("witness")
def test_home_shows_what_is_theirs(who: str, town: Sandbox, window: Window, axe_core: str) -> None:  # noqa: F811
    if who != window.name:
        window.becomes(who, PEOPLE[who])
        window.shows(home(town, who))
    expect(window.pane.get_by_role("button", name="Register a deal")).to_be_visible()
    for words in SHOWS[who]:
        expect(window.pane.get_by_text(words).first).to_be_visible()
    window.keeps(who, dark=True)
    check(window, axe_core, f"Home of {who}")
