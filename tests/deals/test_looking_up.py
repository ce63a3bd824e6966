"""/deal DR-12, mine, acme, help, and words it does not know."""

from datetime import date
from decimal import Decimal

import pytest

from policy.deals import Status
from store.models import Account, Deal
from tests.deals.conftest import registered


def test_help_explains_the_usage(rosa):
    answer = rosa.types("/deal help")
    assert "`/deal mine` lists what you submitted" in answer.text
    assert answer.ephemeral


def test_an_unknown_word_says_so_and_explains_the_usage(rosa):
    answer = rosa.types("/deal wibble")
    assert "No registration that you can see has “wibble”" in answer.text
    assert "`/deal acme.com 250k eur`" in answer.text


def test_a_deal_is_shown_with_its_history(rosa, mira):
    registered(rosa, notes="Budget is set for spring.")
    page = mira.types("/deal dr-1")
    assert page.title == "DR-1"
    for words in (
        "Ana Ruiz, CIO",
        "Met the CIO, sent an offer",
        "Budget is set for spring.",
        "Rosa Ortega registered it",
    ):
        assert words in page.text


def test_a_reference_that_does_not_exist_is_said(rosa):
    assert rosa.types("/deal DR-99").text == "There is no DR-99. `/deal mine` lists your registrations."


def test_mine_lists_what_i_submitted(rosa, bo):
    assert "You have not submitted a registration yet." in rosa.types("/deal mine").text
    registered(rosa)
    registered(bo, 2, domain="globex-systems.eu", account="Globex Systems")
    listing = rosa.types("/deal mine")
    assert "1 registration you submitted" in listing.text
    assert "DR-1 Acme Holding" in listing.text
    assert "DR-2" not in listing.text
    assert listing.clicks("See it").title == "DR-1"


def test_a_search_finds_by_customer_website_and_partner_what_one_may_see(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", domain="globex-systems.eu", account="Globex Systems")
    assert "DR-2 Globex Systems" in mira.types("/deal globex").text
    assert "DR-2 Globex Systems" in mira.types("/deal contoso").text
    assert "No registration that you can see" in rosa.types("/deal globex").text


@pytest.fixture
def many(bot, rosa):
    """Twenty deals of Rosa's."""
    me = bot.desk.people.known("U0ROSA")
    if me is None:
        rosa.types("/deal help")
        me = bot.desk.people.known("U0ROSA")
    now = bot.clock.now()
    with bot.store.begin() as work:
        for number in range(1, 21):
            account = Account(name=f"Customer {number}", name_key=f"customer {number}")
            work.add(account)
            work.flush()
            work.add(
                Deal(
                    status=Status.DECLINED, partner_id=1, account_id=account.id, customer=account.name,
                    customer_key=account.name_key, domain=f"customer-{number}.com", region="EMEA", segment="smb",
                    motion="resell", amount=Decimal(1000 * number), currency="EUR", close_on=date(2027, 3, 31),
                    contact="Ana", evidence="Met", submitter_id=me.id, submitted_at=now, changed_at=now, decided_at=now,
                )
            )  # fmt: skip


def test_long_lists_have_pages(many, rosa):
    first = rosa.types("/deal mine")
    assert "20 registrations you submitted" in first.text
    assert "Page 1 of 3" in first.text
    assert "DR-20" in first.text
    assert first.buttons[-1] == "Older"
    second = first.clicks("Older")
    assert "Page 2 of 3" in second.text
    assert "DR-12 " in second.text
    assert second.buttons[-2:] == ["Newer", "Older"]
    last = second.clicks("Older")
    assert "DR-4 " in last.text
    assert last.buttons[-1] == "Newer"


def test_the_pages_of_a_search_keep_its_words(many, rosa):
    second = rosa.types("/deal customer").clicks("Older")
    assert "20 registrations with “customer”" in second.text
    assert "Page 2 of 3" in second.text
