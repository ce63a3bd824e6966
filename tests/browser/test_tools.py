"""The sandbox's own controls: its clock, its inspector, its faults."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.stories import registered
from tests.browser.window import Window


@pytest.fixture
def healthy(slack):
    """Whatever fault a test puts on ends with it."""
    yield
    slack.heal()


def bar(window: Window, name: str) -> None:
    window.page.get_by_role("banner").get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ("One hour", "Tue 24 Nov, 10:00"),
        ("Next business morning", "Wed 25 Nov, 09:00"),
        ("Monday 08:00", "Mon 30 Nov, 08:00"),
        ("One week", "Tue 1 Dec, 09:00"),
    ],
)
def test_the_clock_moves_and_the_bot_follows(window, bot, entry, shown):
    mira = window("mira", "C0EMEA")
    before = bot.clock.now()
    bar(mira, "Workspace time")
    mira.page.get_by_role("menuitem", name=entry).click()
    expect(mira.toast(f"It is now {shown}")).to_contain_text("The app has adopted the new time.")
    expect(mira.page.get_by_role("banner").get_by_role("button", name="Workspace time")).to_contain_text(shown)
    assert bot.clock.now() > before


def test_yesterdays_card_says_yesterday_once_the_clock_has_moved(sandbox, mira):
    registered(sandbox.url)
    expect(mira.message("DR-1")).to_contain_text("By Rosa Ortega, today at 09:00")
    bar(mira, "Workspace time")
    mira.keeps("1-clock", dark=True)
    mira.page.get_by_role("menuitem", name="Next business morning").click()
    expect(mira.message("DR-1")).to_contain_text("By Rosa Ortega, yesterday at 09:00")


def test_the_inspector_shows_what_slack_and_the_app_say_to_each_other(rosa):
    bar(rosa, "Inspector")
    inspector = rosa.page.get_by_role("region", name="Inspector")
    rosa.says("/deal help")
    expect(rosa.message("/deal mine")).to_be_visible()
    inspector.get_by_role("combobox", name="Kind").select_option("Envelopes")
    inspector.get_by_role("searchbox", name="Filter").fill("/deal")
    inspector.get_by_role("option").last.click()
    expect(inspector.locator(".log-detail")).to_contain_text(re.compile(r'"command":\s*"/deal"'))
    rosa.keeps("2-inspector", dark=True)
    rosa.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    inspector.locator(".log-detail").get_by_role("button", name="Copy").first.click()
    copied = json.loads(rosa.page.evaluate("() => navigator.clipboard.readText()"))
    rosa.page.context.clear_permissions()
    assert "/deal" in json.dumps(copied)


def test_a_fault_says_that_it_is_on_until_it_is_off(healthy, rosa):
    bar(rosa, "Faults")
    rosa.keeps("3-faults")
    rosa.page.get_by_role("menuitemcheckbox", name="Answer 500").click()
    banner = rosa.page.locator(".banner")
    expect(banner).to_contain_text("Fault on: the Web API answers 500.")
    rosa.says("/deal")
    expect(rosa.message("Only visible to you")).to_be_visible()
    rosa.keeps("4-fault")
    rosa.presses("Turn off", on=banner)
    expect(banner).to_have_count(0)
    rosa.asks("/deal")


def test_a_dropped_socket_is_back_before_one_has_typed_the_next_command(mira):
    bar(mira, "Faults")
    mira.page.get_by_role("menuitem", name="Drop it").click()
    expect(mira.toast("The socket was dropped")).to_be_visible()
    expect(mira.page.locator(".banner")).to_have_count(0)
    mira.asks("/deal")
