"""Makes docs/sandbox.png, the picture in the README: `make picture`.

A short morning is acted out in the sandbox with the real bot, and photographed in the window of the specialist.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.stage import Stage, stage
from tests.driver import Person

PICTURE = Path(__file__).parent / "sandbox.png"
SIZE = {"width": 1440, "height": 900}


def monday(after: datetime) -> datetime:
    """Return the next Monday, 07:10 UTC: the desk in Berlin has just opened, the week is young."""
    ahead = after.replace(hour=7, minute=10, second=0, microsecond=0) + timedelta(days=7 - after.weekday())
    return ahead if ahead > after else ahead + timedelta(days=7)


def register(rep: Person, command: str, **answers: object) -> None:
    after = rep.types(command).fills(**answers).submits()
    if after.errors:
        raise SystemExit(f"The form was refused: {after.errors}")


def act(on: Stage, close_on: date) -> None:
    """Act the morning: one registration approved, one asked about and answered, one with a finding, one new."""
    rosa, bo = on.person("U0ROSA"), on.person("U0BO")
    mira, jonas = on.person("U0MIRA"), on.person("U0JONAS")
    desk = "deal-desk-emea"
    closes = close_on.isoformat()

    mira.types("Good morning! I have the desk until noon, <@U0TOM> takes the afternoon.", channel=desk)
    on.slack.advance(minutes=14)
    register(
        rosa, "/deal casa-del-faro.es 84k eur", partner="Consulta Iberia", account="Casa del Faro Hoteles",
        segment="Mid-market", motion="Resell", products=["Analytics"], close_on=closes,
        contact="Lucía Marín, head of IT", evidence="Proof of concept with their own bookings. They want to go live "
        "before the season.",
    )  # fmt: skip
    on.slack.advance(minutes=21)
    first = mira.sees("DR-1 ", channel=desk)
    first.waits_for_reply("registered it")
    first.refresh().clicks("Approve")
    mira.sees("Approved by", channel=desk)

    on.slack.advance(minutes=32)
    register(
        rosa, "/deal acme.com 250k eur", partner="Northwind", account="Acme Holding", segment="Mid-market",
        motion="Resell", products=["Platform", "Analytics"], close_on=closes, contact="Ana Ruiz, CIO, ana@acme.com",
        evidence="Met the CIO with Northwind, sent an offer on Thursday. Budget is set.",
    )  # fmt: skip
    card = mira.sees("DR-2 ", channel=desk)
    card.waits_for_reply("registered it")
    on.slack.advance(minutes=6)
    card.refresh().clicks("Take it")
    card.waits_for("Owner: Mira Lang")
    on.slack.advance(minutes=3)
    card.clicks("Ask…").fills(
        question="Is the amount per year, or for the three years of the contract?", fields=["Amount"]
    ).submits()
    card.waits_for_reply("three years")
    on.slack.advance(minutes=17)
    rosa.sees("three years of the contract").clicks("Answer…").fills(
        amount="240k", answer="Per year, and net: 240k."
    ).submits()
    card.waits_for_reply("240k")
    on.slack.advance(minutes=2)
    jonas.types("Northwind ran their pilot in spring, so this one is solid.", channel=desk, thread_ts=card.ts)

    on.slack.advance(minutes=9)
    register(
        bo, "/deal acme-hosting.se 60k eur", partner="Fjordlys", account="Acme Hosting", segment="Mid-market",
        motion="Co-sell", products=["Platform"], close_on=closes, contact="Elin Åberg, CTO",
        evidence="Two calls with the CTO; they compare us with one other.",
    )  # fmt: skip
    mira.sees("DR-3 ", channel=desk).waits_for_reply("registered it")


def photograph(on: Stage) -> None:
    window = on.window("U0MIRA", "C0EMEA", viewport=SIZE)
    card = window.message("DR-2 Acme Holding")
    card.get_by_role("button", name="replies").click()
    expect(window.reply("this one is solid")).to_be_visible()
    expect(window.message("DR-3 Acme Hosting").get_by_role("button", name="Take it")).to_be_in_viewport()
    window.page.mouse.move(SIZE["width"] / 2, 10)
    window.page.evaluate("() => document.activeElement.blur()")
    window.looks("light")
    window.page.screenshot(path=PICTURE, animations="disabled")


def main() -> None:
    at = monday(datetime.now(UTC))
    with stage(at) as ready:
        act(ready, at.date() + timedelta(days=120))
        photograph(ready)
    print(f"{PICTURE.name} is made.")


if __name__ == "__main__":
    main()
