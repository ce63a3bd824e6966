"""A specialist takes, approves or declines; everybody concerned hears of it once, and late clicks change nothing."""

from sqlmodel import select

from bot.demo import DEMO
from desk.playbook import read
from store.models import AuditEvent, ClockChange, SlaClock
from tests.deals.conftest import registered


def card_of(person, ref="DR-1", channel="deal-desk-emea"):
    return person.sees(f"{ref} ", channel=channel)


def test_taking_it_makes_an_owner_and_stops_the_first_look(bot, rosa, mira):
    registered(rosa)
    card = card_of(mira)
    card.clicks("Take it")
    card.waits_for("Owner: Mira Lang")
    assert "Take it" not in card.buttons
    rosa.sees("Mira Lang took it.")
    with bot.store.read() as work:
        clocks = {clock.metric: clock.state for clock in work.exec(select(SlaClock))}
    assert clocks == {"deal.review": "stopped", "deal.decision": "running"}


def test_approval_says_until_when_and_on_which_rule(rosa, mira):
    registered(rosa)
    card = card_of(mira)
    card.clicks("Approve")
    card.waits_for("Approved by Mira Lang")
    assert "Protected until 22 Feb 2027 (ROE-3.EMEA v1)." in card.text
    assert card.buttons == []
    news = rosa.sees("Mira Lang approved it: protected for 90 days, until 22 Feb 2027 (ROE-3.EMEA v1).")
    assert "The customer is yours to work with this partner until then." in news.text
    receipt = next(post for post in rosa.inbox if "Approved by Mira Lang" in post.text)
    assert "Withdraw…" not in receipt.buttons


def test_the_timeline_stands_in_the_cards_thread(rosa, mira):
    registered(rosa)
    card = card_of(mira)
    card.clicks("Take it")
    card.waits_for("Owner: Mira Lang").clicks("Approve")
    card.waits_for_reply("approved it")
    assert [line.text.split(" (")[0] for line in card.thread] == [
        "Rosa Ortega registered it. It went to Mira Lang: covers EMEA mid-market.",
        "Mira Lang took it.",
        "Mira Lang approved it: protected for 90 days, until 22 Feb 2027",
    ]


def test_nobody_is_told_of_what_they_did_themselves(rosa, mira):
    registered(rosa)
    card_of(mira).clicks("Approve")
    rosa.sees("approved it")
    assert not [post.text for post in mira.inbox if "approved it" in post.text]
    assert not [post.text for post in rosa.inbox if "registered it" in post.text]


def test_everybody_concerned_is_told_once(rosa, mira, tom):
    registered(rosa)
    card = card_of(mira)
    card_of(tom).clicks("Approve")
    card.waits_for("Approved by Tom Weber")
    for person in (rosa, mira):
        person.sees("Tom Weber approved it")
        assert len([post for post in person.inbox if "Tom Weber approved it" in post.text]) == 1


def test_a_decline_needs_a_reason_and_a_note(rosa, mira):
    registered(rosa)
    form = card_of(mira).clicks("Decline…")
    assert form.title == "Decline"
    assert "Duplicate" in form.field("reason").options
    assert set(form.submits().errors) == {"reason", "note"}
    form.fills(reason="No verifiable relationship", note="Please send us a contact who knows you.").submits()
    news = rosa.sees("Mira Lang declined it: No verifiable relationship (ROE-2 v1)")
    assert "Please send us a contact who knows you." in news.text
    assert "You can register again when that has changed" in news.text
    assert ":no_entry: Declined by Mira Lang" in card_of(mira).waits_for("Declined by").text


def test_a_second_click_says_who_was_faster_and_when(rosa, mira, tom):
    registered(rosa)
    stale = card_of(tom)
    card_of(mira).clicks("Approve")
    mira.sees("Approved by", channel="deal-desk-emea")
    for late in (stale.clicks("Approve"), stale.clicks("Take it"), stale.clicks("Decline…")):
        assert "Already approved by Mira Lang, 24 Nov" in late.text
        assert late.text.endswith("Nothing changed.")


def test_a_second_taker_learns_who_has_it(rosa, mira, tom):
    registered(rosa)
    stale = card_of(tom)
    card_of(mira).clicks("Take it")
    assert stale.clicks("Take it").text == "Mira Lang has taken DR-1 already. Nothing changed."


def test_somebody_who_may_not_decide_is_told_who_may(slack, rosa, ben):
    registered(rosa)
    slack_card = rosa.sees("DR-1 ")
    assert slack_card.buttons == ["See it", "Add something…", "Withdraw…"]
    answer = ben.types("/deal DR-1")
    assert "belongs to another team in EMEA" in answer.text
    assert "Priya Nair can tell you more" in answer.text


def test_the_submitter_cannot_decide_their_own_registration(mira, tom):
    registered(mira)
    answer = card_of(mira).clicks("Approve")
    assert "You submitted DR-1, so somebody else decides it (ROE-10)" in answer.text
    assert "Tom Weber" in answer.text
    card_of(tom).clicks("Approve")
    mira.sees("Tom Weber approved it")


def test_the_hub_may_decide_anywhere(aiko, priya):
    registered(aiko, region="Asia", currency="USD")
    priya.types("/deal DR-1").clicks("Approve")
    aiko.sees("Priya Nair approved it")


def test_a_leader_may_look_but_not_decide(rosa, lena):
    registered(rosa)
    page = lena.types("/deal DR-1")
    assert "Approve" not in page.buttons


def test_decisions_in_a_deals_page_keep_the_page_up_to_date(rosa, mira):
    registered(rosa)
    page = mira.types("/deal DR-1").clicks("Take it")
    assert "Owner: Mira Lang" in page.text
    page = page.clicks("Approve")
    assert "Approved by Mira Lang" in page.text
    assert "Approve" not in page.buttons


def test_every_decision_has_an_audit_event_with_its_rule_and_version(bot, rosa, mira):
    registered(rosa)
    card_of(mira).clicks("Approve")
    mira.sees("Approved by", channel="deal-desk-emea")
    with bot.store.read() as work:
        events = work.exec(select(AuditEvent).where(AuditEvent.subject == "DR-1").order_by(AuditEvent.id)).all()
    assert [(e.action, e.from_status, e.to_status, e.rule, e.rule_version) for e in events] == [
        ("deal.register", None, "submitted", "ROE-2", 1),
        ("deal.approve", "submitted", "approved", "ROE-3.EMEA", 1),
    ]
    assert all(event.actor_id and event.because for event in events)


def test_withdrawing_before_a_decision_takes_a_reason_and_tells_the_desk(rosa, mira):
    registered(rosa)
    form = rosa.sees("DR-1 ").clicks("Withdraw…")
    assert form.submits().error("reason")
    form.fills(reason=form.field("reason").options[0]).submits()
    mira.sees("Rosa Ortega withdrew it")
    card = card_of(mira).waits_for("Withdrawn by Rosa Ortega")
    assert card.buttons == []


def test_nothing_can_be_withdrawn_after_a_decision(rosa, mira):
    registered(rosa)
    receipt = rosa.sees("DR-1 ")
    card_of(mira).clicks("Approve")
    mira.sees("Approved by", channel="deal-desk-emea")
    assert "Already approved by Mira Lang" in receipt.clicks("Withdraw…").text


def test_a_remark_reaches_whoever_has_it(rosa, mira):
    registered(rosa)
    rosa.sees("DR-1 ").clicks("Add something…").fills(text="The CIO is back on Monday.").submits()
    assert "The CIO is back on Monday." in mira.sees("Rosa Ortega added").text
    card_of(mira).waits_for_reply("The CIO is back on Monday.")


def test_the_clocks_run_in_the_regions_business_calendar(bot, slack, rosa, mira):
    registered(rosa)
    with bot.store.read() as work:
        clocks = {clock.metric: clock for clock in work.exec(select(SlaClock))}
    # Tuesday 09:00 in Berlin; the day has eight business hours, so the first look is due when the desk closes.
    assert clocks["deal.review"].goal_seconds == 8 * 3600
    assert clocks["deal.decision"].goal_seconds == 16 * 3600
    assert clocks["deal.review"].due_at < clocks["deal.decision"].due_at


def test_a_conflict_rests_the_decision_clock_and_starts_the_ruling(bot, rosa, mira):
    registered(rosa, tender=True)
    with bot.store.read() as work:
        states = {clock.metric: clock.state for clock in work.exec(select(SlaClock))}
        changes = work.exec(select(ClockChange.change)).all()
    assert states == {"deal.review": "running", "deal.decision": "paused", "conflict.ruling": "running"}
    assert "pause" in changes


def test_a_refused_attempt_is_recorded_and_stays_out_of_the_timeline(bot, mira):
    registered(mira)
    card_of(mira).clicks("Approve")
    with bot.store.read() as work:
        refused = work.exec(select(AuditEvent).where(AuditEvent.action == "deal.refused")).one()
    assert (refused.subject, refused.rule, refused.facts) == ("DR-1", "ROE-10", {"move": "approve"})
    assert refused.because.startswith("You submitted DR-1")
    assert "You submitted" not in mira.types("/deal DR-1").text


def test_nothing_is_posted_into_a_channel_shared_with_another_company(bot, slack, rosa, mira, tmp_path):
    slack.adds_channel(id="C0SHARED", name="with-partners", members=["U0MIRA"], is_ext_shared=True)
    (tmp_path / "playbook.toml").write_text(f'extends = "{DEMO}"')
    (tmp_path / "regions.toml").write_text('[EMEA]\nchannel = "C0SHARED"\n')
    bot.desk.playbook.apply(read(tmp_path))
    registered(rosa)
    mira.sees("needs your review")
    mira.never_sees("DR-1 ", channel="with-partners")
