"""Nothing serious stands between the page and people who hear it, zoom it or need contrast."""

import warnings

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.stories import ACME, registered
from tests.browser.window import Window
from tests.sandbox import npm


@pytest.fixture(scope="session")
def axe_core() -> str:
    try:
        return axe.source()
    except npm.NoNode as why:
        said = f"ACCESSIBILITY TESTS NOT RUN: {why}."
        warnings.warn(said, stacklevel=2)
        pytest.skip(said)


def check(window: Window, code: str, screen: str) -> None:
    """Find nothing serious on what the window shows, in light and in dark."""
    found = {}
    for scheme in window.schemes:
        window.looks(scheme)
        rules = axe.OF_COLOURS if scheme == "dark" else ()
        found[scheme] = [str(flaw) for flaw in axe.flaws(window.page, code, only=rules)]
    assert found == {"light": [], "dark": []}, f"On {screen}: {found}"


def test_a_channel_with_a_card_and_its_thread(axe_core, sandbox, mira):
    registered(sandbox.url)
    card = mira.message("DR-1")
    expect(card).to_contain_text("1 reply")
    check(mira, axe_core, "the card")
    card.get_by_role("button", name="1 reply").click()
    expect(mira.reply("registered it")).to_be_visible()
    card.locator("[data-block]").get_by_role("button", name="More actions").click()
    check(mira, axe_core, "the thread and a menu")


def test_a_form_with_errors_and_a_form_above_it(axe_core, rosa):
    rosa.asks("/deal")
    rosa.fills({**ACME, "Customer's website": "acme", "Amount": "12"})
    rosa.sends()
    expect(rosa.error("Amount")).to_be_visible()
    check(rosa, axe_core, "the form with errors")
    rosa.field("Motion").click()
    expect(rosa.option("Resell")).to_be_visible()
    check(rosa, axe_core, "an open menu in the form")
    rosa.page.keyboard.press("Escape")
    rosa.presses("Not listed? Ask the hub")
    expect(rosa.modal).to_contain_text("Ask for a partner")
    check(rosa, axe_core, "the form above the form")


def test_lists_a_deal_and_the_conversation_with_the_bot(axe_core, sandbox, rosa):
    registered(sandbox.url)
    rosa.says("/deal mine")
    expect(rosa.message("1 registration you submitted")).to_be_visible()
    check(rosa, axe_core, "a list")
    rosa.presses("See it", on=rosa.message("1 registration you submitted"))
    expect(rosa.modal).to_contain_text("Rosa Ortega registered it")
    check(rosa, axe_core, "a deal")
    rosa.page.keyboard.press("Escape")
    rosa.opens("EcoOps")
    check(rosa, axe_core, "the conversation with the bot")


def test_the_sandboxes_own_tools(axe_core, mira):
    bar = mira.page.get_by_role("banner")
    bar.get_by_role("button", name="Inspector").click()
    expect(mira.page.get_by_role("region", name="Inspector")).to_be_visible()
    mira.says("/deal help")
    expect(mira.message("/deal mine")).to_be_visible()
    check(mira, axe_core, "the inspector")
    for control in ("Workspace time", "Faults"):
        bar.get_by_role("button", name=control).click()
        expect(mira.page.get_by_role("menu")).to_be_visible()
        check(mira, axe_core, f"the menu of {control}")
        mira.page.keyboard.press("Escape")
    mira.page.get_by_role("button", name="Acting as").click()
    expect(mira.page.get_by_role("menu", name="Act as")).to_be_visible()
    check(mira, axe_core, "the menu of people")
