"""Nobody looks in time: the clock is moved by hand, the desk and its lead are told, and somebody says why."""

import re

from playwright.sync_api import expect

from tests.browser.stories import hears, registers


def test_a_registration_that_nobody_looks_at_is_told_to_the_desk_and_its_lead(rosa, mira, jonas):
    registers(rosa)
    expect(mira.row("EcoOps")).to_be_visible()
    for day in ("Wed 25 Nov", "Thu 26 Nov"):
        mira.page.get_by_role("button", name=re.compile("Move the clock")).click()
        mira.page.get_by_role("menuitem", name=re.compile("Next business morning")).click()
        expect(mira.page.get_by_role("button", name=re.compile(f"{day}.*Move the clock"))).to_be_visible()
    mira.opens("EcoOps")
    late = mira.message("Breach: DR-1")
    expect(late).to_contain_text("In whose court")
    mira.keeps("miss-1-breach", dark=True)
    hears(jonas, "Breach: DR-1")
    mira.presses("Give reason…", on=late)
    mira.fills({"Reason": "No capacity"})
    mira.sends_and_is_done()
    mira.opens("deal-desk-emea")
    card = mira.message("DR-1 Acme Holding")
    card.get_by_role("button", name=re.compile("replies")).click()
    expect(mira.reply("No capacity")).to_be_visible()
    mira.keeps("miss-2-thread")
