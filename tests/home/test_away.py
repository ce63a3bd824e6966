"""Out of office: work goes to whoever stands in until the person is back, and their Home says so."""

from datetime import date

from sqlmodel import select

from desk import Desk
from store.models import Person
from tests.databases import on_sqlite
from tests.driver import Person as Somebody
from tests.reliability.evidence import let_desk_register, member


def number(desk: Desk, slack_id: str) -> str:
    with desk.store.read() as work:
        return str(work.exec(select(Person.id).where(Person.slack_id == slack_id)).one())


def assignee(desk: Desk, ref: str, by: str = "U0PRIYA") -> str | None:
    sight = desk.lookup.show(ref, to=member(desk, by))[0]
    return sight.assignee.slack_id if sight.assignee else None


def leave(desk: Desk, who: str = "U0MIRA", key: str = "out", stand_in: str | None = "U0JONAS", back: int = 30) -> None:
    desk.absences.leave(
        by=member(desk, who), key=key, until=date(2026, 11, back), delegate=number(desk, stand_in) if stand_in else None
    )


def test_new_work_goes_to_the_stand_in_until_the_day_of_the_return(staffed: Desk, watch):
    leave(staffed)
    away = staffed.home.look(by=member(staffed, "U0MIRA")).away
    assert away.out
    assert away.until is not None
    assert away.until.isoformat() == "2026-11-30T00:00:00+00:00"
    assert assignee(staffed, let_desk_register(staffed)) == "U0JONAS"
    assert staffed.home.look(by=member(staffed, "U0JONAS")).away.covers == ("U0MIRA",)
    watch.moves_on(days=6)
    assert not staffed.home.look(by=member(staffed, "U0MIRA")).away.out
    assert assignee(staffed, let_desk_register(staffed, key="second", domain="other.com")) == "U0MIRA"


@on_sqlite
def test_who_is_back_sooner_says_so(staffed: Desk):
    leave(staffed)
    staffed.absences.back(by=member(staffed, "U0MIRA"), key="back")
    assert not staffed.home.look(by=member(staffed, "U0MIRA")).away.out


def test_the_switch_on_home(bot, mira: Somebody, jonas: Somebody):
    home = mira.opens_home()
    assert "On duty until" in home.text
    home.clicks("I'm out…").fills(until="2026-11-30", delegate="Jonas Falk").submits()
    home = home.waits_for("You are out until")
    assert "Jonas Falk stands in" in home.text
    jonas.sees("is away until 30 Nov 2026, and you stand in")
    assert "You stand in for Mira Lang." in jonas.opens_home().text
    let_desk_register(bot.desk)
    jonas.sees("needs your review. First look due")
    home.clicks("I'm back")
    home.waits_for("On duty until")
