"""Differences between wordings, and parameters as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import wording
from policy.difference import Part, changed, difference
from policy.errors import Unclear

TEXTS = st.text(alphabet="ab c\n", max_size=40)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts(before, after):
    parts = difference(before, after)
    assert "".join(part.text for part in parts if not part.gone) == after
    assert "".join(part.text for part in parts if not part.new) == before


def test_words_that_stay_are_told_from_those_that_go_and_come():
    assert difference("is held for 90 days", "is held for 120 days") == (
        Part("is held for "),
        Part("90", gone=True),
        Part("120", new=True),
        Part(" days"),
    )


def test_words_that_two_sentences_happen_to_share_do_not_break_a_change_up():
    before = "120 days when the customer is in the public sector and buys by tender, from approval on"
    after = "150 days when a public customer such as a hospital buys by tender, from approval on"
    assert [part.text for part in difference(before, after)] == [
        "120",
        "150",
        " days when ",
        "the",
        "a public",
        " customer ",
        "is in the public sector and",
        "such as a hospital",
        " buys by tender, from approval on",
    ]


def test_a_text_that_is_rewritten_is_not_picked_apart():
    assert difference("one two three", "a whole other rule") == (
        Part("one two three", gone=True),
        Part("a whole other rule", new=True),
    )


def test_only_parameters_that_differ_are_named():
    assert changed({"days": 90, "old": 1}, {"days": 120, "new": True}) == (
        ("days", 90, 120),
        ("old", 1, None),
        ("new", None, True),
    )


PARAMETERS = {"days": 90, "strict": True, "motions": ["expansion", "resell"], "tiers": {"Gold": 40}, "mode": "block"}


def test_parameters_survive_being_written_and_read():
    assert wording.read(wording.written(PARAMETERS), PARAMETERS) == PARAMETERS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days: 90\nday: 3", "“day: 3” is nothing this rule can set"),
        ("days: many", "days is a whole number"),
        ("days: 1\ndays: 2", "days comes twice"),
        ("days 90", "is nothing this rule can set"),
        ("", "days is missing"),
    ],
)
def test_parameters_that_cannot_be_meant_are_refused_with_the_cure(text, said):
    with pytest.raises(Unclear, match=said):
        wording.read(text, {"days": 90})
