"""Home: each person sees what is theirs now, and it follows what happens by itself."""

from tests.deals.conftest import registered
from tests.driver import Person


def test_a_rep_reads_what_each_registration_waits_for(rosa: Person):
    assert "Nothing waits for you" in rosa.opens_home().text
    registered(rosa)
    home = rosa.opens_home().waits_for("DR-1 Acme Holding")
    assert "With Mira Lang, not taken yet. First look due" in home.text
    assert "1 waiting for a first look" in home.text
    assert home.buttons[:2] == ["Register a deal", "Look up"]


def test_an_open_home_follows_what_others_do(rosa: Person, mira: Person):
    home, desk = rosa.opens_home(), mira.opens_home()
    assert "Your queue is empty." in desk.text
    registered(rosa)
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


def test_looking_up_from_home_shows_one_deal_or_all_that_fit(rosa: Person):
    registered(rosa)
    found = rosa.opens_home().clicks("Look up").fills(term="acme").submits()
    assert "1 registration with “acme”" in found.text
    assert found.clicks("See it").title == "DR-1"


def test_a_reference_looked_up_from_home_is_shown_at_once(rosa: Person):
    registered(rosa)
    assert rosa.opens_home().clicks("Look up").fills(term="dr1").submits().title == "DR-1"


def test_what_belongs_to_another_team_is_refused_over_the_form(rosa: Person, ben: Person):
    registered(rosa)
    refusal = ben.opens_home().clicks("Look up").fills(term="DR-1").submits()
    assert "DR-1 belongs to another team in EMEA" in refusal.text


def test_a_refused_click_on_home_is_answered_over_it(rosa: Person, mira: Person, jonas: Person):
    desk = mira.opens_home()
    registered(rosa)
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


def test_the_lead_the_leader_and_the_hub_see_what_is_theirs(rosa, jonas, lena, priya):
    registered(rosa)
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
    desk.clicks("Acknowledge")
    rosa.opens_home().waits_for("Mira Lang works on it. Resolution due")
