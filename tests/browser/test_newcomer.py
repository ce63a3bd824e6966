"""What somebody sees who opens the sandbox for the first time: a welcome, and a company at work."""

import re

from playwright.sync_api import Browser, expect

from sandbox import Sandbox
from tests.browser.window import Window


def test_the_welcome_stands_first_although_work_waits(newcomer: Window) -> None:
    expect(newcomer.page.get_by_role("heading", name="Welcome to EcoOps")).to_be_in_viewport()
    newcomer.keeps("1-welcome", dark=True)


def test_the_desks_channel_shows_cards_with_threads(town: Sandbox, browser: Browser, newcomer: Window) -> None:
    newcomer.page.goto(f"{town.url}/?as=U0MIRA#C0EMEA")
    expect(newcomer.message("DR-").first).to_be_visible()
    expect(newcomer.page.get_by_role("button", name="Approve").last).to_be_visible()
    newcomer.page.get_by_role("button", name=re.compile(r"^\d+ repl")).last.click()
    expect(newcomer.page.get_by_role("complementary", name="Thread in")).to_contain_text("registered it")
    newcomer.keeps("2-desk", dark=True)
