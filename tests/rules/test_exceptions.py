"""Exceptions: agreed by somebody else, for one customer, until a day; and what follows when the rule is at fault."""

from datetime import date

import pytest
from sqlmodel import select

from desk.keeping.exceptions import Draft
from desk.keeping.seeing import see
from desk.keeping.wordings import Draft as Words
from desk.standards import load
from policy.errors import InvalidForm, Refused, Stale
from policy.requests import Kind, Status
from store.models import AuditEvent, Person, PlaybookRun, Request, RuleVersion
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import let_desk_register, member
from tests.rules.changing import publish
from views import proposals

pytestmark = on_sqlite

OURS = "bluebird-bank.com"


def customer(desk):
    """Make the account of OURS a customer of ours, so that ROE-4 blocks new business there."""
    desk.books.import_accounts(["id,name,domains,customer\n", f"77,Bluebird Bank,{OURS},yes\n"])


def asks(desk, by="U0ROSA", key="ask", about=OURS, **more):
    values = {"rule": "ROE-4", "until": date(2026, 12, 31), "reason": "The bank asked for this partner by name."}
    return desk.exceptions.ask(Draft(about=about, **values | more), by=member(desk, by), key=key)


def test_an_agreed_exception_lets_the_registration_through_and_the_desk_sees_it(staffed):
    customer(staffed)
    with pytest.raises(InvalidForm, match=r"is our customer already.*ROE-4"):
        let_desk_register(staffed, domain=OURS)
    ref = asks(staffed)
    staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="grant")
    let_desk_register(staffed, "again", domain=OURS)
    seen, _ = staffed.lookup.show("DR-1", to=member(staffed, "U0MIRA"))
    assert [finding.facts.get("exception") for finding in seen.findings] == ["RQ-1"]
    with pytest.raises(InvalidForm, match="is our customer already"):
        let_desk_register(staffed, "other", by="U0BO", domain=OURS)


def test_with_an_exception_nobody_has_to_rule_first(staffed):
    staffed.exceptions.grant(asks(staffed, rule="ROE-9"), by=member(staffed, "U0JONAS"), key="grant")
    let_desk_register(staffed, domain=OURS, tender=True)
    seen, _ = staffed.lookup.show("DR-1", to=member(staffed, "U0MIRA"))
    assert seen.deal.status == "submitted"
    assert [finding.facts.get("exception") for finding in seen.findings] == ["RQ-1"]


def test_who_names_a_rule_without_exceptions_reads_which_have_them(bot, rosa):
    said = rosa.types("/roe exception ROE-3 bluebird-bank.com they asked for this partner").text
    assert "No exception can be made from ROE-3. One can be made from ROE-2, ROE-4" in said


def test_it_is_from_the_rule_that_governs_the_deal(staffed):
    with staffed.store.begin() as work:
        rule = work.exec(select(RuleVersion).where(RuleVersion.code == "ROE-4")).one()
        work.add(RuleVersion(**rule.model_dump(exclude={"id", "motion"}), motion="co-sell"))
        work.exec(select(PlaybookRun)).one().digest = "another"
    let_desk_register(staffed, motion="co-sell")
    ref = asks(staffed, about="DR-1")
    with staffed.store.read() as work:
        assert work.exec(select(Request)).one().about == "ROE-4.co-sell"
    assert staffed.exceptions.look(ref, by=member(staffed, "U0JONAS")).ref == ref


def test_it_ends_on_its_day(staffed, watch):
    customer(staffed)
    staffed.exceptions.grant(asks(staffed), by=member(staffed, "U0JONAS"), key="grant")
    watch.moves_on(days=38)
    assert staffed.timers.run_due() == []
    with staffed.store.read() as work:
        assert work.exec(select(Request.status)).one() is Status.EXPIRED
    with pytest.raises(InvalidForm, match="is our customer already"):
        let_desk_register(staffed, domain=OURS, close_on=date(2027, 6, 1))


def test_nobody_agrees_to_their_own_and_others_read_who_does(staffed):
    ref = asks(staffed, by="U0JONAS")
    with pytest.raises(Refused, match="You asked for RQ-1, so somebody else agrees to it"):
        staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="own")
    with pytest.raises(Refused, match=r"The lead of EMEA or the hub decides on exceptions \(ROE-24\): Priya Nair"):
        staffed.exceptions.grant(ref, by=member(staffed, "U0MIRA"), key="mira")
    priya = member(staffed, "U0PRIYA")
    staffed.exceptions.decline(ref, by=priya, key="decline", reason="The bank is served by our own team.")
    with pytest.raises(Stale, match="RQ-1: already declined"):
        staffed.exceptions.grant(ref, by=priya, key="late")


@on_both_engines
@pytest.mark.parametrize(
    ("decided_by", "asked", "may", "may_not"),
    [
        ("lead", "U0JONAS", {"U0JONAS", "U0PRIYA"}, {"U0MIRA", "U0KENJI"}),
        ("hub", "U0PRIYA", {"U0PRIYA"}, {"U0MIRA", "U0JONAS"}),
        ("owner", "U0MIRA", {"U0MIRA", "U0PRIYA"}, {"U0TOM", "U0JONAS"}),
    ],
)
def test_who_agrees_is_what_its_rule_says(staffed, decided_by, asked, may, may_not):
    with staffed.store.begin() as work:
        work.exec(select(RuleVersion).where(RuleVersion.code == "ROE-4")).one().owner = "U0MIRA"
        work.exec(select(PlaybookRun)).one().digest = "another"
    publish(staffed, "ROE-24", decided_by=decided_by)
    ref = asks(staffed)
    with staffed.store.read() as work:
        (exception,) = work.exec(select(Request).where(Request.kind == Kind.EXCEPTION)).all()
        assert work.get_one(Person, exception.owner_id).slack_id == asked
    for who in may:
        assert staffed.exceptions.look(ref, by=member(staffed, who)).ref == ref
    for who in may_not:
        with pytest.raises(Refused, match="decides on exceptions"):
            staffed.exceptions.grant(ref, by=member(staffed, who), key=who)


def test_it_goes_to_who_stands_in_for_a_lead_who_is_away(staffed):
    tom, jonas = member(staffed, "U0TOM"), member(staffed, "U0JONAS")
    staffed.absences.leave(until=None, delegate=str(tom.id), by=jonas, key="away")
    ref = asks(staffed)
    with staffed.store.read() as work:
        assert work.exec(select(Request)).one().owner_id == tom.id
    staffed.exceptions.grant(ref, by=tom, key="grant")


def test_one_that_is_agreed_after_its_last_day_is_sent_back(staffed, watch):
    ref = asks(staffed, until=date(2026, 11, 25))
    watch.moves_on(days=2)
    with pytest.raises(Stale, match="its last day, 25 Nov 2026, has passed"):
        staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="grant")


def test_more_of_the_same_open_another_proposal_only_once_the_first_is_decided(staffed):
    for number in range(6):
        asks(staffed, key=f"ask{number}", about=f"bank{number}.com")
    with staffed.store.read() as work:
        (proposal,) = work.exec(select(Request).where(Request.kind == Kind.PROPOSAL)).all()
    staffed.proposals.decline(proposal.ref, by=member(staffed, "U0PRIYA"), key="decline", reason="It stays.")
    asks(staffed, key="ask6", about="bank6.com")
    with staffed.store.read() as work:
        opened = work.exec(select(Request).where(Request.kind == Kind.PROPOSAL).order_by(Request.id)).all()
    assert [len(one.facts["cases"]) for one in opened] == [3, 3]


def test_whoever_is_to_decide_is_reminded_and_the_hub_hears_when_it_is_late(bot, slack, jonas, priya):
    asks(bot.desk)
    slack.advance(days=1, hours=5)
    jonas.sees("Your decision on *RQ-1: an exception to ROE-4 for bluebird-bank.com* is due")
    slack.advance(days=1)
    late = priya.sees("was not decided in time. Jonas Falk was to decide", channel="ecosystem-hub")
    late.clicks("Agree")
    jonas.sees("Agreed by Priya Nair", channel="deal-desk-emea")


@on_both_engines
def test_the_same_exception_three_times_opens_a_proposal_with_the_cases(staffed):
    for number in range(3):
        asks(staffed, key=f"ask{number}", about=f"bank{number}.com")
    with staffed.store.read() as work:
        (proposal,) = work.exec(select(Request).where(Request.kind == Kind.PROPOSAL)).all()
        told = proposals.receipt(see(work, load(work), proposal, staffed.now()))
    assert proposal.facts["cases"] == ["RQ-1", "RQ-2", "RQ-3"]
    assert told.text == (
        "The same exception to ROE-4 was asked for 3 times, so I asked the hub to look at the rule (RQ-4). You will "
        "hear from me what becomes of it."
    )
    with pytest.raises(Stale, match="does not differ from the rule in force yet"):
        staffed.proposals.publish(proposal.ref, by=member(staffed, "U0PRIYA"), key="publish")


def test_an_exception_to_the_capacity_of_a_partner_lets_one_customer_more_through(staffed):
    publish(staffed, "ROE-28", open_registrations=1, by_tier={"Gold": 1})
    let_desk_register(staffed)
    with pytest.raises(InvalidForm, match=r"ROE-28\.EMEA allows 1"):
        let_desk_register(staffed, "second", account="Bluebird Bank", domain=OURS)
    ref = asks(staffed, rule="ROE-28")
    staffed.exceptions.grant(ref, by=member(staffed, "U0JONAS"), key="grant")
    assert let_desk_register(staffed, "third", account="Bluebird Bank", domain=OURS) == "DR-2"
    with staffed.store.read() as work:
        event = work.exec(
            select(AuditEvent).where(AuditEvent.action == "deal.register", AuditEvent.subject == "DR-2")
        ).one()
    assert "1 open of 1, with RQ-2 agreed as an exception (ROE-28.EMEA v1)" in event.because
    with pytest.raises(InvalidForm, match=r"ROE-28\.EMEA allows 1"):
        let_desk_register(staffed, "fourth", account="Walrus", domain="walrus.com")


def test_whoever_words_a_proposal_that_opened_by_itself_does_not_publish_it(staffed):
    for number in range(3):
        asks(staffed, key=f"ask{number}", about=f"bank{number}.com")
    priya = member(staffed, "U0PRIYA")
    today = staffed.now().date()
    words = Words(
        where=None, answer="Ask first.", text="Ask the desk first.", parameters="allowed_motions: resell, referral",
        reason="Asked three times", effective_on=today, review_by=today.replace(year=2027),
    )  # fmt: skip
    staffed.proposals.edit("RQ-4", words, by=priya, key="edit")
    with pytest.raises(Refused, match=r"The words of RQ-4 are yours, so somebody else publishes them \(ROE-10\)"):
        staffed.proposals.publish("RQ-4", by=priya, key="publish")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("about", {"about": "not a website"}),
        ("about", {"about": "gmail.com"}),
        ("about", {"about": "DR-99"}),
        ("rule", {"rule": "ROE-999"}),
        ("rule", {"rule": "ROE-3"}),  # one registration is held at a time: a second could never be approved
        ("until", {"until": date(2026, 11, 1)}),
        ("until", {"until": None}),
        ("reason", {"reason": "  "}),
    ],
)
def test_what_is_wrong_is_said_under_its_field(staffed, field, more):
    with pytest.raises(InvalidForm) as refused:
        asks(staffed, **more)
    assert set(refused.value.fields) == {field}


def test_the_lead_agrees_in_slack_and_the_rep_is_told(bot, rosa, jonas):
    asks(bot.desk)
    ping = jonas.sees("RQ-1: an exception to ROE-4")
    ping.clicks("Agree")
    ping.waits_for("Agreed by Jonas Falk")
    assert "Register the customer now" in rosa.sees("Agreed by Jonas Falk").text or rosa.sees(
        "Register the customer now"
    )
