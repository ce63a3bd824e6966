"""What should change: the digest asks its region, the hub has to answer, and whoever told hears of it."""

import pytest
from sqlmodel import select

from bot.app import Bot
from desk import Desk
from desk.digests.insights import ANSWER
from policy.errors import InvalidForm, NotFound, Refused, Stale
from policy.sla import ClockState
from store.models import Notice, SlaClock
from tests.databases import on_sqlite
from tests.deals.conftest import registered
from tests.digests.test_weekly import MONDAY
from tests.driver import Person, Workspace
from tests.reliability.evidence import member
from tests.watch import Watch

WEEK = "digest:EMEA:2026-W47"


def clock(desk: Desk) -> SlaClock:
    with desk.store.read() as work:
        return work.exec(select(SlaClock).where(SlaClock.metric == ANSWER)).one()


def test_the_hub_owes_an_answer_with_a_clock_and_is_reminded(staffed: Desk, watch: Watch):
    jonas, priya = member(staffed, "U0JONAS"), member(staffed, "U0PRIYA")
    for _ in range(2):  # the same form twice
        ref = staffed.digests.insights.tell(WEEK, by=jonas, key="tell", text="Two people for mid-market.")
    with pytest.raises(Refused, match="The hub answers RQ-1"):
        staffed.digests.insights.answer(ref, by=member(staffed, "U0MIRA"), key="mira", answer="No.")
    watch.moves_on(days=12)
    assert staffed.timers.run_due() == []
    with staffed.store.read() as work:
        due = list(work.exec(select(Notice.audience).where(Notice.kind == "insight.due")))
    assert due == ["hub", "hub"]
    with pytest.raises(InvalidForm, match="Say what will change"):
        staffed.digests.insights.answer(ref, by=priya, key="empty", answer=" ")
    staffed.digests.insights.answer(ref, by=priya, key="answer", answer="Bo joins in January.")
    assert clock(staffed).state is ClockState.STOPPED
    with pytest.raises(Stale, match="RQ-1: already answered"):
        staffed.digests.insights.answer(ref, by=priya, key="again", answer="Twice.")


@on_sqlite
def test_only_the_region_is_asked_and_only_about_a_region(staffed: Desk):
    for who in ("U0ROSA", "U0CARLA", "U0PRIYA"):  # a rep, another region's specialist, the hub itself
        with pytest.raises(Refused, match="What should change in EMEA is for its lead"):
            staffed.digests.insights.tell(WEEK, by=member(staffed, who), key=who, text="Everything.")
    with pytest.raises(NotFound, match="asked region by region"):
        staffed.digests.insights.question("digest:all:2026-W47", by=member(staffed, "U0LENA"))
    with pytest.raises(NotFound, match="That is no digest"):
        staffed.digests.insights.question("DR-1", by=member(staffed, "U0JONAS"))


def test_the_lead_tells_from_the_digest_and_reads_the_answer(
    bot: Bot, slack: Workspace, rosa: Person, jonas: Person, priya: Person
):
    registered(rosa)
    slack.advance_to(MONDAY)
    digest = jonas.sees("EMEA, week 48", channel="emea-leaders")
    assert "Jonas Falk, what should change?" in digest.text
    digest.clicks("Tell the hub…").fills(text="Two people for mid-market.").submits()
    digest.waits_for("Jonas Falk told the hub (RQ-1): “Two people for mid-market.” The hub answers by")
    priya.sees("(EMEA) says what should change").clicks("Answer…").fills(answer="Bo joins in January.").submits()
    digest.waits_for("Priya Nair answered: “Bo joins in January.”")
    jonas.sees("Priya Nair answers")


def test_the_next_digest_is_shown_before_it_is_sent_to_those_who_may(bot: Bot, rosa, mira, jonas):
    registered(rosa)
    assert "Preview. This goes to the leaders of EMEA" in jonas.types("/digest preview").text
    assert "is shown before it is sent to leads, leaders and the hub" in mira.types("/digest preview emea").text
