"""Two people side by side: one asks, the other decides."""

import re

from playwright.sync_api import expect

from tests.browser.stories import hears, registered, registers

WITHDRAWN = "Withdrawn by Rosa Ortega"


def test_a_deal_goes_from_the_form_to_a_decision_between_two_windows(rosa, mira):
    registers(rosa)
    card = mira.message("DR-1 Acme Holding")
    expect(card).to_contain_text("Owner: nobody yet")
    expect(card).to_contain_text("250,000 EUR · Platform · Resell · Mid-market · close 31 Mar 2027")
    expect(mira.toast("DR-1 Acme Holding")).to_contain_text("needs your review")
    mira.keeps("1-card", dark=True)

    mira.presses("Take it", on=card)
    expect(card).to_contain_text("Owner: Mira Lang")
    expect(card.get_by_role("button", name="Take it")).to_have_count(0)
    hears(rosa, "Mira Lang took it")

    mira.presses("Ask…", on=card)
    expect(mira.field("Your question to Rosa Ortega")).to_be_focused()
    mira.fills({"Your question to Rosa Ortega": "Is the amount net?", "Fields to correct": ["Amount", "Notes"]})
    mira.keeps("2-question")
    mira.sends_and_is_done()
    expect(card).to_contain_text("Mira Lang asked Rosa Ortega:")
    question = rosa.message("Is the amount net?")
    expect(question).to_contain_text("Open for editing: Amount and Notes.")
    rosa.presses("Answer…", on=question)
    expect(rosa.modal.locator(".input-block .label")).to_have_text(
        ["Amount", "Notes (optional)", "Your answer (optional)"]
    )
    expect(rosa.field("Amount")).to_have_value(re.compile("250"))
    rosa.fills({"Amount": "240k", "Your answer": "It was gross; 240k net."})
    rosa.keeps("3-answer")
    rosa.sends_and_is_done()
    expect(question.get_by_role("button", name="Answer…")).to_have_count(0)

    expect(card).to_contain_text("240,000 EUR")
    mira.presses("Approve", on=card)
    expect(card).to_contain_text("Approved by Mira Lang")
    expect(card.locator("[data-block]").get_by_role("button")).to_have_count(0)
    approval = rosa.message("Approved by Mira Lang")
    expect(approval).to_be_visible()
    rosa.keeps("4-approved")

    card.get_by_role("button", name=re.compile("replies")).click()
    for words in ("Rosa Ortega registered it", "Mira Lang took it", "Is the amount net?", "240k net"):
        expect(mira.reply(words)).to_be_visible()
    mira.keeps("5-thread", dark=True)


def test_who_clicks_too_late_is_told_who_has_decided(sandbox, mira, jonas):
    registered(sandbox.url)
    card = jonas.message("DR-1 Acme Holding")
    expect(card).to_contain_text("1 reply")
    jonas.chooses("See everything", on=card)
    expect(jonas.modal).to_contain_text("Met the CIO, sent an offer")
    jonas.keeps("6-deal")
    mira.presses("Approve", on=mira.message("DR-1 Acme Holding"))
    expect(mira.message("Approved by Mira Lang")).to_be_visible()
    jonas.presses("Approve")
    expect(jonas.modal).to_contain_text("Already approved by Mira Lang")
    expect(jonas.modal).to_contain_text("Nothing changed.")
    jonas.keeps("7-too-late")
    jonas.page.keyboard.press("Escape")
    expect(jonas.modal).to_have_count(0)
    expect(jonas.message("Approved by Mira Lang")).to_be_visible()


def test_a_decline_names_its_reason_to_the_rep(sandbox, rosa, mira):
    registered(sandbox.url)
    mira.presses("Decline…", on=mira.message("DR-1 Acme Holding"))
    mira.sends()
    expect(mira.error("Reason")).to_have_text("Please complete this required field.")
    mira.fills({"Reason": "Existing customer", "What should the submitter know?": "They buy from us since 2024."})
    mira.keeps("8-decline", dark=True)
    mira.sends_and_is_done()
    expect(mira.message("Declined by Mira Lang")).to_contain_text("They buy from us since 2024.")
    rosa.opens("EcoOps")
    news = rosa.message("Mira Lang declined it")
    expect(news).to_contain_text("Existing customer")
    expect(news).to_contain_text("They buy from us since 2024.")


def test_a_finding_that_needs_a_person_needs_a_ruling(sandbox, mira):
    registered(sandbox.url)
    registered(
        sandbox.url, "U0BO", "/deal acme-hosting.com 90k eur", partner="Contoso", account="Acme Hosting",
        products=["Analytics"],
    )  # fmt: skip
    card = mira.message("DR-2 Acme Hosting")
    expect(card).to_contain_text("Similar name: Acme Holding (DR-1)")
    expect(card).not_to_contain_text("Northwind")
    mira.keeps("9-in-conflict")
    mira.presses("Approve…", on=card)
    expect(mira.modal).to_contain_text("Similar name")
    mira.sends()
    ruling = "Your ruling: why does this not stand in the way?"
    expect(mira.error(ruling)).to_have_text("Please complete this required field.")
    mira.fill(ruling, "Two companies; their CIO confirmed it.")
    mira.keeps("10-ruling")
    mira.sends_and_is_done()
    expect(mira.message("DR-2", "Approved by Mira Lang")).to_contain_text("Two companies; their CIO confirmed it.")


def test_a_withdrawal_takes_the_buttons_from_the_card(sandbox, rosa, mira):
    registered(sandbox.url)
    expect(mira.message("DR-1").get_by_role("button", name="Approve", exact=True)).to_be_visible()
    rosa.opens("EcoOps")
    rosa.presses("Withdraw…", on=rosa.message("You will hear from me"))
    rosa.field("Reason").click()
    rosa.page.get_by_role("option").first.click()
    rosa.keeps("11-withdraw")
    rosa.sends_and_is_done()
    expect(mira.message(WITHDRAWN).locator("[data-block]").get_by_role("button")).to_have_count(0)
    hears(mira, "Rosa Ortega withdrew it")


def test_a_remark_reaches_the_desk_and_the_thread(sandbox, rosa, mira):
    registered(sandbox.url)
    rosa.opens("EcoOps")
    rosa.presses("Add something…", on=rosa.message("You will hear from me"))
    rosa.fill("What should everybody on this deal know?", "The CIO is back on Monday.")
    rosa.sends_and_is_done()
    expect(mira.toast("The CIO is back on Monday.")).to_be_visible()
    mira.message("DR-1").get_by_role("button", name=re.compile("repl")).click()
    expect(mira.reply("The CIO is back on Monday.")).to_be_visible()
