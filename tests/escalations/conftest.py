"""What the stories about escalations start from."""

from typing import Any

from tests.driver import Person
from tests.driver.wire import WITHIN, until


def escalate(person: Person, subject: str = "Two partners claim Acme", **special: Any) -> Any:
    """Fill in the form and send it; gives what is on the screen afterwards."""
    return person.types("/escalate").completes(**{"subject": subject, "severity": "High", **special}).submits()


def escalated(person: Person, subject: str = "Two partners claim Acme", number: int = 1, **special: Any) -> str:
    """Raise an escalation that goes through; gives its reference."""
    after = escalate(person, subject, **special)
    assert not after.errors, after.errors
    person.sees(f"ESC-{number} ")
    return f"ESC-{number}"


def card_of(person: Person, ref: str = "ESC-1", channel: str = "deal-desk-emea") -> Any:
    return person.sees(f"{ref} ", channel=channel)


def ping_of(person: Person, ref: str = "ESC-1") -> Any:
    """Wait for the message that asks the person, whatever else speaks of the same escalation."""

    def look() -> Any:
        asking = [post for post in person.inbox if ref in post.text and "Acknowledge" in post.buttons]
        return asking[-1] if asking else None

    return until(look, WITHIN) or person.sees(f"{ref}, ")
