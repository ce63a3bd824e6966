"""A rule that did not help becomes a better one: asked, answered, proposed, published, found, between four windows."""

from playwright.sync_api import expect

from tests.browser.stories import hears

QUESTION = "/roe protection window for public sector"


def test_a_question_that_the_rules_left_open_ends_in_a_better_rule(rosa, mira, jonas, window):
    rosa.says(QUESTION)
    answer = rosa.message("ROE-3.EMEA v1")
    expect(answer).to_contain_text("Differs from ROE-3 v1: tender days 120, not 90.")
    rosa.keeps("1-override")
    rosa.presses("No, ask someone", on=answer)
    expect(rosa.message("I have asked. Jonas Falk answers by")).to_contain_text("RQ-1")

    hears(jonas, "Rosa Ortega (EMEA) asks something about ROE-3.EMEA v1")
    jonas.presses("Answer…", on=jonas.message("RQ-1"))
    jonas.fills({"Your answer": "Hospitals award late: ask for a tender's days.", "The rules": True})
    jonas.sends_and_is_done()
    hears(rosa, "Jonas Falk answered RQ-1")

    mira.asks("/roe propose ROE-3")
    mira.fills(
        {
            "Numbers and switches": "days: 90\nextension_days: 30\ntender_days: 150\nreminder_days: 30, 14, 7, 1",
            "Why?": "Two tenders in Madrid ran out of their window before the award.",
            "Look at it again by": "2027-06-01",
        }
    )
    mira.keeps("2-proposal")
    mira.sends_and_is_done()

    priya = window("priya", "C0HUB")
    card = priya.message("RQ-2: a change of ROE-3")
    expect(card).to_contain_text("150")
    priya.keeps("3-difference")
    priya.presses("Publish", on=card)
    priya.page.get_by_role("dialog", name="Publish this rule?").get_by_role("button", name="Publish").click()
    expect(card).to_contain_text("Published by Priya Nair")

    news = rosa.message("ROE-3.EMEA v2")
    expect(news).to_contain_text("150")
    rosa.presses("I have read it", on=news)
    expect(news).to_contain_text("You read it")
    rosa.keeps("4-told")
    rosa.opens("partner-deals")
    rosa.says(QUESTION)
    expect(rosa.message("ROE-3.EMEA v2")).to_contain_text("150 days")
    rosa.keeps("5-found")
