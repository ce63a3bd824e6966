"""The deal desk does what the rules in force say: a number changed in a rule changes what happens, without any code."""

from datetime import date

import pytest
from slack_sdk.models.views import View
from sqlmodel import select

from bot.demo import DEMO
from commands import bring_up
from desk import Desk
from desk.escalations.drafts import Draft as Raised
from desk.playbook import read
from desk.playbook.frontmatter import dumps
from policy.errors import InvalidForm, Refused
from store.models import AuditEvent, SlaClock
from tests.databases import on_both_engines, on_sqlite
from tests.deals.conftest import fill
from tests.driver.reading import controls_of
from tests.reliability.evidence import let_desk_register, member
from tests.rules.changing import publish
from tests.watch import MORNING
from views import forms

pytestmark = on_sqlite


def apply(desk, folder, stem, **keys):
    """Put a rule into force from a file, from a day in the past on."""
    (folder / "rules").mkdir()
    (folder / "playbook.toml").write_text(f'extends = "{DEMO}"')
    text = dumps({"effective_on": date(2026, 2, 1), **keys}, keys.pop("text", ""))
    (folder / "rules" / f"{stem}.md").write_text(text, encoding="utf-8")
    desk.playbook.apply(read(folder))


def test_the_protection_window_follows_its_rule(staffed, watch):
    publish(staffed, "ROE-3", days=45)
    let_desk_register(staffed)
    seen = staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="approve")
    assert seen.deal.protected_until == date(2027, 1, 8)


def test_a_deal_meets_the_version_in_force_when_it_was_submitted(staffed, watch):
    let_desk_register(staffed)
    watch.moves_on(minutes=5)
    publish(staffed, "ROE-3", days=45)
    seen = staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="approve")
    assert (seen.deal.protected_until, seen.deal.rule_version) == (date(2027, 2, 22), 1)


def test_a_version_from_the_playbooks_files_meets_what_is_submitted_from_then_on(staffed, watch, tmp_path):
    let_desk_register(staffed)
    watch.moves_on(hours=1)
    settings = {"days": 10, "extension_days": 30, "tender_days": 120, "reminder_days": [7, 1]}
    apply(staffed, tmp_path, "ROE-3.EMEA", version=2, parameters=settings)
    let_desk_register(staffed, "second", domain="walrus.com", account="Walrus")
    mira = member(staffed, "U0MIRA")
    first, second = (staffed.decisions.approve(ref, by=mira, key=ref).deal for ref in ("DR-1", "DR-2"))
    assert (first.protected_until, first.rule_version) == (date(2027, 2, 22), 1)
    assert (second.protected_until, second.rule_version) == (date(2026, 12, 4), 2)


OTTER = {"domain": "otter-mills.com", "account": "Otter Mills"}


@pytest.fixture
def contacted(staffed):
    """Our own team was in contact with OTTER on 1 November."""
    staffed.books.import_accounts(["id,name,domains,last_contact_on\n", "78,Otter Mills,otter-mills.com,2026-11-01\n"])
    return staffed


def cited(desk, ref):
    """Return the rules by which something speaks against a registration."""
    seen, _ = desk.lookup.show(ref, to=member(desk, "U0MIRA"))
    return [finding.rule.name for finding in seen.findings]


def test_own_contact_counts_for_as_long_as_its_rule_says(contacted):
    publish(contacted, "ROE-8", contact_days=7)
    let_desk_register(contacted, **OTTER)
    assert cited(contacted, "DR-1") == []


def test_a_rule_for_a_segment_counts_for_registrations_of_that_segment(contacted, tmp_path):
    apply(
        contacted, tmp_path, "ROE-8.EMEA.smb", id="ROE-8", region="EMEA", segment="smb", title="Own contact",
        topic="conflict", answer="{contact_days} days.", owner="hub", version=1, review_by=date(2027, 6, 1),
        parameters={"contact_days": 7}, fields=["deal.register.domain"], text="Small firms decide faster.",
    )  # fmt: skip
    let_desk_register(contacted, segment="smb", **OTTER)
    contacted.decisions.withdraw("DR-1", by=member(contacted, "U0ROSA"), key="withdraw", reason="postponed")
    let_desk_register(contacted, "second", **OTTER)
    assert (cited(contacted, "DR-1"), cited(contacted, "DR-2")) == ([], ["ROE-8 v1", "ROE-2 v1"])
    for segment, rule in (("smb", "ROE-8.EMEA.smb"), ("mid-market", "ROE-8")):
        behind = contacted.lookup.rules("EMEA", segment=segment)
        assert rule in {one.id for one in behind}


@on_both_engines
def test_a_corrected_registration_is_judged_by_the_rules_it_was_submitted_under(contacted, watch):
    rosa, mira = member(contacted, "U0ROSA"), member(contacted, "U0MIRA")
    let_desk_register(contacted, **OTTER)
    watch.moves_on(hours=1)
    publish(contacted, "ROE-8", contact_days=7)
    contacted.decisions.ask("DR-1", by=mira, key="ask", question="Which amount?", fields=("amount",))
    contacted.decisions.answer("DR-1", by=rosa, key="answer", answer="More.", changes={"amount": "300k"})
    assert cited(contacted, "DR-1") == ["ROE-8 v1"]


def test_an_escalation_is_handled_by_the_rules_it_was_raised_under(staffed, watch, tmp_path):
    draft = Raised(subject="Two partners claim Acme", severity="high", region="EMEA")
    staffed.escalations.raise_(draft, by=member(staffed, "U0ROSA"), key="raise")
    watch.moves_on(minutes=5)
    apply(staffed, tmp_path, "ROE-11.EMEA", version=2, parameters={"nudge_hours": 2})
    staffed.handling.acknowledge("ESC-1", by=member(staffed, "U0MIRA"), key="acknowledge")
    with staffed.store.read() as work:
        event = work.exec(select(AuditEvent).where(AuditEvent.action == "escalation.acknowledge")).one()
    assert (event.rule, event.rule_version) == ("ROE-11.EMEA", 1)


def test_a_tender_needs_a_ruling_unless_its_rule_only_notes_it(staffed):
    let_desk_register(staffed, tender=True)
    publish(staffed, "ROE-9", tender="note")
    let_desk_register(staffed, "second", domain="walrus.com", account="Walrus", tender=True)
    mira = member(staffed, "U0MIRA")
    first, second = (staffed.lookup.show(ref, to=mira)[0] for ref in ("DR-1", "DR-2"))
    assert (first.deal.status, second.deal.status) == ("in_conflict", "submitted")
    assert cited(staffed, "DR-2") == ["ROE-9.EMEA v1"]


def test_a_partner_has_as_many_registrations_open_as_its_tier_may(staffed):
    publish(staffed, "ROE-28", open_registrations=1, by_tier={"Gold": 2})
    let_desk_register(staffed, "one", domain="one.com", account="Otter")
    let_desk_register(staffed, "two", domain="two.com", account="Walrus")
    with pytest.raises(InvalidForm) as refused:
        let_desk_register(staffed, "three", domain="three.com", account="Heron")
    assert set(refused.value.fields) == {"partner"}
    assert "has 2 registrations open, and ROE-28.EMEA allows 2" in refused.value.message
    staffed.decisions.withdraw("DR-1", by=member(staffed, "U0ROSA"), key="withdraw", reason="postponed")
    let_desk_register(staffed, "three again", domain="three.com", account="Heron")


def test_large_deals_are_approved_by_the_lead(staffed):
    publish(staffed, "ROE-10", lead_from=200_000)
    let_desk_register(staffed)
    with pytest.raises(Refused, match=r"Deals from 200,000 EUR on are approved by the lead or the hub.*Jonas Falk"):
        staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="mira")
    staffed.decisions.take("DR-1", by=member(staffed, "U0MIRA"), key="take")
    staffed.decisions.approve("DR-1", by=member(staffed, "U0JONAS"), key="jonas")


def test_a_small_deal_that_nothing_speaks_against_is_approved_at_once(bot, rosa, mira):
    publish(Desk(bot.store, lambda: MORNING), "ROE-29", automatic_up_to=5_000)
    form = fill(rosa, amount="5000")
    assert "Goes to " in form.text
    form.submits()
    receipt = rosa.sees("DR-1 ")
    assert "Approved at once, " in receipt.text
    assert "Protected until 22 Feb 2027 (ROE-29.EMEA v1)." in receipt.text
    assert "The customer is yours to work with this partner until then." in receipt.text
    card = mira.sees("Approved at once", channel="deal-desk-emea")
    assert card.buttons == []
    card.waits_for_reply("approved it")
    assert [line.text for line in card.thread] == [
        "Rosa Ortega registered it. ",
        "EcoOps approved it: small, and nothing speaks against it; protected for 90 days, until 22 Feb 2027 "
        "(ROE-29.EMEA v1).",
    ]
    assert not [post.text for post in mira.inbox if "DR-1" in post.text]
    assert len([post.text for post in rosa.inbox if "DR-1" in post.text]) == 1
    with bot.store.read() as work:
        assert work.exec(select(SlaClock)).all() == []
    assert "Approved at once: it is small" in rosa.types("/deal heron.com 4k eur").text


@pytest.mark.parametrize(
    "special",
    [
        {"amount": "5001"},
        {"amount": "5000", "currency": "USD"},
        {"amount": "5000", "domain": "acme.co.uk", "account": "Acme Holding"},
        {"amount": "5000", "tender": True},
    ],
    ids=["larger", "in another currency", "a similar name", "a tender"],
)
def test_everything_else_waits_for_a_person(staffed, special):
    publish(staffed, "ROE-29", automatic_up_to=5_000)
    let_desk_register(staffed, "first")
    let_desk_register(staffed, "second", **{"domain": "heron.com", "account": "Heron Works", **special})
    seen, _ = staffed.lookup.show("DR-2", to=member(staffed, "U0MIRA"))
    assert seen.pending
    assert seen.clocks


@on_both_engines
def test_what_the_lead_decides_is_not_approved_at_once(staffed):
    publish(staffed, "ROE-29", automatic_up_to=5_000)
    publish(staffed, "ROE-10", "2", lead_from=4_000)
    let_desk_register(staffed, "first", amount="4000")
    let_desk_register(staffed, "second", amount="3999", domain="heron.com", account="Heron Works")
    mira = member(staffed, "U0MIRA")
    assert [staffed.lookup.show(ref, to=mira)[0].deal.status for ref in ("DR-1", "DR-2")] == ["submitted", "approved"]


def test_what_the_desk_cannot_follow_is_not_published(staffed):
    with pytest.raises(InvalidForm, match="days"):
        publish(staffed, "ROE-3", days=0)
    with pytest.raises(InvalidForm, match="is no motion we have"):
        publish(staffed, "ROE-4", allowed_motions=["expansion", "barter"], key="2")


def test_the_form_says_which_rules_its_fields_rest_on(bot, rosa, bo):
    page = rosa.types("/deal").clicks("Why do you ask?")
    assert "Public tender" in page.text
    assert "ROE-3.EMEA: 90 days, and 120 days when the customer is in the public sector" in page.text
    window = next(one for one in controls_of(page.blocks) if one.element.get("value") == "ROE-3.EMEA")
    rule = rosa.acts(page, window, {"value": "ROE-3.EMEA"})
    assert rule.title == "ROE-3.EMEA"
    assert "Propose a change…" not in rule.buttons  # sending that would close the registration as well
    assert rule.clicks("Open the standard").title == "ROE-3"
    assert len(rosa.state["views"]) == 3
    third = {"view": rosa.state["views"][2], "trigger_id": "not needed"}
    bring_up(third, bot.app.client, View(type="modal", title="On top", blocks=[forms.words("One more.")]))
    assert [view["title"]["text"] for view in rosa.state["views"]] == ["Register a deal", "Why do you ask?", "On top"]
    assert "ROE-15" in bo.types("/escalate").clicks("Why do you ask?").text
