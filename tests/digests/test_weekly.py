"""Monday morning, through real clicks: the digest comes to the leaders' channel and says what slipped."""

from datetime import UTC, datetime

from bot.app import Bot
from tests.deals.conftest import registered
from tests.driver import Person, Workspace

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin


def test_the_leaders_read_on_monday_what_slipped(bot: Bot, slack: Workspace, rosa: Person, lena: Person):
    registered(rosa)
    slack.advance_to(MONDAY)
    digest = lena.sees("EMEA, week 48", channel="emea-leaders")
    assert "2 breaches in 2 items; 2 still open." in digest.text
    assert "Deal review" in digest.text
    assert "DR-1" in digest.text
    digest.waits_for_reply("The oldest that are open")
