"""/roe in Slack: an answer with its rule, a person where no rule answers, the hub's list of gaps."""

import pytest
from sqlmodel import select

from desk.people import Profile
from policy.errors import NotFound, Refused, Stale
from policy.requests import Kind, Status
from store.models import Request
from tests.databases import on_sqlite
from tests.driver import Closed
from tests.driver.reading import controls_of
from tests.reliability.evidence import member
from tests.rules.changing import publish
from views.questions import gaps


def test_a_question_is_answered_with_the_rule_of_ones_own_region(rosa):
    reply = rosa.types("/roe protection window for public sector", channel="partner-deals")
    assert reply.ephemeral
    first, source = reply.text.splitlines()[:2]
    assert "90 days" in first
    assert "120 days" in first
    assert "ROE-3.EMEA v1, Protection window" in source
    assert "kept by Jonas Falk" in source
    assert "in force since 1 Jan 2026" in source
    assert "Differs from ROE-3 v1:* tender days 120, not 90." in reply.text
    assert reply.buttons == ["Yes", "No, ask someone", "Share here", "Whole rule"]
    assert "120 days" in reply.fallback


def test_another_region_is_asked_for_by_name(rosa):
    assert "ROE-3 v1" in rosa.types("/roe protection window in amer").text
    assert "ROE-8.APAC v1" in rosa.types("/roe own direct engagement in Asia Pacific").text


def test_a_rule_is_shown_by_its_number_as_it_governs(rosa, ben):
    assert "ROE-3.EMEA v1" in rosa.types("/roe ROE-3").text
    assert "ROE-3 v1" in ben.types("/roe roe 3").text
    assert "ROE-3.EMEA v1" in ben.types("/roe ROE-3.emea").text
    assert "There is no rule “ROE-999” in force." in rosa.types("/roe ROE-999").text


def test_an_earlier_version_is_shown_as_such(bot, rosa):
    publish(bot.desk, "ROE-3", days=45)
    reply = rosa.types("/roe ROE-3.emea v1")
    assert ":warning: *Not in force any more.* Replaced by ROE-3.EMEA v2 on 24 Nov 2026." in reply.text
    page = rosa.types("/roe ROE-3").clicks("Whole rule")
    assert "Replaced by ROE-3.EMEA v2" in page.clicks("Open v1").text
    assert "ROE-3.EMEA has no version 9" in rosa.types("/roe ROE-3.EMEA v9").text
    assert "*In EMEA this holds instead:* ROE-3.EMEA v2" in rosa.types("/roe ROE-3 v1").text


def test_the_whole_rule_opens_with_the_standard_it_overrides(rosa):
    page = rosa.types("/roe ROE-3").clicks("Whole rule")
    assert page.title == "ROE-3.EMEA"
    assert "procurement law" in page.text
    assert "The standard, ROE-3 v1" in page.text
    assert "Behind these fields of the form: Expected close, Public tender." in page.text
    standard = page.clicks("Open the standard")
    assert standard.title == "ROE-3"
    assert "*In EMEA this holds instead:* ROE-3.EMEA v1" in standard.text
    assert standard.clicks("Open ROE-3.EMEA").title == "ROE-3.EMEA"


def test_rules_are_browsed_by_topic(rosa):
    reply = rosa.types("/roe")
    assert "Rules of engagement in EMEA" in reply.text
    assert "ROE-3.EMEA Protection window" in reply.text
    page = reply.clicks("Open")
    assert page.title == "Rules of engagement"
    assert page.clicks("Whole rule").title.startswith("ROE-")
    apac = rosa.types("/roe in apac")
    conflict = next(one for one in controls_of(apac.blocks) if one.element.get("value") == "APAC.conflict")
    assert "ROE-8.APAC v1" in rosa.acts(apac, conflict, {"value": "APAC.conflict"}).text


@pytest.mark.parametrize(
    ("typed", "rule", "where"),
    [
        ("ROE-3.emea", "ROE-3.EMEA v1", "Europe, Middle East and Africa"),
        ("roe 3", "ROE-3.EMEA v1", "Europe, Middle East and Africa"),
        ("ROE-3 in amer", "ROE-3 v1", "Americas"),
        ("ROE-16.enterprise", "ROE-16.enterprise v1", None),
    ],
)
def test_a_rule_to_change_is_named_as_anywhere_else(mira, typed, rule, where):
    form = mira.types(f"/roe propose {typed}")
    assert f"*{rule}, " in form.text
    assert form.field("where").value == where


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("help me with a tender", "ROE-9"),
        ("check if a partner may register an existing customer", "ROE-4"),
        ("propose", "Which rule should change? Write `/roe propose ROE-4`."),
        ("check", "Which account? Write `/roe check acme.com`"),
        ("in amer", "Rules of engagement in AMER."),
        ("In a co-sell, who leads?", "ROE-16 v1"),
        ("in latam", "I know no region “latam”"),
        ("how long is a deal protected in latam", "I know no region “latam”"),
        ("in Latin America, how long is a deal protected", "I know no region “Latin America”"),
        ("in Europe, how long is a deal protected", "ROE-3.EMEA v1"),
        ("ROE-3 in mars", "I know no region “mars”"),
        ("check acme.com in mars", "I know no region “mars”"),
        ("how long is a deal protected in europe", "ROE-3.EMEA v1"),
    ],
)
def test_a_first_word_is_a_command_where_what_follows_fits(rosa, typed, shown):
    assert shown in rosa.types(f"/roe {typed}").text.replace("*", "")


def test_a_yes_is_thanked_and_kept(bot, rosa):
    reply = rosa.types("/roe how long is a deal protected")
    after = reply.clicks("Yes")
    assert "Glad it helped." in after.text
    assert "No, ask someone" not in after.buttons


def test_an_answer_is_shared_with_its_source(rosa, bo):
    rosa.types("/roe how long is a deal protected", channel="partner-deals").clicks("Share here")
    post = bo.sees("ROE-3.EMEA v1", channel="partner-deals")
    assert not post.ephemeral
    assert "Rosa Ortega looked up “how long is a deal protected”" in post.text


def test_what_did_not_help_goes_to_whoever_keeps_the_rule_who_answers(rosa, jonas):
    reply = rosa.types("/roe protection window for public sector")
    after = reply.clicks("No, ask someone")
    assert "Jonas Falk answers by 25 Nov 2026 08:00 UTC. It is *RQ-1*" in after.text
    card = jonas.sees("RQ-1")
    assert "Rosa Ortega (EMEA) asks something about ROE-3.EMEA v1" in card.text
    assert "protection window for public sector" in card.text
    form = card.clicks("Answer…")
    assert isinstance(form.fills(answer="Hospitals count as public sector too.").submits(), Closed)
    news = rosa.sees("Jonas Falk answered RQ-1")
    assert "Hospitals count as public sector too." in news.text
    assert "Answer…" not in card.waits_for("answered").buttons
    rosa.sees("You asked something about ROE-3.EMEA v1").waits_for("Hospitals count")


def test_what_no_rule_answers_goes_to_the_hub_by_itself(rosa, priya):
    reply = rosa.types("/roe yoga mats for partners on fridays")
    assert "No rule answers “yoga mats for partners on fridays”, so I have asked. Priya Nair answers by" in reply.text
    assert "that no rule answers" in priya.sees("RQ-1").text
    assert rosa.types("/roe yoga mats for partners on fridays").text.count("RQ-1") == 1


def test_a_question_of_ones_own_can_be_added_to_and_taken_back(rosa, priya):
    reply = rosa.types("/roe yoga mats for partners on fridays")
    form = reply.clicks("Add something…")
    assert isinstance(form.fills(text="It is for the Lisbon office.").submits(), Closed)
    priya.sees("Rosa Ortega adds to RQ-1")
    rosa.sees("You asked something that no rule answers").clicks("Never mind")
    card = priya.sees("asks something that no rule answers").waits_for("Taken back by Rosa Ortega")
    assert card.buttons == []


def test_the_hub_sees_gaps_grouped_with_counts(rosa, bo, aiko, priya):
    rosa.types("/roe yoga mats for partners")
    bo.types("/roe yoga mats for our partners please")
    aiko.types("/roe airport parking garage")
    shown = priya.types("/roe gaps")
    assert "3 questions that the rules did not answer*, last 90 days. 3 open." in shown.text
    assert "2×* “yoga mats for our partners please”" in shown.text
    assert "2 people · EMEA" in shown.text
    assert shown.clicks("Answer…").title == "Answer RQ-2"
    assert "The list of open questions is the hub's." in rosa.types("/roe gaps").text


def test_gaps_that_are_not_listed_are_counted_as_well(staffed):
    rosa, priya = member(staffed, "U0ROSA"), member(staffed, "U0PRIYA")
    with staffed.store.begin() as work:
        for number in range(450):
            status = Status.OPEN if number % 2 else Status.ANSWERED
            asked = {"submitter_id": rosa.id, "created_at": staffed.now(), "status": status}
            work.add(Request(kind=Kind.QUESTION, region="EMEA", about="", text=f"parking{number}", **asked))
    shown = gaps(staffed.questions.gaps(by=priya))
    assert shown.text == "450 questions that the rules did not answer, 225 open."
    assert "And 438 more questions, 219 of them open." in str(shown.payload())


def test_a_question_that_waits_too_long_is_told(slack, rosa, jonas, priya):
    rosa.types("/roe ROE-3").clicks("No, ask someone")
    jonas.sees("RQ-1")
    slack.advance(hours=7)
    jonas.sees("is due")
    slack.advance(hours=20)
    jonas.sees("was due")
    assert "was not answered in time" in priya.sees("RQ-1", channel="ecosystem-hub").text


@on_sqlite
def test_a_question_goes_to_who_stands_in_for_a_keeper_who_is_away(staffed):
    tom, jonas, rosa = (member(staffed, who) for who in ("U0TOM", "U0JONAS", "U0ROSA"))
    staffed.absences.leave(until=None, delegate=str(tom.id), by=jonas, key="away")
    found = staffed.answers.rule("ROE-3", by=rosa, key="look up")
    staffed.answers.missed(str(found.lookup.id), by=rosa, key="missed")
    with staffed.store.read() as work:
        assert work.exec(select(Request)).one().owner_id == tom.id


def test_in_a_direct_message_there_is_nobody_to_share_with(rosa):
    assert "in a channel" in rosa.types("/roe protection window").clicks("Share here").text


def test_nothing_is_shared_where_another_company_reads_along(slack, rosa, bo):
    slack.adds_channel(id="C0SHARED", name="with-partners", members=["U0ROSA", "U0BO"], is_ext_shared=True)
    after = rosa.types("/roe protection window", channel="with-partners").clicks("Share here")
    assert "Another company reads along in this channel" in after.text
    bo.never_sees("ROE-3", channel="with-partners")


def test_nothing_is_shared_where_the_bot_cannot_see_who_reads_along(slack, rosa, bo):
    slack.adds_channel(id="C0SECRET", name="secret", members=["U0ROSA", "U0BO"], is_private=True, bot=False)
    after = rosa.types("/roe protection window", channel="secret").clicks("Share here")
    assert "I am not in this channel" in after.text
    bo.never_sees("ROE-3", channel="secret")


def test_somebody_elses_answer_is_neither_judged_nor_shared(bot, rosa, bo):
    rosa.types("/roe protection window")
    by = met(bot, "U0BO", "Bo Lindqvist")
    for act in (bot.desk.answers.helped, bot.desk.answers.missed):
        with pytest.raises(NotFound, match="Somebody else asked that"):
            act("1", by=by, key="k")
    with pytest.raises(NotFound):
        bot.desk.answers.again("1", by=by)
    with pytest.raises(NotFound):
        bot.desk.checks.draft("1", by=by)


def test_only_whoever_keeps_the_rule_or_its_desk_answers(bot, rosa):
    rosa.types("/roe ROE-3").clicks("No, ask someone")
    questions = bot.desk.questions
    asker, other = met(bot, "U0ROSA", "Rosa Ortega"), met(bot, "U0BO", "Bo Lindqvist")
    for by in (other, met(bot, "U0CARLA", "Carla Diaz")):
        with pytest.raises(Refused, match="Jonas Falk answers RQ-1"):
            questions.answer("RQ-1", by=by, key=by.name, answer="x")
    with pytest.raises(Refused, match="You asked RQ-1 yourself"):
        questions.answer("RQ-1", by=asker, key="r", answer="x")
    with pytest.raises(Refused, match="Only Rosa Ortega"):
        questions.withdraw("RQ-1", by=other, key="w")
    desk = met(bot, "U0MIRA", "Mira Lang")
    questions.answer("RQ-1", by=desk, key="m", answer="Yes.")
    with pytest.raises(Stale, match="RQ-1: already answered by Mira Lang"):
        questions.answer("RQ-1", by=desk, key="m2", answer="No.")


def met(bot, slack_id, name):
    """Give somebody as the bot knows them once Slack has shown them."""
    return bot.desk.people.meet(Profile(slack_id, name))


@pytest.mark.parametrize("typed", ["help", "HELP"])
def test_help_says_what_there_is(rosa, typed):
    assert "/roe check acme.com" in rosa.types(f"/roe {typed}").text
