"""What Home says of the digests."""

from datetime import timedelta

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


def test_a_leader_finds_the_digests_over_all_regions_each_with_the_message_that_they_got(
    slack, rosa: Person, lena: Person, priya: Person
):
    """It went to the head of ecosystem operations as well: a link into her messages would lead nobody else anywhere."""
    registered(rosa)
    assert (
        lena.opens_home()
        .waits_for("EMEA")
        .clicks("Last digests over all regions")
        .text.endswith("None was sent yet. `/digest` shows how the week stands.")
    )
    assert "From now on the digest over all regions comes to you" in lena.types("/digest subscribe all").text
    slack.advance_to(MONDAY + timedelta(hours=12))  # by then the week is over everywhere
    heads, message = (reader.sees("All regions, week 48") for reader in (priya, lena))
    last = lena.opens_home().waits_for("EMEA").clicks("Last digests over all regions")
    assert "All regions: the last digests, the newest first" in last.text.replace("*", "")
    assert "W48 2 breaches in 2 items; 2 still open." in last.text.replace("*", "")
    shown = str(last.blocks)
    assert f"/p{message.ts.replace('.', '')}'" in shown
    assert f"/p{heads.ts.replace('.', '')}'" not in shown
    assert last.clicks("All that is open now").title == "Still open"
