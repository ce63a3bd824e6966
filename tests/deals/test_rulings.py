"""A ruling on a conflict is kept with its rule and evidence, and shown to whoever rules on one like it."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from policy.errors import Stale
from store.models import Ruling
from tests.databases import on_sqlite
from tests.deals.conftest import registered
from tests.reliability.evidence import let_desk_register, member

CHANNEL = "deal-desk-emea"


def kept(desk):
    with desk.store.read() as work:
        return list(work.exec(select(Ruling).order_by(Ruling.id)))


def test_an_approval_against_a_finding_is_kept_with_what_it_rests_on(staffed, watch):
    let_desk_register(staffed, tender=True)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="a", note="The tender names us both.")
    (ruling,) = kept(staffed)
    assert (ruling.outcome, ruling.rule.split(".")[0], ruling.reasoning) == (
        "approved", "ROE-9", "The tender names us both.",
    )  # fmt: skip
    assert ruling.evidence == "Met the CIO, sent an offer"
    assert ruling.profile["kinds"] == ["tender"]


@on_sqlite
def test_a_decision_without_a_dispute_is_no_ruling(staffed):
    let_desk_register(staffed)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="a")
    assert kept(staffed) == []


def test_two_who_rule_at_once_leave_one_ruling(staffed):
    let_desk_register(staffed, tender=True)
    judges = [member(staffed, who) for who in ("U0MIRA", "U0JONAS")]

    def rule(judge):
        try:
            staffed.decisions.decline("DR-1", by=judge, key=judge.slack_id, reason="public-tender", note="Not ours.")
        except Stale:
            return "too late"
        return "ruled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(rule, judges)) == ["ruled", "too late"]
    assert len(kept(staffed)) == 1


@on_sqlite
def test_only_who_is_cleared_reads_why_another_region_ruled_so(staffed):
    let_desk_register(staffed, tender=True)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="a", note="Contoso had only heard of it.")
    let_desk_register(staffed, "second", account="Walrus", domain="walrus.com", tender=True)
    hub = member(staffed, "U0PRIYA")
    seen = staffed.decisions.look("DR-2", by=hub, to="approve")
    for who, words in (
        ("U0PRIYA", "Contoso had only heard of it."),
        ("U0MIRA", "Contoso had only heard of it."),
        ("U0CARLA", ""),
    ):
        (precedent,) = staffed.rulings.precedents(seen, to=member(staffed, who))
        assert (precedent.ref, precedent.reasoning) == ("DR-1", words)


def test_whoever_rules_reads_how_the_like_was_ruled(rosa, bo, mira):
    registered(rosa, tender=True)
    form = mira.sees("DR-1 ", channel=CHANNEL).clicks("Approve…")
    assert "Ruled before" not in form.text
    form.fills(note="The tender names both partners.").submits()
    registered(bo, 2, partner="Contoso", account="Walrus", domain="walrus.com", tender=True)
    form = mira.sees("DR-2 ", channel=CHANNEL).clicks("Approve…")
    assert "DR-1, 24 Nov 2026: approved by Mira Lang (ROE-9" in form.text
    assert "The tender names both partners." in form.text
    assert "alike)" in mira.sees("DR-2 ", channel=CHANNEL).clicks("Decline…").text
