"""What people type, and what they call themselves, comes out as text: no ping, no link, no limit broken."""

from itertools import product
from typing import Any

import pytest
from sqlmodel import select

from bot.app import Bot
from policy.permissions import Role
from sandbox import Sandbox
from store.models import Deal, Notice, NoticeState, Person, RoleGrant
from tests.driver import Person as Somebody
from tests.driver import Workspace
from tests.driver.wire import until
from tests.reliability.scale import LONG
from tests.security.seen import live, said
from tests.security.wire import Wire, good_deal

PINGS = "<!channel> <!here> <@U0MIRA> <#C0HUB> <!subteam^S1> @channel"
LINKS = "<https://evil.example|our bank> https://evil.example <!date^1^{date}^https://evil.example|today> &lt;!here&gt;"
MARKS = "`evil` *evil* _evil_ ~evil~ ```evil``` > evil & <b> \u2022"
HIDDEN = "\u202egnp.exe\u202c z\u200bw\u200cn\u200d\u2066a\u2069\ufeff\u061c\u3164\U000e0041 \u00adend"
TEXTS = {
    "pings, links and hidden marks": f"{PINGS} {MARKS} {HIDDEN} {LINKS}",
    "a letter a line": "a\n" * 1000,
    "brackets and backticks to the limit": "<`&>" * 500,
}
# Slack lets people call themselves what they like, up to 80 characters; what is longer shows that we cut it.
NAMES = {
    "pings": PINGS,
    "a link": "<!date^1^{date}^https://evil.example|today> <https://evil.example|bank>",
    "formatting on lines and hidden marks": f"Eve\n> *evil* `evil`\n\n{HIDDEN}",
    "ten thousand ampersands": "&" * 10_000,
}
# What is typed, what the submitter is called, and what the reviewer: each at least once; `make chaos` tries them all.
TOGETHER = [
    ("pings, links and hidden marks", "pings", "a link"),
    ("a letter a line", "formatting on lines and hidden marks", "formatting on lines and hidden marks"),
    ("brackets and backticks to the limit", "ten thousand ampersands", "ten thousand ampersands"),
]
if LONG:
    TOGETHER = list(product(TEXTS, NAMES, NAMES))
REGISTRATION = {
    "partner": "Northwind",
    "region": "EMEA",
    "segment": "Mid-market",
    "motion": "Resell",
    "products": ["Platform"],
    "amount": "250k",
    "currency": "EUR",
    "close_on": "2027-03-31",
}


@pytest.mark.parametrize(("typed", "submitter", "reviewer"), TOGETHER)
def test_what_is_typed_and_who_typed_it_come_out_as_text_everywhere(
    typed: str, submitter: str, reviewer: str, bot: Bot, slack: Workspace, sandbox: Sandbox
):
    name = NAMES[submitter]
    rep = Somebody(sandbox.url, slack.adds_person(real_name=name, title=name[:500])["id"])
    desk = Somebody(sandbox.url, slack.adds_person(real_name=f"{NAMES[reviewer]} II", channels=["C0EMEA"])["id"])
    desk.types("/deal help")
    with bot.store.begin() as work:
        known = work.exec(select(Person).where(Person.slack_id == desk.id)).one()
        work.add(RoleGrant(person_id=known.id or 0, role=Role.SPECIALIST, region="EMEA"))
    tells_all(rep, desk, TEXTS[typed])
    assert_harmless(bot, slack)


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_asked_of_the_rules_comes_out_as_text(kind: str, bot: Bot, slack: Workspace, rosa, priya):
    text = " ".join(TEXTS[kind].split())
    rosa.types(f"/roe xylophone {text[:280]}")
    asked = f"/roe how long is the protection window of a deal {text[:12]}"
    rosa.types(asked, channel="partner-deals").clicks("Share here")
    for words in (
        f"check {text[:200]}",
        f"check acme.com with {text[:200]}",
        f"ROE-3 in {text[:100]}",
        f"ROE-{text[:30]}",
    ):
        rosa.types(f"/roe {words}")
    priya.types("/roe gaps").clicks("Answer…").fills(answer=TEXTS[kind], change=True).submits()
    priya.types("/roe gaps")
    until(lambda: bot.courier.backlog().waiting == 0 or None, 10)
    assert live(slack) == []
    with bot.store.read() as work:
        assert work.exec(select(Notice.error).where(Notice.state == NoticeState.DEAD)).all() == []


def tells_all(rep: Somebody, desk: Somebody, text: str) -> None:
    """Type `text` into every field of every form, as far as each form lets it in."""
    free = {"account": text[:120].strip(), "contact": text[:200].strip(), "evidence": text, "notes": text}
    if not free["account"].strip("\u200b\n "):
        free["account"] = "Acme"

    def registers(domain: str, number: int, **special: Any) -> Any:
        answers = {**REGISTRATION, **free, "domain": domain, **special}
        form = rep.types("/deal")
        after = (form.fills(**answers) if number == 1 else form.completes(**answers)).submits()
        assert not after.errors, after.errors
        return desk.sees(f"DR-{number} ", channel="deal-desk-emea")

    # a tender needs a ruling; asked, answered, remarked on, ruled
    card = registers("planetarium-example.com", 1, tender=True)
    card.clicks("Ask…").fills(question=text, fields=["account", "evidence"]).submits()
    rep.sees("asks").clicks("Answer…").fills(answer=text, account=free["account"], evidence=text).submits()
    card.refresh().waits_until_silent_about("asked").clicks("Add something…").fills(text=text).submits()
    card.refresh().clicks("Approve…").fills(note=text).submits()
    card.waits_for("Approved by")
    # declined
    card = registers("meadowlark-example.com", 2)
    card.clicks("Decline…").fills(reason="Not qualified", note=text).submits()
    card.waits_for("Declined by")
    # withdrawn
    card = registers("harbourside-example.com", 3)
    rep.sees("DR-3 ").clicks("Withdraw…").fills(reason="Registered by mistake", note=text).submits()
    card.waits_for("Withdrawn by")
    # a partner nobody knows, and lookups
    wish = rep.types("/deal").clicks("Not listed? Ask the hub")
    wish.fills(name=text[:120], website=text[:253]).submits()
    for words in ("DR-1", "DR-2", "DR-3", "mine", text.replace("\n", " "), f"acme.com {text[:200]}", f"DR-{text[:40]}"):
        rep.types(f"/deal {words}")
        rep.form.closes() if rep.form else None
    desk.types("/deal DR-1")


def assert_harmless(bot: Bot, slack: Workspace) -> None:
    until(lambda: bot.courier.backlog().waiting == 0 or None, 10)
    assert live(slack) == []
    with bot.store.read() as work:
        assert work.exec(select(Notice.error).where(Notice.state == NoticeState.DEAD)).all() == []
        assert len(work.exec(select(Deal)).all()) == 3


def test_ten_thousand_characters_are_cut_or_refused_in_words(web_bot: Bot, slack: Workspace, wire: Wire):
    """No client of Slack's lets this through; a request that carries it all the same is handled."""
    long = "Evil <!channel> " * 625
    for name in ("account", "contact", "evidence", "notes", "domain", "amount"):
        refused = wire.submit("U0ROSA", "deal.register", "", **good_deal(**{name: long}))
        assert list(refused.json["errors"]) == [name]
        assert len(refused.words) < 300, refused.words
    for name, value in (("partner", {"one": long}), ("products", [long]), ("region", {"one": long})):
        assert name in wire.submit("U0ROSA", "deal.register", "", **good_deal(**{name: value})).json["errors"]
    accepted = [
        wire.submit("U0ROSA", "deal.register", "", **good_deal()),
        wire.submit("U0MIRA", "deal.ask", "DR-1", question=long, fields=["evidence", long]),
        wire.submit("U0ROSA", "deal.answer", "DR-1", answer=long, evidence="Met them"),
        wire.submit("U0MIRA", "deal.comment", "DR-1", text=long),
        wire.submit("U0MIRA", "deal.decline", "DR-1", reason={"one": "not-qualified"}, note=long),
        wire.submit("U0ROSA", "partner.request", "", name=long, website=long),
    ]
    assert [answer.json for answer in accepted] == [{"response_action": "clear"}] * 5 + [{}]
    assert "No registration" in str(wire.command("U0ROSA", long).json)
    until(lambda: web_bot.courier.backlog().waiting == 0 or None, 10)
    assert live(slack) == []
    with web_bot.store.read() as work:
        assert work.exec(select(Notice.error).where(Notice.state == NoticeState.DEAD)).all() == []


@pytest.mark.parametrize("text", ["nul \x00 byte \x1b[31mred \x07bell", "half \ud83d emoji"], ids=["control", "half"])
def test_characters_that_no_keyboard_has_break_nothing(text: str, web_bot: Bot, slack: Workspace, wire: Wire):
    values = good_deal(account=f"Acme {text}", evidence=text, contact=text, notes=text)
    assert wire.submit("U0ROSA", "deal.register", "", **values).json == {"response_action": "clear"}
    assert wire.submit("U0MIRA", "deal.comment", "DR-1", text=text).json == {"response_action": "clear"}
    assert wire.command("U0ROSA", text.encode("utf-8", "replace").decode()).status == 200
    until(lambda: web_bot.courier.backlog().waiting == 0 or None, 10)
    assert live(slack) == []


def test_a_time_zone_that_does_not_exist_is_read_as_utc(bot: Bot, slack: Workspace, sandbox: Sandbox):
    martian = Somebody(sandbox.url, slack.adds_person(real_name="Marvin", tz="Mars/Phobos")["id"])
    form = martian.types("/deal").fills(
        **REGISTRATION, account="Acme", domain="acme.com", contact="Ana Ruiz", evidence="Met"
    )
    assert not form.submits().errors
    martian.sees("DR-1 ")


def test_the_check_itself_sees_what_is_live(slack: Workspace, bot: Bot, rosa: Somebody):
    """The control: a message with live markup in it is found."""
    bot._sender.chat_postMessage(channel="C0EMEA", text="<!channel> look")
    assert any("is live" in one for one in live(slack))
    assert any(where == "chat.postMessage" for where, _ in said(slack))
