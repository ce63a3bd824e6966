"""Who may do what, where: the whole table against the desk, and refusals that say who may."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from sqlmodel import col, delete, select

from bot.app import Bot
from desk import Desk
from desk.people import Member, member
from policy.errors import NotFound, Refused
from policy.permissions import TABLE, Act, Reach, Role, may
from store import Store
from store.models import AuditEvent, Deal, Person, RoleGrant
from tests.deals.conftest import registered
from tests.driver import Person as Somebody
from tests.security.conftest import Settled
from tests.security.records import Records, key
from tests.watch import MORNING

EVERYBODY, NOBODY = frozenset(Role), frozenset[Role]()
SPOKES = frozenset({Role.SPECIALIST, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who may, as the team has agreed; written down a second time so that a slip in the table shows."""

    own: frozenset[Role]  # on what they submitted themselves
    region: frozenset[Role]  # on what lies in the region they hold the role for
    everywhere: frozenset[Role]


AGREED = {
    Act.REGISTER: Agreed(EVERYBODY, EVERYBODY, EVERYBODY),
    Act.SEE: Agreed(EVERYBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.SEE_RIVALS: Agreed(NOBODY, SPOKES, frozenset({Role.HUB, Role.ADMIN})),
    Act.DECIDE: Agreed(NOBODY, SPOKES, frozenset({Role.HUB})),
    Act.WITHDRAW: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.ANSWER: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.COMMENT: Agreed(EVERYBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.ESCALATE: Agreed(EVERYBODY, EVERYBODY, EVERYBODY),
    Act.SEE_ESCALATION: Agreed(EVERYBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.HANDLE: Agreed(NOBODY, SPOKES, frozenset({Role.HUB, Role.ADMIN})),
    Act.SUPPLY: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.REOPEN: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.TAKE_BACK: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.ADD: Agreed(EVERYBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.PROPOSE: Agreed(NOBODY, SPOKES, SPOKES | {Role.HUB, Role.ADMIN}),
    Act.EXCEPT: Agreed(NOBODY, NOBODY, frozenset({Role.HUB, Role.ADMIN})),
    Act.PUBLISH: Agreed(NOBODY, NOBODY, frozenset({Role.HUB, Role.ADMIN})),
    Act.APPEAL: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.KEEP: Agreed(EVERYBODY, NOBODY, NOBODY),
    Act.ANSWER_RULE: Agreed(NOBODY, SPOKES, frozenset({Role.HUB})),
    Act.SEE_GAPS: Agreed(NOBODY, NOBODY, frozenset({Role.HUB, Role.ADMIN})),
    Act.SEE_DIGEST: Agreed(NOBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.SEND_AWAY: Agreed(NOBODY, frozenset({Role.LEAD}), frozenset({Role.HUB, Role.ADMIN})),
    Act.EXPLAIN: Agreed(NOBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.NUDGE: Agreed(NOBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB, Role.ADMIN})),
    Act.PLEAD: Agreed(NOBODY, SPOKES | {Role.LEADER}, frozenset({Role.HUB})),
    Act.TELL_HUB: Agreed(NOBODY, SPOKES | {Role.LEADER}, NOBODY),
    Act.ANSWER_INSIGHT: Agreed(NOBODY, NOBODY, frozenset({Role.HUB, Role.ADMIN})),
    Act.PREVIEW: Agreed(NOBODY, frozenset({Role.LEAD, Role.LEADER}), frozenset({Role.HUB, Role.ADMIN})),
    Act.GRANT: Agreed(NOBODY, frozenset({Role.LEAD, Role.LEADER}), frozenset({Role.HUB, Role.ADMIN})),
}
# Everybody there can be: no role at all, and each role for the deal's region, for another one, for all of them.
SUBMITTER = (Role.REP, "Bo")
HOLDERS = [(None, None), *product(Role, ("EMEA", "AMER", None))]


def agreed(act: Act, role: Role | None, region: str | None, *, own: bool) -> bool:
    words = AGREED[act]
    if own and act in (Act.DECIDE, Act.HANDLE):
        return False
    if own and (role or Role.REP) in words.own:
        return True
    return role in words.everywhere or (role in words.region and region in (None, "EMEA"))


def test_every_act_has_its_row_and_every_row_was_agreed():
    assert set(TABLE) == set(Act) == set(AGREED)
    for act, row in TABLE.items():
        beyond_own = {role for role, reach in row.items() if reach is not Reach.OWN}
        assert beyond_own == AGREED[act].region | AGREED[act].everywhere, act


@pytest.fixture(scope="module")
def desk(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    file = tmp_path_factory.mktemp("permissions") / "desk.db"
    shutil.copy(demo_database, file)
    store = Store(f"sqlite:///{file}", durable=False)
    yield Desk(store, lambda: MORNING)
    store.close()


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[tuple[Role | None, str | None], Member]:
    """One person for every way to hold a role."""
    found = {}
    with desk.store.begin() as work:
        for role, region in HOLDERS:
            person = Person(slack_id=f"U9{role}{region}", name=f"{role} of {region}".title(), profile_at=MORNING)
            work.add(person)
            work.flush()
            if role:
                work.add(RoleGrant(person_id=person.id or 0, role=role, region=region))
                work.flush()
            found[role, region] = member(work, person)
        found[SUBMITTER] = member(work, work.exec(select(Person).where(Person.slack_id == "U0BO")).one())
    return found


@pytest.fixture(scope="module")
def records(
    desk: Desk, people: dict[tuple[Role | None, str | None], Member], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    hub = people[Role.HUB, None], people[Role.HUB, "EMEA"]
    records = Records(desk, people.values(), hub, tmp_path_factory.mktemp("records"))
    yield records
    records.close()


MOVES = {
    "take": (Act.DECIDE, lambda desk, ref, by: desk.decisions.take(ref, by=by, key=key())),
    "approve": (Act.DECIDE, lambda desk, ref, by: desk.decisions.approve(ref, by=by, key=key(), note="No rival")),
    "decline": (
        Act.DECIDE,
        lambda desk, ref, by: desk.decisions.decline(ref, by=by, key=key(), reason="duplicate", note="Twice"),
    ),
    "ask": (Act.DECIDE, lambda desk, ref, by: desk.decisions.ask(ref, by=by, key=key(), question="Who signs?")),
    "answer": (
        Act.ANSWER,
        lambda desk, ref, by: desk.decisions.answer(ref, by=by, key=key(), answer="Ana", changes={}),
    ),
    "reassign": (
        Act.DECIDE,
        lambda desk, ref, by: desk.handover.reassign(
            ref, by=by, key=key(), to=str(desk.handover.candidates(ref)[0].id), note="Please"
        ),
    ),
    "withdraw": (Act.WITHDRAW, lambda desk, ref, by: desk.decisions.withdraw(ref, by=by, key=key(), reason="lost")),
    "comment": (Act.COMMENT, lambda desk, ref, by: desk.decisions.comment(ref, by=by, key=key(), text="They signed")),
}


@pytest.mark.parametrize("move", MOVES)
def test_only_who_may_makes_a_move_and_everybody_else_reads_who_does(move: str, desk: Desk, people, records: Records):
    act, make = MOVES[move]
    records.put_back(waiting=move == "answer")
    before = events(desk)
    for role, region in HOLDERS:
        by = people[role, region]
        for own in (True, False):
            ref = records.deals[by.id if own else people[SUBMITTER].id]
            if agreed(act, role, region, own=own):
                make(desk, ref, by)
                assert events(desk) == [*before, (ref, f"deal.{move}")], (role, region, own)
                records.put_back(waiting=move == "answer")
                continue
            for attempt in (lambda: make(desk, ref, by), lambda: desk.decisions.look(ref, by=by, to=move)):  # noqa: B023
                with pytest.raises(Refused) as refusal:
                    attempt()
                words = refusal.value.message
                assert names_who_may(words, ref, act, own=own), (move, role, region, own, words)
            assert events(desk) == before, (role, region, own)


def names_who_may(words: str, ref: str, act: Act, *, own: bool) -> bool:
    if act is Act.DECIDE and own:
        return (
            words.startswith(f"You submitted {ref}, so somebody else decides it (ROE-10): ") and "Jonas Falk" in words
        )
    if act is Act.DECIDE:
        return "Only EMEA specialists, their lead and the hub decide this one." in words
    return words.startswith("Only ") and ref in words


def events(desk: Desk) -> list[tuple[str, str]]:
    """Give all that has happened, refusals aside: what it happened to, and what it was."""
    with desk.store.read() as work:
        happened = select(AuditEvent.subject, AuditEvent.action).where(~col(AuditEvent.action).endswith(".refused"))
        return list(work.exec(happened.order_by(col(AuditEvent.id))))


def test_only_who_may_sees_a_deal_and_finds_it(desk: Desk, people, records: Records):
    records.put_back()
    for role, region in HOLDERS:
        by = people[role, region]
        finds = found(desk, by)
        for own in (True, False):
            ref = records.deals[by.id if own else people[SUBMITTER].id]
            may = agreed(Act.SEE, role, region, own=own)
            assert (ref in finds) is may, (role, region, own)
            if may:
                assert desk.lookup.show(ref, to=by)[0].ref == ref
            else:
                with pytest.raises(NotFound, match=f"{ref} belongs to another team in EMEA"):
                    desk.lookup.show(ref, to=by)


def found(desk: Desk, by: Member) -> set[str]:
    """Give the references of everything the person finds, on all pages."""
    pages = desk.lookup.search(to=by, term="customer-").pages
    return {
        deal.ref
        for number in range(1, pages + 1)
        for deal, _ in desk.lookup.search(to=by, term="customer-", page=number).rows
    }


def test_only_who_may_reads_the_name_of_a_rival(desk: Desk, people, records: Records):
    with desk.store.read() as work:
        deal = work.exec(select(Deal).where(Deal.region == "EMEA")).first()
    for role, region in HOLDERS:
        by = people[role, region]
        deal.submitter_id = people[SUBMITTER].id
        assert by.may(Act.SEE_RIVALS, deal) is agreed(Act.SEE_RIVALS, role, region, own=False), (role, region)
        deal.submitter_id = by.id
        assert by.may(Act.SEE_RIVALS, deal) is agreed(Act.SEE_RIVALS, role, region, own=True), (role, region)


def test_only_who_may_reads_a_regions_digest(desk: Desk, people):
    for role, region in HOLDERS:
        by = people[role, region]
        for code in ("EMEA", "all"):
            everywhere = role in AGREED[Act.SEE_DIGEST].everywhere
            leads = role in AGREED[Act.SEE_DIGEST].region and region in (None, code)
            if everywhere or leads:
                assert desk.digests.show(code, to=by).week.number == 48
                assert desk.digests.subscribe(code, by=by, wanted=True) == code.replace("all", "")
            else:
                for attempt in (desk.digests.show, lambda code, to: desk.digests.subscribe(code, by=to, wanted=True)):
                    with pytest.raises(Refused, match=r"The digest (of EMEA|over all regions) is for "):
                        attempt(code, to=by)


# The same through real clicks and forms


def test_a_role_lost_between_post_and_click_does_not_count(bot: Bot, rosa: Somebody, mira: Somebody):
    registered(rosa)
    card = mira.sees("DR-1 ", channel="deal-desk-emea")
    decline = card.clicks("Decline…")
    with bot.store.begin() as work:
        lost = work.exec(select(Person).where(Person.slack_id == "U0MIRA")).one()
        work.exec(delete(RoleGrant).where(RoleGrant.person_id == lost.id))
    assert "Only EMEA specialists, their lead and the hub decide this one" in card.clicks("Approve").text
    after = decline.fills(reason="Duplicate", note="Twice").submits()
    assert "Only EMEA specialists, their lead and the hub decide this one" in after.text
    with bot.store.read() as work:
        assert list(work.exec(select(AuditEvent.action))) == ["deal.register", "deal.refused", "deal.refused"]


def test_a_specialist_cannot_decide_what_they_submitted(bot: Bot, mira: Somebody):
    registered(mira)
    card = mira.sees("DR-1 ", channel="deal-desk-emea")
    refusal = card.clicks("Approve").text
    assert "You submitted DR-1, so somebody else decides it (ROE-10): " in refusal
    assert "Jonas Falk" in refusal
    assert "Mira Lang" not in refusal


@pytest.mark.parametrize("user", ["U0BO", "U0BEN", "U0CARLA", "U0KENJI", "U0LENA", "U0ROSA"])
def test_a_form_sent_by_somebody_who_may_not_is_refused_in_words(user: str, settled: Settled):
    wire = settled.wire
    for form, values in {
        "deal.approve": {"note": "Mine"},
        "deal.decline": {"reason": {"one": "duplicate"}, "note": "Twice"},
        "deal.ask": {"question": "Who?"},
    }.items():
        words = wire.submit(user, form, "DR-1", **values).words
        assert (
            "somebody else decides it" if user == "U0ROSA" else "Only EMEA specialists, their lead and the hub"
        ) in (words), (form, words)
    if user != "U0ROSA":
        words = wire.submit(user, "deal.withdraw", "DR-1", reason={"one": "lost"}, note=None).words
        assert words.startswith("Only Rosa Ortega, who submitted DR-1, can do that.")
    assert settled.untouched


def test_only_who_may_handles_an_escalation_and_everybody_else_reads_who_does(desk: Desk, people, records: Records):
    records.put_back()
    before = events(desk)
    for role, region in HOLDERS:
        by = people[role, region]
        for own in (True, False):
            ref = records.escalations[by.id if own else people[SUBMITTER].id]
            if agreed(Act.HANDLE, role, region, own=own):
                assert desk.handling.acknowledge(ref, by=by, key=key()).owner.id == by.id
                assert events(desk) == [*before, (ref, "escalation.acknowledge")], (role, region, own)
                records.put_back()
                continue
            for attempt in (
                lambda: desk.handling.acknowledge(ref, by=by, key=key()),  # noqa: B023
                lambda: desk.handling.look(ref, by=by, to="resolve"),  # noqa: B023
            ):
                with pytest.raises(Refused) as refusal:
                    attempt()
                words = refusal.value.message
                expected = (
                    f"You raised {ref}, so somebody else" if own else "Only EMEA specialists, their lead and the hub"
                )
                assert words.startswith(expected), (role, region, own, words)
                assert not (own and by.name in words), (role, region, words)
            assert events(desk) == before, (role, region, own)


def test_only_who_may_acts_on_a_digest(desk: Desk, people):
    """Asked of the table as the desk asks it: on what lies in EMEA, of somebody else."""
    for role, region in HOLDERS:
        by = people[role, region]
        for act in (Act.NUDGE, Act.PLEAD, Act.GRANT, Act.TELL_HUB, Act.ANSWER_INSIGHT, Act.PREVIEW):
            allowed = may(by.grants, act, region="EMEA", own=False)
            assert allowed is agreed(act, role, region, own=False), (act, role, region)
        assert not may(by.grants, Act.GRANT, region="EMEA", own=True)
