"""What else happens on the way: taken back, somebody added, a deal linked, and why it was late."""

import pytest
from sqlmodel import select

from desk import Desk
from desk.escalations.drafts import Draft
from policy.errors import DeskError, InvalidForm, Refused, Stale
from store.models import AuditEvent, Escalation, SlaClock, Timer
from tests.deals.conftest import registered
from tests.escalations.conftest import card_of, escalated, ping_of
from tests.reliability.crowd import all_at_once
from tests.reliability.evidence import member


def raised(desk: Desk) -> str:
    draft = Draft(subject="Two partners claim Acme", severity="high", region="EMEA")
    return desk.escalations.raise_(draft, by=member(desk, "U0ROSA"), key="raise").ref


def test_the_raiser_takes_it_back_with_a_reason_and_whoever_has_it_reads_why(rosa, mira, tom):
    escalated(rosa)
    ping_of(mira).clicks("Acknowledge")
    form = rosa.sees("is with Mira Lang").clicks("Withdraw…")
    form.fills(reason="The partners talked.").submits()
    assert "The partners talked." in mira.sees("Rosa Ortega withdrew it").text
    card = card_of(tom).waits_for("Withdrawn by Rosa Ortega")
    assert card.buttons == []
    page = rosa.types("/escalate ESC-1")
    assert "Withdraw…" not in page.buttons
    assert "Open it again…" in page.buttons


def test_what_is_taken_back_climbs_no_more_and_counts_in_no_report(staffed, watch):
    ref, rosa = raised(staffed), member(staffed, "U0ROSA")
    with pytest.raises(Refused, match=r"Only .*, who raised ESC-1, can do that"):
        staffed.handling.withdraw(ref, by=member(staffed, "U0MIRA"), key="mira", reason="Not needed.")
    with pytest.raises(InvalidForm, match="why it is no longer needed"):
        staffed.handling.withdraw(ref, by=rosa, key="empty", reason="")
    staffed.handling.withdraw(ref, by=rosa, key="w", reason="The partners talked.")
    watch.moves_on(days=3)
    staffed.timers.run_due()
    with staffed.store.read() as work:
        assert {clock.state for clock in work.exec(select(SlaClock))} == {"cancelled"}
        assert not work.exec(select(Timer).where(Timer.subject == ref)).all()
        assert not work.exec(select(AuditEvent).where(AuditEvent.action == "escalation.climb")).all()
    with pytest.raises(Stale, match="Already withdrawn by"):
        staffed.handling.acknowledge(ref, by=member(staffed, "U0MIRA"), key="late")
    again = staffed.handling.reopen(ref, by=rosa, key="again", reason="They stopped talking.")
    assert again.assignee.slack_id in ("U0MIRA", "U0TOM")
    assert again.clocks["escalation.resolve_again"].state == "running"


def test_taking_it_back_against_an_answer_leaves_one_of_the_two(staffed):
    ref, rosa, mira = raised(staffed), member(staffed, "U0ROSA"), member(staffed, "U0MIRA")
    ending = {"outcome": "solved", "cause": "unclear-rule", "answer": "Northwind was first."}
    results = all_at_once(
        [
            lambda: staffed.handling.withdraw(ref, by=rosa, key="w", reason="They talked."),
            lambda: staffed.handling.resolve(ref, by=mira, key="r", **ending),
        ]
    )
    assert [type(one) for one in results if isinstance(one, DeskError)] == [Stale]
    with staffed.store.read() as work:
        row = work.exec(select(Escalation)).one()
        ends = work.exec(select(AuditEvent.action).where(AuditEvent.to_status == "resolved")).all()
    assert len(ends) == 1
    assert (row.outcome is None) == (ends[0] == "escalation.withdraw")


def test_whoever_is_added_hears_of_it_and_may_read_it_but_not_handle_it(rosa, mira, carla):
    escalated(rosa)
    card_of(mira).clicks("Add someone…").fills(person="Carla Diaz").submits()
    carla.sees("Mira Lang added Carla Diaz")
    page = carla.types("/escalate ESC-1")
    assert "*Follows it:* Carla Diaz" in page.text
    assert "Acknowledge" not in page.buttons
    ping_of(mira).clicks("Acknowledge")
    carla.sees("Mira Lang acknowledged it and has it.")


def test_a_deal_is_linked_afterwards_and_what_there_is_not_is_said_under_the_field(rosa, mira):
    registered(rosa)
    escalated(rosa)
    form = card_of(mira).clicks("Link a deal or rule…")
    assert "about" in form.fills(about="DR-9").submits().errors
    form.fills(about="dr-1").submits()
    card_of(mira).waits_for("DR-1 Acme Holding")
    rosa.sees("Mira Lang linked it: about DR-1 Acme Holding.")


def test_whoever_resolves_what_was_late_is_asked_why(slack, rosa, mira):
    escalated(rosa)
    ping_of(mira).clicks("Acknowledge")
    card_of(mira).waits_for("Owner: Mira Lang")
    slack.advance(days=2)
    form = mira.types("/escalate ESC-1").clicks("Resolve…")
    form.fills(outcome="Solved", cause="Unclear rule", answer="Done.").submits()
    why = mira.sees("*ESC-1 Two partners claim Acme* is closed, and it was late. Why?")
    why.chooses("breach.choose", "No capacity")
    why.waits_for("the reason is kept")
    assert "said why it was late: No capacity" in mira.types("/escalate ESC-1").text
