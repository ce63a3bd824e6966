"""An appeal: once, in time, on something new, before somebody who has no part in it."""

import pytest

from policy.errors import InvalidForm, Refused, Stale
from tests.databases import on_sqlite
from tests.deals.conftest import registered
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite

CHANNEL = "deal-desk-emea"
NEW = "The customer named us in writing on Monday."


def declined(desk, **special):
    let_desk_register(desk, tender=True, **special)
    desk.decisions.decline("DR-1", by=member(desk, "U0MIRA"), key="no", reason="public-tender", note="Not ours.")
    return member(desk, "U0ROSA")


def test_somebody_without_a_part_in_it_rules_and_nobody_else(staffed):
    rosa = declined(staffed)
    seen = staffed.appeals.appeal("DR-1", by=rosa, key="appeal", evidence=NEW)
    assert (seen.deal.status, seen.deal.tier) == ("in_conflict", 2)
    assert seen.owner.slack_id not in ("U0ROSA", "U0MIRA", "U0JONAS", "U0TOM")
    assert seen.clocks["conflict.neutral"].state == "running"
    for who in ("U0MIRA", "U0JONAS", "U0ROSA"):
        with pytest.raises(Refused, match="rules on it, and nobody else"):
            staffed.decisions.approve("DR-1", by=member(staffed, who), key=who, note="I say so.")
    judge = member(staffed, seen.owner.slack_id)
    assert staffed.lookup.show("DR-1", to=judge)[0].ref == "DR-1"
    with pytest.raises(Refused):
        staffed.handover.reassign("DR-1", by=judge, key="hand", to=str(member(staffed, "U0JONAS").id))
    assert staffed.decisions.approve("DR-1", by=judge, key="yes", note="In writing counts.").deal.status == "approved"


def test_there_is_one_appeal(staffed):
    rosa = declined(staffed)
    seen = staffed.appeals.appeal("DR-1", by=rosa, key="appeal", evidence=NEW)
    judge = member(staffed, seen.owner.slack_id)
    staffed.decisions.decline("DR-1", by=judge, key="again", reason="public-tender", note="It stays so.")
    with pytest.raises(Stale, match="there is one appeal"):
        staffed.appeals.appeal("DR-1", by=rosa, key="twice", evidence="And more.")


def test_only_the_submitter_appeals_and_only_with_something_new(staffed):
    rosa = declined(staffed)
    with pytest.raises(Refused):
        staffed.appeals.appeal("DR-1", by=member(staffed, "U0BO"), key="bo", evidence=NEW)
    for same in ("", "Met the CIO, sent an offer"):
        with pytest.raises(InvalidForm, match="nobody knew"):
            staffed.appeals.appeal("DR-1", by=rosa, key=f"same {same}", evidence=same)


def test_after_five_working_days_the_ruling_stands(staffed, watch):
    rosa = declined(staffed)
    watch.moves_on(days=8)
    with pytest.raises(Stale, match="The time to appeal"):
        staffed.appeals.appeal("DR-1", by=rosa, key="late", evidence=NEW)


def test_a_decline_without_a_conflict_is_no_ruling(staffed):
    let_desk_register(staffed)
    staffed.decisions.decline("DR-1", by=member(staffed, "U0MIRA"), key="no", reason="duplicate", note="Twice.")
    with pytest.raises(Stale, match="no ruling to appeal"):
        staffed.appeals.appeal("DR-1", by=member(staffed, "U0ROSA"), key="appeal", evidence=NEW)


def test_an_appeal_from_the_page_reaches_the_neutral_seat(rosa, mira, priya):
    registered(rosa, tender=True)
    mira.sees("DR-1 ", channel=CHANNEL).clicks("Decline…").fills(reason="Public tender", note="Not ours.").submits()
    rosa.sees("Is there something nobody knew?")
    form = rosa.types("/deal DR-1").clicks("Appeal…")
    form.fills(evidence=NEW).submits()
    mira.sees("Rosa Ortega appealed")
    mira.sees("DR-1 ", channel=CHANNEL).waits_for("Approve…")
    assert "nobody else" in mira.sees("DR-1 ", channel=CHANNEL).clicks("Approve…").text
