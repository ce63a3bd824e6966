"""Registrations that are about to be late, and those that are: who is told, once, and what the card shows."""

from sqlmodel import col, select

from store.models import AuditEvent, Card, Notice, SlaClock
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import drained, let_desk_register, member

pytestmark = on_sqlite

CHANNEL = "deal-desk-emea"
# A first look that was promised a moment after nine is due the next morning.
LATE = {"days": 1, "minutes": 5}


def alerts(desk, *actions: str) -> list[AuditEvent]:
    with desk.store.read() as work:
        found = select(AuditEvent).where(col(AuditEvent.action).in_(actions or ("sla.warn", "sla.breach")))
        return list(work.exec(found.order_by(col(AuditEvent.id))))


def told(desk, kind: str) -> list[str]:
    with desk.store.read() as work:
        cards = select(Card.audience).where(col(Card.kind).startswith(kind))
        return sorted(work.exec(cards)) or sorted(work.exec(select(Notice.audience).where(Notice.kind == kind)))


# At the desk


@on_both_engines
def test_every_step_is_written_down_once_with_its_rule_and_its_true_time(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(days=9)
    staffed.timers.run_due()
    staffed.timers.run_due()
    with staffed.store.read() as work:
        clocks = {row.metric: row for row in work.exec(select(SlaClock))}
    review, decision = clocks["deal.review"], clocks["deal.decision"]
    assert [(one.action, one.facts["metric"], one.at) for one in alerts(staffed)] == [
        ("sla.warn", "deal.review", review.warn_at),
        ("sla.breach", "deal.review", review.due_at),
        ("sla.warn", "deal.decision", decision.warn_at),
        ("sla.breach", "deal.decision", decision.due_at),
    ]
    assert {(one.rule, one.rule_version, one.actor_id) for one in alerts(staffed)} == {("ROE-11.EMEA", 1, None)}


def test_a_warning_goes_to_whoever_has_it_and_a_breach_also_to_the_lead(staffed, watch):
    let_desk_register(staffed)
    mira, jonas = (f"person:{member(staffed, who).id}" for who in ("U0MIRA", "U0JONAS"))
    watch.moves_on(hours=6)
    staffed.timers.run_due()
    assert told(staffed, "deal.warning") == [mira]
    assert told(staffed, "deal.breach") == []
    watch.moves_on(hours=3)
    staffed.timers.run_due()
    assert told(staffed, "deal.warning") == [mira]
    assert told(staffed, "deal.breach") == sorted([mira, jonas])
    assert told(staffed, "deal.late.line") == ["region:EMEA"]


def test_where_the_lead_brought_it_the_hub_hears_of_the_breach(staffed, watch):
    let_desk_register(staffed, by="U0JONAS")
    watch.moves_on(hours=9)
    staffed.timers.run_due()
    mira, priya = (f"person:{member(staffed, who).id}" for who in ("U0MIRA", "U0PRIYA"))
    assert told(staffed, "deal.breach") == sorted([mira, priya])


def test_a_breach_says_in_whose_court_the_time_was(staffed, watch):
    let_desk_register(staffed)
    mira = member(staffed, "U0MIRA")
    watch.moves_on(hours=2)
    staffed.decisions.ask("DR-1", by=mira, key="ask", question="Who signs?")
    watch.moves_on(hours=3)
    staffed.decisions.answer("DR-1", by=member(staffed, "U0ROSA"), key="answer", answer="The CFO", changes={})
    watch.moves_on(days=9)
    staffed.timers.run_due()
    (breach,) = alerts(staffed, "sla.breach")
    assert breach.facts["metric"] == "deal.decision"
    assert breach.facts["courts"] == {"specialist": 16 * 3600}
    assert breach.facts["rested"] == {"submitter": 3 * 3600}


def test_what_was_taken_in_time_never_warns(staffed, watch):
    let_desk_register(staffed)
    staffed.decisions.take("DR-1", by=member(staffed, "U0MIRA"), key="take")
    watch.moves_on(hours=9)
    staffed.timers.run_due()
    assert alerts(staffed) == []


def test_a_submitter_who_does_not_answer_is_no_breach_of_the_desks(staffed, watch):
    let_desk_register(staffed)
    staffed.decisions.ask("DR-1", by=member(staffed, "U0MIRA"), key="ask", question="Who signs?")
    watch.moves_on(days=6)
    staffed.timers.run_due()
    assert told(staffed, "deal.warning") == []


# In Slack


def test_the_owner_is_warned_with_the_time_left_and_can_take_it_there(bot, slack, mira):
    let_desk_register(bot.desk)
    slack.advance(hours=6)
    warning = mira.sees("of working time left")
    assert "*DR-1 Acme Holding*: Review due" in warning.text
    assert "2 h of working time left. Nobody has taken it yet; it went to Mira Lang." in warning.text
    assert warning.buttons == ["Take it", "Reassign…", "See it"]
    warning.clicks("Take it")
    warning.waits_for("That is settled; it goes on.")
    assert warning.buttons == ["See it"]


def test_a_breach_shows_on_the_card_in_its_thread_and_at_the_lead(bot, slack, rosa, mira, jonas):
    let_desk_register(bot.desk)
    slack.advance(**LATE)
    for who in (mira, jonas):
        breach = who.sees("Breach: DR-1 review passed its 8 h at")
        assert "In whose court: submitter 0 h, EMEA desk 8 h." in breach.text
        assert breach.buttons == ["Take it", "Reassign…", "See it", "Give reason…"]
    card = mira.sees("DR-1 ", channel=CHANNEL).waits_for("First look late since")
    card.waits_for_reply("Late: review passed its 8 h")
    rosa.sees("is late; the desk's lead knows")


def test_nothing_is_sent_about_what_was_just_taken(bot, slack, mira, jonas):
    """The step falls due and the notices wait; Mira is faster than they are."""
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel=CHANNEL)
    drained(bot.store)
    with slack.faulty("chat.postMessage", "chat.update", mode="refuse"):
        slack.advance(**LATE)
        bot.desk.decisions.take("DR-1", by=member(bot.desk, "U0MIRA"), key="take")
    drained(bot.store, hurry=True)
    jonas.never_sees("Breach: DR-1")
    assert not any("Breach" in post.text or "working time left" in post.text for post in mira.inbox)
    with bot.store.read() as work:
        told = {n.kind: n.state for n in work.exec(select(Notice)) if "late" in n.kind or "breach" in n.kind}
    assert set(told.values()) == {"dropped"}


def test_a_lead_hands_it_on_and_everybody_is_told_once(bot, slack, rosa, mira, jonas, tom):
    let_desk_register(bot.desk)
    slack.advance(**LATE)
    form = jonas.sees("Breach: DR-1").clicks("Reassign…")
    assert "Mira Lang" not in form.field("to").options
    form.fills(to="Tom Weber", note="Mira is ill.").submits()
    ping = tom.sees("*DR-1 Acme Holding* needs your review")
    assert "Take it" in ping.buttons
    mira.sees("Jonas Falk handed it to Tom Weber.")
    rosa.sees("Jonas Falk handed it to Tom Weber.")
    ping.clicks("Take it")
    tom.sees("DR-1 ", channel=CHANNEL).waits_for("Owner: Tom Weber")
    jonas.never_sees("handed it to")


def test_what_has_an_owner_is_handed_to_a_new_one_from_the_cards_menu(bot, mira, tom):
    let_desk_register(bot.desk)
    card = mira.sees("DR-1 ", channel=CHANNEL)
    card.clicks("Take it")
    form = card.waits_for("Owner: Mira Lang").clicks("Hand to somebody else…")
    assert form.fills(to="Tom Weber").submits().errors == {}
    card.waits_for("Owner: Tom Weber")
    tom.sees("Mira Lang handed it to Tom Weber.")


def test_a_warning_that_comes_late_says_so(bot, slack, mira, jonas):
    let_desk_register(bot.desk)
    drained(bot.store)
    with slack.faulty("chat.postMessage", mode="refuse"):
        slack.advance(hours=6)
        slack.advance(days=1)
    drained(bot.store, hurry=True)
    assert "I was not running when you should have been warned." in mira.sees("Review was due").text
    mira.sees("Breach: DR-1")
