"""What the stories about deals start from."""

from typing import Any

from tests.driver import Person

# A registration with nothing wrong in it; a story says only what is special about its own.
GOOD = {
    "partner": "Northwind",
    "account": "Acme Holding",
    "domain": "acme.com",
    "region": "EMEA",
    "segment": "Mid-market",
    "motion": "Resell",
    "products": ["Platform"],
    "amount": "250k",
    "currency": "EUR",
    "close_on": "2027-03-31",
    "contact": "Ana Ruiz, CIO, ana@acme.com",
    "evidence": "Met the CIO, sent an offer",
}
REGIONS = {"EMEA": "Europe", "AMER": "Americas", "APAC": "Asia"}


def fill(person: Person, **special: Any) -> Any:
    """Open the form and fill it in, without sending it."""
    return person.types("/deal").fills(**{**GOOD, **special})


def register(person: Person, **special: Any) -> Any:
    """Fill in the form and send it; gives what is on the screen afterwards."""
    return person.types("/deal").completes(**{**GOOD, **special}).submits()


def registered(person: Person, number: int = 1, **special: Any) -> str:
    """Register a deal that goes through; gives its reference."""
    after = register(person, **special)
    assert not after.errors, after.errors
    person.sees(f"DR-{number} ")
    return f"DR-{number}"
