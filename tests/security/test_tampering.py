"""References that a client made up: in buttons, in forms, in menus. Refused with words, and nothing changes."""

import re

import pytest

from bot.app import Bot
from desk import Desk
from desk.people import Member
from policy.errors import NotFound
from tests.security.conftest import Settled
from tests.security.wire import Wire, good_deal

UNKNOWN = ("DR-999999", "DR-999999999")
NO_REFERENCE = (
    "",
    "DR-1; drop table deal",
    "ESC-1",
    "DR-0",
    "DR-1 OR 1=1",
    "DR-²",
    "DR-9999999999",
    "DR-" + "9" * 400,
    "../DR-1",
)
BUTTONS = ("take", "approve", "decline", "ask", "answer", "withdraw", "comment", "see")
FORMS = {
    "approve": {"note": "Mine"},
    "decline": {"reason": {"one": "duplicate"}, "note": "Twice"},
    "ask": {"question": "Who?", "fields": ["evidence"]},
    "answer": {"answer": "Me"},
    "withdraw": {"reason": {"one": "lost"}, "note": None},
    "comment": {"text": "Hello"},
}


def expected(ref: str) -> str:
    return f"There is no {ref}" if ref in UNKNOWN else "is not a deal's reference. They look like DR-12"


@pytest.mark.parametrize("ref", [*UNKNOWN, *NO_REFERENCE], ids=lambda ref: ref[:12] or "nothing")
def test_no_database_minds_a_made_up_reference(ref: str, desk: Desk):
    asks = Member(id=1, slack_id="U0PRIYA", name="Priya Nair", zone="UTC", home_region=None)
    with pytest.raises(NotFound, match=re.escape(expected(ref))):
        desk.lookup.show(ref, to=asks)
    for number in ("9" * 9, "9" * 10, "²", ref):
        assert desk.lookup.partner(number) is None


@pytest.mark.parametrize("ref", [*UNKNOWN, *NO_REFERENCE], ids=lambda ref: ref[:12] or "nothing")
def test_a_made_up_reference_is_refused_in_words(ref: str, settled: Settled):
    """The hub may do anything, so that only the reference can be what is wrong."""
    for button in BUTTONS:
        told = settled.borrowed.click("U0PRIYA", f"deal.{button}", ref)
        assert expected(ref) in told, (button, told)
    for chosen in ("deal.see", "deal.comment"):
        told = settled.borrowed.choose("U0PRIYA", "deal.more", f"{chosen} {ref}")
        assert expected(ref) in told, (chosen, told)
    for form, values in FORMS.items():
        told = settled.wire.submit("U0PRIYA", f"deal.{form}", ref, **values).words
        assert expected(ref) in told, (form, told)
    assert settled.untouched


def test_a_menu_entry_that_was_made_up_is_refused_in_words(settled: Settled):
    for value in ("deal.approve", "deal.take DR-9", "", "x", "deal.see"):
        told = settled.borrowed.choose("U0PRIYA", "deal.more", value)
        assert told, value
        assert "Something broke" not in told
    assert settled.untouched


def test_anothers_reference_gives_nothing_away(settled: Settled):
    for user in ("U0BO", "U0CARLA"):  # a rep of the same region, a specialist of another
        for button in ("see", "comment"):
            told = settled.borrowed.click(user, f"deal.{button}", "DR-1")
            assert "DR-1 belongs to another team in EMEA, so I cannot show it to you." in told
            assert "Acme" not in told
        for button in ("take", "approve", "decline", "ask", "withdraw", "answer"):
            told = settled.borrowed.click(user, f"deal.{button}", "DR-1")
            assert "Only " in told, (button, told)
            assert "Acme" not in told
        for form, values in FORMS.items():
            told = settled.wire.submit(user, f"deal.{form}", "DR-1", **values).words
            assert "Only " in told, (form, told)
            assert "Acme" not in told
        assert "Acme Holding" not in str(settled.wire.command(user, "acme").json)
        assert "Acme" not in str(settled.wire.command(user, "DR-1").json)
    assert settled.untouched


@pytest.mark.parametrize("cursor", ["", "x", "-1", "0", "99999999", "99999999999999999999", "² acme", "1 %", "1 '; --"])
def test_a_made_up_page_is_the_nearest_one(cursor: str, settled: Settled):
    told = settled.borrowed.click("U0ROSA", "deal.page.on", cursor)
    assert "registration" in told.lower()
    assert "Something broke" not in told


@pytest.mark.parametrize(
    ("field", "value"),
    [("partner", "²"), ("partner", "9" * 400), ("partner", "-1"), ("partner", "1; drop"), ("region", "MARS"),
     ("segment", ""), ("currency", "XXX"), ("motion", "none"), ("products", ["none"])],
)  # fmt: skip
def test_a_choice_that_was_not_on_offer_is_refused_under_its_field(field: str, value: object, settled: Settled):
    chosen = value if isinstance(value, list) else {"one": value}
    answer = settled.wire.submit("U0ROSA", "deal.register", "", **good_deal(**{field: chosen}))
    assert list(answer.json["errors"]) == [field]
    assert "Something broke" not in answer.words


def test_fields_that_the_question_did_not_open_stay_as_they_were(web_bot: Bot, wire: Wire):
    wire.submit("U0ROSA", "deal.register", "", **good_deal())
    wire.submit("U0MIRA", "deal.ask", "DR-1", question="Which contact?", fields=["contact", "partner", "submitter_id"])
    changes = {"contact": "Bea Ito", "amount": "9m", "account": "Mine", "partner": {"one": "2"}, "status": "approved"}
    answer = wire.submit("U0ROSA", "deal.answer", "DR-1", answer="Bea", **changes)
    assert answer.json == {"response_action": "clear"}
    shown = str(wire.command("U0ROSA", "mine").json)
    assert "250,000 EUR" in shown
    assert "Acme Holding" in shown
    assert "Northwind" in shown
