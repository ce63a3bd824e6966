"""Everything works without a mouse, and the focus is where one expects it."""

from playwright.sync_api import Page, expect

from tests.browser.stories import registered


def focused(page: Page) -> str:
    """Say what has the focus, as a screen reader names it."""
    return page.evaluate(
        """() => {
            const at = document.activeElement;
            const words = (ids) => ids.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
            const label = at.labels?.[0]?.textContent ?? "";
            return (at.getAttribute("aria-label") ?? words(at.getAttribute("aria-labelledby") ?? "")) || label ||
                at.textContent;
        }"""
    ).strip()


def test_a_deal_is_registered_with_the_keyboard_alone(rosa):
    keys = rosa.page.keyboard
    rosa.composer.focus()
    keys.type("/deal acme.com 250k eur")
    keys.press("Enter")
    expect(rosa.field("Partner")).to_be_focused()
    keys.type("northw")
    expect(rosa.option("Northwind Traders")).to_be_visible()
    keys.press("Enter")
    order = []

    def on(typed: str = "", *, choose: bool = False) -> None:
        keys.press("Tab")
        order.append(focused(rosa.page))
        if typed:
            keys.type(typed)
        if choose:
            keys.press("Enter")

    on()
    on()
    on("Acme Holding")
    on()
    on()
    on("mid", choose=True)
    expect(rosa.modal).to_contain_text("Goes to Mira Lang")
    on("resell", choose=True)
    on("platform", choose=True)
    on()
    on()
    on("2027-03-31")
    on("Ana Ruiz, CIO")
    on("Met the CIO")
    assert order == [
        "Not listed? Ask the hub", "Why do you ask?", "Customer", "Customer's website", "Region", "Segment", "Motion",
        "Products", "Amount", "Currency", "Expected close", "Customer contact", "What have you done so far?",
    ]  # fmt: skip
    keys.press("Control+Enter")
    expect(rosa.modal).to_have_count(0)
    expect(rosa.composer).to_be_focused()
    expect(rosa.toast("DR-1 Acme Holding")).to_be_visible()


def test_tab_stays_in_the_modal_and_escape_leads_back(rosa):
    rosa.asks("/deal")
    rosa.page.keyboard.press("Shift+Tab")
    assert focused(rosa.page) == "Close"
    rosa.page.keyboard.press("Shift+Tab")
    assert focused(rosa.page) == "Register"
    rosa.page.keyboard.press("Tab")
    assert focused(rosa.page) == "Close"
    rosa.page.keyboard.press("Escape")
    expect(rosa.modal).to_have_count(0)
    expect(rosa.composer).to_be_focused()


def test_escape_closes_a_menu_before_the_form_around_it(rosa):
    rosa.asks("/deal")
    rosa.field("Motion").press("ArrowDown")
    expect(rosa.option("Resell")).to_be_visible()
    rosa.page.keyboard.press("Escape")
    expect(rosa.page.get_by_role("option")).to_have_count(0)
    expect(rosa.field("Motion")).to_be_focused()
    expect(rosa.modal).to_be_visible()


def test_a_card_is_decided_with_the_keyboard(sandbox, mira):
    registered(sandbox.url)
    card = mira.message("DR-1", "1 reply")  # from here on nothing draws it anew
    card.get_by_role("button", name="Decline…").focus()
    mira.page.keyboard.press("Enter")
    expect(mira.field("Reason")).to_be_focused()
    mira.page.keyboard.type("thin")
    mira.page.keyboard.press("Enter")
    mira.page.keyboard.press("Tab")
    mira.page.keyboard.type("Add the budget and the people you met.")
    mira.page.keyboard.press("Control+Enter")
    expect(mira.modal).to_have_count(0)
    expect(mira.message("Declined by Mira Lang")).to_contain_text("Add the budget")
