"""A morning is one message: whoever has a brief finds in it what they put off, anybody else gets that by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from threading import Barrier, Thread

import pytest
from sqlmodel import col, select, update

from desk import Desk
from desk.home import briefs
from desk.people import Member, Profile
from policy.preferences import How, Topic
from store.models import AuditEvent, HeldNews, Notice, Timer
from tests.databases import on_sqlite
from tests.reliability.evidence import let_desk_register, member
from tests.telling.test_preferences import comments, prefers
from tests.watch import Watch

AT_HALF_PAST_EIGHT = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)  # in Berlin, the day after MORNING


def mira_of(desk: Desk) -> Member:
    """Return Mira with her own clock, as Slack shows her."""
    return desk.people.meet(Profile("U0MIRA", "Mira Lang", zone="Europe/Berlin"))


def put_off(desk: Desk) -> None:
    """Have two pieces of news wait for Mira's morning, while she has something due."""
    desk.preferences.set({Topic.DESK_DEALS: How.BRIEF}, quiet_from=None, quiet_until=None,
                         by=mira_of(desk), key="morning")  # fmt: skip
    let_desk_register(desk)
    desk.decisions.comment("DR-1", by=member(desk, "U0ROSA"), key="comment", text="The CFO wants a call.")


def mornings(desk: Desk) -> list[tuple[str, int]]:
    """Return what Mira was sent of a morning, each with how many pieces of held news it tells."""
    lane = f"person:{mira_of(desk).id}"
    with desk.store.read() as work:
        rows = work.exec(
            select(Notice.kind, AuditEvent)
            .join(AuditEvent, col(AuditEvent.id) == Notice.event_id)
            .where(
                Notice.audience == lane,
                col(Notice.kind).in_(["brief.daily", "news.held"]),
            )
            .order_by(col(Notice.id))
        )
        return [(kind, len(event.facts["held"])) for kind, event in rows]


def waiting(desk: Desk) -> int:
    with desk.store.read() as work:
        return len(work.exec(select(HeldNews).where(col(HeldNews.released_at).is_(None))).all())


@pytest.mark.parametrize("first", ["brief", "news"])
def test_whichever_falls_due_first_the_brief_tells_the_news_once(staffed: Desk, watch: Watch, first: str):
    steps = [staffed.briefs.plan, lambda: put_off(staffed)]
    for step in steps if first == "brief" else steps[::-1]:
        step()
    assert waiting(staffed) == 2
    watch.at = AT_HALF_PAST_EIGHT
    for _ in range(2):
        assert not staffed.timers.run_due()
    watch.moves_on(days=1)
    staffed.timers.run_due()
    assert mornings(staffed) == [("brief.daily", 2), ("brief.daily", 0)]
    assert waiting(staffed) == 0


def test_news_waits_for_a_brief_that_another_replica_is_about(staffed: Desk, watch: Watch):
    staffed.briefs.plan()
    put_off(staffed)
    watch.at = AT_HALF_PAST_EIGHT

    def looked_at(at: datetime) -> None:  # a row that another replica holds is passed over like one that is not due
        with staffed.store.begin() as work:
            work.execute(update(Timer).where(col(Timer.kind) == briefs.KIND).values(next_at=at))

    looked_at(watch.at.replace(hour=8))
    staffed.timers.run_due()
    assert (mornings(staffed), waiting(staffed)) == ([], 2)
    looked_at(watch.at)
    staffed.timers.run_due()
    assert mornings(staffed) == [("brief.daily", 2)]


@on_sqlite
def test_a_brief_that_cannot_be_written_holds_up_no_news_for_longer_than_a_day(staffed: Desk, watch: Watch):
    staffed.briefs.plan()
    put_off(staffed)
    watch.at = AT_HALF_PAST_EIGHT
    with staffed.store.begin() as work:
        stuck = {"next_at": watch.at.replace(year=2027), "attempts": 1}
        work.execute(update(Timer).where(col(Timer.kind) == briefs.KIND).values(**stuck))
    staffed.timers.run_due()
    assert mornings(staffed) == [("news.held", 2)]


def test_two_replicas_at_the_same_moment_tell_a_morning_once(staffed: Desk, replica: Desk, watch: Watch):
    staffed.briefs.plan()
    put_off(staffed)
    watch.at = AT_HALF_PAST_EIGHT
    together = Barrier(2)

    def looks(run_due: Callable[[], object]) -> None:
        together.wait()
        run_due()

    looking = [Thread(target=looks, args=(desk.timers.run_due,)) for desk in (staffed, replica)]
    for look in looking:
        look.start()
    for look in looking:
        look.join(10)
    assert mornings(staffed) == [("brief.daily", 2)]


@on_sqlite
def test_quiet_hours_chosen_in_the_evening_move_brief_and_news_together(staffed: Desk, watch: Watch):
    staffed.briefs.plan()
    put_off(staffed)
    mira = mira_of(staffed)
    staffed.preferences.set({Topic.DESK_DEALS: How.BRIEF}, quiet_from=time(20), quiet_until=time(10), by=mira, key="q")
    watch.at = AT_HALF_PAST_EIGHT
    staffed.timers.run_due()
    assert mornings(staffed) == []
    watch.moves_on(hours=1, minutes=30)
    staffed.timers.run_due()
    assert mornings(staffed) == [("brief.daily", 2)]


@on_sqlite
def test_a_morning_on_which_nothing_of_theirs_is_left_has_the_news_alone(staffed: Desk, watch: Watch):
    staffed.briefs.plan()
    put_off(staffed)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0JONAS"), key="approve", note="Seen")
    watch.at = AT_HALF_PAST_EIGHT
    staffed.timers.run_due()
    assert mornings(staffed) == [("news.held", 3)]


@on_sqlite
def test_a_weekday_on_which_the_region_rests_has_the_news_alone(staffed: Desk, watch: Watch):
    watch.at = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    staffed.briefs.plan()
    put_off(staffed)
    watch.at = datetime(2026, 12, 25, 7, 30, tzinfo=UTC)  # Christmas Day, a Friday
    staffed.timers.run_due()
    assert mornings(staffed) == [("news.held", 2)]


def test_a_specialist_finds_in_the_brief_what_they_put_off(bot, slack, rosa, mira):
    prefers(mira, desk_deals="In the morning brief")
    let_desk_register(bot.desk)
    comments(rosa, "The CFO wants a call.")
    mira.never_sees("The CFO wants a call.")
    slack.advance_to(AT_HALF_PAST_EIGHT)
    brief = mira.sees("Good morning. *1* due today · *2* you wanted to hear")
    assert "2 things you wanted to hear in the morning" in brief.text
    assert "The CFO wants a call." in brief.text
    assert brief.clicks("See it").title == "DR-1"
    assert sum("orning" in post.text for post in mira.inbox) == 1
    slack.advance(days=1)
    mira.sees("Good morning. *1* due today")
    assert sum("you wanted to hear" in post.text for post in mira.inbox) == 1
