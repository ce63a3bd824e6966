"""A protection while it lasts: reminders of its end, updates, one extension, the end."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from policy.errors import InvalidForm, Refused, Stale
from store.models import AuditEvent, Deal, Notice, Protection, Timer
from tests.databases import on_both_engines, on_sqlite
from tests.deals.conftest import registered
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite


def approved(desk, key: str = "first", **special) -> str:
    ref = let_desk_register(desk, key, **special)
    desk.decisions.approve(ref, by=member(desk, "U0MIRA"), key=f"approve {key}")
    return ref


def days_of(desk, action: str) -> list[date]:
    with desk.store.read() as work:
        rows = work.exec(select(AuditEvent.at).where(AuditEvent.action == action).order_by(col(AuditEvent.id)))
        return [at.date() for at in rows]


def ask(desk, key: str = "more", who: str = "U0ROSA") -> None:
    desk.extensions.ask("DR-1", by=member(desk, who), key=key, evidence="They have budget now.")


def test_the_submitter_is_reminded_on_business_days_before_the_end(staffed, watch):
    """Approved on 24 Nov 2026 for 90 days, so through Monday, 22 Feb 2027. Seven days before that is a Monday, one day
    before it a Sunday: that reminder comes on Friday."""
    approved(staffed)
    watch.moves_on(days=89)
    staffed.timers.run_due()
    assert days_of(staffed, "deal.remind") == [
        date(2027, 1, 22),
        date(2027, 2, 8),
        date(2027, 2, 15),
        date(2027, 2, 19),
    ]


def test_the_submitter_is_asked_every_thirty_days_what_has_happened(staffed, watch):
    approved(staffed)
    watch.moves_on(days=89)
    staffed.timers.run_due()
    assert days_of(staffed, "deal.prompt") == [date(2026, 12, 23)]  # the next would be about when the first reminder is


def test_the_desk_hears_of_a_silence_with_the_reminder_and_of_no_other(staffed, watch):
    approved(staffed)
    approved(staffed, "second", account="Walrus", domain="walrus.com")
    watch.moves_on(days=40)
    staffed.timers.run_due()
    staffed.extensions.update("DR-2", by=member(staffed, "U0ROSA"), key="update", text="They have budget now.")
    watch.moves_on(days=21)
    staffed.timers.run_due()
    with staffed.store.read() as work:
        reminders = select(Notice.subject).join(AuditEvent).where(AuditEvent.action == "deal.remind")
        heard = list(work.exec(reminders.where(Notice.kind == "deal.line")))
    assert heard == ["DR-1"]


def test_a_protection_ends_by_itself_with_its_true_time(staffed, watch):
    approved(staffed)
    watch.moves_on(days=120)
    staffed.timers.run_due()
    with staffed.store.read() as work:
        deal = work.get_one(Deal, 1)
        assert work.exec(select(Protection)).one().released_at == datetime(2027, 2, 22, 23, tzinfo=UTC)
        assert work.exec(select(Timer).where(Timer.subject == "DR-1")).all() == []
    assert (deal.status, deal.changed_at) == ("expired", datetime(2027, 2, 22, 23, tzinfo=UTC))


@on_both_engines
def test_an_extension_moves_the_end_and_its_reminders_and_stays_the_only_holding(staffed, watch):
    approved(staffed)
    watch.moves_on(days=80)
    staffed.timers.run_due()
    ask(staffed)
    staffed.extensions.grant("DR-1", by=member(staffed, "U0MIRA"), key="grant")
    with staffed.store.read() as work:
        assert work.get_one(Deal, 1).protected_until == date(2027, 3, 24)
        assert len(work.exec(select(Protection)).all()) == 1
    watch.moves_on(days=12)  # past the old end
    staffed.timers.run_due()
    with staffed.store.read() as work:
        assert work.get_one(Deal, 1).status == "approved"
    watch.moves_on(days=31)
    staffed.timers.run_due()
    with staffed.store.read() as work:
        assert work.get_one(Deal, 1).status == "expired"


def test_there_is_one_extension_and_one_request_at_a_time(staffed, watch):
    approved(staffed)
    ask(staffed)
    with pytest.raises(Stale, match="The desk has your request for more time on DR-1 already"):
        ask(staffed, "again")
    mira = member(staffed, "U0MIRA")
    staffed.extensions.deny("DR-1", by=mira, key="deny", note="No budget yet.")
    ask(staffed, "with new evidence")
    staffed.extensions.grant("DR-1", by=mira, key="grant")
    with pytest.raises(Stale, match=r"DR-1 was extended already, until 24 Mar 2027\. There is one extension \(ROE-3\)"):
        ask(staffed, "once more")
    with pytest.raises(Stale, match="was given already"):
        staffed.extensions.grant("DR-1", by=mira, key="grant again")


def test_who_asks_does_not_decide_and_nobody_asks_for_others(staffed):
    approved(staffed)
    with pytest.raises(Refused, match=r"Only .*, who submitted DR-1"):
        ask(staffed, who="U0BO")
    ask(staffed)
    with pytest.raises(Refused, match="You submitted DR-1, so somebody else decides it"):
        staffed.extensions.grant("DR-1", by=member(staffed, "U0ROSA"), key="grant")
    with pytest.raises(InvalidForm):
        staffed.extensions.deny("DR-1", by=member(staffed, "U0MIRA"), key="deny", note=" ")


@on_both_engines
def test_an_extension_and_the_end_at_the_same_moment_leave_one_of_them(staffed, watch):
    """The end falls due while the desk extends: whoever commits first has decided it."""
    approved(staffed)
    ask(staffed)
    watch.moves_on(days=91)
    staffed.extensions.grant("DR-1", by=member(staffed, "U0MIRA"), key="grant")  # the ticker has not come by yet
    staffed.timers.run_due()
    with staffed.store.read() as work:
        assert work.get_one(Deal, 1).status == "approved"
        assert work.exec(select(Protection)).one().released_at is None


def test_more_time_is_asked_for_on_the_reminder_and_given_on_the_card(bot, slack, rosa, mira):
    registered(rosa)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    rosa.sees("Mira Lang approved it")
    slack.advance(days=60)
    reminder = rosa.sees("its protection ends on 22 Feb 2027")
    assert reminder.buttons == ["Add update…", "Extend…", "See it"]
    reminder.clicks("Extend…").fills(evidence="They have budget now.").submits()
    request = mira.sees("Rosa Ortega asks for 30 days more.", channel="deal-desk-emea")
    assert "They have budget now." in request.text
    request.clicks("Extend")
    request.waits_for("Extended until 24 Mar 2027.")
    rosa.sees("Mira Lang extended the protection: 30 days more, until 24 Mar 2027")
    reminder.waits_for("It was extended once")


def test_a_request_is_declined_with_a_reason(bot, slack, rosa, mira):
    registered(rosa)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    rosa.sees("Mira Lang approved it")
    page = rosa.types("/deal DR-1")
    page.clicks("Extend…").fills(evidence="They have budget now.").submits()
    request = mira.sees("Rosa Ortega asks for 30 days more.", channel="deal-desk-emea")
    request.clicks("Do not extend…").fills(note="Come back with an offer they have seen.").submits()
    request.waits_for("Not extended; it ends on 22 Feb 2027.")
    assert "Come back with an offer" in rosa.sees("Mira Lang did not extend it").text


def test_an_update_is_kept_in_the_timeline(bot, slack, rosa, mira):
    registered(rosa)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    rosa.sees("Mira Lang approved it")
    slack.advance(days=30)
    rosa.sees("what has happened since").clicks("Add update…").fills(text="The CIO is on board.").submits()
    mira.sees("Rosa Ortega told what happened:")
    assert "The CIO is on board." in rosa.types("/deal DR-1").text
