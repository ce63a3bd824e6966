"""Who is asked about an escalation, and when."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import Calendar
from policy.duty import Colleague, Level, Matter, last_resort, level_of, turn
from policy.permissions import Role
from policy.routing import Seat

WEEK = {day: ((time(9), time(17)),) for day in range(5)}
BERLIN, NEW_YORK = Calendar("Europe/Berlin", WEEK), Calendar("America/New_York", WEEK)
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, 04:00 in New York
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 19:00 in Berlin, 13:00 in New York
MIRA, TOM, JONAS, PRIYA, ADA = 1, 2, 3, 4, 5
NAMES = {MIRA: "Mira", TOM: "Tom", JONAS: "Jonas", PRIYA: "Priya", ADA: "Ada"}

SEATS = [
    Seat(MIRA, "Mira", Role.SPECIALIST, "EMEA", "smb"),
    Seat(TOM, "Tom", Role.SPECIALIST, "EMEA", "enterprise"),
    Seat(JONAS, "Jonas", Role.LEAD, "EMEA"),
    Seat(PRIYA, "Priya", Role.HUB),
]


def there(**special):
    """Give everybody, on Berlin's hours unless something special is said of them."""
    return {
        number: Colleague(number, name, **{"hours": BERLIN, **special.get(name.lower(), {})})
        for number, name in NAMES.items()
    }


def asked(seats=SEATS, matter=None, now=TUESDAY, *, above=0, not_for=(), urgent=False, **special):
    found = turn(
        seats, there(**special), matter or Matter("EMEA", "high", "smb"), now,
        above=above, not_for=frozenset(not_for), around_the_clock=urgent,
    )  # fmt: skip
    return (found.colleague.name, found.level, found.at) if found else None


AWAY = {"away": True, "away_until": TUESDAY + timedelta(days=3)}
NEXT_MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

CASES = {
    "the specialist whose coverage fits": (asked(), ("Mira", Level.SPECIALIST, TUESDAY)),
    "the other one for the other segment": (
        asked(matter=Matter("EMEA", "high", "enterprise")),
        ("Tom", Level.SPECIALIST, TUESDAY),
    ),
    "never the one who raised it": (asked(not_for={MIRA}), ("Tom", Level.BACKUP, TUESDAY)),
    "next the backup": (asked(above=1, not_for={MIRA}), ("Tom", Level.BACKUP, TUESDAY)),
    "then the lead": (asked(above=2), ("Jonas", Level.LEAD, TUESDAY)),
    "then the hub": (asked(above=3), ("Priya", Level.HUB, TUESDAY)),
    "then nobody": (asked(above=4), None),
    "the stand-in of whoever is away": (
        asked(mira={**AWAY, "delegate_id": ADA}),
        ("Ada", Level.SPECIALIST, TUESDAY),
    ),
    "the stand-in of the stand-in": (
        asked(mira={**AWAY, "delegate_id": TOM}, tom={**AWAY, "delegate_id": ADA}),
        ("Ada", Level.SPECIALIST, TUESDAY),
    ),
    "nobody for stand-ins in a circle": (
        asked(mira={**AWAY, "delegate_id": TOM}, tom={**AWAY, "delegate_id": MIRA}),
        ("Jonas", Level.LEAD, TUESDAY),
    ),
    "the backup when nobody stands in": (asked(mira=AWAY), ("Tom", Level.BACKUP, TUESDAY)),
    "the level that is open when the others are closed": (
        asked(now=EVENING, priya={"hours": NEW_YORK}),
        ("Priya", Level.HUB, EVENING),
    ),
    "the first to open when all are closed": (asked(now=EVENING), ("Mira", Level.SPECIALIST, NEXT_MORNING)),
    "at once when it is urgent": (asked(now=EVENING, urgent=True), ("Mira", Level.SPECIALIST, EVENING)),
    "not those of whom nobody knows when they are back": (
        asked([SEATS[0]], now=TUESDAY, mira={"away": True}),
        None,
    ),
    "when they are back, if nobody else is there": (
        asked([SEATS[0]], mira=AWAY),
        ("Mira", Level.SPECIALIST, TUESDAY + timedelta(days=3)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_goes_to(case: str) -> None:
    found, expected = CASES[case]
    assert found == expected


def test_those_who_have_not_been_asked_for_longest_come_first() -> None:
    seats = [Seat(number, NAMES[number], Role.SPECIALIST, "EMEA") for number in (MIRA, TOM, ADA)]
    lately = {"mira": {"pinged_at": TUESDAY}, "tom": {"pinged_at": TUESDAY - timedelta(days=1)}}
    assert asked(seats, **lately)[0] == "Ada"
    assert asked(seats, **lately, ada={"pinged_at": TUESDAY})[0] == "Tom"


def test_coverage_of_a_severity_is_more_specific() -> None:
    seats = [*SEATS, Seat(ADA, "Ada", Role.SPECIALIST, "EMEA", "smb", severity="urgent")]
    assert asked(seats, Matter("EMEA", "urgent", "smb"))[0] == "Ada"
    assert asked(seats, Matter("EMEA", "low", "smb"))[0] == "Mira"


def test_somebody_of_another_region_is_not_asked() -> None:
    assert asked(matter=Matter("APAC", "high", "smb")) == ("Priya", Level.HUB, TUESDAY)


def test_the_hub_is_told_even_when_it_is_away() -> None:
    found = last_resort(SEATS, there(priya={"away": True}), TUESDAY)
    assert found is not None
    assert (found.colleague.name, found.at) == ("Priya", TUESDAY)
    assert last_resort(SEATS, there(), TUESDAY, not_for={PRIYA}) is None


def test_the_rung_of_a_person() -> None:
    matter = Matter("EMEA", "high", "smb")
    assert [level_of(SEATS, matter, who) for who in (MIRA, TOM, JONAS, PRIYA, ADA)] == [
        Level.SPECIALIST,
        Level.BACKUP,
        Level.LEAD,
        Level.HUB,
        Level.SPECIALIST,
    ]


@given(
    above=st.integers(0, 4),
    not_for=st.frozensets(st.sampled_from(list(NAMES))),
    away=st.frozensets(st.sampled_from(list(NAMES))),
    hours=st.integers(0, 24 * 9),
)
def test_whoever_is_asked_is_there_then_above_and_allowed(above, not_for, away, hours) -> None:
    now = TUESDAY + timedelta(hours=hours)
    everybody = there(**{NAMES[one].lower(): {"away": True, "away_until": now + timedelta(days=1)} for one in away})
    found = turn(SEATS, everybody, Matter("EMEA", "high", "smb"), now, above=above, not_for=not_for)
    if found is None:
        assert not [seat for seat in SEATS if seat.person_id not in not_for and above < 4] or above > 0 or not_for
        return
    who = found.colleague
    assert found.level > above
    assert who.id not in not_for
    assert found.at >= now
    assert who.hours.is_open(found.at)
    assert not who.away or found.at >= who.away_until
