"""/roe check in Slack: may I work this account, and what to do when I may not."""

from datetime import timedelta

import pytest

from tests.deals.conftest import registered
from tests.driver import Closed

CHECK = "/roe check acme.com"
PRODUCTS = ["Platform", "Analytics", "Integrations", "Support"]
TOLD = "You asked me to tell you."


def test_nobody_holds_it_so_the_form_opens_with_what_is_known(rosa):
    reply = rosa.types(CHECK)
    assert reply.text.splitlines()[0] == ":large_green_circle: *Go ahead.* Nobody holds acme.com in EMEA."
    assert "ROE-2 v1, First complete registration wins (global)" in reply.text
    form = reply.clicks("Register it")
    assert form.title == "Register a deal"
    assert form.field("domain").value == "acme.com"
    assert form.field("region").value == "Europe, Middle East and Africa"


def test_a_partner_may_be_named(rosa):
    form = rosa.types("/roe check acme.com with Northwind").clicks("Register it")
    assert form.field("partner").value == "Northwind Traders"
    assert "There is no partner “Nobody Ltd”" in rosa.types("/roe check acme.com with Nobody Ltd").text


def test_another_region_may_be_named(rosa):
    assert "Nobody holds acme.com in APAC." in rosa.types(f"{CHECK} in apac").text


def test_what_names_no_account_is_said(rosa):
    assert "Give the customer's website" in rosa.types("/roe check something").text
    assert "public mail provider" in rosa.types("/roe check gmail.com").text
    assert "our own domain" in rosa.types("/roe check acorncloud.com").text


def test_an_open_opportunity_of_ours_names_whom_to_talk_to(rosa):
    reply = rosa.types("/roe check globex.com")
    first = reply.text.splitlines()[0]
    assert first.startswith(":large_yellow_circle: *Talk to ")
    assert "first.*" in first
    assert "Register anyway…" in reply.buttons
    assert "Ask someone" in reply.buttons


@pytest.fixture
def taken(rosa, mira):
    """acme.com, protected for a registration of Rosa's."""
    protected(rosa, mira, products=PRODUCTS)


def protected(rosa, mira, **special):
    registered(rosa, **special)
    mira.sees("DR-1", channel="deal-desk-emea").clicks("Approve")
    rosa.sees("Approved by Mira Lang")


def test_a_protected_account_says_until_when_and_never_whose(taken, bo):
    reply = bo.types(CHECK)
    assert reply.text.splitlines()[0] == (
        ":red_circle: *Not before 23 Feb 2027.* Another registration of acme.com is protected in EMEA."
    )
    assert "ROE-3.EMEA v1" in reply.text
    assert "Northwind" not in reply.raw
    assert "DR-1" not in reply.raw
    assert reply.buttons == ["Watch it", "Ask someone", "Escalate…", "Share here", "Whole rule"]


def test_naming_partners_until_one_fits_tells_nothing_of_a_rivals(taken, bo):
    reply = bo.types(f"{CHECK} with Northwind")
    assert reply.text.splitlines() == bo.types(f"{CHECK} with Contoso").text.splitlines()
    assert reply.text.splitlines() == bo.types(CHECK).text.splitlines()


def test_the_desk_reads_whose_it_is(taken, mira, carla):
    assert "Northwind Traders (DR-1)" in mira.types(CHECK).text
    assert "Northwind" not in carla.types(f"{CHECK} in emea").text
    reply = mira.types(f"{CHECK} with Northwind")
    assert reply.text.splitlines()[0] == (
        ":red_circle: *Northwind Traders has it already:* DR-1 by Rosa Ortega, protected until 22 Feb 2027."
    )
    assert reply.clicks("See it").title == "DR-1"


def test_what_is_shared_is_what_anybody_may_know(slack, taken, rosa, mira, bo):
    for whoever, name in ((mira, "Mira Lang"), (rosa, "Rosa Ortega")):
        whoever.types(f"{CHECK} with Northwind", channel="partner-deals").clicks("Share here")
        post = bo.sees(f"{name} looked at acme.com in EMEA", channel="partner-deals")
        assert not post.ephemeral
        assert "*Not before 23 Feb 2027.* Another registration of acme.com is protected in EMEA." in post.text
        assert "ROE-3.EMEA v1, Protection window" in post.text
        assert not any(secret in post.raw for secret in ("Northwind", "DR-1"))
    slack.adds_channel(id="C0SHARED", name="with-partners", members=["U0MIRA", "U0BO"], is_ext_shared=True)
    refusal = mira.types(CHECK, channel="with-partners").clicks("Share here")
    assert "Another company reads along in this channel" in refusal.text


def test_products_that_nobody_holds_are_free(rosa, bo, ben, mira):
    protected(rosa, mira)
    registered(ben, 2, partner="Contoso", region="EMEA", products=["Analytics"])
    reply = bo.types(CHECK)
    assert reply.text.splitlines()[0] == (
        ":large_yellow_circle: *Integrations and Support are free; Platform not before 23 Feb 2027, Analytics not "
        "while another registration is being decided.* Somebody else registered acme.com in EMEA."
    )
    assert reply.buttons[:2] == ["Register what is free…", "Watch it"]
    assert reply.clicks("Register what is free…").field("products").value == ["Integrations", "Support"]


def test_ones_own_registration_is_said_to_be_ones_own(taken, rosa):
    reply = rosa.types(CHECK)
    assert ":large_green_circle: *It is yours.* acme.com is registered in EMEA as DR-1." in reply.text
    assert reply.clicks("See it").title == "DR-1"


def test_a_pending_one_is_said_to_come_first(rosa, bo):
    registered(rosa, products=PRODUCTS)
    reply = bo.types(CHECK)
    assert "*Not while another registration is being decided.*" in reply.text


def test_whoever_watches_is_told_once_when_it_is_free(slack, taken, bo):
    after = bo.types(CHECK).clicks("Watch it")
    assert "You will hear from me when acme.com is free in EMEA." in after.text
    assert "Watch it" not in after.buttons
    assert "Watch it" not in bo.types(CHECK).buttons
    slack.advance(days=91)
    news = bo.sees("acme.com is free in Europe, Middle East and Africa")
    assert "Northwind" not in news.raw
    assert "DR-1" not in news.raw
    assert news.clicks("Register it").field("domain").value == "acme.com"
    slack.advance(days=2)
    assert sum(TOLD in post.text for post in bo.inbox) == 1


def test_a_watch_ends_as_well_when_a_pending_one_is_declined(rosa, bo, mira):
    registered(rosa)
    bo.types(CHECK).clicks("Watch it")
    form = mira.sees("DR-1", channel="deal-desk-emea").clicks("Decline…")
    assert isinstance(form.fills(reason="Thin submission", note="Nothing done yet").submits(), Closed)
    bo.sees(TOLD)


def test_nobody_is_told_while_another_registration_waits_there(slack, rosa, mira, bo, ben):
    protected(rosa, mira)
    registered(bo, 2, partner="Contoso", products=["Analytics"])
    ben.types(f"{CHECK} in emea").clicks("Watch it")
    slack.advance(days=91)
    bo.sees("DR-2")
    ben.never_sees(TOLD)
    form = bo.sees("DR-2 Acme Holding").clicks("Withdraw…")
    assert isinstance(form.fills(reason="Something else").submits(), Closed)
    ben.sees(TOLD)


def test_what_was_looked_at_can_be_asked_about(taken, bo, jonas):
    assert "Jonas Falk answers by" in bo.types(CHECK).clicks("Ask someone").text
    assert "May we work acme.com?" in jonas.sees("RQ-1").text


def test_it_can_be_escalated_with_the_rule_that_stands_in_the_way(taken, bo):
    form = bo.types(CHECK).clicks("Escalate…")
    assert form.field("subject").value == "May we work acme.com?"
    assert form.field("about").value == "ROE-3"


def test_the_protections_end_does_not_come_too_early(slack, taken, bo):
    bo.types(CHECK).clicks("Watch it")
    slack.advance(seconds=timedelta(days=89).total_seconds())
    bo.never_sees(TOLD)
