"""A question without an answer: reminded on the second and fourth business day, closed after five."""

from datetime import UTC, datetime

from sqlmodel import col, select

from store.models import AuditEvent, Card, Deal, Notice, SlaClock, Timer
from tests.databases import on_sqlite
from tests.deals.conftest import registered
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite


def asked(desk) -> None:
    let_desk_register(desk)
    desk.decisions.ask("DR-1", by=member(desk, "U0MIRA"), key="ask", question="Who signs?")


def events(desk, action: str) -> list[AuditEvent]:
    with desk.store.read() as work:
        return list(work.exec(select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.id))))


def test_the_submitter_is_reminded_when_the_desk_opens_on_the_second_and_fourth_day(staffed, watch):
    asked(staffed)  # on a Tuesday at nine
    watch.moves_on(days=6, hours=23)
    staffed.timers.run_due()
    nudges = events(staffed, "deal.nudge")
    assert [one.at for one in nudges] == [datetime(2026, 11, 26, 8, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)]
    assert {(one.rule, one.rule_version) for one in nudges} == {("ROE-1", 1)}
    rosa = member(staffed, "U0ROSA")
    with staffed.store.read() as work:
        lanes = list(work.exec(select(Card.audience).where(col(Card.kind).startswith("deal.nudge"))))
    assert lanes == [f"person:{rosa.id}"] * 2


def test_after_five_business_days_it_is_closed_and_everybody_hears_once(staffed, watch):
    asked(staffed)
    watch.moves_on(days=9)
    assert staffed.timers.run_due() == []
    (closed,) = events(staffed, "deal.close")
    with staffed.store.read() as work:
        deal = work.get_one(Deal, 1)
        clocks = {row.metric: row for row in work.exec(select(SlaClock))}
        told = sorted(
            work.exec(select(Notice.audience).where(Notice.event_id == closed.id, Notice.kind == "deal.news"))
        )
        assert work.exec(select(Timer).where(Timer.subject == "DR-1")).all() == []
    assert (deal.status, deal.reason, deal.decided_by_id) == ("withdrawn", "no-answer", None)
    assert (closed.at, closed.rule) == (clocks["deal.answer"].due_at, "ROE-1")
    assert clocks["deal.answer"].breached_at == clocks["deal.answer"].due_at
    assert clocks["deal.decision"].state == "cancelled"
    assert told == sorted(f"person:{member(staffed, who).id}" for who in ("U0ROSA", "U0MIRA"))


def test_an_answer_in_time_ends_the_reminders(staffed, watch):
    asked(staffed)
    watch.moves_on(days=1)
    staffed.decisions.answer("DR-1", by=member(staffed, "U0ROSA"), key="answer", answer="The CFO", changes={})
    watch.moves_on(days=20)
    staffed.timers.run_due()
    assert events(staffed, "deal.nudge") == events(staffed, "deal.close") == []


def test_a_reminder_is_answered_from_where_it_stands(bot, slack, rosa, mira):
    registered(rosa)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Ask…").fills(question="Who signs?").submits()
    rosa.sees("Mira Lang asks")
    slack.advance(days=2)
    nudge = rosa.sees("Mira Lang still waits for your answer")
    assert "Who signs?" in nudge.text
    nudge.clicks("Answer…").fills(answer="The CFO.").submits()
    nudge.waits_for("Answered. The desk goes on with it.")
    assert nudge.buttons == []


def test_the_rep_reads_why_it_was_closed_and_how_to_go_on(bot, slack, rosa, mira):
    registered(rosa)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Ask…").fills(question="Who signs?").submits()
    rosa.sees("Mira Lang asks")
    slack.advance(days=9)
    news = rosa.sees("Closed, because the desk's question was not answered within 40 working hours (ROE-1 v1).")
    assert "register it again with the answer in it: `/deal acme.com`" in news.text
    mira.sees("DR-1 ", channel="deal-desk-emea").waits_for("no answer to the desk's question")
    assert not registered(rosa, 2).endswith("1")
