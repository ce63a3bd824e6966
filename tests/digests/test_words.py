"""What a digest says: its days, its shares, and which week a command means."""

import pytest

from commands.digest import read
from policy.weeks import Week
from views.digest_words import days, percent


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (Week(2026, 47), "16–22 Nov 2026"),
        (Week(2026, 49), "30 Nov–6 Dec 2026"),
        (Week(2026, 53), "28 Dec 2026–3 Jan 2027"),
    ],
)
def test_the_days_of_a_week_are_in_their_own_years(week: Week, said: str):
    assert days(week) == said


def test_a_small_share_is_not_none():
    assert [percent(rate) for rate in (None, 0.0, 1 / 300, 0.113)] == ["", " (0 %)", " (under 1 %)", " (11 %)"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("emea", (["emea"], None, False)),
        ("emea last-week", (["emea"], None, True)),
        ("emea lastweek", (["emea"], None, True)),
        ("emea 2026-w47", (["emea"], Week(2026, 47), False)),
        ("emea yesterday", (["emea", "yesterday"], None, False)),  # which is answered with how to use it
    ],
)
def test_a_week_is_read_or_asked_about_and_never_another_one(words: str, meant):
    assert read(words.split()) == meant
