"""What a digest says: its days, its shares, and which week a command means."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot import printing
from commands.digest import read
from desk import Desk
from policy.requests import Kind
from policy.weeks import Week
from tests.conftest import Watch
from tests.reliability.evidence import let_desk_register, member
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
        ("emea yesterday", (["emea", "yesterday"], None, False)),  # which is answered with how to use it
    ],
)
def test_a_week_is_read_or_asked_about_and_never_another_one(words: str, meant):
    assert read(words.split()) == meant


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
