"""Questions of the field find the rule that answers them, on both databases alike."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.demo import DEMO
from desk.playbook import Playbooks, read
from desk.standards import Standards, load
from policy.roe import Rule, Rules
from policy.search import Finder, Hit, Labels
from store import Store
from tests.databases import on_postgresql, on_sqlite
from tests.rules.questions import ELSEWHERE, QUESTIONS, UNSEEN, Question
from tests.watch import MORNING

pytestmark = on_sqlite

TODAY = MORNING.date()


@pytest.fixture
def standards(store: Store) -> Iterator[Standards]:
    Playbooks(store, lambda: MORNING).apply(read(DEMO))
    with store.read() as work:
        yield load(work)


def found(standards: Standards, question: Question) -> list[str]:
    hits = standards.search.find(question.asked, region=question.region, on=TODAY)
    return [hit.rule.code for hit in hits]


def places(standards: Standards, questions: tuple[Question, ...]) -> tuple[int, int]:
    """Return how many of the questions find their rule first, and among the first three."""
    answers = [(question.rule, found(standards, question)) for question in questions]
    return sum(codes[:1] == [rule] for rule, codes in answers), sum(rule in codes[:3] for rule, codes in answers)


def test_sixty_questions_of_the_field_find_their_rule(standards: Standards) -> None:
    first, among_three = places(standards, QUESTIONS)
    assert len(QUESTIONS) == 60
    assert first >= 54
    assert among_three >= 58


def test_questions_that_nobody_thought_of_mostly_do_too(standards: Standards) -> None:
    first, among_three = places(standards, UNSEEN)
    assert first >= 20
    assert among_three >= 24


@pytest.mark.parametrize("question", ELSEWHERE)
def test_what_no_rule_is_about_finds_nothing_to_be_sure_of(demo_standards: Standards, question: str) -> None:
    hits = demo_standards.search.find(question, region="EMEA", on=TODAY)
    assert not hits or hits[0].cover < 0.5


@pytest.fixture(scope="module")
def demo_standards(demo_database) -> Iterator[Standards]:
    store = Store(f"sqlite:///{demo_database}")
    with store.read() as work:
        yield load(work)
    store.close()


@on_postgresql
def test_the_same_question_finds_the_same_on_every_database(standards: Standards, demo_standards: Standards) -> None:
    for question in (*QUESTIONS, *UNSEEN):
        asked = {"region": question.region, "on": TODAY}
        assert demo_standards.search.find(question.asked, **asked) == standards.search.find(question.asked, **asked)


@pytest.mark.parametrize(
    ("asked", "region", "rule"),
    [
        ("protection window", "EMEA", "ROE-3.EMEA"),  # the region's own
        ("protection window", "AMER", "ROE-3"),  # the standard, where there is none
        ("works council", "EMEA", "ROE-11.EMEA"),  # what only the override says
        ("co-sell", "EMEA", "ROE-16"),  # not the one for a segment
        ("co-sell enterprise", "EMEA", "ROE-16.enterprise"),  # unless the question names it
    ],
)
def test_a_question_is_answered_by_the_rule_that_governs_there(
    demo_standards: Standards, asked: str, region: str, rule: str
) -> None:
    assert demo_standards.search.find(asked, region=region, on=TODAY)[0].rule.id == rule


def test_what_only_another_region_says_is_not_found(demo_standards: Standards) -> None:
    for hit in demo_standards.search.find("works council holidays", region="APAC", on=TODAY):
        assert hit.rule.region in ("", "APAC")


def one(code: str, **more) -> Rule:
    return Rule(code, more.pop("version", 1), more.pop("title", "t"), effective_on=date(2026, 1, 1), **more)


def search(rules: list[Rule], question: str, **more) -> list[Hit]:
    return Finder(Rules(rules), Labels()).find(question, **{"region": "EMEA", "on": TODAY, **more})


def test_the_words_of_an_overridden_standard_lead_to_the_rule_that_governs() -> None:
    rules = [one("ROE-1", text="zebra stripes"), one("ROE-1", region="EMEA", text="lions"), one("ROE-2", text="tigers")]
    assert [hit.rule.id for hit in search(rules, "zebra")] == ["ROE-1.EMEA"]


def test_a_rule_that_does_not_hold_yet_is_not_found() -> None:
    later = Rule("ROE-1", 2, "giraffe", effective_on=date(2027, 1, 1))
    finder = Finder(Rules([one("ROE-1", title="zebra"), later]), Labels())
    assert not finder.find("giraffe", region="EMEA", on=TODAY)
    assert finder.find("giraffe", region="EMEA", on=date(2027, 1, 1))[0].rule.version == 2


@pytest.mark.parametrize("question", ["", " ", "?", "the of a", "\u202e", "a" * 5000, "🎉", "<!channel>", "%_\\", "数"])
def test_nothing_that_is_typed_breaks_the_search(demo_standards: Standards, question: str) -> None:
    assert demo_standards.search.find(question, region="EMEA", on=TODAY) == []


def test_no_rules_find_nothing() -> None:
    assert search([], "protection") == []
