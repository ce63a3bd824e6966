"""Nobody answers: it climbs, past who is away and who does not answer, in working hours, until somebody has it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from store.models import AuditEvent, EscalationAsk, Timer
from tests.escalations.conftest import card_of, escalated, ping_of

# Friday, 27 November 2026, 16:30 in Berlin; the desk closes at 17:00.
FRIDAY = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


def test_from_friday_evening_to_monday_morning_with_the_first_level_on_holiday(bot, slack, rosa, mira, tom, jonas):
    slack.advance_to(FRIDAY)
    mira.types("/escalate away until 7 dec, Tom covers")
    escalated(rosa)
    assert "You stand in for Mira Lang, who is away." in ping_of(tom).text
    assert not [post for post in mira.inbox if "ESC-1" in post.text]

    slack.advance_to(datetime(2026, 11, 29, 12, 0, tzinfo=UTC))  # nothing climbs over the weekend
    assert not [post for post in jonas.inbox if "ESC-1" in post.text]
    slack.advance_to(MONDAY)
    ping = jonas.sees("ESC-1 was not acknowledged in 1 h, so it comes to you, Jonas Falk (EMEA lead).")
    assert "Mira Lang is away until 7 Dec 2026; Tom Weber did not answer." in ping.text
    ping.clicks("Acknowledge")
    card_of(jonas).waits_for("Owner: Jonas Falk")
    form = ping.waits_for("Resolve…").clicks("Resolve…")
    form.fills(outcome="Ruled on", cause="Unclear rule", answer="Northwind was first.").submits()
    card = card_of(jonas).waits_for("Resolved by Jonas Falk")
    card.waits_for_reply("resolved it")
    assert [line.text.split("\n")[0] for line in card.thread] == [
        "Rosa Ortega raised it. Tom Weber (EMEA specialist) is asked: for Mira Lang.",
        ":hourglass: Late: answer passed its 1 h at 30 Nov 2026 08:30 UTC (ROE-11.EMEA v1). "
        "In whose court: submitter 0 h, EMEA desk 1 h.",
        "Not acknowledged in 1 h. Mira Lang is away until 7 Dec 2026; Tom Weber did not answer. "
        "Jonas Falk (EMEA lead) is asked.",
        "Jonas Falk acknowledged it and has it.",
        "Jonas Falk resolved it: Ruled on. Cause: Unclear rule.",
    ]
    rosa.sees("resolved it")
    for person in (rosa, tom):
        told = [post.text.split("\n")[0] for post in person.inbox if "ESC-1" in post.text]
        assert len(told) == len(set(told)), told
    assert not [post for post in mira.inbox if "ESC-1" in post.text]
    with bot.store.read() as work:
        assert work.exec(select(Timer).where(Timer.subject == "ESC-1")).all() == []


def test_an_urgent_one_climbs_around_the_clock(bot, slack, rosa, mira, tom, jonas, priya):
    slack.advance_to(datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    escalated(rosa, severity="Urgent")
    ping_of(mira)
    slack.advance(minutes=16)
    assert "ESC-1 was not acknowledged in 15 min, so it comes to you, Tom Weber (EMEA backup)." in ping_of(tom).text
    slack.advance(minutes=15)
    assert "Mira Lang did not answer; Tom Weber did not answer." in ping_of(jonas).text
    slack.advance(minutes=15)
    assert "so it comes to you, Priya Nair (the hub)" in ping_of(priya).text
    slack.advance(hours=10)
    with bot.store.read() as work:
        asked = [row.person_id for row in work.exec(select(EscalationAsk).order_by(EscalationAsk.id))]
    assert len(asked) == 4 + 3  # the last level is asked three more times, and then no more
    assert len(set(asked)) == 4


def test_after_hours_the_first_to_open_is_waited_for_and_the_raiser_is_told_when(slack, rosa, mira):
    slack.advance_to(datetime(2026, 11, 27, 18, 0, tzinfo=UTC))
    form = rosa.types("/escalate two partners claim Acme")
    assert "Asks Mira Lang (covers EMEA mid-market) 30 Nov 2026" in form.text
    form.submits()
    receipt = rosa.sees("nobody is at work there now. I ask Mira Lang")
    assert not [post for post in mira.inbox if "ESC-1" in post.text]
    slack.advance_to(datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    ping_of(mira).clicks("Acknowledge")
    receipt.waits_for("is with Mira Lang")


def test_acknowledging_stops_it(slack, rosa, mira, tom):
    escalated(rosa)
    ping_of(mira).clicks("Acknowledge")
    rosa.sees("acknowledged it")
    slack.advance(hours=3)
    assert not [post for post in tom.inbox if "ESC-1" in post.text]


def test_what_was_missed_while_everything_was_down_happens_once_in_order_with_its_true_time(bot, slack, rosa, mira):
    escalated(rosa)
    bot.ticker.stop()
    slack.advance(hours=6)
    bot.desk.timers.run_due()
    with bot.store.read() as work:
        rows = work.exec(select(AuditEvent).where(AuditEvent.action == "escalation.climb").order_by(AuditEvent.id))
        times = [(row.at.hour, row.facts["to"]) for row in rows]
    assert times[:3] == [(9, "Tom Weber"), (10, "Jonas Falk"), (11, "Priya Nair")]
    bot.stop()


@pytest.mark.parametrize("severity", ["Low", "Normal"])
def test_less_severe_ones_climb_later(severity, slack, rosa, mira, tom):
    escalated(rosa, severity=severity)
    ping_of(mira)
    slack.advance(hours=3)
    assert not [post for post in tom.inbox if "ESC-1" in post.text]


def test_putting_it_aside_brings_it_back(slack, rosa, mira, tom):
    escalated(rosa)
    card_of(mira).clicks("Snooze…").fills(minutes="30 minutes").submits()
    card_of(mira).waits_for("put aside until")
    slack.advance(minutes=31)
    mira.sees("It is back: the time you put it aside for is over.")
    slack.advance(hours=2)
    assert not [post for post in tom.inbox if "ESC-1" in post.text]


def test_raising_the_severity_keeps_the_time_used_and_climbs_sooner(slack, rosa, mira, tom):
    escalated(rosa, severity="Normal")
    ping_of(mira)
    slack.advance(minutes=50)
    card_of(mira).clicks("Raise severity…").fills(severity="High").submits()
    card_of(mira).waits_for("· high")
    slack.advance(minutes=11)
    assert "was not acknowledged in 1 h" in ping_of(tom).text


def test_the_clock_runs_on_when_the_evidence_does_not_come_within_a_working_day(slack, rosa, mira):
    escalated(rosa)
    ping_of(mira).clicks("Ask…").fills(question="Who signed first?").submits()
    rosa.sees("Mira Lang asks")
    slack.advance(days=1, minutes=5)
    mira.sees("No answer of Rosa Ortega in a working day; the clock runs on.")
