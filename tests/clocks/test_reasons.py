"""Why something was late: asked once when it is closed, kept on its clocks, counted by the digest."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from desk.keeping import exceptions
from policy.errors import InvalidForm, NotFound, Refused
from store.models import AuditEvent, Notice, Person, SlaClock
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite

LATE = {"days": 8}


def clocks(desk) -> dict[str, SlaClock]:
    with desk.store.read() as work:
        return {row.metric: row for row in work.exec(select(SlaClock))}


def explain(desk, who: str = "U0MIRA", **special):
    given = {"key": "why", "reason": "no-capacity", "note": "Two of us were ill."}
    return desk.breaches.explain("DR-1", by=member(desk, who), **{**given, **special})


@on_both_engines
def test_a_reason_is_kept_on_every_clock_that_was_late(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    mira = member(staffed, "U0MIRA")
    lateness = explain(staffed)
    assert [breach.reason for breach in lateness.breaches] == ["No capacity", "No capacity"]
    for row in clocks(staffed).values():
        assert (row.reason, row.reason_note, row.reason_by) == ("no-capacity", "Two of us were ill.", mira.id)
    with staffed.store.read() as work:
        event = work.exec(select(AuditEvent).where(AuditEvent.action == "sla.explain")).one()
    assert (event.rule, event.rule_version, event.because) == ("ROE-11.EMEA", 1, "No capacity")


def test_a_second_reason_is_for_what_nobody_has_explained(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(days=1, hours=6)  # the first look is late, the decision not yet
    staffed.timers.run_due()
    explain(staffed)
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    explain(staffed, key="again", reason="tools")
    assert {metric: row.reason for metric, row in clocks(staffed).items()} == {
        "deal.review": "no-capacity",
        "deal.decision": "tools",
    }


def test_something_else_wants_a_sentence(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    with pytest.raises(InvalidForm) as wrong:
        explain(staffed, reason="other", note=" ")
    assert wrong.value.fields == {"note": "Say in a sentence what it was."}
    with pytest.raises(InvalidForm, match="Choose a reason from the list"):
        explain(staffed, reason="weather")


@pytest.mark.parametrize("who", ["U0ROSA", "U0CARLA"])
def test_only_the_desk_its_lead_leaders_and_the_hub_say_why(staffed, watch, who):
    let_desk_register(staffed)
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    with pytest.raises(Refused, match="Why DR-1 was late is for the EMEA desk, its lead, leaders and the hub to say"):
        explain(staffed, who)


def test_what_was_in_time_has_nothing_to_explain(staffed):
    let_desk_register(staffed)
    with pytest.raises(NotFound, match="Nothing about DR-1 was late"):
        explain(staffed)


@pytest.mark.parametrize(("explained", "asked"), [(False, 1), (True, 0)])
def test_whoever_closes_it_is_asked_once_unless_somebody_has_said(staffed, watch, explained, asked):
    let_desk_register(staffed)
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    if explained:
        explain(staffed)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="approve")
    with staffed.store.read() as work:
        assert len(work.exec(select(Notice).where(Notice.kind == "breach.why")).all()) == asked


def whom_it_asks(desk) -> list[str]:
    with desk.store.read() as work:
        lanes = work.exec(select(Notice.audience).where(Notice.kind == "breach.why").order_by(col(Notice.id)))
        return [work.get_one(Person, int(lane.partition(":")[2])).slack_id for lane in lanes]


def test_whoever_had_it_is_asked_and_not_whoever_closed_it(staffed, watch):
    let_desk_register(staffed)
    staffed.decisions.take("DR-1", by=member(staffed, "U0MIRA"), key="take")
    watch.moves_on(**LATE)
    staffed.timers.run_due()
    staffed.decisions.decline(
        "DR-1", by=member(staffed, "U0JONAS"), key="decline", reason="not-qualified", note="No budget"
    )
    assert whom_it_asks(staffed) == ["U0MIRA"]


@on_both_engines
def test_a_late_exception_asks_whose_it_was_and_a_late_insight_of_the_whole_hub_who_answered(staffed, watch):
    priya = member(staffed, "U0PRIYA")
    given = {"rule": "ROE-2", "reason": "One account, two buyers.", "until": watch().date() + timedelta(days=30)}
    exception = staffed.exceptions.ask(
        exceptions.Draft(about="acme.com", **given), by=member(staffed, "U0ROSA"), key="except"
    )
    insight = staffed.digests.insights.tell(
        "digest:EMEA:2026-W47", by=member(staffed, "U0JONAS"), key="tell", text="Two people for mid-market."
    )
    watch.moves_on(days=20)
    assert staffed.timers.run_due() == []
    staffed.exceptions.decline(exception, by=priya, key="decline", reason="Both know.")
    staffed.digests.insights.answer(insight, by=priya, key="answer", answer="Bo joins in January.")
    assert whom_it_asks(staffed) == ["U0JONAS", "U0PRIYA"]
    for who, ref in (("U0JONAS", exception), ("U0PRIYA", insight)):
        staffed.breaches.explain(ref, by=member(staffed, who), key=who, reason="no-capacity")
    assert {row.reason for row in clocks(staffed).values()} == {"no-capacity"}


def test_the_reason_is_given_with_one_tap_in_slack(bot, slack, mira):
    let_desk_register(bot.desk)
    slack.advance(**LATE)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    question = mira.sees("is closed, and it was late. Why?")
    question.chooses("breach.choose", "No capacity")
    question.waits_for("the reason is kept")
    assert question.buttons == ["Waive the decision…"]
    page = mira.types("/deal DR-1")
    assert "Mira Lang said why it was late: No capacity." in page.text


def test_something_else_opens_the_form(bot, slack, mira):
    let_desk_register(bot.desk)
    slack.advance(**LATE)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    question = mira.sees("is closed, and it was late. Why?")
    form = question.chooses("breach.choose", "Something else")
    assert form.submits().error("note") == "Say in a sentence what it was."
    form.fills(note="The contract was with legal.").submits()
    question.waits_for("the reason is kept")


def test_the_page_of_what_is_late_asks_for_the_reason_those_who_may_give_it(bot, slack, rosa, mira):
    let_desk_register(bot.desk)
    slack.advance(**LATE)
    assert "Give reason…" not in rosa.types("/deal DR-1").buttons
    page = mira.types("/deal DR-1")
    form = page.clicks("Give reason…")
    assert "Review was due" in form.text
    form.fills(reason="Unclear rule", note="ROE-7 leaves it open.").submits()
    assert "Give reason…" not in mira.types("/deal DR-1").buttons
