"""Which Homes follow what happens, how often Slack is asked, and what a look costs the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update

from desk import Desk, following
from desk.home.look import look as look_at
from policy.deals import Status
from policy.errors import InvalidForm
from policy.permissions import Role
from store.models import Deal, Home, Notice, NoticeState, Person, RoleGrant, Timer
from tests.databases import on_sqlite
from tests.reliability.evidence import let_desk_register, member
from views import home as home_views

STATEMENTS_AT_MOST = 12


def opened(desk: Desk, *slack_ids: str) -> None:
    """Open Homes, and deliver what that brings."""
    for slack_id in slack_ids:
        desk.home.opened(by=member(desk, slack_id), blank=True)
    delivered(desk)


def delivered(desk: Desk) -> None:
    with desk.store.begin() as work:
        work.execute(update(Notice).values(state=NoticeState.SENT))


def stirred(desk: Desk) -> list[str]:
    """Return whose Homes wait to be looked at, one entry a notice."""
    with desk.store.read() as work:
        rows = work.exec(
            select(Notice.audience).where(Notice.kind == following.KIND, Notice.state == NoticeState.PENDING)
        ).all()
        people = {following.lane(p.id or 0): p.slack_id for p in work.exec(select(Person))}
        return sorted(str(people[audience]) for audience in rows)


def test_only_open_homes_of_people_concerned_are_looked_at(staffed: Desk):
    opened(staffed, "U0ROSA", "U0BO", "U0MIRA", "U0CARLA", "U0JONAS", "U0KENJI", "U0LENA", "U0PRIYA")
    let_desk_register(staffed)
    assert stirred(staffed) == ["U0JONAS", "U0LENA", "U0MIRA", "U0PRIYA", "U0ROSA"]


def test_much_that_happens_before_the_courier_comes_is_one_look(staffed: Desk):
    opened(staffed, "U0MIRA")
    let_desk_register(staffed)
    mira = member(staffed, "U0MIRA")
    staffed.decisions.take("DR-1", by=mira, key="take")
    staffed.decisions.approve("DR-1", by=mira, key="approve")
    assert stirred(staffed) == ["U0MIRA"]


def test_what_happens_while_a_courier_has_the_look_in_its_hands_is_looked_at_again(staffed: Desk):
    opened(staffed, "U0MIRA")
    let_desk_register(staffed)
    with staffed.store.begin() as work:
        work.execute(update(Notice).where(col(Notice.kind) == "home").values(state=NoticeState.SENDING))
    staffed.decisions.take("DR-1", by=member(staffed, "U0MIRA"), key="take")
    assert stirred(staffed) == ["U0MIRA"]


@on_sqlite
def test_a_home_nobody_has_opened_for_two_weeks_is_left_alone(staffed: Desk):
    opened(staffed, "U0MIRA")
    with staffed.store.begin() as work:
        long_ago = datetime.now(UTC) - following.FOLLOWED_FOR - timedelta(minutes=1)
        work.execute(update(Home).values(opened_at=long_ago))
    let_desk_register(staffed)
    assert stirred(staffed) == []


def test_what_is_rolled_back_stirs_nobody(staffed: Desk):
    opened(staffed, "U0PRIYA")
    let_desk_register(staffed)
    delivered(staffed)
    with pytest.raises(InvalidForm):
        staffed.decisions.decline("DR-1", by=member(staffed, "U0MIRA"), key="decline", reason=None)
    assert stirred(staffed) == []


def test_an_open_home_is_looked_at_again_as_time_runs_down_until_the_day_is_over(staffed: Desk, watch):
    opened(staffed, "U0MIRA")
    watch.moves_on(hours=5)
    staffed.timers.run_due()
    assert stirred(staffed) == ["U0MIRA"]
    delivered(staffed)
    with staffed.store.begin() as work:
        yesterday = datetime.now(UTC) - following.LOOKED_AFTER_FOR - timedelta(minutes=1)
        work.execute(update(Home).values(opened_at=yesterday))
    watch.moves_on(hours=1)
    staffed.timers.run_due()
    assert stirred(staffed) == []
    with staffed.store.read() as work:
        assert work.exec(select(Timer).where(Timer.kind == following.TURN)).all() == []


def test_an_unchanged_home_is_not_published_again(bot, slack, rosa, mira):
    rosa.opens_home()
    mira.opens_home()
    before = len(slack.log(name="views.publish"))
    for _ in range(3):
        rosa.post("home", {})
    with bot.store.begin() as work:
        following.stir(work, following.EVERYBODY)
    waits_until_delivered(bot)
    assert len(slack.log(name="views.publish")) == before


def test_a_home_that_slack_has_lost_is_published_again(bot, slack, rosa):
    shown = rosa.opens_home().text
    slack.reset(at=slack.now)
    slack.waits_for_bot()
    assert rosa.opens_home().text == shown


def waits_until_delivered(bot) -> None:
    until = datetime.now(UTC) + timedelta(seconds=5)
    while bot.courier.backlog().waiting and datetime.now(UTC) < until:
        pass


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(desk.store.engine, "before_cursor_execute", note)


def test_a_look_takes_at_most_twelve_statements_even_for_somebody_with_every_role(staffed: Desk):
    everybody = member(staffed, "U0PRIYA")
    with staffed.store.begin() as work:
        for role in (Role.REP, Role.SPECIALIST, Role.LEAD, Role.LEADER, Role.ADMIN):
            work.add(RoleGrant(person_id=everybody.id, role=role))
    let_desk_register(staffed)
    with staffed.store.begin() as work:
        work.execute(update(Deal).values(status=Status.APPROVED, protected_until=None))
    let_desk_register(staffed, key="second", domain="other.com")
    staffed.home.look(by=everybody)  # reads the playbook
    with counted(staffed) as statements:
        seen = staffed.home.look(by=everybody)
    asked = [one for one in statements if not one.startswith("BEGIN")]
    assert all((seen.hub, seen.regions, seen.week))
    assert len(asked) <= STATEMENTS_AT_MOST, asked
    home_views.page(seen)


def test_a_home_shows_how_a_region_stands_and_who_has_how_much(staffed: Desk, watch):
    let_desk_register(staffed)
    watch.moves_on(days=1, hours=6)
    staffed.timers.run_due()
    let_desk_register(staffed, key="second", domain="other.com")
    (emea,) = staffed.home.look(by=member(staffed, "U0JONAS")).regions
    assert {str(one): number for one, number in emea.running.items()} == {"late": 1, "at_risk": 1, "on_time": 2}
    assert (emea.this_week, emea.before, emea.weeks) == (1, 0, (0, 0, 0, 0, 0, 0, 0, 1))
    assert emea.load == (("Mira Lang", 2), ("Tom Weber", 0), ("U0JONAS", 0))
    watch.moves_on(days=5)
    (emea,) = staffed.home.look(by=member(staffed, "U0JONAS")).regions
    assert (emea.this_week, emea.before, emea.weeks[-2:]) == (0, 0, (1, 0))
    watch.moves_on(days=2)
    (emea,) = staffed.home.look(by=member(staffed, "U0JONAS")).regions
    assert (emea.this_week, emea.before) == (0, 1)


@on_sqlite
def test_nobody_sees_what_their_role_or_region_does_not_allow(staffed: Desk):
    let_desk_register(staffed)
    for slack_id, sees in {
        "U0ROSA": True, "U0MIRA": True, "U0BO": False, "U0TOM": False, "U0CARLA": False, "U0KENJI": False,
        "U0LENA": False, "U0JONAS": False,
    }.items():  # fmt: skip
        seen = staffed.home.look(by=member(staffed, slack_id))
        errands = seen.errands.mine + seen.errands.desk + seen.errands.nobodys
        assert bool(errands) is sees, slack_id
        assert seen.hub is None
        assert [r.code for r in seen.regions] == {
            "U0JONAS": ["EMEA"], "U0KENJI": ["APAC"], "U0LENA": ["AMER", "EMEA", "APAC"],
        }.get(slack_id, []), slack_id  # fmt: skip


@on_sqlite
def test_work_that_was_somebodys_is_not_shown_to_them_once_their_role_is_gone(staffed: Desk):
    let_desk_register(staffed)
    mira = member(staffed, "U0MIRA")
    staffed.decisions.take("DR-1", by=mira, key="take")
    with staffed.store.begin() as work:
        for grant in work.exec(select(RoleGrant).where(RoleGrant.person_id == mira.id)):
            grant.region = "AMER"
    assert staffed.home.look(by=mira).errands.desk == ()


@on_sqlite
def test_somebody_who_has_left_has_no_home(staffed: Desk):
    with staffed.store.begin() as work:
        person = work.exec(select(Person).where(Person.slack_id == "U0ROSA")).one()
        person.active = False
        number = person.id or 0
    with staffed.store.read() as work:
        assert look_at(work, number, datetime.now(UTC)) is None
