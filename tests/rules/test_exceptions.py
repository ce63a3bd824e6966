"""Exceptions: agreed by somebody else, for one customer, until a day; and what follows when the rule is at fault."""

from datetime import date

import pytest
from sqlmodel import select

from desk.keeping.exceptions import Draft
from policy.errors import InvalidForm, Refused, Stale
from policy.requests import Kind, Status
from store.models import Request
from tests.reliability.evidence import let_desk_register, member

OURS = "bluebird-bank.com"


def customer(desk):
    """Make the account of OURS a customer of ours, so that ROE-4 blocks new business there."""
    desk.books.import_accounts(["id,name,domains,customer\n", f"77,Bluebird Bank,{OURS},yes\n"])


def asks(desk, by="U0ROSA", key="ask", about=OURS, **more):
    values = {"rule": "ROE-4", "until": date(2026, 12, 31), "reason": "The bank asked for this partner by name."}
    return desk.exceptions.ask(Draft(about=about, **values | more), by=member(desk, by), key=key)


def test_an_agreed_exception_lets_the_registration_through_and_the_desk_sees_it(staffed):
    customer(staffed)
    with pytest.raises(InvalidForm, match=r"is our customer already.*ROE-4"):
        let_desk_register(staffed, domain=OURS)
    ref = asks(staffed)
    staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="grant")
    let_desk_register(staffed, "again", domain=OURS)
    seen, _ = staffed.lookup.show("DR-1", to=member(staffed, "U0MIRA"))
    assert [finding.facts.get("exception") for finding in seen.findings] == ["RQ-1"]
    with pytest.raises(InvalidForm, match="is our customer already"):
        let_desk_register(staffed, "other", by="U0BO", domain=OURS)


def test_it_ends_on_its_day(staffed, watch):
    customer(staffed)
    staffed.exceptions.grant(asks(staffed), by=member(staffed, "U0JONAS"), key="grant")
    watch.moves_on(days=38)
    assert staffed.timers.run_due() == []
    with staffed.store.read() as work:
        assert work.exec(select(Request.status)).one() is Status.EXPIRED
    with pytest.raises(InvalidForm, match="is our customer already"):
        let_desk_register(staffed, domain=OURS, close_on=date(2027, 6, 1))


def test_nobody_agrees_to_their_own_and_others_read_who_does(staffed):
    ref = asks(staffed, by="U0JONAS")
    with pytest.raises(Refused, match="You asked for RQ-1, so somebody else agrees to it"):
        staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="own")
    with pytest.raises(Refused, match="The lead of EMEA or the hub decides on exceptions"):
        staffed.exceptions.grant(ref, by=member(staffed, "U0MIRA"), key="mira")
    priya = member(staffed, "U0PRIYA")
    staffed.exceptions.decline(ref, by=priya, key="decline", reason="The bank is served by our own team.")
    with pytest.raises(Stale, match="RQ-1: already declined"):
        staffed.exceptions.grant(ref, by=priya, key="late")


def test_the_same_exception_three_times_opens_a_proposal_with_the_cases(staffed):
    for number in range(3):
        asks(staffed, key=f"ask{number}", about=f"bank{number}.com")
    with staffed.store.read() as work:
        (proposal,) = work.exec(select(Request).where(Request.kind == Kind.PROPOSAL)).all()
    assert proposal.facts["cases"] == ["RQ-1", "RQ-2", "RQ-3"]
    with pytest.raises(Stale, match="does not differ from the rule in force yet"):
        staffed.proposals.publish(proposal.ref, by=member(staffed, "U0PRIYA"), key="publish")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("about", {"about": "not a website"}),
        ("about", {"about": "gmail.com"}),
        ("about", {"about": "DR-99"}),
        ("rule", {"rule": "ROE-999"}),
        ("until", {"until": date(2026, 11, 1)}),
        ("until", {"until": None}),
        ("reason", {"reason": "  "}),
    ],
)
def test_what_is_wrong_is_said_under_its_field(staffed, field, more):
    with pytest.raises(InvalidForm) as refused:
        asks(staffed, **more)
    assert set(refused.value.fields) == {field}


def test_the_lead_agrees_in_slack_and_the_rep_is_told(bot, rosa, jonas):
    asks(bot.desk)
    ping = jonas.sees("RQ-1: an exception from ROE-4")
    ping.clicks("Agree")
    ping.waits_for("Agreed by Jonas Falk")
    assert "Register the customer now" in rosa.sees("Agreed by Jonas Falk").text or rosa.sees(
        "Register the customer now"
    )
