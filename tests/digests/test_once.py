"""Exactly one digest per region and week, at the region's own hour, whatever clocks, replicas and the playbook do."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, text
from sqlmodel import col, select, update

from desk import Desk
from desk.standards import load
from policy.amounts import Habit
from policy.errors import Stale
from policy.weeks import Hour, Week
from store.models import BusinessHours, Digest, Notice, PlaybookRun, Region, RegionalCalendar, Timer
from tests.databases import Beside, on_postgresql
from tests.reliability.crowd import all_at_once
from tests.watch import Watch

ZONES = (
    "America/Los_Angeles", "America/Sao_Paulo", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe",
    "Pacific/Auckland", "Africa/Cairo",
)  # fmt: skip
EIGHT = Hour.read("Monday 08:00")


@pytest.mark.parametrize("name", ZONES)
def test_the_hour_comes_once_a_week_at_eight_by_the_wall_across_both_clock_changes(name: str):
    zone = ZoneInfo(name)
    moments = [EIGHT.after(datetime(2026, 1, 1, tzinfo=UTC), zone)]
    for _ in range(60):
        moments.append(EIGHT.after(moments[-1], zone))
    assert {at.astimezone(zone).time() for at in moments} == {time(8)}
    assert all(
        Week.at(later, zone) == Week.at(earlier, zone).plus(1)
        and timedelta(days=6, hours=22) < later - earlier < timedelta(days=7, hours=2)
        for earlier, later in pairwise(moments)
    )


def test_an_hour_that_the_clocks_show_twice_or_skip_still_comes_once():
    zone = ZoneInfo("Europe/Berlin")
    for text_of_hour, week in (("Sunday 02:30", Week(2026, 43)), ("Sunday 02:30", Week(2026, 13))):
        hour = Hour.read(text_of_hour)
        at = hour.within(week, zone)
        assert hour.after(at, zone) == hour.within(week.plus(1), zone)
        assert hour.after(at - timedelta(seconds=1), zone) == at


Replicas = Callable[[Desk], list[Desk]]


@pytest.fixture
def replicas(beside: Beside, watch: Watch) -> Replicas:
    """Give three desks on the database of another."""
    return lambda desk: [Desk(store, watch) for store in beside.of(desk.store, 3)]


def restarted(crowd: list[Desk], watch: Watch) -> list[Desk]:
    """Return new desks. They keep their connections, which remember nothing but statements."""
    return [Desk(one.store, watch) for one in crowd]


def sent(desk: Desk) -> Counter[tuple[str, str]]:
    with desk.store.read() as work:
        return Counter((row.region, row.period) for row in work.exec(select(Digest)))


def test_weeks_that_were_missed_come_in_order_each_once_and_say_that_they_are_late(
    staffed: Desk, replicas: Replicas, watch: Watch
):
    staffed.digests.arrange()
    watch.moves_on(weeks=4)
    all_at_once([one.timers.run_due for one in replicas(staffed)])
    with staffed.store.read() as work:
        rows = work.exec(select(Digest).where(Digest.region == "EMEA").order_by(col(Digest.id))).all()
    assert [row.period for row in rows] == ["2026-W48", "2026-W49", "2026-W50", "2026-W51"]
    assert all(row.sent_at == watch() and row.due_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 8 for row in rows)
    assert set(sent(staffed).values()) == {1}
    assert len(sent(staffed)) == 4 * 4  # three regions and the one over all
    with staffed.store.read() as work:  # there was nothing to draw or to list
        assert not work.exec(select(Notice).where(col(Notice.kind).startswith("digest.files"))).all()


def four_weeks(desk: Desk, crowd: list[Desk], watch: Watch) -> None:
    """Live through four weeks with three replicas that restart, an hour that is moved, and people who post by hand."""
    desk.digests.arrange()
    for week in range(4):
        for _ in range(7):
            watch.moves_on(days=1)
            all_at_once([one.timers.run_due for one in crowd])
        _move_the_hour(desk, watch, "Monday 08:00" if week % 2 else "Wednesday 12:00")
        crowd = restarted(crowd, watch)
        all_at_once([one.digests.arrange for one in crowd])
        for one in crowd:  # one after the other: at once, other keys would stand in the control's way
            all_at_once([lambda one=one: one.digests.post("emea")])
    watch.moves_on(days=2)
    all_at_once([one.timers.run_due for one in crowd])


def _move_the_hour(desk: Desk, watch: Watch, hour: str) -> None:
    with desk.store.begin() as work:
        work.execute(update(Region).values(digest_at=hour))
        work.add(PlaybookRun(at=watch(), digest=f"{hour} {watch()}", changed=1))
    with desk.store.read() as work:
        assert load(work).regions["EMEA"].digest_at == hour


def test_in_four_weeks_with_three_replicas_and_a_moved_hour_nothing_comes_twice_or_never(
    staffed: Desk, replicas: Replicas, watch: Watch
):
    four_weeks(staffed, replicas(staffed), watch)
    assert set(sent(staffed).values()) == {1}
    weeks = {f"2026-W{number}" for number in (48, 49, 50, 51)}
    assert {key for key in sent(staffed) if key[1] in weeks} == {
        (region, week) for region in ("", "AMER", "EMEA", "APAC") for week in weeks
    }


@pytest.fixture
def worldwide(staffed: Desk, watch: Watch) -> Desk:
    """A desk with a region in each of the zones, late in September."""
    watch.at = datetime(2026, 9, 29, tzinfo=UTC)
    with staffed.store.begin() as work:
        work.execute(update(Region).values(active=False))
        for number, zone in enumerate(ZONES, 10):
            work.add(RegionalCalendar(code=f"calendar-{number}", zone=zone))
            work.flush()
            work.add(BusinessHours(calendar=f"calendar-{number}", weekday=0, opens=time(9), closes=time(17)))
            work.add(Region(code=f"R{number}", name=zone, calendar=f"calendar-{number}", currency="EUR",
                            amounts=Habit.POINT, position=number))  # fmt: skip
        work.add(PlaybookRun(at=watch(), digest="worldwide", changed=1))
        work.execute(delete(Timer))  # of the digests that come after what the others start from
    return staffed


@on_postgresql
def test_in_four_weeks_over_seven_zones_with_both_clock_changes_each_comes_at_its_own_eight(worldwide, replicas, watch):
    """On 4 October clocks go forward on Lord Howe, on 25 October back in Berlin; in Auckland they went before."""
    crowd, restarts = replicas(worldwide), [watch() + timedelta(days=days) for days in (9, 18)]
    worldwide.digests.arrange()
    while (due := worldwide.timers.next_at()) < datetime(2026, 10, 27, tzinfo=UTC):
        watch.at = due
        all_at_once([one.timers.run_due for one in crowd])
        if restarts and due > restarts[0]:
            restarts.pop(0)
            crowd = restarted(crowd, watch)
            all_at_once([one.digests.arrange for one in crowd])
    weeks = [f"2026-W{number}" for number in (40, 41, 42, 43)]
    codes = [f"R{number}" for number, _ in enumerate(ZONES, 10)]
    assert sent(worldwide) == {(code, week): 1 for code in ["", *codes] for week in weeks}
    with worldwide.store.read() as work:
        rows = work.exec(select(Digest).where(Digest.region != "")).all()
    for row in rows:
        local = row.sent_at.astimezone(ZoneInfo(ZONES[codes.index(row.region)]))
        assert (local.weekday(), local.time()) == (0, time(8)), row


@on_postgresql  # SQLite cannot drop a constraint
def test_without_the_unique_key_the_same_weeks_do_come_twice(staffed: Desk, replicas: Replicas, watch: Watch):
    """The control: the key is what holds."""
    with staffed.store.begin() as work:
        work.execute(text("ALTER TABLE digest DROP CONSTRAINT uq_digest_kind_region_period"))
    four_weeks(staffed, replicas(staffed), watch)
    assert max(sent(staffed).values()) > 1


def test_a_week_is_posted_by_hand_once_and_not_before_it_is_over(staffed: Desk, replicas: Replicas, watch: Watch):
    all_at_once([lambda one=one: one.digests.post("emea") for one in replicas(staffed)])
    assert sent(staffed) == {("EMEA", "2026-W47"): 1}
    with pytest.raises(Stale, match="was sent already"):
        staffed.digests.post("emea")
    with pytest.raises(Stale, match="is not over yet"):
        staffed.digests.post("emea", Week(2026, 48))
