"""Out of office: work goes to whoever stands in until the person is back, and their Home says so."""

from datetime import date

import pytest
from sqlmodel import select

from desk import Desk
from policy.errors import InvalidForm, Stale
from store.models import AuditEvent, Person
from tests.deals.conftest import registered
from tests.driver import Person as Somebody
from tests.reliability.evidence import let_desk_register, member


def number(desk: Desk, slack_id: str) -> str:
    with desk.store.read() as work:
        return str(work.exec(select(Person.id).where(Person.slack_id == slack_id)).one())


def assignee(desk: Desk, ref: str, by: str = "U0PRIYA") -> str | None:
    sight = desk.lookup.show(ref, to=member(desk, by))[0]
    return sight.assignee.slack_id if sight.assignee else None


def leave(desk: Desk, who: str = "U0MIRA", key: str = "out", stand_in: str | None = "U0JONAS", back: int = 30) -> None:
    desk.away.leave(
        by=member(desk, who),
        key=key,
        back_on=date(2026, 11, back),
        stand_in=number(desk, stand_in) if stand_in else None,
    )


def test_new_work_goes_to_the_stand_in_until_the_day_of_the_return(staffed: Desk, watch):
    leave(staffed)
    away = staffed.home.look(by=member(staffed, "U0MIRA")).away
    assert away.out
    assert away.until is not None
    assert away.until.isoformat() == "2026-11-29T23:00:00+00:00"
    assert assignee(staffed, let_desk_register(staffed)) == "U0JONAS"
    assert staffed.home.look(by=member(staffed, "U0JONAS")).away.covers == ("U0MIRA",)
    watch.moves_on(days=6)
    assert not staffed.home.look(by=member(staffed, "U0MIRA")).away.out
    assert assignee(staffed, let_desk_register(staffed, key="second", domain="other.com")) == "U0MIRA"


def test_who_is_back_sooner_says_so(staffed: Desk):
    leave(staffed)
    staffed.away.back(by=member(staffed, "U0MIRA"), key="back")
    assert assignee(staffed, let_desk_register(staffed)) == "U0MIRA"
    with pytest.raises(Stale, match="You are here already"):
        staffed.away.back(by=member(staffed, "U0MIRA"), key="again")


def test_the_same_request_twice_is_one_absence_and_another_one_replaces_it(staffed: Desk):
    leave(staffed)
    leave(staffed)
    leave(staffed, key="longer", back=27, stand_in=None)
    with staffed.store.read() as work:
        assert list(work.exec(select(AuditEvent.action))) == ["absence.start", "absence.start"]
    away = staffed.home.look(by=member(staffed, "U0MIRA")).away
    assert (away.until.isoformat() if away.until else "", away.stand_in) == ("2026-11-26T23:00:00+00:00", "")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"back": 24}, "back_on", "That day has begun already"),
        ({"stand_in": "U0MIRA"}, "stand_in", "Choose a colleague with a desk"),
        ({"stand_in": "U0ROSA"}, "stand_in", "Choose a colleague with a desk"),
        ({"stand_in": "U0TOM"}, "stand_in", "is away until 28 Nov 2026 as well"),
    ],
)
def test_what_cannot_be_is_said_under_the_field(staffed: Desk, wrong, field: str, words: str):
    leave(staffed, "U0TOM", key="tom", stand_in=None, back=28)
    with pytest.raises(InvalidForm) as refusal:
        leave(staffed, **wrong)
    assert words in refusal.value.fields[field]


def test_the_switch_on_home(mira: Somebody, jonas: Somebody, rosa: Somebody):
    home = mira.opens_home()
    assert "On duty until" in home.text
    home.clicks("I'm out…").fills(back_on="2026-11-30", stand_in="Jonas Falk").submits()
    home = home.waits_for("You are out until")
    assert "Jonas Falk stands in" in home.text
    jonas.sees("Mira Lang is out until 30 Nov 2026. You stand in")
    assert "You stand in for Mira Lang." in jonas.opens_home().text
    registered(rosa)
    jonas.sees("needs your review. First look due")
    home.clicks("I'm back")
    home.waits_for("On duty until")
    jonas.sees("Mira Lang is back")
