"""What the stories in the browser start from."""

from typing import Any

from tests.browser.window import Window
from tests.driver import Person

# A registration with nothing wrong in it, by the form's labels; what `/deal acme.com 250k eur` presets is left out.
ACME = {
    "Partner": "Northwind Traders",
    "Customer": "Acme Holding",
    "Segment": "Mid-market",
    "Motion": "Resell",
    "Products": ["Platform"],
    "Expected close": "2027-03-31",
    "Customer contact": "Ana Ruiz, CIO, ana@acme.com",
    "What have you done so far?": "Met the CIO, sent an offer",
}


def registers(rep: Window, command: str = "/deal acme.com 250k eur", **special: Any) -> None:
    """Register a deal by hand: the command, the form, the button."""
    rep.asks(command)
    rep.fills({**ACME, **special})
    rep.sends_and_is_done()


def registered(url: str, rep: str = "U0ROSA", command: str = "/deal acme.com 250k eur", **special: Any) -> None:
    """Have a deal registered before the story begins, without a window."""
    answers = {
        "partner": "Northwind", "account": "Acme Holding", "segment": "Mid-market", "motion": "Resell",
        "products": ["Platform"], "close_on": "2027-03-31", "contact": "Ana Ruiz, CIO, ana@acme.com",
        "evidence": "Met the CIO, sent an offer", **special,
    }  # fmt: skip
    person = Person(url, rep)

    after = person.types(command).completes(**answers).submits()
    assert not after.errors, after.errors
    person.sees("You will hear from me")


def hears(person: Window, words: str) -> None:
    """See a toast that says this, press it, and read the message it is about."""
    person.toast(words).get_by_role("button").first.click()
    person.message(words).wait_for()
