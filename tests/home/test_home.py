"""Home: each person sees what is theirs now, and it follows what happens by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from desk import Desk
from desk.escalations.drafts import Draft
from desk.home import ASKED_AT_MOST
from policy.duty import Level
from policy.errors import Refused
from policy.permissions import Role
from store.models import Escalation, PlaybookRun, Region, RoleGrant, Timer
from tests.databases import on_sqlite
from tests.deals.conftest import registered
from tests.driver import Person
from tests.reliability.evidence import let_desk_register, member
from tests.watch import Watch
from views import home_standing

MOST = 12  # statements that a Home is built from


def test_a_rep_reads_what_each_registration_waits_for(bot, rosa: Person):
    assert "Nothing waits for you" in rosa.opens_home().text
    let_desk_register(bot.desk)
    home = rosa.opens_home().waits_for("DR-1 Acme Holding")
    assert "With Mira Lang, not taken yet. First look due" in home.text
    assert "1 waiting for a first look" in home.text
    assert home.buttons[:2] == ["Register a deal", "Look up"]


def test_an_open_home_follows_what_others_do(bot, rosa: Person, mira: Person):
    home, desk = rosa.opens_home(), mira.opens_home()
    assert "Your queue is empty." in desk.text
    let_desk_register(bot.desk)
    desk.waits_for("DR-1 Acme Holding")
    desk.refresh().clicks("Take it")
    home.waits_for("Mira Lang has it")
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Ask…").fills(question="Who signs?").submits()
    home.waits_for("Who signs?")
    desk.waits_for("Waiting for others")
    home.refresh().clicks("Answer…").fills(answer="The CIO").submits()
    desk.waits_until_silent_about("Waiting for others")
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Approve")
    home.waits_for("1 protected")
    desk.waits_for("*1* decided")


def test_the_form_opens_from_home(rosa: Person):
    form = rosa.opens_home().clicks("Register a deal")
    assert form.title == "Register a deal"
    assert form.field("region").value.startswith("Europe")


def test_looking_up_from_home_shows_one_deal_or_all_that_fit(bot, rosa: Person):
    let_desk_register(bot.desk)
    found = rosa.opens_home().clicks("Look up").fills(term="acme").submits()
    assert "1 registration with “acme”" in found.text
    assert found.clicks("See it").title == "DR-1"


def test_a_reference_looked_up_from_home_is_shown_at_once(bot, rosa: Person):
    let_desk_register(bot.desk)
    assert rosa.opens_home().clicks("Look up").fills(term="dr1").submits().title == "DR-1"


def test_what_belongs_to_another_team_is_refused_over_the_form(bot, ben: Person):
    let_desk_register(bot.desk)
    refusal = ben.opens_home().clicks("Look up").fills(term="DR-1").submits()
    assert "DR-1 belongs to another team in EMEA" in refusal.text


def test_a_refused_click_on_home_is_answered_over_it(bot, mira: Person, jonas: Person):
    desk = mira.opens_home()
    let_desk_register(bot.desk)
    desk = desk.waits_for("DR-1 Acme Holding")
    jonas.sees("DR-1 ", channel="deal-desk-emea").clicks("Take it")
    assert "Jonas Falk has taken DR-1 already. Nothing changed." in desk.clicks("Take it").text


def test_who_writes_to_the_bot_is_told_what_it_understands(rosa: Person):
    rosa.types("Hello, is anybody there?")
    rosa.sees("I understand commands, here as in any channel")


def test_a_long_queue_opens_whole(rosa: Person, mira: Person):
    for number in range(1, 10):
        registered(rosa, number, account=f"Customer {number:03}", domain=f"customer-{number:03}.com")
    whole = mira.opens_home().waits_for("9 open").clicks("All 9")
    assert whole.title == "Your queue"
    assert sum(f"DR-{number} " in whole.text for number in range(1, 10)) == 9


def test_the_lead_the_leader_and_the_hub_see_what_is_theirs(bot, jonas, lena, priya):
    let_desk_register(bot.desk)
    lead = jonas.opens_home().waits_for("*2* on time")
    assert "Open per person: Mira Lang 1 · Jonas Falk 0 · Tom Weber 0" in lead.text
    leader = lena.opens_home().text
    assert all(region in leader for region in ("AMER", "EMEA", "APAC"))
    hub = priya.opens_home().text
    assert "APAC: no specialist for every segment. The work goes to Kenji Mori, who leads it." in hub.replace("*", "")


def test_escalations_stand_on_both_homes_with_what_each_can_do(rosa: Person, mira: Person):
    form = rosa.opens_home().clicks("Escalate")
    form.fills(subject="Two partners claim Acme", region="EMEA", details="Both were there first.").submits()
    desk = mira.opens_home().waits_for("ESC-1 Two partners claim Acme")
    assert "Mira Lang is asked. Acknowledgement due" in rosa.opens_home().waits_for("My escalations").text
    assert rosa.opens_home().clicks("Look up").fills(term="esc-1").submits().title == "ESC-1"
    desk.clicks("Acknowledge")
    rosa.opens_home().waits_for("Mira Lang works on it. Resolution due")


def test_a_question_looked_up_from_home_is_answered_by_the_rules(rosa: Person):
    form = rosa.opens_home().clicks("Look up")
    found = form.fills(term="How long is a deal protected?").submits()
    assert "ROE-3" in found.text
    assert found.clicks("Whole rule").title
    form = rosa.opens_home().clicks("Look up").fills(term="How long is a deal protected?").submits()
    assert "Jonas Falk answers by" in form.clicks("No, ask someone").text


def test_a_rule_looked_up_from_home_is_shown_at_once(rosa: Person):
    assert "ROE-3" in rosa.opens_home().clicks("Look up").fills(term="roe-3").submits().text


def test_the_hub_reads_what_waits_and_how_the_auditor_finds_it(staffed: Desk, watch: Watch):
    jonas, priya = member(staffed, "U0JONAS"), member(staffed, "U0PRIYA")
    staffed.digests.insights.tell("digest:EMEA:2026-W47", by=jonas, key="tell", text="Two people for mid-market.")
    several, total = staffed.home.asked(by=priya)
    assert ([one.ref for one in several], total) == (["RQ-1"], 1)
    assert "and 3 more requests" in str(home_standing.asked(several, total=4).to_dict())
    with pytest.raises(Refused, match="for the hub to see"):
        staffed.home.asked(by=jonas)
    assert staffed.home.look(by=priya).hub.behind_since is None
    let_desk_register(staffed)
    watch.moves_on(days=2)
    staffed.auditor.check()
    assert staffed.home.look(by=priya).hub.behind_since == watch()
    staffed.timers.run_due()
    watch.moves_on(minutes=1)
    with staffed.store.begin() as work:
        work.execute(update(Timer).values(due_at=watch().replace(year=2030)))
    staffed.auditor.check()
    assert staffed.home.look(by=priya).hub.behind_since is None
    assert ASKED_AT_MOST <= 45


@on_sqlite
def test_more_regions_than_a_home_holds_stand_worst_first_and_the_others_are_named(staffed: Desk, watch: Watch):
    with staffed.store.begin() as work:
        like = work.get_one(Region, "EMEA").model_dump()
        for number in range(20):
            work.add(Region(**{**like, "code": f"R{number:02}", "name": f"Region {number}"}))
        work.add(PlaybookRun(at=watch(), digest="twenty more regions", changed=20))  # or nobody reads them again
    let_desk_register(staffed)
    watch.moves_on(days=6)
    staffed.timers.run_due()
    seen = staffed.home.look(by=member(staffed, "U0LENA"))
    assert len(seen.regions) == 23
    assert seen.regions[0].code == "EMEA"
    blocks = [str(block.to_dict()) for block in home_standing.regions(seen)]
    assert sum("'Last digests'" in block for block in blocks) == 12
    assert f"and 11 more: {seen.regions[12].code}, {seen.regions[13].code}, " in blocks[-2]
    assert "Last digests over all regions" in blocks[-1]


@on_sqlite
def test_the_hub_sees_what_another_of_the_hub_is_asked_and_nobody_has(staffed: Desk):
    ben, priya = member(staffed, "U0BEN"), member(staffed, "U0PRIYA")
    draft = Draft(subject="Who owns Acme?", severity="high", region="EMEA", details="Both were there first.")
    staffed.escalations.raise_(draft, by=member(staffed, "U0ROSA"), key="raise")
    assert not staffed.home.look(by=priya).matters
    with staffed.store.begin() as work:  # as when nobody else was there
        work.add(RoleGrant(person_id=ben.id, role=Role.HUB))
        work.execute(update(Escalation).values(level=Level.HUB, assignee_id=ben.id))
    page = str([block.to_dict() for block in home_standing.hub(staffed.home.look(by=priya))])
    assert "Escalated to the hub" in page
    assert "ESC-1 Who owns Acme?" in page
    assert f"{ben.name} is asked, EMEA" in page


@contextmanager
def counting(desk: Desk) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection, _cursor, statement: str, *_) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            said.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    yield said
    event.remove(desk.store.engine, "before_cursor_execute", note)


def test_a_home_is_built_from_few_statements_whoever_looks(staffed: Desk, watch: Watch):
    for number in range(3):
        let_desk_register(staffed, f"key {number}", domain=f"customer-{number}.com", account=f"Customer {number}")
    priya = member(staffed, "U0PRIYA")
    with staffed.store.begin() as work:  # somebody who does everything
        work.add_all(RoleGrant(person_id=priya.id, role=role) for role in Role if role is not Role.HUB)
    for who in ("U0ROSA", "U0MIRA", "U0JONAS", "U0LENA", "U0PRIYA"):
        by = member(staffed, who)
        staffed.home.look(by=by)  # the playbook is read once
        with counting(staffed) as said:
            staffed.home.look(by=by)
        assert 0 < len(said) <= MOST, (who, len(said), said)
