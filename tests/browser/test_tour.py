"""The tour from its first story to its last, as somebody clicks it through who follows what its card says."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_accessible import axe_core, check  # noqa: F401  (a fixture)
from tests.browser.window import Window

# Whether the ring stands around a node, a few pixels from its edges.
RINGED = """(node) => {
    const [ring, box] = [document.querySelector(".tour-ring"), node].map((one) => one.getBoundingClientRect());
    const gaps = [box.top - ring.top, ring.bottom - box.bottom, box.left - ring.left, ring.right - box.right];
    return gaps.every((gap) => gap > 2 && gap < 8);
}"""


class Tourist:
    """Follows the tour's card in one window."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page
        self.card = self.page.get_by_role("region", name="Tour")

    def begins(self, story: str) -> None:
        self.page.get_by_role("banner").get_by_role("button", name="Take the tour").click()
        self.page.get_by_role("menuitem", name=story).click()
        self.reads(story)

    def reads(self, words: str) -> None:
        self.card.filter(has_text=words).wait_for()

    def is_helped(self, label: str) -> None:
        self.card.get_by_role("button", name=label, exact=True).click()

    def goes_on(self) -> None:
        step = self.card.locator(".tour-count")
        before = step.inner_text()
        self.is_helped("Next")
        expect(step).not_to_have_text(before)

    def ends(self, story: str) -> None:
        self.is_helped("Finish")
        self.reads(f"That was “{story}”" if story != "Read the Monday digest" else "That was the whole tour")
        self.card.get_by_role("button", name="Close the tour").click()

    def becomes(self, person: str) -> None:
        self.page.locator(f".rail [data-person={person}]").click()
        expect(self.page.locator(f".rail [data-person={person}][aria-current=true]")).to_be_visible()

    def button(self, label: str) -> Locator:
        """The newest button of these words."""
        return self.page.get_by_role("main").get_by_role("button", name=label, exact=True).last

    def presses(self, label: str) -> None:
        self.button(label).click()

    def sees_ringed(self, node: Locator) -> None:
        self.page.wait_for_function(RINGED, arg=node.element_handle())

    def sends(self) -> None:
        self.window.sends_and_is_done()

    def moves_the_clock(self, entry: str) -> None:
        clock = self.page.get_by_role("banner").get_by_role("button", name="Workspace time")
        before = clock.get_attribute("aria-label") or ""
        clock.click()
        self.page.get_by_role("menuitem", name=entry).click()
        expect(clock).not_to_have_attribute("aria-label", before)


@pytest.fixture
def tourist(newcomer: Window) -> Tourist:
    return Tourist(newcomer)


def late(tourist: Tourist) -> Locator:
    return tourist.window.message("Breach: DR-")


def test_register_a_deal(tourist: Tourist, axe_core: str) -> None:  # noqa: F811
    tourist.begins("Register a deal")
    tourist.is_helped("Send it for me")
    expect(tourist.window.modal).to_contain_text("Register a deal")
    check(tourist.window, axe_core, "the tour over a form")
    tourist.is_helped("Fill it in for me")
    expect(tourist.window.modal).to_contain_text("Goes to Mira Lang")
    tourist.window.keeps("3-tour-register")
    tourist.sends()
    tourist.window.opens("EcoOps")
    tourist.reads("The receipt names the deal")
    expect(tourist.window.message("You will hear from me either way").last).to_be_visible()
    tourist.ends("Register a deal")


def test_decide_it(tourist: Tourist) -> None:
    tourist.begins("Decide it")
    tourist.becomes("U0MIRA")
    tourist.window.opens("deal-desk-emea")
    tourist.presses("Take it")
    tourist.reads("press Ask…")
    tourist.presses("Ask…")
    tourist.is_helped("Write it for me")
    tourist.sends()
    tourist.reads("Be Rosa again")
    tourist.becomes("U0ROSA")
    tourist.window.opens("EcoOps")
    tourist.presses("Answer…")
    tourist.is_helped("Answer for me")
    tourist.sends()
    tourist.reads("Be Mira once more")
    tourist.becomes("U0MIRA")
    tourist.window.opens("deal-desk-emea")
    tourist.reads("Open it.")
    tourist.page.locator(".pane .replies").last.click()
    tourist.reads("press Approve")
    approve = tourist.button("Approve")
    tourist.sees_ringed(approve)
    tourist.page.locator(".pane .scroller").evaluate("(list) => list.scrollBy(0, -12)")
    tourist.sees_ringed(approve)
    tourist.presses("Approve")
    tourist.reads("nothing is left to decide")
    tourist.window.keeps("4-tour-decide")
    tourist.goes_on()
    tourist.becomes("U0ROSA")
    tourist.window.opens("EcoOps")
    tourist.reads("Rosa is told once")
    expect(tourist.window.message("approved it")).to_be_visible()
    tourist.ends("Decide it")


def test_escalate(tourist: Tourist) -> None:
    tourist.begins("Escalate")
    tourist.is_helped("Send it for me")
    tourist.reads("Choose how severe it is")
    tourist.is_helped("Fill it in for me")
    expect(tourist.window.modal).to_contain_text("Asks Mira Lang")
    tourist.sends()
    tourist.reads("Be Mira Lang")
    tourist.becomes("U0MIRA")
    tourist.window.opens("EcoOps")
    tourist.presses("Acknowledge")
    tourist.reads("press Resolve…")
    tourist.presses("Resolve…")
    tourist.is_helped("Fill it in for me")
    tourist.sends()
    tourist.reads("Now see what Rosa hears")
    tourist.becomes("U0ROSA")
    tourist.window.opens("EcoOps")
    expect(tourist.window.message("resolved it")).to_be_visible()
    tourist.reads("open it again within seven days")
    tourist.window.keeps("5-tour-escalate")
    tourist.ends("Escalate")


def test_miss_an_sla_and_read_the_monday_digest(tourist: Tourist) -> None:
    tourist.begins("Miss an SLA")
    tourist.becomes("U0MIRA")
    tourist.window.opens("deal-desk-emea")
    tourist.reads("Leave its buttons alone")
    tourist.goes_on()
    for _ in range(2):
        tourist.moves_the_clock("Next business morning")
    tourist.goes_on()
    tourist.window.opens("EcoOps")
    tourist.reads("in whose court the time was spent")
    late(tourist).wait_for()
    tourist.goes_on()
    tourist.becomes("U0JONAS")
    tourist.window.opens("EcoOps")
    tourist.reads("He has been told once")
    late(tourist).wait_for()
    tourist.window.keeps("6-tour-miss")
    tourist.ends("Miss an SLA")

    tourist.begins("Read the Monday digest")
    tourist.window.opens("emea-leaders")
    digest = tourist.window.message("EMEA, week")
    if not digest.is_visible():
        tourist.moves_the_clock("Monday 08:00")
    tourist.reads("one line says how many were late")
    expect(digest.get_by_role("img", name="Breaches a week in EMEA")).to_be_visible()
    tourist.window.keeps("7-tour-digest", dark=True)
    tourist.goes_on()
    digest.locator(".replies").click()
    tourist.reads("Press Tell the hub…")
    tourist.presses("Tell the hub…")
    tourist.is_helped("Write it for me")
    tourist.sends()
    tourist.reads("It stands under the digest")
    expect(digest).to_contain_text("Jonas Falk told the hub")
    tourist.ends("Read the Monday digest")
