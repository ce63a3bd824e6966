"""A rep registers a deal: the form, what it understands, what it refuses."""

import pytest

from tests.deals.conftest import GOOD, fill, register, registered


@pytest.mark.parametrize(
    ("typed", "domain", "amount", "currency", "account"),
    [
        ("acme.com 250k eur", "acme.com", "250k", "Euro", None),
        ("acme.com Acme Holding USD 1.25M", "acme.com", "1.25M", "US dollar", "Acme Holding"),
        ("€250k www.acme.com", "www.acme.com", "250k", "Euro", None),
        ("250k", None, "250k", "Euro", None),
        ("acme.com", "acme.com", None, "Euro", None),
    ],
)
def test_the_form_presets_what_the_command_says(rosa, typed, domain, amount, currency, account):
    form = rosa.types(f"/deal {typed}")
    assert form.title == "Register a deal"
    shown = {name: form.field(name).value for name in ("domain", "amount", "currency", "account")}
    assert shown == {"domain": domain, "amount": amount, "currency": currency, "account": account}


def test_region_and_currency_come_from_the_reps_home_region(ben):
    form = ben.types("/deal")
    assert form.field("region").value == "Americas"
    assert form.field("currency").value == "US dollar"


def test_the_form_says_who_decides_and_by_when_before_it_is_sent(rosa):
    form = rosa.types("/deal").fills(segment="Mid-market", motion="Resell")
    assert "Goes to Mira Lang, answer due" in form.text
    assert "Approved deals are protected for 90 days (ROE-3)." in form.text


def test_enter_in_the_website_checks_for_conflicts_at_once(rosa):
    form = rosa.types("/deal").fills(domain="acme.com")
    assert "Nobody holds acme.com here." in form.text


def test_the_receipt_names_reference_owner_due_time_and_next_step(rosa):
    registered(rosa)
    receipt = rosa.sees("DR-1 Acme Holding")
    assert "is with Mira Lang (covers EMEA mid-market)" in receipt.text
    assert "First look by 25 Nov 2026" in receipt.text
    assert "decision by 26 Nov 2026" in receipt.text
    assert "You will hear from me either way." in receipt.text
    assert receipt.buttons == ["See it", "Add something…", "Withdraw…"]


def test_the_card_and_the_ping_reach_the_specialist(rosa, mira):
    registered(rosa)
    card = mira.sees("DR-1 Acme Holding", channel="deal-desk-emea")
    assert "Northwind Traders (Gold)" in card.text
    assert "250,000 EUR · Platform · Resell · Mid-market · close 31 Mar 2027" in card.text
    assert "Owner: nobody yet" in card.text
    assert card.buttons[:4] == ["Take it", "Approve", "Decline…", "Ask…"]
    line = card.waits_for_reply("registered it")
    assert line.text == "Rosa Ortega registered it. It went to Mira Lang: covers EMEA mid-market."
    ping = next(post for post in mira.inbox if "needs your review" in post.text)
    assert ping.buttons == ["Take it", "See it"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("domain", "acme", "Give the customer's website, for example acme.com."),
        ("domain", "gmail.com", "gmail.com is a public mail provider."),
        ("domain", "acorncloud.com", "is our own domain"),
        ("amount", "12", "12k or 12m? Write 12.000 or 12.000.000."),
        ("amount", "many", "Write it like 250.000 or 250k."),
        ("amount", "-5k", "An amount is above zero."),
        ("close_on", "2026-11-20", "Close dates lie ahead; this one was last Friday."),
        ("close_on", "2026-11-23", "this one was yesterday"),
        ("close_on", "2062-01-01", "more than five years ahead"),
        ("evidence_on", "2026-12-24", "still ahead"),
    ],
)
def test_an_error_lands_on_its_field_and_names_the_cure(rosa, field, value, words):
    form = register(rosa, **{field: value})
    assert words in form.error(field)
    assert set(form.errors) == {field}
    again = form.fills(**{field: GOOD.get(field, "2026-11-12")}).submits()
    assert not again.errors


def test_every_wrong_field_is_said_at_once(rosa):
    form = register(rosa, domain="nowhere", amount="12", close_on="2020-01-01")
    assert set(form.errors) == {"domain", "amount", "close_on"}


def test_an_amount_is_read_by_the_habits_of_its_region(rosa, ben):
    assert "1.250" in register(ben, region="Americas", currency="USD", amount="1.250").error("amount")
    registered(rosa, amount="1.250.000", domain="globex-systems.eu", account="Globex Systems")
    assert "1,250,000 EUR" in rosa.sees("DR-1 ").text


def test_an_amount_whose_currency_contradicts_the_field_is_refused(rosa):
    form = register(rosa, amount="250k usd", currency="EUR")
    assert form.error("amount") == "The amount says USD, the field beside it EUR. Make them agree."


def test_a_partner_that_is_not_in_the_book_can_be_asked_for(rosa, priya):
    form = rosa.types("/deal acme.com")
    asking = form.clicks("Not listed? Ask the hub")
    assert asking.title == "Ask for a partner"
    back = asking.fills(name="Wide World Importers", website="wideworld.com").submits()
    assert back.title == "Register a deal"
    request = priya.sees("Wide World Importers", channel="ecosystem-hub")
    assert "Rosa Ortega asks for a partner to be added" in request.text


def test_partners_are_found_by_any_word_of_their_name(rosa):
    form = rosa.types("/deal")
    assert form.fills(partner="traders").field("partner").value == "Northwind Traders"


def test_sending_the_same_form_twice_registers_once(slack, rosa):
    slack.twice()
    registered(rosa)
    rosa.never_sees("DR-2 ")


def test_a_form_can_be_sent_again_after_an_error(rosa):
    form = fill(rosa, domain="acme").submits()
    assert form.errors
    assert not form.fills(domain="acme.com").submits().errors
    rosa.sees("DR-1 ")
