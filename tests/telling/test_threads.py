"""Replies under a card: the answer of whoever it waits for, and evidence of everybody else."""

from sqlmodel import select

from commands.threads import is_reply
from store.models import AuditEvent
from tests.deals.conftest import registered
from tests.escalations.conftest import escalated
from tests.reliability.evidence import let_desk_register

CHANNEL = "deal-desk-emea"


def replies(person, words, ref="DR-1", channel=CHANNEL):
    card = person.sees(f"{ref} ", channel=channel)
    if ref.startswith("DR-"):  # its thread begins when the bot knows where the card stands; before, it hears nobody
        card.waits_for_reply("registered it")
    return person.types(words, channel=channel, thread_ts=card.ts)


def whispered(person, words, ref="DR-1"):
    """Wait for what the person reads in the thread of a card, and nobody else."""
    reply = person.sees(f"{ref} ", channel=CHANNEL).waits_for_reply(words)
    assert reply.ephemeral
    return reply


def actions(bot, subject):
    with bot.store.read() as work:
        return [event.action for event in work.exec(select(AuditEvent).where(AuditEvent.subject == subject))]


def test_a_reply_of_whoever_is_asked_acknowledges_an_escalation_and_offers_the_next_step(bot, rosa, mira):
    escalated(rosa)
    replies(mira, "I am on it, calling both of them.", "ESC-1")
    told = whispered(mira, "ESC-1 is yours now; your reply counted as the answer", "ESC-1")
    assert "Resolve…" in told.buttons
    assert "escalation.acknowledge" in actions(bot, "ESC-1")
    rosa.sees("Mira Lang acknowledged it and has it.")


def test_a_reply_of_whoever_a_deal_went_to_takes_it(bot, rosa, mira):
    let_desk_register(bot.desk)
    replies(mira, "Let me look at this.")
    assert {"Approve", "Decline…", "Ask…"} <= set(whispered(mira, "DR-1 is yours now").buttons)
    rosa.sees("Mira Lang took it")
    replies(mira, "Looks good so far.")
    whispered(mira, "DR-1 is yours. What next?")
    assert actions(bot, "DR-1").count("deal.take") == 1


def test_the_submitters_reply_answers_the_question_that_waits(rosa, mira, jonas):
    registered(mira)  # who reads the desk's channel and may not decide this one
    jonas.sees("DR-1 ", channel=CHANNEL).clicks("Ask…").fills(question="Who signs?").submits()
    mira.sees("Jonas Falk asks")
    replies(mira, "The CFO signs.")
    whispered(mira, "That is your answer to the question about DR-1")
    jonas.sees("Mira Lang answered: The CFO signs.")


def test_where_fields_were_opened_the_form_takes_the_answer(bot, mira, jonas):
    registered(mira)
    card = jonas.sees("DR-1 ", channel=CHANNEL)
    card.clicks("Ask…").fills(question="Which amount?", fields=["Amount"]).submits()
    mira.sees("Jonas Falk asks")
    replies(mira, "300k")
    assert whispered(mira, "only its form takes").clicks("Answer…").fields == ["amount", "answer"]
    assert "deal.answer" not in actions(bot, "DR-1")


def test_a_reply_of_somebody_else_is_kept_when_they_say_so(bot, mira, jonas):
    let_desk_register(bot.desk)
    replies(jonas, "I met their CIO last week, she knows <us> & the partner.")
    offered = whispered(jonas, "Keep this with DR-1?")
    assert "deal.evidence" not in actions(bot, "DR-1")
    offered.clicks("Keep it")
    whispered(jonas, "Kept with DR-1.")
    with bot.store.read() as work:
        kept = work.exec(select(AuditEvent).where(AuditEvent.action == "deal.evidence")).one()
    assert kept.facts["permalink"].startswith("https://")
    assert "I met their CIO last week" in kept.because
    assert "I met their CIO last week" in mira.types("/deal DR-1").text


def test_what_is_said_elsewhere_is_nobodys_business(bot, mira):
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel=CHANNEL)
    post = mira.types("Lunch?", channel=CHANNEL)
    mira.types("At noon.", channel=CHANNEL, thread_ts=post.ts)
    assert actions(bot, "DR-1") == ["deal.register"]


def test_a_reply_delivered_twice_counts_once(bot, slack, mira):
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel=CHANNEL)
    slack.twice()
    replies(mira, "Let me look at this.")
    whispered(mira, "DR-1 is yours now")
    assert actions(bot, "DR-1").count("deal.take") == 1
    told = [reply for reply in mira.sees("DR-1 ", channel=CHANNEL).thread if reply.ephemeral]
    assert len(told) == 1


def test_a_channel_that_another_company_reads_is_not_listened_to():
    event = {"thread_ts": "1.1", "ts": "1.2", "channel_type": "channel", "text": "Ours?"}
    assert is_reply({}, event)
    assert not is_reply({"is_ext_shared_channel": True}, event)
    for other in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"edited": {}}, {"ts": "1.1"}, {"thread_ts": None}):
        assert not is_reply({}, event | other)
