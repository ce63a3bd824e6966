"""Changing a rule: a specialist proposes, the hub publishes, everybody it concerns hears of it once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from bot.demo import DEMO
from desk.keeping.seeing import see_published
from desk.keeping.wordings import Draft
from desk.playbook import PlaybookInvalid
from desk.playbook import read as read_playbook
from desk.standards import load, renew
from policy.errors import InvalidForm, Refused, Stale
from store.models import AuditEvent, Card, Notice, Person, PlaybookRun, RuleReading, RuleVersion
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import let_desk_register, member
from views import proposals

pytestmark = on_sqlite

SETTINGS = "days: 90\nextension_days: 30\ntender_days: {tender}\nreminder_days: 30, 14, 7, 1"

LONGER = Draft(
    where="EMEA",
    answer="{days} days, and {tender_days} days when the customer is in the public sector and buys by tender.",
    text="Public customers take their time, so a tender is protected for {tender_days} days.",
    parameters=SETTINGS.format(tender=150),
    reason="Two tenders in Madrid ran out of their window before the award.",
    evidence="DR-4, DR-9",
    effective_on=date(2026, 11, 24),
    review_by=date(2027, 6, 1),
)


def proposed(desk, draft=LONGER, by="U0MIRA", key="propose"):
    return desk.proposals.propose("ROE-3", draft, by=member(desk, by), key=key)


def governing(desk, region="EMEA"):
    with desk.store.read() as work:
        return load(work).rulebook(region, desk.now())["ROE-3"]


def test_a_published_proposal_is_the_next_version_and_the_deal_desk_follows_it(staffed):
    ref = proposed(staffed)
    assert governing(staffed).name == "ROE-3.EMEA v1"
    staffed.proposals.publish(ref, by=member(staffed, "U0PRIYA"), key="publish")
    rule = governing(staffed)
    assert (rule.name, rule.parameters["tender_days"]) == ("ROE-3.EMEA v2", 150)
    let_desk_register(staffed, tender=True)
    mira = member(staffed, "U0MIRA")
    seen = staffed.decisions.approve("DR-1", by=mira, key="approve", note="The partner brought the tender to us.")
    assert (seen.deal.protected_until, seen.deal.rule_version) == (date(2027, 4, 23), 2)
    assert governing(staffed, "AMER").name == "ROE-3 v1"


def test_what_was_decided_before_keeps_citing_the_version_it_rests_on(staffed):
    let_desk_register(staffed)
    mira = member(staffed, "U0MIRA")
    before = staffed.decisions.approve("DR-1", by=mira, key="approve")
    staffed.proposals.publish(proposed(staffed), by=member(staffed, "U0PRIYA"), key="publish")
    after, _ = staffed.lookup.show("DR-1", to=mira)
    assert (after.deal.rule_version, after.deal.protected_until) == (1, before.deal.protected_until)


@on_both_engines
def test_everybody_it_concerns_is_told_once_and_the_hub_sees_who_has_not_read_it(staffed):
    ref = proposed(staffed)
    priya, rosa = member(staffed, "U0PRIYA"), member(staffed, "U0ROSA")
    staffed.proposals.publish(ref, by=priya, key="publish")
    staffed.proposals.publish(ref, by=priya, key="publish")
    with staffed.store.read() as work:
        told = [card.audience for card in work.exec(select(Card).where(Card.kind == "rule.published"))]
        readings = len(work.exec(select(RuleReading)).all())
    assert len(told) == len(set(told)) == readings
    assert f"person:{rosa.id}" in told
    assert f"person:{priya.id}" not in told
    staffed.readings.acknowledge(ref, by=rosa)
    staffed.readings.acknowledge(ref, by=rosa)
    _, unread = staffed.readings.unread(ref, by=priya)
    assert len(unread) == readings - 1
    assert rosa.id not in {person.id for person in unread}


@on_both_engines
def test_a_new_standard_is_told_where_it_changes_something(staffed):
    ref = proposed(staffed, replace(LONGER, where=None))
    staffed.proposals.publish(ref, by=member(staffed, "U0PRIYA"), key="publish")
    with staffed.store.begin() as work:
        told = {work.get_one(Person, reading.person_id).slack_id for reading in work.exec(select(RuleReading))}
        published = work.exec(select(Notice).where(Notice.kind == "rule.published")).first()
        seen = see_published(work, load(work), published, staffed.now())
    assert {"U0BEN", "U0AIKO"} <= told
    assert not {"U0ROSA", "U0JONAS"} & told  # EMEA's own rule still governs there
    assert "U0MIRA" in told  # who proposed it
    assert "holds everywhere except EMEA (ROE-3.EMEA) from" in proposals.published(seen).text


def test_two_people_are_needed(staffed):
    ref = proposed(staffed, by="U0PRIYA")
    with pytest.raises(Refused, match="You proposed RQ-1, so somebody else publishes it"):
        staffed.proposals.publish(ref, by=member(staffed, "U0PRIYA"), key="publish")
    with pytest.raises(Refused, match="The hub decides on changes of rules"):
        staffed.proposals.publish(ref, by=member(staffed, "U0MIRA"), key="mira")
    with pytest.raises(Refused, match="Specialists, leads and the hub propose"):
        proposed(staffed, by="U0ROSA", key="rosa")
    with staffed.store.read() as work:
        refused = work.exec(select(AuditEvent).where(AuditEvent.action == "proposal.refused")).all()
    assert len(refused) == 2


def test_a_second_decision_is_told_who_was_faster(staffed):
    ref = proposed(staffed)
    priya = member(staffed, "U0PRIYA")
    staffed.proposals.decline(ref, by=priya, key="decline", reason="Ninety days were enough last year.")
    with pytest.raises(Stale, match="RQ-1: already declined by U0PRIYA"):
        staffed.proposals.publish(ref, by=priya, key="publish")


def test_the_hub_edits_the_wording_before_it_publishes(staffed):
    ref = proposed(staffed)
    priya = member(staffed, "U0PRIYA")
    kinder = replace(LONGER, parameters=SETTINGS.format(tender=140), where=None)
    staffed.proposals.edit(ref, kinder, by=priya, key="edit")
    staffed.proposals.publish(ref, by=priya, key="publish")
    assert governing(staffed, "AMER").parameters["tender_days"] == 140
    assert governing(staffed, "EMEA").name == "ROE-3.EMEA v1"


@on_both_engines
def test_words_that_were_edited_since_somebody_looked_are_neither_published_nor_overwritten(staffed):
    ref = proposed(staffed)
    priya = member(staffed, "U0PRIYA")
    shorter = replace(LONGER, parameters=SETTINGS.format(tender=100))
    staffed.proposals.edit(ref, shorter, by=priya, key="edit", seen=0)
    for late in (
        lambda: staffed.proposals.publish(ref, by=priya, key="publish", seen=0),
        lambda: staffed.proposals.edit(ref, LONGER, by=priya, key="again", seen=0),
    ):
        with pytest.raises(Stale, match="has edited RQ-1 since you looked"):
            late()
    assert proposals.which(proposals.seen(staffed.proposals.look(ref, by=priya))) == (ref, 1)
    staffed.proposals.publish(ref, by=priya, key="publish", seen=1)
    assert governing(staffed).parameters["tender_days"] == 100


def test_what_was_written_against_an_older_version_does_not_undo_a_newer_one(staffed):
    first, shorter = proposed(staffed), replace(LONGER, parameters=SETTINGS.format(tender=100))
    second = proposed(staffed, shorter, key="second")
    priya = member(staffed, "U0PRIYA")
    staffed.proposals.publish(first, by=priya, key="first")
    with pytest.raises(Stale, match=r"ROE-3\.EMEA has changed since RQ-2 was written"):
        staffed.proposals.publish(second, by=priya, key="too early")
    assert governing(staffed).parameters["tender_days"] == 150
    staffed.proposals.edit(second, shorter, by=priya, key="edit")
    staffed.proposals.publish(second, by=priya, key="publish second")
    assert (governing(staffed).name, governing(staffed).parameters["tender_days"]) == ("ROE-3.EMEA v3", 100)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("parameters", replace(LONGER, parameters=SETTINGS.format(tender="many"))),
        ("parameters", replace(LONGER, parameters="dayz: 90")),
        ("effective_on", replace(LONGER, effective_on=date(2026, 11, 1))),
        ("review_by", replace(LONGER, review_by=date(2026, 11, 24))),
        ("answer", replace(LONGER, answer=" ")),
        ("reason", replace(LONGER, reason=None)),
        ("where", replace(LONGER, where="MARS")),
    ],
)
def test_what_is_wrong_is_said_under_its_field(staffed, field, draft):
    with pytest.raises(InvalidForm) as refused:
        proposed(staffed, draft)
    assert set(refused.value.fields) == {field}


@on_both_engines
def test_of_two_runs_at_once_the_one_that_commits_last_is_seen(staffed):
    """PostgreSQL numbers them as they begin, not as they end."""

    def run(number):
        return PlaybookRun(id=number, at=staffed.now(), digest=f"run {number}", changed=1)

    with staffed.store.begin() as work:
        work.add(run(101))
    assert governing(staffed).version == 1
    with staffed.store.begin() as work:
        row = work.exec(select(RuleVersion).where(RuleVersion.code == "ROE-3", RuleVersion.region == "EMEA")).one()
        work.add(RuleVersion(**row.model_dump(exclude={"id", "version"}), version=2))
        work.add(run(100))
    assert governing(staffed).version == 2


@on_both_engines
def test_a_unit_of_work_goes_by_one_playbook_until_it_changes_it_itself(staffed):
    with staffed.store.begin() as work:
        before = load(work)
        row = work.exec(select(RuleVersion).where(RuleVersion.code == "ROE-3", RuleVersion.region == "EMEA")).one()
        work.add(RuleVersion(**row.model_dump(exclude={"id", "version"}), version=2))
        assert load(work) is before
        renew(work, PlaybookRun(at=staffed.now(), digest="within", changed=1))
        assert load(work).rulebook("EMEA", staffed.now())["ROE-3"].version == 2


def test_a_change_that_changes_nothing_is_sent_back(staffed):
    now = governing(staffed)
    same = replace(LONGER, answer=now.answer, text=now.text, parameters=SETTINGS.format(tender=120))
    with pytest.raises(InvalidForm, match="This is how the rule reads now"):
        proposed(staffed, same)


def test_a_playbook_that_knows_nothing_of_it_is_told_so_and_an_export_has_it(staffed, tmp_path):
    staffed.proposals.publish(proposed(staffed), by=member(staffed, "U0PRIYA"), key="publish")
    with pytest.raises(PlaybookInvalid, match=r"ROE-3\.EMEA is at version 2 already"):
        staffed.playbook.apply(read_playbook(DEMO))
    staffed.playbook.export(tmp_path / "out")
    assert len(staffed.playbook.diff(read_playbook(tmp_path / "out"))) == 0


def test_the_field_reads_and_confirms_it_in_slack(bot, rosa, mira, priya):
    proposed(bot.desk)
    card = priya.sees("RQ-1: a change of ROE-3", channel="ecosystem-hub")
    assert "Against ROE-3.EMEA v1:" in card.text
    assert "120 → *150*" in card.text
    assert "90 → *150*" in card.text.partition("Against the standard ROE-3 v1:")[2]
    card.clicks("Publish")
    card.waits_for("Published by Priya Nair")
    news = rosa.sees("ROE-3.EMEA v2")
    news.clicks("I have read it")
    news.waits_for("You read it")
    assert "I have read it" not in news.buttons
    card.waits_for("Read by 1 of")
    assert "Rosa Ortega" not in card.clicks("Who has not read it?").text
