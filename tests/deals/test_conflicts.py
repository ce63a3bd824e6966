"""A second claim on a customer: what blocks, what needs a person, what is only good to know."""

import pytest

from tests.deals.conftest import register, registered


def approve(person, ref):
    person.sees(ref, channel="deal-desk-emea").clicks("Approve")
    return person.sees("Approved by", channel="deal-desk-emea")


def test_a_second_partner_learns_that_the_account_is_protected(rosa, bo, mira):
    registered(rosa)
    approve(mira, "DR-1")
    form = register(bo, partner="Contoso", account="ACME Inc.", domain="www.acme.com")
    assert form.error("domain") == (
        "acme.com is protected by another registration until 22 Feb 2027 (ROE-3). "
        "To hear when it is free, send /roe check acme.com. "
        "Think this is wrong? Say why with /escalate, or talk to Mira Lang."
    )
    assert "Northwind" not in str(form.errors)


def test_a_second_partner_learns_that_the_account_is_under_review(rosa, bo):
    registered(rosa)
    form = register(bo, partner="Contoso")
    assert form.error("domain") == (
        "acme.com is under review in another registration, which came first (ROE-2). "
        "To hear when it is free, send /roe check acme.com. "
        "Think this is wrong? Say why with /escalate, or talk to Mira Lang."
    )


def test_the_same_partner_again_is_led_to_its_own_registration(rosa, bo):
    registered(rosa)
    form = register(bo)
    assert "Your partner has registered acme.com already as DR-1, waiting for a decision (ROE-12)." in form.error(
        "domain"
    )
    assert "Open it with /deal DR-1" in form.error("domain")


def test_another_product_is_another_claim_and_the_card_says_so(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", products=["Analytics"])
    card = mira.sees("DR-2 ", channel="deal-desk-emea")
    assert "Also registered for another region or product: DR-1, EMEA, platform" in card.text
    assert "Northwind" not in card.text


def test_a_similar_name_goes_on_in_conflict_and_needs_a_ruling(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", account="Acme Hosting", domain="acme-hosting.com")
    card = mira.sees("DR-2 ", channel="deal-desk-emea")
    assert (
        ":warning: Similar name: Acme Holding (DR-1). Names alike, domains differ; a person decides (ROE-5)."
        in card.text
    )
    assert "Northwind" not in card.text
    ruling = card.clicks("Approve…")
    assert ruling.title == "Approve"
    assert "Similar name" in ruling.text
    assert not ruling.fills(note="Two companies; the CIO of Acme Hosting confirmed it.").submits().errors
    card.waits_for("Approved by Mira Lang")
    assert "Two companies" in card.refresh().text


def test_only_people_cleared_for_it_read_a_rivals_name(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", account="Acme Hosting", domain="acme-hosting.com")
    assert "Northwind" in mira.types("/deal DR-2").text
    assert "Northwind" not in bo.types("/deal DR-2").text


def test_a_lookalike_domain_is_flagged(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", account="Zenith", domain="аcme.com")  # a Cyrillic a
    assert "reads like a domain of" in mira.sees("DR-2 ", channel="deal-desk-emea").text


def test_a_public_tender_needs_a_person_and_is_protected_longer(rosa, mira):
    registered(rosa, tender=True)
    card = mira.sees("DR-1 ", channel="deal-desk-emea")
    assert "public tender" in card.text
    card.clicks("Approve…").fills(note="The only bidder with us.").submits()
    assert "Protected until 24 Mar 2027 (ROE-3.EMEA v1)" in card.waits_for("Approved by").text  # 120 days in EMEA


def test_a_declined_registration_leaves_the_way_free(rosa, bo, mira):
    registered(rosa)
    form = mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Decline…")
    form.fills(reason="Not qualified", note="No budget before 2028.").submits()
    mira.sees("Declined by", channel="deal-desk-emea")
    registered(bo, 2, partner="Contoso")


def test_the_same_partner_after_a_decline_carries_a_note(rosa, mira):
    registered(rosa)
    form = mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Decline…")
    form.fills(reason="Thin submission", note="Who did you meet?").submits()
    mira.sees("Declined by", channel="deal-desk-emea")
    registered(rosa, 2)
    card = mira.sees("DR-2 ", channel="deal-desk-emea")
    assert "The same partner registered it before: DR-1, declined" in card.text


def test_a_protection_that_has_ended_leaves_the_way_free(slack, rosa, bo, mira):
    registered(rosa)
    approve(mira, "DR-1")
    slack.advance(days=91)
    assert "Protection ended on 22 Feb 2027" in mira.sees("Protection ended", channel="deal-desk-emea").text
    rosa.sees("Still working on it? Register it again.")
    registered(bo, 2, partner="Contoso", close_on="2027-06-30")


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (
            "open_opportunity",
            "has an open opportunity of ours (owner: Dana Cole), which asks for a joint plan (ROE-7).",
        ),
        ("named", "is on the named account list"),
        ("last_contact_on", "Our own team was in contact with"),
    ],
)
def test_what_our_own_books_say_needs_a_person(bot, rosa, mira, standing, words):
    value = {"open_opportunity": "yes", "named": "yes", "last_contact_on": "2026-11-02"}[standing]
    bot.desk.books.import_accounts(
        ["id,name,domains,owner,customer," + standing, f"X1,Acme Holding,acme.com,Dana Cole,no,{value}"]
    )
    registered(rosa)
    assert words in mira.sees("DR-1 ", channel="deal-desk-emea").text
    assert "In conflict" in rosa.types("/deal DR-1").text


def test_an_existing_customer_is_open_for_expansion_only(bot, rosa):
    bot.desk.books.import_accounts(["id,name,domains,owner,customer", "X1,Acme Holding,acme.com,Dana Cole,yes"])
    form = register(rosa)
    assert (
        "Acme Holding is our customer already (owner: Dana Cole), and new business there is ours (ROE-4)."
        in form.error("domain")
    )
    assert "Choose the motion Expansion" in form.error("domain")
    assert not form.fills(motion="Expansion").submits().errors
