"""The desk asks; the submitter answers or corrects only what was asked about; it comes back to the same card."""

from sqlmodel import select

from store.models import SlaClock
from tests.deals.conftest import registered


def ask(person, question, fields=(), ref="DR-1"):
    card = person.sees(f"{ref} ", channel="deal-desk-emea")
    card.clicks("Ask…").fills(question=question, fields=list(fields)).submits()
    return card.waits_for("asked Rosa Ortega")


def test_the_question_reaches_the_submitter_with_what_is_open(rosa, mira):
    registered(rosa)
    card = ask(mira, "Is this the whole group?", ["Amount", "Expected close"])
    assert "Is this the whole group?" in card.text
    assert "Owner: Mira Lang" in card.text
    question = rosa.sees("Mira Lang asks")
    assert "Open for editing: Amount and Expected close." in question.text
    assert question.buttons == ["Answer…", "See it", "Withdraw…"]


def test_only_the_fields_in_question_are_open(rosa, mira):
    registered(rosa)
    ask(mira, "Which amount?", ["Amount", "Expected close"])
    form = rosa.sees("Mira Lang asks").clicks("Answer…")
    assert form.fields == ["amount", "close_on", "answer"]
    assert form.field("amount").value == "250.000"


def test_the_answer_comes_back_to_the_same_card(rosa, mira):
    registered(rosa)
    card = ask(mira, "Which amount?", ["Amount"])
    form = rosa.sees("Mira Lang asks").clicks("Answer…")
    assert not form.fills(amount="300k", answer="The group buys together.").submits().errors
    card.waits_for("300,000 EUR")
    assert "Approve" in card.buttons
    assert "Ask…" in card.buttons
    news = mira.sees("Rosa Ortega answered: The group buys together.")
    assert "Corrected: amount." in news.text
    question = next(post for post in rosa.inbox if "Mira Lang asks" in post.text)
    assert question.waits_for("Answered.").buttons == []


def test_a_question_in_words_takes_an_answer_in_words(rosa, mira):
    registered(rosa)
    ask(mira, "Who decides there?")
    form = rosa.sees("Mira Lang asks").clicks("Answer…")
    assert form.fields == ["answer"]
    assert form.submits().error("answer")
    form.fills(answer="The CFO.").submits()
    mira.sees("Rosa Ortega answered: The CFO.")


def test_a_wrong_correction_is_said_under_its_field(rosa, mira):
    registered(rosa)
    ask(mira, "Which amount?", ["Amount"])
    form = rosa.sees("Mira Lang asks").clicks("Answer…").fills(amount="12").submits()
    assert "12k or 12m?" in form.error("amount")


def test_another_website_is_judged_for_conflicts_again(rosa, bo, mira):
    registered(rosa)
    registered(bo, 2, partner="Contoso", account="Globex Systems", domain="globex-systems.eu")
    ask(mira, "Is that their website?", ["Customer's website"])
    form = rosa.sees("Mira Lang asks").clicks("Answer…").fills(domain="globex-systems.eu").submits()
    assert "globex-systems.eu is under review in another registration" in form.error("domain")
    assert not form.fills(domain="acme-group.com").submits().errors
    mira.sees("Rosa Ortega answered: corrected domain")


def test_the_decisions_clock_rests_while_the_submitter_has_it(bot, slack, rosa, mira):
    registered(rosa)
    ask(mira, "Who decides there?")

    def clocks():
        with bot.store.read() as work:
            return {clock.metric: clock for clock in work.exec(select(SlaClock))}

    before = clocks()
    assert {metric: clock.state for metric, clock in before.items()} == {
        "deal.review": "stopped",
        "deal.decision": "paused",
        "deal.answer": "running",
    }
    slack.advance(days=1)
    rosa.sees("Mira Lang asks").clicks("Answer…").fills(answer="The CFO.").submits()
    mira.sees("Rosa Ortega answered")
    after = clocks()
    assert after["deal.decision"].state == "running"
    assert after["deal.answer"].state == "stopped"
    assert after["deal.decision"].due_at > before["deal.decision"].due_at


def test_only_the_submitter_can_answer(rosa, bo, mira):
    registered(rosa)
    ask(mira, "Who decides there?")
    page = mira.types("/deal DR-1")
    assert "Answer…" not in page.buttons


def test_a_question_may_be_withdrawn_from(rosa, mira):
    registered(rosa)
    ask(mira, "Who decides there?")
    form = rosa.sees("Mira Lang asks").clicks("Withdraw…")
    form.fills(reason=form.field("reason").options[0]).submits()
    question = next(post for post in rosa.inbox if "Mira Lang asks" in post.text)
    question.waits_for("Withdrawn by Rosa Ortega")
    assert question.buttons == []


def test_a_second_question_and_a_second_answer_say_that_it_is_done(rosa, mira, tom):
    registered(rosa)
    stale = tom.sees("DR-1 ", channel="deal-desk-emea")
    ask(mira, "Who decides there?")
    assert stale.clicks("Ask…").text == "DR-1 waits for an answer of Rosa Ortega already. Nothing changed."
    question = rosa.sees("Mira Lang asks")
    question.clicks("Answer…").fills(answer="The CFO.").submits()
    mira.sees("Rosa Ortega answered")
    assert question.clicks("Answer…").text == "That question about DR-1 is answered already. Nothing changed."
