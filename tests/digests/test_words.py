"""What a digest says: its days, its shares, and which week a command means."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot import printing
from commands.digest import beyond, read
from desk import Desk
from policy.requests import Kind
from policy.weeks import Week
from tests.databases import on_sqlite
from tests.driver import Person
from tests.reliability.evidence import let_desk_register, member
from tests.watch import Watch
from views.digest_words import days, opening, percent


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
        ("emea yesterday", (["emea", "yesterday"], None, False)),
    ],
)
def test_a_week_is_read_or_asked_about_and_never_another_one(words: str, meant):
    assert read(words.split()) == meant


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("", []),
        ("emea", []),
        ("emea last-week", []),
        ("2026-w47 emea", []),
        ("sometime", []),  # which the desk answers with the regions there are
        ("emea sometime", ["sometime"]),
        ("sometime emea", ["sometime"]),
        ("emea 2026-w60", ["2026-w60"]),
        ("emea the day before", ["the", "day", "before"]),
        ("emea amer", ["amer"]),
        ("emea last-week 2026-w47", ["2026-w47"]),
        ("subscribe emea", []),
        ("subscribe emea weekly", ["weekly"]),
    ],
)
def test_the_words_that_mean_nothing_are_known(words: str, lost: list[str]):
    assert beyond(words.split(), {"all", "emea", "amer"}) == lost


def test_a_word_that_is_no_week_is_named_with_what_would_be_one(jonas: Person):
    answer = jonas.types("/digest emea <b>sometime")
    assert answer.text.startswith(
        "I cannot place “<b>sometime”. I read one region and one week: `/digest emea last-week`"
    )
    assert "`/digest preview emea`" in answer.text
    assert answer.ephemeral
    assert "EMEA, week 47" in jonas.types("/digest emea last week").text


@on_sqlite
def test_the_terminal_prints_what_slack_shows(staffed: Desk, watch: Watch):
    let_desk_register(staffed, account="Quill & *Sons*", domain="quill.com")
    watch.moves_on(days=6)
    staffed.timers.run_due()
    ask, jonas = staffed.digests.grace.ask, member(staffed, "U0JONAS")
    ask(Kind.WAIVER, "DR-1", "deal.review", by=jonas, key="waive", reason="The partner is on holiday.")
    staffed.digests.insights.tell("digest:EMEA:2026-W48", by=jonas, key="tell", text="Two people for mid-market.")
    sight = staffed.digests.report("emea")
    printed = Console(file=StringIO(), width=200)
    printing.digest(replace(sight, sent_at=watch.moves_on(hours=1)), printed)
    said = printed.file.getvalue()
    for words in (
        "EMEA, week 48 (23–29 Nov 2026, Europe/Berlin)",
        "2 breaches in 2 items; 2 still open.",
        "Late: this was to come 30 Nov 2026 08:00 CET.",
        "Open when this was sent: 2 breaches",
        "DR-1 Quill & *Sons* · review",
        "was due 24 Nov 2026 17:00 CET",
        "asks for a waiver (RQ-1): “The partner is on holiday.”",
        "told the hub (RQ-2): “Two people for mid-market.”",
    ):
        assert words in said
    assert opening(replace(sight.figures, still_open=1)) == "2 breaches in 2 items; 1 still open, 1 done late."
    rows = [line.split() for line in said.splitlines() if line.startswith("Deal ")]
    assert [row[2:8] for row in rows] == [["1", "of", "1", "–", "–", "24"], ["1", "of", "1", "–", "–", "16"]]
