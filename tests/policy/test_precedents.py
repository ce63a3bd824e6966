"""Which earlier rulings are shown: likeness is symmetric, and one only for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.precedents import SHOWN, Profile, most_similar, similarity

KINDS = ("similar_name", "tender", "open_opportunity", "named_account")
profiles = st.builds(
    Profile,
    st.frozensets(st.sampled_from(KINDS)),
    st.sampled_from(("resell", "referral")),
    st.sampled_from(("enterprise", "smb")),
    st.booleans(),
    st.frozensets(st.sampled_from(("Gold", "Silver"))),
)


@given(profiles, profiles)
def test_likeness_is_the_same_seen_from_either_side(one, other):
    assert similarity(one, other) == pytest.approx(similarity(other, one))


@given(profiles, profiles)
def test_likeness_lies_between_nothing_and_one_and_is_one_only_for_the_same(one, other):
    alike = similarity(one, other)
    assert 0 <= alike <= 1 + 1e-9
    assert (alike == pytest.approx(1)) is (one == other)


TENDER = Profile(frozenset({"tender"}), "resell", "smb", tender=True, tiers=frozenset({"Gold"}))


@given(st.lists(profiles, max_size=12))
def test_the_likest_come_first_and_only_those_about_the_same_thing(others):
    found = most_similar(TENDER, [(other, number) for number, other in enumerate(others)])
    assert len(found) <= SHOWN
    weights = [weight for weight, _ in found]
    assert weights == sorted(weights, reverse=True)
    assert all("tender" in others[number].kinds for _, number in found)
    left = {n for n, other in enumerate(others) if "tender" in other.kinds} - {number for _, number in found}
    assert all(similarity(TENDER, others[n]) <= min(weights, default=0) + 1e-9 for n in left)


def test_of_equals_the_one_given_first_the_newest_is_shown():
    found = most_similar(TENDER, [(TENDER, name) for name in ("newest", "newer", "older", "oldest")])
    assert [name for _, name in found] == ["newest", "newer", "older"]
