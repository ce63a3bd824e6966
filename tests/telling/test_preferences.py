"""People choose how they are told; what is theirs and runs out of time reaches them anyway."""

from datetime import UTC, datetime

from sqlmodel import col, select

from policy.preferences import How, Topic
from store.models import AuditEvent, HeldNews, Notice, Timer
from tests.databases import on_sqlite
from tests.reliability.evidence import let_desk_register, member


def prefers(person, **answers):
    form = person.runs_shortcut("preference.open").fills(**answers)
    after = form.submits()
    assert not after.errors, after.errors


def comments(person, words, ref="DR-1"):
    person.types(f"/deal {ref}").clicks("Add something…").fills(text=words).submits()


def test_at_once_is_what_everybody_starts_with(rosa):
    form = rosa.runs_shortcut("preference.open")
    assert form.fields == ["own_deals", "desk_deals", "escalations", "rules", "digests", "quiet_from", "quiet_until"]
    assert {form.field(topic).value for topic in Topic} == {"At once"}
    assert "Europe/Madrid" in form.text


def test_what_was_chosen_stands_in_the_form_the_next_time(rosa):
    prefers(rosa, own_deals="In the morning brief", digests="Not at all", quiet_from="20:00", quiet_until="07:30")
    form = rosa.runs_shortcut("preference.open")
    assert [form.field(name).value for name in ("own_deals", "rules", "digests", "quiet_from", "quiet_until")] == [
        "In the morning brief", "At once", "Not at all", "20:00", "07:30",
    ]  # fmt: skip


def test_half_of_quiet_hours_is_asked_about(rosa):
    form = rosa.runs_shortcut("preference.open")
    assert "both a start and an end" in form.fills(quiet_from="20:00").submits().error("quiet_until")
    assert "end when they start" in form.fills(quiet_until="20:00").submits().error("quiet_until")


def test_any_news_leads_to_the_form(bot, rosa, mira):
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Take it")
    form = rosa.sees("Mira Lang took it").clicks("Tell me less…")
    assert form.title == "How I am told"


def test_what_is_wanted_in_the_morning_comes_in_one_message_at_half_past_eight(bot, slack, rosa, mira):
    prefers(rosa, own_deals="In the morning brief")
    let_desk_register(bot.desk)  # her own receipt comes at once: it is the answer to what she did
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Take it")
    comments(mira, "The CFO wants a call.")
    rosa.never_sees("The CFO wants a call.")
    slack.advance_to(datetime(2026, 11, 25, 7, 30, tzinfo=UTC))  # 08:30 in Madrid
    brief = rosa.sees("2 things you wanted to hear in the morning")
    assert "Mira Lang took it" in brief.text
    assert "The CFO wants a call." in brief.text
    assert brief.buttons == ["See it", "See it"]
    assert brief.clicks("See it").title == "DR-1"
    slack.advance(days=1)
    rosa.never_sees("1 thing you wanted")


def test_not_at_all_is_not_at_all_for_mere_news(bot, slack, rosa, mira):
    prefers(rosa, own_deals="Not at all")
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Take it")
    slack.advance(days=2)
    rosa.never_sees("took it")


def test_a_question_is_never_left_out(bot, slack, rosa, mira):
    prefers(rosa, own_deals="Not at all")
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Ask…").fills(question="Who signs?").submits()
    rosa.never_sees("Who signs?")
    slack.advance_to(datetime(2026, 11, 25, 7, 30, tzinfo=UTC))
    assert "Who signs?" in rosa.sees("1 thing you wanted to hear in the morning").text


def test_a_quiet_night_holds_what_was_wanted_at_once_and_the_morning_brings_it_in_order(bot, slack, rosa, mira):
    prefers(rosa, quiet_from="09:00", quiet_until="14:00")  # it is nine in Madrid
    let_desk_register(bot.desk)
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Take it")
    mira.sees("DR-1 ", channel="deal-desk-emea").clicks("Ask…").fills(question="Who signs?").submits()
    comments(mira, "No hurry.")
    rosa.never_sees("Who signs?")
    slack.advance_to(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    rosa.sees("No hurry.")
    told = [post.text for post in rosa.inbox]
    order = [next(n for n, text in enumerate(told) if words in text)
             for words in ("took it", "Who signs?", "No hurry.")]  # fmt: skip
    assert order == sorted(order)
    assert rosa.sees("Mira Lang asks").buttons == ["Answer…", "See it", "Withdraw…"]


def test_a_night_over_which_a_bot_was_down_still_ends_once(staffed, watch):
    rosa, mira = member(staffed, "U0ROSA"), member(staffed, "U0MIRA")
    staffed.preferences.set({Topic.OWN_DEALS: How.BRIEF}, quiet_from=None, quiet_until=None, by=rosa, key="set")
    let_desk_register(staffed)
    staffed.decisions.take("DR-1", by=mira, key="take")
    watch.moves_on(days=3)
    for _ in range(2):
        assert not staffed.timers.run_due()
    with staffed.store.read() as work:
        held = work.exec(select(HeldNews)).one()
        assert held.released_at == held.until_at
        brief = work.exec(select(Notice).where(Notice.kind == "news.held")).one()
        assert brief.audience == f"person:{rosa.id}"
        assert work.exec(select(AuditEvent.at).where(AuditEvent.action == "news.held")).one() == held.until_at
        assert not work.exec(select(Timer).where(col(Timer.kind) == "held.release")).all()


@on_sqlite
def test_what_is_theirs_and_about_to_be_late_breaks_through(staffed, watch):
    mira, rosa = member(staffed, "U0MIRA"), member(staffed, "U0ROSA")
    let_desk_register(staffed)
    staffed.decisions.take("DR-1", by=mira, key="take")
    staffed.preferences.set(dict.fromkeys(Topic, How.NEVER), quiet_from=None, quiet_until=None, by=mira, key="set")

    def heard(key):
        staffed.decisions.comment("DR-1", by=rosa, key=key, text=key)
        with staffed.store.read() as work:
            return work.exec(
                select(Notice)
                .join(AuditEvent, col(AuditEvent.id) == Notice.event_id)
                .where(Notice.audience == f"person:{mira.id}", AuditEvent.because == key)
            ).first()

    assert heard("early") is None
    watch.moves_on(days=1, hours=7)  # 14 of the decision's 16 business hours
    staffed.timers.run_due()
    assert heard("late") is not None


@on_sqlite
def test_nobody_is_told_what_they_did_themselves(staffed, watch):
    mira = member(staffed, "U0MIRA")
    let_desk_register(staffed, by="U0MIRA")
    staffed.decisions.comment("DR-1", by=mira, key="comment", text="One more thing")
    with staffed.store.read() as work:
        mine = {n.kind for n in work.exec(select(Notice).where(Notice.audience == f"person:{mira.id}"))}
    assert mine == {"deal.receipt"}


def test_choosing_twice_in_one_breath_is_choosing_once(staffed):
    rosa = member(staffed, "U0ROSA")
    for how in (How.BRIEF, How.NEVER):
        staffed.preferences.set({Topic.RULES: how}, quiet_from=None, quiet_until=None, by=rosa, key="same")
    assert staffed.preferences.of(rosa).how == {Topic.RULES: How.BRIEF}
