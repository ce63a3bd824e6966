"""Monday morning, through real clicks: the digest comes to the leaders' channel and says what slipped."""

from datetime import UTC, datetime

from bot.app import Bot
from tests.deals.conftest import registered
from tests.driver import Person, Workspace
from tests.driver.wire import until

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin


def test_the_leaders_read_on_monday_what_slipped(bot: Bot, slack: Workspace, rosa: Person, lena: Person):
    registered(rosa)
    slack.advance_to(MONDAY)
    digest = lena.sees("EMEA, week 48", channel="emea-leaders")
    assert "2 breaches in 2 items; 2 still open." in digest.text
    assert "Deal review" in digest.text
    assert "DR-1" in digest.text
    digest.waits_for_reply("The oldest that are open")


def test_the_picture_comes_into_the_message_and_the_rows_into_its_thread(
    bot: Bot, slack: Workspace, rosa: Person, lena: Person
):
    registered(rosa)
    slack.advance_to(MONDAY)
    digest = lena.sees("EMEA, week 48", channel="emea-leaders")
    sheet = until(lambda: next((file for reply in digest.thread for file in reply.files), None), 10)
    assert sheet["name"] == "emea-2026-w48.xlsx"
    picture = until(lambda: next((b for b in digest.refresh().blocks if b["type"] == "image"), None), 10)
    assert picture["alt_text"] == "Breaches a week in EMEA, the last 12 weeks. W48: 2."
