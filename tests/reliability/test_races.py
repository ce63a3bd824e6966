"""Many people want the same thing at once: one gets it, the others are told why, in words."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from desk import Desk
from desk.people import Profile
from policy.deals import Status
from policy.errors import Stale
from store import Store
from store.models import Deal, DealProduct
from tests.driver import Closed, Form, Person, Workspace
from tests.reliability import evidence
from tests.reliability.crowd import Unguarded, all_at_once, refusals
from tests.reliability.scale import CROWDS
from tests.rules.changing import publish
from tests.watch import MORNING

CROWD = 50
HELD = (
    "SELECT count(*) FROM (SELECT 1 FROM protection WHERE released_at IS NULL "
    "GROUP BY account_id, product, region HAVING count(*) > 1) AS doubled"
)


def met(desk: Desk, number: int):
    return desk.people.meet(Profile(f"U{number:04}", f"Rep {number}"))


def answered(form: Form) -> Form | Closed:
    """Submit as people do: who reads that the database is busy goes back and presses the button again."""
    result = form.submits()
    while isinstance(result, Form) and result.title == "That did not work":
        result.closes()
        result = form.submits()
    return result


def test_fifty_people_register_the_same_domain_through_slack(bot, slack: Workspace, sandbox, mira):
    crowd = [Person(sandbox.url, slack.adds_person(name=f"rep{n}", real_name=f"Rep {n}")["id"]) for n in range(CROWD)]
    forms = []
    for person in crowd:
        assert person.post("say", {"channel": person.app_dm, "text": "/deal acme.com 250k eur"})["ok"]
        forms.append(evidence.filled(person.form, account="Acme Holding"))
    results = all_at_once([lambda form=form: answered(form) for form in forms])

    registered = [result for result in results if not result.errors]
    told = [result.error("domain") for result in results if result.errors]
    assert len(registered) == 1
    assert len(told) == CROWD - 1
    assert all("Your partner has registered acme.com already as DR-1" in words for words in told)
    card = mira.sees("DR-1 Acme Holding", channel="deal-desk-emea")
    assert len([post for post in mira.channel("deal-desk-emea") if "Acme" in post.text]) == 1
    card.clicks("Approve")
    card.waits_for("Approved by Mira Lang")
    assert evidence.count(bot.store, "SELECT count(*) FROM protection WHERE released_at IS NULL") == 1


def test_fifty_people_register_the_same_domain_at_two_desks(staffed: Desk, replica: Desk):
    desks = [staffed, replica]
    people = [met(staffed, n) for n in range(CROWD)]
    mira = evidence.member(staffed, "U0MIRA")
    for number in range(1, CROWDS + 1):
        domain = f"walrus{number}.com"
        drafts = [
            evidence.draft(
                staffed, partner=str(staffed.lookup.partners(name)[0].id), domain=domain, account=f"{number} Walrus"
            )
            for name in ("Northwind", "Contoso")
        ]
        results = all_at_once(
            [
                lambda n=n, number=number, drafts=drafts: desks[n % 2].deals.register(
                    drafts[n % 4 // 2], by=people[n], key=f"view:{number}:{n}"
                )
                for n in range(CROWD)
            ]
        )
        told = refusals(results)
        assert len(results) - len(told) == 1
        assert all(domain in words and "(ROE-" in words for words in told)
        assert {"Your partner has registered" in words for words in told} == {True, False}
        assert evidence.count(staffed.store, "SELECT count(*) FROM deal") == number

        staffed.decisions.approve(f"DR-{number}", by=mira, key=f"approve:{number}", note="Names alike, nothing more.")
        assert evidence.count(staffed.store, "SELECT count(*) FROM protection WHERE released_at IS NULL") == number
        assert evidence.count(staffed.store, HELD) == 0


def test_of_ten_registrations_of_one_partner_at_two_desks_only_as_many_go_through_as_it_may_have(
    staffed: Desk, replica: Desk
):
    publish(staffed, "ROE-28", open_registrations=2)
    desks = [staffed, replica]
    people = [met(staffed, n) for n in range(10)]
    drafts = [evidence.draft(staffed, domain=f"walrus{n}.com", account=f"{n} Walrus") for n in range(10)]
    results = all_at_once(
        [
            lambda n=n, by=by, draft=draft: desks[n % 2].deals.register(draft, by=by, key=f"view:{n}")
            for n, (by, draft) in enumerate(zip(people, drafts, strict=True))
        ]
    )
    told = refusals(results)
    assert len(told) == 8
    assert all("has 2 registrations open, and ROE-28.EMEA allows 2" in words for words in told)
    assert evidence.count(staffed.store, "SELECT count(*) FROM deal") == 2


def test_without_the_lock_the_same_crowd_shows_more_than_one_registration(staffed: Desk, staffed_url: str):
    """The control: the lock on the account is what lets only one through."""
    unguarded = Desk(Unguarded(staffed_url), lambda: MORNING)
    people = [met(staffed, n) for n in range(8)]
    for attempt in range(10):
        draft = evidence.draft(staffed, domain=f"control-{attempt}.com")
        with staffed.store.begin() as work:  # the account stands already: making it is guarded by its domain's key
            work.connection().execute(
                text(
                    "INSERT INTO account (id, name, name_key, owner, customer, named, "
                    "open_opportunity) VALUES (:id, 'x', 'x', '', false, false, false)"
                ),
                {"id": 9000 + attempt},
            )
            work.connection().execute(
                text("INSERT INTO account_domain (domain, account_id, skeleton) VALUES (:domain, :id, :domain)"),
                {"domain": f"control-{attempt}.com", "id": 9000 + attempt},
            )
        results = all_at_once(
            [
                lambda n=n, a=attempt, d=draft: unguarded.deals.register(d, by=people[n], key=f"{a}:{n}")
                for n in range(len(people))
            ]
        )
        if len(results) - len(refusals(results)) > 1:
            break
    else:
        pytest.fail("Ten unguarded rounds let one registration through each; this test could not notice a lost lock.")
    unguarded.store.close()


def rivals(store: Store, number: int) -> list[str]:
    """Put `number` undecided registrations of one account side by side, as if ROE-2 let a person rule on them."""
    with store.begin() as work:
        first = work.exec(select(Deal)).one()
        products = work.exec(select(DealProduct.product).where(DealProduct.deal_id == first.id)).all()
        refs = [first.ref]
        for _ in range(number - 1):
            twin = Deal(**first.model_dump(exclude={"id"}))
            work.add(twin)
            work.flush()
            for product in products:
                work.add(DealProduct(deal_id=twin.id or 0, product=product))
            refs.append(twin.ref)
        return refs


def approvals(staffed: Desk, replica: Desk, refs: list[str]) -> list[object]:
    deciders = [evidence.member(staffed, slack_id) for slack_id in ("U0MIRA", "U0JONAS", "U0PRIYA")]
    return all_at_once(
        [
            lambda n=n, ref=ref: [staffed, replica][n % 2].decisions.approve(ref, by=deciders[n % 3], key=f"a{n}")
            for n, ref in enumerate(refs)
        ]
    )


def test_of_ten_rivals_approved_at_once_one_is_protected_and_nine_deciders_are_told(staffed: Desk, replica: Desk):
    evidence.let_desk_register(staffed)
    results = approvals(staffed, replica, rivals(staffed.store, 10))
    told = refusals(results)
    assert len(told) == 9
    assert all("acme.com is protected for Platform by DR-" in words for words in told)
    assert evidence.count(staffed.store, "SELECT count(*) FROM protection WHERE released_at IS NULL") == 1
    assert evidence.count(staffed.store, "SELECT count(*) FROM deal WHERE status = 'approved'") == 1


def test_without_the_unique_index_all_ten_would_be_protected(staffed: Desk, replica: Desk):
    """The control: the partial unique index is what keeps two protections apart."""
    evidence.let_desk_register(staffed)
    with staffed.store.begin() as work:
        work.connection().execute(text("DROP INDEX uq_protection_holding"))
    approvals(staffed, replica, rivals(staffed.store, 10))
    assert evidence.count(staffed.store, HELD) == 1
    assert evidence.count(staffed.store, "SELECT count(*) FROM protection WHERE released_at IS NULL") > 1


def test_twenty_clicks_by_five_people_decide_once(staffed: Desk, replica: Desk):
    """Approve against decline: one of them happens, and everybody else reads who decided and when."""
    evidence.let_desk_register(staffed)
    five = [evidence.member(staffed, who) for who in ("U0MIRA", "U0TOM", "U0JONAS", "U0PRIYA", "U0MIRA")]
    desks = [staffed, replica]

    def click(n: int):
        by, decisions = five[n % 5], desks[n % 2].decisions
        if n % 3:
            return decisions.approve("DR-1", by=by, key=f"click:{n}")
        return decisions.decline("DR-1", by=by, key=f"click:{n}", reason="not-qualified", note="Thin.")

    results = all_at_once([lambda n=n: click(n) for n in range(20)])
    told = refusals(results)
    assert len(told) == 19
    winner = next(result for result in results if not isinstance(result, Exception))
    decided = f"Already {winner.deal.status} by {winner.decider.name}, <!date^"
    assert all(isinstance(result, Stale) for result in results if result is not winner)
    assert all(words.startswith(decided) and "Nothing changed." in words for words in told)
    assert winner.deal.status in (Status.APPROVED, Status.DECLINED)
    moves = "SELECT count(*) FROM audit_event WHERE action IN ('deal.approve', 'deal.decline')"
    assert evidence.count(staffed.store, moves) == 1
    protected = evidence.count(staffed.store, "SELECT count(*) FROM protection")
    assert protected == (1 if winner.deal.status is Status.APPROVED else 0)


def test_one_click_sent_twenty_times_is_one_click(staffed: Desk, replica: Desk):
    evidence.let_desk_register(staffed)
    mira = evidence.member(staffed, "U0MIRA")
    results = all_at_once(
        [lambda n=n: [staffed, replica][n % 2].decisions.take("DR-1", by=mira, key="the click") for n in range(20)]
    )
    assert refusals(results) == []
    assert evidence.count(staffed.store, "SELECT count(*) FROM audit_event WHERE action = 'deal.take'") == 1


def test_a_form_sent_ten_times_at_once_is_one_registration(staffed: Desk, replica: Desk):
    draft, rosa = evidence.draft(staffed), evidence.member(staffed, "U0ROSA")
    results = all_at_once(
        [lambda n=n: [staffed, replica][n % 2].deals.register(draft, by=rosa, key="the form") for n in range(10)]
    )
    assert {getattr(result, "ref", result) for result in results} == {"DR-1"}
    assert evidence.count(staffed.store, "SELECT count(*) FROM notice") == 4


def test_without_the_request_key_the_same_remark_would_stand_there_ten_times(staffed: Desk):
    """The control: it is the key in the inbox that makes the same request one request."""
    evidence.let_desk_register(staffed)
    rosa = evidence.member(staffed, "U0ROSA")
    remarks = "SELECT count(*) FROM audit_event WHERE action = 'deal.comment'"

    def remark(key: str):
        return lambda: staffed.decisions.comment("DR-1", by=rosa, key=key, text="They signed.")

    all_at_once([remark("one key") for _ in range(10)])
    assert evidence.count(staffed.store, remarks) == 1
    all_at_once([remark(f"key {n}") for n in range(10)])
    assert evidence.count(staffed.store, remarks) == 11


def test_two_requests_of_somebody_new_meet_one_person(staffed: Desk, replica: Desk):
    profile = Profile("U0NEW", "Nia Newcomer", "nia@acorncloud.com")
    results = all_at_once([lambda desk=desk: desk.people.meet(profile) for desk in (staffed, replica) * 4])
    assert len({member.id for member in results}) == 1
    assert evidence.count(staffed.store, "SELECT count(*) FROM person WHERE slack_id = 'U0NEW'") == 1
