"""Asking the bot: help, lists with pages, one deal."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from bot.app import Bot
from policy.deals import Status
from store.models import Account, Deal
from tests.browser.stories import registered
from tests.driver import Person


@pytest.fixture
def many(bot: Bot, sandbox) -> None:
    """Twenty declined deals of Rosa's."""
    Person(sandbox.url, "U0ROSA").types("/deal help")
    now, me = bot.clock.now(), bot.desk.people.known("U0ROSA")
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


def test_help_is_for_the_one_who_asked(rosa, mira):
    mira.opens("partner-deals")
    rosa.says("/deal help")
    answer = rosa.message("/deal mine lists what you submitted")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("/deal acme.com 250k eur")
    rosa.keeps("1-help")
    expect(mira.pane.locator("article")).to_have_count(0)


def test_an_unknown_word_explains_the_usage(rosa):
    rosa.says("/deal wibble")
    expect(rosa.message("No registration that you can see has “wibble”")).to_contain_text("/deal help shows this")


def test_a_long_list_turns_its_pages_in_place(many, rosa):
    rosa.says("/deal mine")
    listing = rosa.message("20 registrations you submitted")
    expect(listing).to_contain_text("Page 1 of 3")
    rosa.keeps("2-listing")
    rosa.presses("Older", on=listing)
    expect(listing).to_contain_text("Page 2 of 3")
    expect(listing).to_contain_text("DR-12 Customer 12")
    rosa.presses("Older", on=listing)
    expect(listing).to_contain_text("Page 3 of 3")
    expect(listing.get_by_role("button", name="Older")).to_have_count(0)
    rosa.presses("Newer", on=listing)
    expect(listing).to_contain_text("Page 2 of 3")
    expect(rosa.pane.locator("article")).to_have_count(1)


def test_a_deal_is_shown_with_its_history(sandbox, rosa):
    registered(sandbox.url)
    page = rosa.asks("/deal dr-1")
    expect(page.get_by_role("heading", name="DR-1")).to_be_visible()
    expect(page).to_contain_text("Ana Ruiz, CIO, ana@acme.com")
    expect(page).to_contain_text("Rosa Ortega registered it")
    rosa.keeps("3-deal", dark=True)
