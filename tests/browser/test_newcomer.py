"""What somebody sees who opens the sandbox for the first time: a welcome, and a company at work."""

import re

import pytest
from playwright.sync_api import expect

from sandbox import Sandbox
from tests.browser.conftest import ALBUM, PEOPLE, Pool
from tests.browser.window import Window


def test_the_welcome_stands_first_although_work_waits(newcomer: Window) -> None:
    expect(newcomer.page.get_by_role("heading", name="Welcome to EcoOps")).to_be_in_viewport()
    newcomer.keeps("1-welcome", dark=True)


@pytest.mark.usefixtures("witness")
def test_the_desks_channel_shows_cards_with_threads(town: Sandbox, pool: Pool) -> None:
    mira = pool.visit(f"{town.url}/?as={PEOPLE['mira']}#C0EMEA", "mira")
    mira.album = ALBUM / "newcomer"
    expect(mira.message("DR-").first).to_be_visible()
    expect(mira.page.get_by_role("button", name="Approve").last).to_be_visible()
    mira.page.get_by_role("button", name=re.compile(r"^\d+ repl")).last.click()
    expect(mira.page.get_by_role("complementary", name="Thread in")).to_contain_text("registered it")
    mira.keeps("2-desk", dark=True)
    pool.leave(mira, keep=True)
