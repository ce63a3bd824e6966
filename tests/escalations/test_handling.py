"""Somebody raises something; whoever is asked acknowledges, takes over and resolves it; everybody hears of it once."""

from sqlmodel import select

from store.models import AuditEvent, Escalation, SlaClock
from tests.deals.conftest import registered
from tests.escalations.conftest import card_of, escalate, escalated, ping_of


def clocks(bot):
    with bot.store.read() as work:
        rows = work.exec(select(SlaClock).where(SlaClock.subject == "ESC-1"))
        return {clock.metric.removeprefix("escalation."): clock.state for clock in rows}


def test_the_form_says_who_is_asked_and_by_when_before_it_is_sent(rosa):
    form = rosa.types("/escalate two partners claim Acme")
    assert form.title == "Escalate"
    assert form.field("subject").value == "two partners claim Acme"
    assert "Asks Mira Lang (covers EMEA mid-market) at once; answer due 24 Nov" in form.text


def test_raising_one_pings_the_specialist_and_puts_a_card_into_the_channel(bot, rosa, mira):
    escalated(rosa, details="Northwind and Contoso both say it is theirs.")
    ping = ping_of(mira)
    assert ping.buttons == ["Acknowledge", "Take over", "Ask…", "Reassign…", "Resolve…", "See it"]
    assert "Acknowledge by" in ping.text
    card = card_of(mira)
    assert "Two partners claim Acme* · high" in card.text
    assert "By Rosa Ortega" in card.text
    receipt = rosa.sees("I have asked Mira Lang (covers EMEA mid-market)")
    assert "You will hear from me either way." in receipt.text
    assert clocks(bot) == {"acknowledge": "running", "resolve": "running"}


def test_acknowledging_stops_the_climbing_but_not_the_resolution(bot, rosa, mira):
    escalated(rosa)
    ping_of(mira).clicks("Acknowledge")
    card_of(mira).waits_for("Owner: Mira Lang")
    news = rosa.sees("Mira Lang acknowledged it and has it.")
    assert "Resolution due" in news.text
    assert clocks(bot) == {"acknowledge": "stopped", "resolve": "running"}


def test_a_second_click_says_who_was_faster_and_when(rosa, mira, tom):
    escalated(rosa)
    stale = card_of(tom)
    card_of(mira).clicks("Acknowledge")
    card_of(mira).waits_for("Owner: Mira Lang")
    late = stale.clicks("Acknowledge")
    assert "Mira Lang has acknowledged ESC-1 already, 24 Nov" in late.text
    assert late.text.endswith("Nothing changed.")


def test_taking_over_tells_the_one_who_had_it(rosa, mira, tom):
    escalated(rosa)
    ping_of(mira).clicks("Acknowledge")
    card_of(tom).waits_for("Owner: Mira Lang").clicks("Take over")
    card_of(tom).waits_for("Owner: Tom Weber")
    mira.sees("Tom Weber took it over.")
    rosa.sees("Tom Weber took it over.")


def test_resolving_asks_for_outcome_cause_and_an_answer_and_tells_the_hub_what_was_learned(bot, rosa, mira, priya):
    escalated(rosa)
    form = ping_of(mira).clicks("Resolve…")
    assert set(form.submits().errors) == {"outcome", "cause", "answer"}
    form.fills(
        outcome="Ruled on", cause="Unclear rule", answer="Northwind was first.", learning="ROE-5 needs an example."
    ).submits()
    card_of(mira).waits_for("Resolved by Mira Lang")
    assert card_of(mira).buttons == []
    news = rosa.sees("Mira Lang resolved it: Ruled on. Cause: Unclear rule.")
    assert "Northwind was first." in news.text
    assert "ROE-5 needs an example." in priya.sees("Mira Lang learned from", channel="ecosystem-hub").text
    assert clocks(bot) == {"acknowledge": "stopped", "resolve": "stopped"}
    assert len([post for post in rosa.inbox if "resolved it" in post.text]) == 1
    assert not [post for post in mira.inbox if "resolved it" in post.text]


def test_the_raiser_opens_it_again_and_both_times_are_kept(bot, slack, rosa, mira):
    escalated(rosa)
    slack.advance(minutes=30)
    resolved(mira)
    receipt = rosa.sees("Not solved? You can open it again within 7 days.")
    slack.advance(hours=1)
    receipt.clicks("Open it again…").fills(reason="Contoso still calls them.").submits()
    ping = mira.sees("Rosa Ortega has opened it again")
    assert "Contoso still calls them." in ping.text
    slack.advance(minutes=20)
    resolved(mira)
    with bot.store.read() as work:
        row = work.exec(select(Escalation)).one()
    assert (round(row.first_seconds / 60), round(row.total_seconds / 60), row.reopened) == (30, 50, 1)


def resolved(person, ref="ESC-1"):
    form = person.types(f"/escalate {ref}").clicks("Resolve…")
    form.fills(outcome="Solved", cause="Unclear rule", answer="Done.").submits()
    card_of(person, ref).waits_for("Resolved by")


def test_a_question_rests_the_clock_until_the_raiser_answers(bot, rosa, mira):
    escalated(rosa)
    ping_of(mira).clicks("Ask…").fills(question="Who signed first?").submits()
    question = rosa.sees("Mira Lang asks")
    assert "Who signed first?" in question.text
    assert clocks(bot) == {"acknowledge": "stopped", "resolve": "paused"}
    question.clicks("Answer…").fills(answer="Northwind, on Monday.").submits()
    mira.sees("Northwind, on Monday.")
    assert clocks(bot) == {"acknowledge": "stopped", "resolve": "running"}
    question.waits_for("The desk goes on with it.")


def test_handing_it_on_asks_somebody_else(rosa, mira, tom):
    escalated(rosa)
    ping_of(mira).clicks("Reassign…").fills(person="Tom Weber", note="Your account.").submits()
    ping = ping_of(tom)
    assert "Mira Lang hands it on to you." in ping.text
    assert "Your account." in ping.text
    ping.clicks("Acknowledge")
    rosa.sees("Tom Weber acknowledged it and has it.")


def test_the_one_who_raised_it_does_not_handle_it(bot, mira, tom):
    escalated(mira)
    refusal = card_of(mira).clicks("Acknowledge")
    assert "You raised ESC-1, so somebody else handles it (ROE-10): " in refusal.text
    assert "Tom Weber" in refusal.text
    ping_of(tom).clicks("Acknowledge")
    with bot.store.read() as work:
        actions = list(work.exec(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions[:2] == ["escalation.raise", "escalation.refused"]


def test_the_one_whose_deal_it_is_about_does_not_handle_it(bot, mira, jonas):
    registered(mira)
    jonas.types("/escalate DR-1 two partners claim Acme").completes(severity="High").submits()
    refusal = card_of(mira).clicks("Acknowledge").text
    assert "You submitted DR-1, so somebody else handles it (ROE-10): " in refusal
    assert "Tom Weber" in refusal
    assert "Mira Lang" not in refusal
    assert "Jonas Falk" not in refusal, "who raised it does not handle it either"


def test_the_same_thing_twice_is_recognised(rosa, bo):
    escalated(rosa)
    after = escalate(bo, "two partners claim ACME!")
    assert after.error("subject").startswith("This is ESC-1 already, raised by Rosa Ortega. Mira Lang is asked.")


def test_an_escalation_about_a_deal_goes_to_whom_the_deal_would(rosa, tom):
    registered(rosa, segment="Enterprise")
    form = rosa.types("/escalate DR-1 they signed with us yesterday")
    assert form.field("about").value == "DR-1"
    assert form.field("subject").value == "they signed with us yesterday"
    assert "Asks Tom Weber (covers EMEA enterprise) at once" in form.text
    form.submits()
    assert "about DR-1 Acme Holding" in ping_of(tom).text


def test_the_menu_of_a_deals_card_escalates_it(rosa, mira):
    registered(rosa)
    form = card_of(mira, "DR-1").clicks("Escalate…")
    assert form.field("about").value == "DR-1"


def test_a_message_is_escalated_from_its_own_menu(rosa, mira):
    post = rosa.types("They signed with us yesterday", channel="partner-deals")
    form = rosa.runs_shortcut("message.escalate", on=post)
    assert form.field("subject").value == "They signed with us yesterday"
    form.submits()
    assert "The message" in card_of(mira).buttons


def test_what_is_mine_and_what_is_not(rosa, ben):
    escalated(rosa)
    assert "ESC-1 Two partners claim Acme" in rosa.types("/escalate mine").text
    assert "belongs to another team in EMEA" in ben.types("/escalate ESC-1").text
    assert "`/escalate` opens the form" in ben.types("/escalate mine").raw
