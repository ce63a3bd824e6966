"""A conflict climbs: the desk hears both sides, then a neutral seat rules, then an executive; each has its time."""

import pytest
from sqlmodel import select

from policy.errors import DeskError, Refused, Stale
from store.models import AuditEvent, Notice, PlaybookRun, SlaClock, SlaTarget
from tests.databases import on_both_engines, on_sqlite
from tests.deals.conftest import registered
from tests.reliability.crowd import all_at_once
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite

CHANNEL = "deal-desk-emea"
OUTSIDE = {"U0SAM", "U0KENJI", "U0PRIYA"}  # leads of other regions, and the hub
TWO_DAYS = {"days": 2}  # the sixteen working hours of a tier, and a night


def climbs(desk):
    with desk.store.read() as work:
        rows = work.exec(select(AuditEvent).where(AuditEvent.action == "deal.climb").order_by(AuditEvent.id))
        return [(row.at, row.facts["tier"], row.rule) for row in rows]


def seen(desk):
    return desk.lookup.show("DR-1", to=member(desk, "U0PRIYA"))[0]


def test_what_is_not_ruled_on_in_time_goes_to_a_neutral_seat_and_then_to_an_executive(staffed, watch):
    let_desk_register(staffed, tender=True)
    due_at = seen(staffed).clocks["conflict.ruling"].due_at
    watch.moves_on(**TWO_DAYS)
    staffed.timers.run_due()
    at_two = seen(staffed)
    assert (at_two.deal.tier, at_two.owner.slack_id in OUTSIDE) == (2, True)
    assert climbs(staffed) == [(due_at, 2, "ROE-15")]  # however late anybody looked
    watch.moves_on(**TWO_DAYS)
    staffed.timers.run_due()
    assert (seen(staffed).deal.tier, seen(staffed).owner.slack_id) == (3, "U0LENA")
    with staffed.store.read() as work:
        late = {clock.metric for clock in work.exec(select(SlaClock)) if clock.breached_at}
    assert {"conflict.ruling", "conflict.neutral"} <= late


def test_two_weeks_of_nobody_looking_climb_in_order_and_an_executive_has_the_last_word(staffed, watch):
    let_desk_register(staffed, tender=True)
    watch.moves_on(weeks=2)
    staffed.timers.run_due()
    assert [tier for _, tier, _ in climbs(staffed)] == [2, 3]
    assert [at for at, *_ in climbs(staffed)] == sorted(
        seen(staffed).clocks[metric].due_at for metric in ("conflict.ruling", "conflict.neutral")
    )


def test_under_a_playbook_from_before_the_tiers_had_times_the_desks_time_counts(staffed, watch):
    let_desk_register(staffed, tender=True)
    with staffed.store.begin() as work:
        work.delete(work.get_one(SlaTarget, ("conflict.neutral", "")))
        work.add(PlaybookRun(at=watch(), digest="older", changed=1))
    watch.moves_on(**TWO_DAYS)
    assert staffed.timers.run_due() == []
    assert seen(staffed).clocks["conflict.neutral"].goal == seen(staffed).clocks["conflict.ruling"].goal


@on_both_engines
def test_once_it_has_left_the_desk_only_the_seat_rules_and_the_ruling_says_on_which_tier(staffed, watch):
    let_desk_register(staffed, tender=True)
    watch.moves_on(**TWO_DAYS)
    staffed.timers.run_due()
    for who in ("U0MIRA", "U0JONAS", "U0ROSA"):
        with pytest.raises(Refused, match=r"has left the desk: .* rules on it, and nobody else"):
            staffed.decisions.approve("DR-1", by=member(staffed, who), key=who, note="I say so.")
    judge = member(staffed, seen(staffed).owner.slack_id)
    staffed.decisions.decline("DR-1", by=judge, key="no", reason="public-tender", note="Not ours.")
    rosa = member(staffed, "U0ROSA")
    assert staffed.appeals.appeal("DR-1", by=rosa, key="appeal", evidence="They named us.").deal.tier == 3
    staffed.decisions.decline("DR-1", by=member(staffed, "U0LENA"), key="last", reason="public-tender", note="No.")
    with pytest.raises(Stale, match="there is one appeal"):
        staffed.appeals.look("DR-1", by=rosa)


@on_both_engines
def test_a_ruling_against_a_climb_leaves_one_of_the_two(staffed, replica, watch):
    let_desk_register(staffed, tender=True)
    mira = member(staffed, "U0MIRA")
    watch.moves_on(**TWO_DAYS)
    all_at_once(
        [
            staffed.timers.run_due,
            lambda: replica.decisions.decline("DR-1", by=mira, key="no", reason="public-tender", note="No."),
        ]
    )
    staffed.timers.run_due()
    ruled = seen(staffed).deal.status == "declined"
    assert (len(climbs(staffed)), seen(staffed).deal.tier) == ((0, 1) if ruled else (1, 2))


@on_both_engines
def test_two_who_appeal_at_once_are_one_appeal(staffed, replica):
    let_desk_register(staffed, tender=True)
    staffed.decisions.decline("DR-1", by=member(staffed, "U0MIRA"), key="no", reason="public-tender", note="Not ours.")
    rosa = member(staffed, "U0ROSA")
    results = all_at_once(
        [
            lambda n=n, desk=desk: desk.appeals.appeal("DR-1", by=rosa, key=f"a{n}", evidence="They named us.")
            for n, desk in enumerate((staffed, replica) * 3)
        ]
    )
    assert sum(isinstance(one, DeskError) for one in results) == 5
    with staffed.store.read() as work:
        assert len(work.exec(select(AuditEvent).where(AuditEvent.action == "deal.appeal")).all()) == 1
        assert len([n for n in work.exec(select(Notice)) if n.kind == "deal.seat.ping"]) == 1


def test_the_other_side_is_asked_what_the_desk_should_know_and_reads_no_name(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", account="Acme Hosting", domain="acme-hosting.com")
    asked = rosa.sees("Another registration clashes with it.")
    assert "What should the desk know before it rules?" in asked.text
    assert "Contoso" not in asked.text
    assert "DR-2" not in asked.text
    assert "Tier 1 of 3: the desk hears both partner managers" in mira.sees("DR-2 ", channel=CHANNEL).text


def test_the_seat_reads_why_it_is_asked_and_rules_from_there(slack, rosa, sam, mira):
    registered(rosa, tender=True)
    slack.advance(days=2)
    ping = sam.sees("needs your ruling. Tier 2 of 3: Sam Reed rules as a neutral seat by")
    assert "No ruling of the desk within 16 h, so Sam Reed rules, tier 2 of 3 (ROE-15" in ping.text
    rosa.sees("so Sam Reed rules")
    assert not [post for post in mira.inbox if "Breach: DR-1" in post.text and "ruling" in post.text]
    ping.clicks("Approve…").fills(note="The tender names us both.").submits()
    rosa.sees("Sam Reed approved it")
