"""Each person has their own window: modals, whispers, unread marks, time."""

import re

from playwright.sync_api import expect

from tests.browser.stories import registered
from tests.driver import Person


def test_a_modal_is_on_its_persons_screen_only(rosa, mira):
    rosa.asks("/deal acme.com")
    mira.asks("/deal globex.com")
    expect(rosa.field("Customer's website")).to_have_value("acme.com")
    expect(mira.field("Customer's website")).to_have_value("globex.com")
    mira.page.keyboard.press("Escape")
    expect(mira.modal).to_have_count(0)
    expect(rosa.modal).to_be_visible()


def test_what_waits_is_marked_until_it_is_read(sandbox, window):
    mira = window("mira", "C0GENERAL")
    registered(sandbox.url)
    expect(mira.row("deal-desk-emea")).to_have_accessible_name(re.compile("unread"))
    expect(mira.row("EcoOps")).to_have_accessible_name("EcoOps, 1 for you, unread")
    expect(mira.page).to_have_title(re.compile(r"^\(1\) general"))
    mira.keeps("1-unread")
    mira.opens("EcoOps")
    expect(mira.message("needs your review")).to_be_visible()
    expect(mira.row("EcoOps")).to_have_accessible_name("EcoOps")
    mira.opens("deal-desk-emea")
    expect(mira.row("deal-desk-emea")).to_have_accessible_name("deal-desk-emea")
    expect(mira.page).to_have_title(re.compile("^deal-desk-emea"))


def test_a_card_that_comes_and_changes_while_its_channel_loads_stays(sandbox, window):
    mira = window("mira", "C0GENERAL")
    held = []
    mira.page.route("**/messages?channel=C0EMEA*", lambda route: held.append((route, route.fetch())))
    mira.opens("deal-desk-emea")
    while not held:
        mira.page.wait_for_timeout(20)
    registered(sandbox.url)
    card = mira.message("DR-1 Acme Holding")
    expect(card).to_contain_text("1 reply")
    for route, as_it_was in held:
        with mira.page.expect_response(route.request.url):
            route.fulfill(response=as_it_was)
    expect(mira.page.locator(".intro")).to_be_visible()
    expect(card).to_contain_text("1 reply")
    mira.page.unroute_all()


def test_everybody_reads_the_time_of_their_own_zone(sandbox, mira, window):
    priya = window("priya", "C0EMEA")
    registered(sandbox.url)
    expect(mira.message("DR-1")).to_contain_text("By Rosa Ortega, today at 09:00")
    expect(priya.message("DR-1")).to_contain_text("By Rosa Ortega, today at 08:00")
    expect(mira.message("DR-1").locator("time").first).to_have_text("09:00")
    expect(priya.message("DR-1").locator("time").first).to_have_text("08:00")


def test_another_person_is_one_click_away(sandbox, rosa):
    face = rosa.page.get_by_role("link", name=re.compile("^Act as Mira Lang"))
    expect(face).not_to_have_accessible_name(re.compile("unread"))
    registered(sandbox.url)
    expect(face).to_have_accessible_name(re.compile(", 1 unread$"))
    face.click()
    expect(rosa.page.get_by_role("button", name=re.compile("^Acting as"))).to_contain_text("Mira Lang")
    rosa.opens("deal-desk-emea")
    expect(rosa.message("DR-1").get_by_role("button", name="Take it")).to_be_visible()
    rosa.page.go_back()
    expect(rosa.page.get_by_role("button", name=re.compile("^Acting as"))).to_contain_text("Rosa Ortega")
    expect(rosa.row("deal-desk-emea")).to_have_count(0)
    expect(face).to_have_accessible_name(re.compile(", 1 unread$"))
    mira = Person(sandbox.url, "U0MIRA")
    mira.opens(mira.app_dm)
    expect(face).not_to_have_accessible_name(re.compile("unread"))


def test_people_talk_to_each_other_too(rosa, mira):
    mira.opens("partner-deals")
    rosa.composer.press_sequentially("Good news, @mir")
    rosa.option("Mira Lang").click()
    rosa.composer.press_sequentially("*approved* in #partner-deals")
    rosa.composer.press("Escape")
    rosa.composer.press("Enter")
    expect(mira.message("Good news, @Mira Lang").locator("strong, b").filter(has_text="approved")).to_be_visible()


def test_a_click_on_a_channel_counts_although_news_comes_while_the_button_is_down(sandbox, rosa):
    rosa.row("general").hover()
    rosa.page.mouse.down()
    Person(sandbox.url, "U0BO").types("Look here, <@U0ROSA>", channel="general")
    expect(rosa.toast("Look here")).to_be_visible()
    rosa.page.mouse.up()
    expect(rosa.page.get_by_role("heading", level=1, name="general")).to_be_visible()
