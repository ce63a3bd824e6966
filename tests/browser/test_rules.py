"""A rule that did not help becomes a better one: asked, answered, proposed, published, found, between four windows."""

from playwright.sync_api import expect

from tests.browser.stories import hears

QUESTION = "/roe how long is a tender of a hospital protected"


def test_a_question_that_the_rules_left_open_ends_in_a_better_rule(rosa, mira, jonas, window):
    rosa.says(QUESTION)
    answer = rosa.message("ROE-3.EMEA v1")
    expect(answer).to_contain_text("kept by Jonas Falk")
    expect(answer).to_contain_text("Differs from ROE-3 v1: tender days 120, not 90.")
    rosa.keeps("1-override", dark=True)
    rosa.presses("No, ask someone", on=answer)
    expect(rosa.message("I have asked. Jonas Falk answers by")).to_contain_text("RQ-1")

    hears(jonas, "Rosa Ortega (EMEA) asks something about ROE-3.EMEA v1")
    question = jonas.message("RQ-1")
    expect(question).to_contain_text("how long is a tender of a hospital protected")
    jonas.presses("Answer…", on=question)
    jonas.fills({"Your answer": "120 days. Hospitals award late, so we will look at it.", "The rules": True})
    jonas.keeps("2-answer")
    jonas.sends_and_is_done()
    expect(question.get_by_role("button", name="Answer…")).to_have_count(0)
    hears(rosa, "Jonas Falk answered RQ-1")

    mira.asks("/roe propose ROE-3")
    expect(mira.modal).to_contain_text("ROE-3.EMEA v1")
    mira.fills(
        {
            "In one sentence": "{days} days, and {tender_days} days when a public customer such as a hospital buys "
            "by tender.",
            "Numbers and switches": "days: 90\nextension_days: 30\ntender_days: 150\nreminder_days: 30, 14, 7, 1",
            "Why?": "Two tenders in Madrid ran out of their window before the award.",
            "Look at it again by": "2027-06-01",
        }
    )
    mira.keeps("3-proposal")
    mira.sends_and_is_done()

    priya = window("priya", "C0HUB")
    card = priya.message("RQ-2: a change of ROE-3")
    priya.keeps("4-difference", dark=True)
    expect(card).to_contain_text("In short: 90 days, and 120 150 days when the a public customer")
    expect(card).not_to_contain_text("{")
    priya.presses("Publish", on=card)
    priya.page.get_by_role("dialog", name="Publish this rule?").get_by_role("button", name="Publish").click()
    expect(card).to_contain_text("Published by Priya Nair")
    priya.keeps("5-published")

    news = rosa.message("ROE-3.EMEA v2")
    expect(news).to_contain_text("In short: 90 days, and 120 150 days when the a public customer")
    expect(news).not_to_contain_text("{")
    rosa.keeps("6-told")
    rosa.presses("I have read it", on=news)
    expect(news).to_contain_text("You read it")
    expect(card).to_contain_text("Read by 1 of")
    rosa.opens("partner-deals")
    rosa.says(QUESTION)
    found = rosa.message("ROE-3.EMEA v2")
    expect(found).to_contain_text("90 days, and 150 days when a public customer such as a hospital buys by tender.")
    rosa.keeps("7-found")
