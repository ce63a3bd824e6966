"""What somebody sees who opens the sandbox for the first time: a welcome, the tour, and a company at work."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.app import Bot
from bot.demo import quarter, tour, workspace
from bot.manifest import manifest
from sandbox import Sandbox
from tests.browser.test_accessible import axe_core, check  # noqa: F401  (a fixture)
from tests.browser.window import Window, Witness
from tests.conftest import settings_for
from tests.driver import Workspace
from tests.sandbox.test_quarter import FEW


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox as `ecoops sandbox` opens it, with a small part of the quarter behind it."""
    file: Path = tmp_path_factory.mktemp("town") / "ecoops.db"
    with Sandbox(workspace(demo=True), manifest(), tour=tour(demo=True)) as slack:
        quarter.act(slack, file, until=datetime.now(UTC), fields=FEW)
        bot = Bot(settings_for(slack, f"sqlite:///{file}"))
        bot.start()
        Workspace(slack.url).waits_for_bot()
        yield slack
        bot.stop()


@pytest.fixture
def newcomer(town: Sandbox, browser: Browser) -> Iterator[Window]:
    """A window of somebody who has just followed the address that the terminal shows."""
    witness = Witness()
    window = Window.opened(browser, witness, town.url, "newcomer")
    window.album = Path("artifacts") / "browser" / "newcomer"
    yield window
    window.closes()
    assert witness.forgets() == ([], [])


def test_the_welcome_stands_first_although_work_waits(newcomer: Window) -> None:
    expect(newcomer.page.get_by_role("heading", name="Welcome to EcoOps")).to_be_in_viewport()
    newcomer.keeps("1-welcome")


def test_the_desks_channel_shows_cards_with_threads(town: Sandbox, browser: Browser, newcomer: Window) -> None:
    newcomer.page.goto(f"{town.url}/?as=U0MIRA#C0EMEA")
    expect(newcomer.message("DR-").first).to_be_visible()
    expect(newcomer.page.get_by_role("button", name="Approve").last).to_be_visible()
    newcomer.page.get_by_role("button", name=re.compile(r"^\d+ repl")).last.click()
    expect(newcomer.page.get_by_role("complementary", name="Thread in")).to_contain_text("registered it")
    newcomer.keeps("2-desk")


def test_the_tour_registers_a_deal_and_decides_it(newcomer: Window, axe_core: str) -> None:  # noqa: F811
    page, card = newcomer.page, newcomer.page.get_by_role("region", name="Tour")

    def goes_on(label: str) -> None:
        card.get_by_role("button", name=label).click()

    page.get_by_role("banner").get_by_role("button", name="Take the tour").click()
    page.get_by_role("menuitem", name="Register a deal").click()
    goes_on("Send it for me")
    expect(newcomer.modal).to_contain_text("Register a deal")
    check(newcomer, axe_core, "the tour over a form")
    goes_on("Fill it in for me")
    expect(newcomer.modal).to_contain_text("Goes to Mira Lang")
    newcomer.keeps("3-tour")
    newcomer.sends_and_is_done()
    newcomer.opens("EcoOps")
    expect(card).to_contain_text("The receipt names the deal")
    expect(newcomer.message("You will hear from me either way").last).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="Take the tour").click()
    page.get_by_role("menuitem", name="Decide it").click()
    page.locator(".rail [data-person=U0MIRA]").click()
    newcomer.opens("deal-desk-emea")
    page.get_by_role("button", name="Take it").last.click()
    expect(card).to_contain_text("Ask…")
    newcomer.keeps("4-tour-decides")
