"""What Home says of the digests."""

from tests.deals.conftest import registered
from tests.digests.test_weekly import MONDAY
from tests.driver import Person


def test_a_lead_finds_the_last_digests_and_what_is_open(slack, rosa: Person, jonas: Person):
    registered(rosa)
    slack.advance_to(MONDAY)
    message = jonas.sees("EMEA, week 48", channel="emea-leaders")
    last = jonas.opens_home().waits_for("EMEA").clicks("Last digests")
    assert "W48 2 breaches in 2 items; 2 still open." in last.text.replace("*", "")
    shown = str(last.blocks)
    assert f"/p{message.ts.replace('.', '')}'" in shown
    assert last.clicks("All that is open now").title == "Still open"
