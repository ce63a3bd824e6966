"""Who gets it: the most specific specialist, else the lead, else the hub, and the hub hears that nobody covers it."""

import pytest
from sqlmodel import select

from policy.permissions import Role
from policy.routing import Seat, route
from store.models import Person
from tests.deals.conftest import registered

SPECIALIST, LEAD, HUB = Role.SPECIALIST, Role.LEAD, Role.HUB
MIRA = Seat(1, "Mira", SPECIALIST, "EMEA", "mid-market")
TOM = Seat(2, "Tom", SPECIALIST, "EMEA", "enterprise")
ANY = Seat(3, "Any", SPECIALIST, "EMEA")
REF = Seat(4, "Ref", SPECIALIST, "EMEA", None, "referral")
JONAS = Seat(5, "Jonas", LEAD, "EMEA")
PRIYA = Seat(6, "Priya", HUB)
ADMIN = Seat(7, "Admin", Role.ADMIN)


@pytest.mark.parametrize(
    ("seats", "segment", "motion", "name"),
    [
        ([MIRA, TOM, ANY], "mid-market", "resell", "Mira"),  # the segment is more specific than none
        ([MIRA, TOM, ANY], "smb", "resell", "Any"),  # nobody holds the segment: whoever takes any
        ([ANY, REF], "smb", "referral", "Ref"),  # the motion is more specific than none
        ([MIRA, REF], "mid-market", "referral", "Mira"),  # the segment outweighs the motion
        ([TOM, JONAS], "smb", "resell", "Jonas"),  # no specialist: the lead
        ([PRIYA, ADMIN], "smb", "resell", "Priya"),  # no spoke: the hub
        ([ADMIN], "smb", "resell", "Admin"),  # a team may start as one admin
        ([], "smb", "resell", "nobody"),
        (
            [Seat(8, "Busy", SPECIALIST, "EMEA", open_deals=5), Seat(9, "Free", SPECIALIST, "EMEA")],
            "smb",
            "resell",
            "Free",
        ),
    ],
)
def test_the_most_specific_match_wins(seats, segment, motion, name):
    assert route(seats, region="EMEA", segment=segment, motion=motion).name == name


def test_the_submitter_never_gets_their_own():
    assert route([MIRA, JONAS], region="EMEA", segment="mid-market", motion="resell", not_for=1).name == "Jonas"


def test_a_specialist_of_another_region_gets_nothing():
    assert route([MIRA, PRIYA], region="APAC", segment="mid-market", motion="resell").name == "Priya"


def test_a_segment_decides_who_gets_it(rosa, tom):
    registered(rosa, segment="Enterprise")
    tom.sees("needs your review")


def test_without_a_specialist_the_regions_lead_gets_it(aiko, kenji):
    registered(aiko, region="Asia", currency="USD")
    kenji.sees("needs your review")
    assert "Routed to Kenji Mori: leads APAC" in kenji.sees("DR-1 ", channel="deal-desk-apac").text


def test_when_nobody_covers_it_the_hub_gets_it_and_is_told(bot, rosa, priya):
    with bot.store.begin() as work:
        for name in ("U0MIRA", "U0TOM", "U0JONAS"):
            person = work.exec(select(Person).where(Person.slack_id == name)).one()
            person.active = False
    registered(rosa)
    priya.sees("needs your review")
    alarm = priya.sees("Nobody covers", channel="ecosystem-hub")
    assert "DR-1 Acme Holding* went to Priya Nair" in alarm.text
    assert "Add a specialist or a lead for EMEA" in alarm.text
