"""Somebody needs an answer today: asked, acknowledged and resolved between two windows."""

import re

from playwright.sync_api import expect

from tests.browser.stories import hears


def test_an_escalation_goes_from_a_sentence_to_an_answer_between_two_windows(rosa, mira):
    rosa.asks("/escalate two partners claim Encina Foods")
    expect(rosa.modal).to_contain_text("Asks Mira Lang (covers EMEA mid-market)")
    rosa.fills({"How severe is it?": "High: a deal is at risk today"})
    rosa.keeps("escalate-1-form")
    rosa.sends_and_is_done()

    card = mira.message("ESC-1 two partners claim Encina Foods")
    expect(card).to_contain_text("Asked: Mira Lang")
    mira.keeps("escalate-2-card", dark=True)
    mira.presses("Acknowledge", on=card)
    expect(card).to_contain_text("Owner: Mira Lang")
    hears(rosa, "Mira Lang acknowledged it and has it.")

    mira.presses("Resolve…", on=card)
    mira.fills(
        {
            "How does it end?": "Ruled on",
            "What had caused it?": "Unclear rule",
            "What should Rosa Ortega know?": "Northwind was first.",
        }
    )
    mira.sends_and_is_done()
    expect(card).to_contain_text("Resolved by Mira Lang")
    expect(card.locator("[data-block]").get_by_role("button")).to_have_count(0)
    expect(rosa.message("resolved it: Ruled on")).to_contain_text("Northwind was first.")
    rosa.keeps("escalate-3-resolved")
    card.get_by_role("button", name=re.compile("replies")).click()
    for words in ("Rosa Ortega raised it", "Mira Lang acknowledged it", "Mira Lang resolved it"):
        expect(mira.reply(words)).to_be_visible()
