"""Who is away is asked through who stands in; what they had is handed on with a brief."""

from datetime import date

import pytest

from policy.away import Leave, understood
from policy.errors import Unclear
from tests.deals.conftest import registered
from tests.escalations.conftest import card_of, escalated, ping_of

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "leave"),
    [
        ("until friday, Tom covers", Leave(date(2026, 11, 27), "Tom")),
        ("until fri Tom covers", Leave(date(2026, 11, 27), "Tom")),
        ("until tuesday", Leave(date(2026, 12, 1))),  # said on a Tuesday: the next one
        ("tomorrow", Leave(date(2026, 11, 25))),
        ("until 7 dec, Tom Weber", Leave(date(2026, 12, 7), "Tom Weber")),
        ("till Dec 7, covered by Tom", Leave(date(2026, 12, 7), "Tom")),
        ("until 3 jan", Leave(date(2027, 1, 3))),  # the next one there is
        ("until 2026-12-07", Leave(date(2026, 12, 7))),
        ("for 3 days", Leave(date(2026, 11, 27))),
        ("Mira until friday, Tom covers", Leave(date(2026, 11, 27), "Tom", "Mira")),
        ("Mira Lang is out until 7 dec", Leave(date(2026, 12, 7), "", "Mira Lang")),
        ("for a week, Tom stands in", Leave(date(2026, 12, 1), "Tom")),
    ],
)
def test_leaving_is_understood_as_people_say_it(typed: str, leave: Leave) -> None:
    assert understood(typed, TUESDAY) == leave


@pytest.mark.parametrize(
    "typed", ["until soon", "until 11/12", "until 31 feb", "until 2026-11-24", "for 500 days", ","]
)
def test_what_can_be_read_two_ways_is_asked_about(typed: str) -> None:
    with pytest.raises(Unclear):
        understood(typed, TUESDAY)


def test_what_somebody_has_goes_to_who_stands_in_with_a_brief(rosa, mira, tom):
    escalated(rosa)
    registered(rosa)
    ping_of(mira).clicks("Acknowledge")
    card_of(mira).waits_for("Owner: Mira Lang")
    reply = mira.types("/escalate away until friday, Tom covers")
    assert "You are away until 27 Nov 2026, and back that morning. Tom Weber stands in and has been told." in reply.text
    assert "ESC-1 Two partners claim Acme to Tom Weber" in reply.text
    brief = tom.sees("Mira Lang* is away until 27 Nov 2026, and you stand in.")
    assert "DR-1 Acme Holding" in brief.text
    assert "Mira Lang is away until 27 Nov 2026, so it comes to you, Tom Weber" in ping_of(tom).text
    rosa.sees("so it went on")
    assert len([post for post in rosa.inbox if "so it went on" in post.text]) == 1


def test_new_registrations_go_to_who_stands_in_and_back_again(slack, rosa, mira, tom):
    mira.types("/escalate away until friday, Tom covers")
    registered(rosa)
    rosa.sees("is with Tom Weber (covers EMEA mid-market for Mira Lang, who is away)")
    slack.advance(days=3)
    registered(rosa, number=2, account="Bolt", domain="bolt.example.com")
    rosa.sees("is with Mira Lang (covers EMEA mid-market)")


def test_coming_back_early_ends_it(rosa, mira):
    mira.types("/escalate away until friday")
    assert "Welcome back" in mira.types("/escalate back").text
    escalated(rosa)
    ping_of(mira)
    assert "You are here already." in mira.types("/escalate back").text


def test_the_form_does_the_same(mira, tom, rosa):
    form = mira.types("/escalate away")
    form.fills(until="2026-11-27", delegate="Tom Weber").submits()
    tom.sees("and you stand in")
    escalated(rosa)
    assert "You stand in for Mira Lang, who is away." in ping_of(tom).text


def test_a_name_that_several_or_nobody_have_is_asked_about(mira):
    assert "I know nobody called “Zoe”" in mira.types("/escalate away until friday, Zoe covers").text


def test_when_everybody_of_the_region_is_away_the_hub_has_it_and_says_so(rosa, mira, tom, jonas, priya):
    for person in (mira, tom, jonas):
        person.types("/escalate away until friday")
    escalated(rosa)
    assert "Nobody of Europe, Middle East and Africa is there for" in priya.sees("is there for", "ecosystem-hub").text
    ping_of(priya)


def test_a_lead_says_that_somebody_is_away_and_they_are_told(rosa, mira, tom, jonas):
    escalated(rosa)
    ping_of(mira)
    said = jonas.types("/escalate away Mira until friday, Tom covers")
    assert "Mira Lang is away until 27 Nov 2026" in said.text
    assert "Jonas Falk has noted that you are away until 27 Nov 2026." in mira.sees("has noted that you are away").text
    assert "Mira Lang is away until 27 Nov 2026" in ping_of(tom).text
    mira.types("/escalate back")


def test_nobody_else_says_so_of_others(rosa, tom, carla):
    refusal = tom.types("/escalate away Mira until friday")
    assert "Only a lead of EMEA and the hub say that Mira Lang is away." in refusal.text
    assert "Only a lead of EMEA" in carla.types("/escalate away Mira until friday").text
