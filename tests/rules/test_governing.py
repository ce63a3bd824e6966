"""Which rule governs: exactly one, by the documented order, whatever rules there are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.roe import Rule, Rulebook, Rules
from views.rule_words import title

START = date(2026, 1, 1)
REGIONS, SEGMENTS, MOTIONS = ("", "AMER", "EMEA"), ("", "smb", "enterprise"), ("", "resell", "co-sell")
CODES = ("ROE-1", "ROE-2")
DAYS = st.integers(0, 6).map(lambda day: START + timedelta(days=day))

versions = st.builds(
    Rule,
    code=st.sampled_from(CODES),
    version=st.integers(1, 4),
    title=st.just("t"),
    region=st.sampled_from(REGIONS),
    segment=st.sampled_from(SEGMENTS),
    motion=st.sampled_from(MOTIONS),
    effective_on=DAYS,
    withdrawn=st.booleans(),
)
cases = st.tuples(st.sampled_from(REGIONS), st.sampled_from(SEGMENTS), st.sampled_from(MOTIONS), DAYS)


def governs(rules: list[Rule], code: str, case: tuple[str, str, str, date]) -> Rule | None:
    """Choose as the documentation says it, word by word."""
    *given_case, on = case
    newest: dict[tuple[str, str, str], Rule] = {}
    for rule in rules:
        if rule.code == code and rule.effective_on <= on:
            newest[rule.scope] = max(rule, newest.get(rule.scope, rule), key=lambda one: one.version)
    fitting = [
        rule
        for rule in newest.values()
        if not rule.withdrawn and all(part in ("", asked) for part, asked in zip(rule.scope, given_case, strict=True))
    ]
    for wanted in (3, 2, 1, 0):
        equal = [rule for rule in fitting if sum(map(bool, rule.scope)) == wanted]
        for named in (lambda rule: rule.region, lambda rule: rule.segment, lambda rule: True):
            best = [rule for rule in equal if named(rule)]
            if best:
                (only,) = best if len(best) == 1 else [one for one in best if one.segment]
                return only
    return None


@given(rules=st.lists(versions, unique_by=lambda rule: (rule.id, rule.version), max_size=30), case=cases)
def test_exactly_one_rule_governs_by_the_documented_order(rules: list[Rule], case: tuple[str, str, str, date]) -> None:
    region, segment, motion, on = case
    book = Rulebook(Rules(rules), region=region, on=on, segment=segment, motion=motion)
    for code in CODES:
        expected = governs(rules, code, case)
        assert book.get(code) == expected
        if expected:
            assert title(book[code]).startswith(f"{expected.name}, ")  # as every answer names it
            assert list(book).count(expected) == 1
            assert len({rule.scope for rule in book.chain(code)}) == len(book.chain(code))
        else:
            assert book[code].version == 0


@given(
    rules=st.lists(versions, unique_by=lambda rule: (rule.id, rule.version), max_size=20), case=cases, data=st.data()
)
def test_the_order_in_which_rules_were_written_does_not_matter(rules: list[Rule], case, data: st.DataObject) -> None:
    region, segment, motion, on = case
    again = data.draw(st.permutations(rules))
    one, other = (
        Rulebook(Rules(written), region=region, on=on, segment=segment, motion=motion) for written in (rules, again)
    )
    assert list(one) == list(other)


def rule(region: str = "", segment: str = "", motion: str = "", version: int = 1, **more) -> Rule:
    return Rule("ROE-1", version, "t", region, segment=segment, motion=motion, **more)


@pytest.mark.parametrize(
    ("rules", "case", "governing"),
    [
        # the standard, where there is nothing else
        ([rule()], ("EMEA", "smb", "resell"), "ROE-1 v1"),
        # a region's own
        ([rule(), rule("EMEA")], ("EMEA", "smb", "resell"), "ROE-1.EMEA v1"),
        # ... and nobody else's
        ([rule(), rule("EMEA")], ("AMER", "smb", "resell"), "ROE-1 v1"),
        # two named go before one, be it the region
        ([rule("EMEA"), rule("", "smb", "resell")], ("EMEA", "smb", "resell"), "ROE-1.smb.resell v1"),
        # of equally many, the region
        ([rule("EMEA"), rule("", "smb")], ("EMEA", "smb", "resell"), "ROE-1.EMEA v1"),
        # then the segment
        ([rule("", "smb"), rule("", "", "resell")], ("EMEA", "smb", "resell"), "ROE-1.smb v1"),
        # a segment that nobody has named yet does not fit
        ([rule(), rule("", "smb")], ("EMEA", "", ""), "ROE-1 v1"),
        # the highest version that holds
        ([rule(), rule(version=2), rule(version=3, effective_on=START)], ("EMEA", "", ""), "ROE-1 v2"),
        # withdrawn: the next wider
        ([rule(), rule("EMEA"), rule("EMEA", version=2, withdrawn=True)], ("EMEA", "", ""), "ROE-1 v1"),
        # no rule at all
        ([rule("AMER")], ("EMEA", "", ""), "ROE-1 v0"),
    ],
)  # fmt: skip
def test_the_most_specific_rule_governs(rules: list[Rule], case: tuple[str, str, str], governing: str) -> None:
    region, segment, motion = case
    book = Rulebook(Rules(rules), region=region, on=START - timedelta(days=1), segment=segment, motion=motion)
    assert book["ROE-1"].name == governing


def test_the_answer_knows_what_it_overrides() -> None:
    book = Rulebook(Rules([rule(), rule("EMEA"), rule("EMEA", "smb")]), region="EMEA", on=START, segment="smb")
    assert [one.name for one in book.chain("ROE-1")] == ["ROE-1.EMEA.smb v1", "ROE-1.EMEA v1", "ROE-1 v1"]


VALUES = {"days": 90, "motions": ["a", "b"], "on": True}


def test_texts_say_what_the_parameters_say() -> None:
    window = Rule("ROE-3", 1, "t", parameters=VALUES, text="{days} {motions} {on} {x}")
    assert window.prose == "90 a, b {on} {x}"
