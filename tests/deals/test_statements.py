"""How often the database is asked: what people wait for stays far under Slack's three seconds on a slow one, too."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import event

from desk import Desk
from store.notices import Outbox
from tests.reliability.evidence import draft, let_desk_register, member


def statements(desk: Desk, deed: Callable[[], object]) -> int:
    """Return how many statements a deed takes; rows that are written together count once."""
    seen: list[object] = []

    def note(_connection: object, statement: object, *_: object) -> None:
        seen.append(statement)

    event.listen(desk.store.engine, "before_execute", note)
    deed()
    event.remove(desk.store.engine, "before_execute", note)
    return len(seen)


def test_a_registration_takes_some_thirty_statements(staffed: Desk):
    let_desk_register(staffed)  # from now on the playbook is known
    rosa, typed = member(staffed, "U0ROSA"), draft(staffed, domain="borealis.com", account="Borealis")
    assert statements(staffed, lambda: staffed.deals.register(typed, by=rosa, key="one")) <= 30


def test_a_click_takes_some_twenty_and_a_decision_some_thirty(staffed: Desk):
    ref, mira = let_desk_register(staffed), member(staffed, "U0MIRA")
    assert statements(staffed, lambda: staffed.decisions.take(ref, by=mira, key="take")) <= 18
    assert statements(staffed, lambda: staffed.decisions.approve(ref, by=mira, key="approve")) <= 27


def test_a_message_is_written_from_some_seven(staffed: Desk):
    let_desk_register(staffed)
    claimed = Outbox(staffed.store, "courier").claim(datetime.now(UTC) + timedelta(seconds=1))
    assert {notice.kind for notice in claimed} == {"deal.card", "deal.receipt", "deal.ping"}
    for notice in claimed:
        assert statements(staffed, lambda notice=notice: staffed.letters.open(notice)) <= 7


def test_who_clicks_is_known_by_one(staffed: Desk):
    member(staffed, "U0MIRA")
    assert statements(staffed, lambda: staffed.people.known("U0MIRA")) == 1
