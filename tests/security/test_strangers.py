"""Who has no business here is turned away with an explanation, whichever door they try."""

from typing import Any

import pytest
from sqlmodel import select

from bot.app import Bot
from store.models import Person
from tests.driver import Workspace
from tests.security.conftest import Settled
from tests.security.wire import Wire, good_deal

OURS = "EcoOps works for people of its own workspace."
OUTSIDERS: dict[str, tuple[dict[str, Any], str]] = {
    "somebody of another workspace": ({"team_id": "T0OTHER"}, OURS),
    "a stranger from a shared channel": ({"is_stranger": True}, OURS),
    "a guest": ({"is_restricted": True}, "Guests cannot use EcoOps."),
    "a single-channel guest": ({"is_ultra_restricted": True}, "Guests cannot use EcoOps."),
    "a bot": ({"is_bot": True}, "Only active people can use EcoOps."),
    "somebody deactivated": ({"deleted": True}, "Only active people can use EcoOps."),
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsider_is_turned_away_in_words(who: str, settled: Settled):
    traits, words = OUTSIDERS[who]
    turned_away(settled.slack.adds_person(real_name="Mallory", **traits)["id"], words, settled)


def test_somebody_slack_does_not_show_us_is_turned_away_in_words(settled: Settled):
    turned_away("U0NOBODY", OURS, settled)


def turned_away(user: str, words: str, settled: Settled) -> None:
    """Try every door as `user`, who is to read `words` at each."""
    wire = settled.wire
    for text in ("", "help", "mine", "DR-1", "acme.com 250k"):
        assert words in wire.command(user, text).words, text
    for button in ("deal.take", "deal.approve", "deal.decline", "deal.ask", "deal.see", "deal.withdraw"):
        told = settled.borrowed.click(user, button, "DR-1")
        assert words in told, (button, told)
    forms = {
        "deal.register": good_deal(domain="globex-example.com"),
        "deal.comment": {"text": "Hello"},
        "deal.approve": {"note": "Yes"},
        "partner.request": {"name": "Zenith", "website": None},
    }
    for form, values in forms.items():
        assert words in wire.submit(user, form, "DR-1", **values).words, form
    assert settled.untouched
    with settled.bot.store.read() as work:
        assert work.exec(select(Person).where(Person.slack_id == user)).first() is None


def test_a_request_from_another_workspace_is_turned_away_in_words(settled: Settled):
    """Even for a user id that we know."""
    wire = settled.wire
    assert OURS in wire.command("U0ROSA", "mine", team_id="T0OTHER").words
    payload = wire.submission("U0ROSA", "deal.withdraw", "DR-1", reason={"one": "lost"}, note=None)
    assert OURS in wire.send(wire.interaction({**payload, "team": {"id": "T0OTHER", "domain": "other"}})).words
    assert settled.untouched


def test_somebody_who_became_a_guest_is_noticed_within_a_day(web_bot: Bot, slack: Workspace, wire: Wire):
    user = slack.adds_person(real_name="Nora Lind")["id"]
    assert "opens the registration form" in str(wire.command(user, "help").json)
    slack.adds_person(id=user, real_name="Nora Lind", is_restricted=True)
    slack.advance(hours=25)
    assert "Guests cannot use EcoOps." in wire.command(user, "help").words
