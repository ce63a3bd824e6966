"""A rep registers a deal by clicking and typing."""

import re

from playwright.sync_api import expect

from tests.browser.stories import ACME, hears, registers


def test_a_rep_registers_a_deal_and_gets_a_receipt(rosa):
    rosa.composer.click()
    rosa.page.keyboard.type("/de")
    expect(rosa.option("/deal")).to_contain_text("Register a partner deal")
    rosa.keeps("1-completion", dark=True)
    rosa.composer.press("Tab")
    rosa.composer.press_sequentially("acme.com 250k eur")
    rosa.composer.press("Enter")
    expect(rosa.modal).to_contain_text("Register a deal")
    expect(rosa.field("Customer's website")).to_have_value("acme.com")
    expect(rosa.field("Amount")).to_have_value("250k")
    expect(rosa.field("Currency")).to_have_value("Euro")
    expect(rosa.field("Region")).to_have_value("Europe, Middle East and Africa")
    rosa.keeps("2-form", dark=True)
    rosa.fills(ACME)
    expect(rosa.modal).to_contain_text("Goes to Mira Lang, answer due")
    rosa.keeps("3-form-filled")
    rosa.sends_and_is_done()
    hears(rosa, "DR-1 Acme Holding")
    receipt = rosa.message("DR-1 Acme Holding")
    expect(receipt).to_contain_text("is with Mira Lang (covers EMEA mid-market)")
    expect(receipt).to_contain_text("First look by tomorrow at 09:00")
    expect(receipt).to_contain_text("You will hear from me either way.")
    for words in ("See it", "Add something…", "Withdraw…"):
        expect(receipt.get_by_role("button", name=words)).to_be_visible()
    rosa.keeps("4-receipt", dark=True)


def test_partners_are_found_while_typing_with_the_keyboard_alone(rosa):
    rosa.asks("/deal")
    expect(rosa.field("Partner")).to_be_focused()
    rosa.page.keyboard.type("trad")
    expect(rosa.option("Northwind Traders")).to_be_visible()
    rosa.keeps("5-partners")
    rosa.page.keyboard.press("Enter")
    expect(rosa.field("Partner")).to_have_value("Northwind Traders")
    expect(rosa.page.get_by_role("listbox", name="Partner")).to_have_count(0)


def test_what_is_wrong_is_said_under_its_field_and_goes_with_the_cure(rosa):
    rosa.asks("/deal")
    wrong = {"Customer's website": "acme", "Amount": "12", "Expected close": "2026-11-20"}
    rosa.fills({**ACME, **wrong})
    rosa.sends()
    expect(rosa.error("Customer's website")).to_have_text("Give the customer's website, for example acme.com.")
    expect(rosa.error("Amount")).to_have_text("12k or 12m? Write 12.000 or 12.000.000.")
    expect(rosa.error("Expected close")).to_contain_text("Close dates lie ahead; this one was last Friday.")
    expect(rosa.field("Customer's website")).to_be_focused()
    rosa.keeps("6-errors", dark=True)
    rosa.fill("Customer's website", "acme.com")
    expect(rosa.error("Customer's website")).to_be_hidden()
    rosa.fills({"Amount": "12k", "Expected close": "2027-03-31"})
    rosa.sends_and_is_done()
    hears(rosa, "DR-1 Acme Holding")
    expect(rosa.message("12,000 EUR")).to_be_visible()


def test_an_empty_form_names_every_field_it_needs(rosa):
    rosa.asks("/deal")
    rosa.sends()
    expect(rosa.error("Partner")).to_have_text("Please complete this required field.")
    expect(rosa.modal.locator(".field-error:visible")).to_have_count(10)
    expect(rosa.field("Partner")).to_be_focused()


def test_what_was_typed_stays_while_the_form_looks_for_conflicts(rosa):
    rosa.asks("/deal")
    rosa.fills({"Customer": "Acme Holding", "Customer contact": "Ana Ruiz"})
    rosa.fill("Customer's website", "acme.com")
    rosa.field("Customer's website").press("Enter")
    expect(rosa.modal).to_contain_text("Nobody holds acme.com here.")
    rosa.fill("Segment", "Enterprise")
    expect(rosa.modal).to_contain_text("Goes to Tom Weber")
    expect(rosa.field("Customer")).to_have_value("Acme Holding")
    expect(rosa.field("Customer contact")).to_have_value("Ana Ruiz")
    expect(rosa.field("Segment")).to_be_focused()


def test_a_partner_that_is_not_in_the_book_is_asked_for_over_the_form(rosa, window):
    rosa.asks("/deal acme.com")
    rosa.fill("Customer", "Acme Holding")
    rosa.presses("Not listed? Ask the hub")
    expect(rosa.modal).to_contain_text("Ask for a partner")
    rosa.modal.locator("header").get_by_role("button", name="Back").click()
    expect(rosa.modal).to_contain_text("Register a deal")
    rosa.presses("Not listed? Ask the hub")
    rosa.fills({"Partner's name": "Wide World Importers", "Partner's website": "wideworld.com"})
    rosa.keeps("7-partner-request")
    rosa.sends()
    expect(rosa.modal).to_contain_text("Register a deal")
    expect(rosa.field("Customer")).to_have_value("Acme Holding")
    priya = window("priya", "C0HUB")
    expect(priya.message("Wide World Importers")).to_contain_text("Rosa Ortega asks for a partner to be added")


def test_a_customer_somebody_else_holds_is_said_in_the_form(rosa, bo):
    registers(rosa)
    bo.asks("/deal acme.com 90k eur")
    expect(bo.modal).to_contain_text(re.compile("acme.com.*under review", re.S))
    bo.fills({**ACME, "Partner": "Contoso"})
    bo.sends()
    expect(bo.error("Customer's website")).to_contain_text("is under review in another registration, which came first")
    expect(bo.modal).not_to_contain_text("Northwind")
    bo.keeps("8-under-review")
