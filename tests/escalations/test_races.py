"""Many click at once, the same click comes twice, or the bot dies between: one effect each, and everybody is told."""

from sqlmodel import select

from desk import Desk
from desk.escalations.drafts import Draft
from policy.errors import InvalidForm
from store import Store
from store.engine import Busy
from store.models import AuditEvent, Escalation, EscalationAsk, Notice, SlaClock, Timer
from tests.reliability import evidence
from tests.reliability.crowd import all_at_once, refusals

DRAFT = Draft(subject="Two partners claim Acme", severity="high", region="EMEA")


def raised(desk: Desk) -> str:
    return desk.escalations.raise_(DRAFT, by=evidence.member(desk, "U0ROSA"), key="raise").ref


def counted(desk: Desk, *query) -> int:
    with desk.store.read() as work:
        return len(work.exec(*query).all())


def test_one_card_and_twenty_clicks_make_one_owner_and_tell_the_others_who_was_faster(staffed: Desk, replica: Desk):
    ref = raised(staffed)
    people = [evidence.member(staffed, who) for who in ("U0MIRA", "U0TOM", "U0JONAS", "U0PRIYA")]
    results = all_at_once(
        [
            lambda n=n: [staffed, replica][n % 2].handling.acknowledge(ref, by=people[n % 4], key=f"click {n}")
            for n in range(20)
        ]
    )
    told = refusals(results)
    assert len(told) == 19
    assert [words for words in told if "has acknowledged ESC-1 already" not in words and "busy" not in words] == []
    assert counted(staffed, select(AuditEvent).where(AuditEvent.action == "escalation.acknowledge")) == 1


def test_the_same_thing_raised_by_many_at_once_is_raised_once(staffed: Desk, replica: Desk):
    people = [evidence.member(staffed, who) for who in ("U0ROSA", "U0BO")]
    results = all_at_once(
        [
            lambda n=n: [staffed, replica][n % 2].escalations.raise_(DRAFT, by=people[n % 2], key=f"view {n}")
            for n in range(12)
        ]
    )
    assert len(refusals(results)) == 11
    assert all(isinstance(one, InvalidForm | Busy) for one in results if isinstance(one, Exception))
    assert counted(staffed, select(Escalation)) == 1


def test_the_same_request_again_has_one_effect_and_the_same_answer(staffed: Desk):
    rosa, mira = evidence.member(staffed, "U0ROSA"), evidence.member(staffed, "U0MIRA")
    first = staffed.escalations.raise_(DRAFT, by=rosa, key="one view")
    again = staffed.escalations.raise_(DRAFT, by=rosa, key="one view")
    assert first.ref == again.ref == "ESC-1"
    staffed.handling.acknowledge("ESC-1", by=mira, key="one click")
    assert staffed.handling.acknowledge("ESC-1", by=mira, key="one click").owner.id == mira.id
    assert counted(staffed, select(AuditEvent)) == 2


def test_two_replicas_that_look_at_the_same_timers_climb_once_each(staffed: Desk, replica: Desk, watch):
    raised(staffed)
    watch.moves_on(hours=3, minutes=1)
    assert all_at_once([desk.timers.run_due for desk in (staffed, replica) * 3]) == [[]] * 6
    assert counted(staffed, select(AuditEvent).where(AuditEvent.action == "escalation.climb")) == 3
    assert counted(staffed, select(EscalationAsk)) == 4
    with staffed.store.read() as work:
        pings = [n.kind for n in work.exec(select(Notice)) if n.kind.startswith("escalation.ping")]
    assert len({*pings}) == 4


def test_a_climb_against_an_acknowledgement_leaves_one_of_the_two(staffed: Desk, replica: Desk, watch):
    ref = raised(staffed)
    mira = evidence.member(staffed, "U0MIRA")
    watch.moves_on(hours=1)
    all_at_once(
        [staffed.timers.run_due, lambda: replica.handling.acknowledge(ref, by=mira, key="click")]
    )  # fmt: skip
    staffed.timers.run_due()
    with staffed.store.read() as work:
        escalation = work.exec(select(Escalation)).one()
        clocks = {clock.metric: clock.state for clock in work.exec(select(SlaClock))}
        climbing = work.exec(select(Timer).where(Timer.kind == "escalation.climb")).all()
    assert escalation.owner_id == mira.id  # whoever has it has it, whether or not it climbed a moment before
    assert clocks["escalation.acknowledge"] == "stopped"
    assert climbing == []


def test_what_was_raised_before_the_bot_died_is_delivered_and_climbs_afterwards(staffed: Desk, staffed_url: str, watch):
    raised(staffed)
    staffed.store.close()  # nothing was delivered yet
    reborn = Desk(Store(staffed_url), watch)
    with reborn.store.read() as work:
        kinds = {notice.kind.split(":")[0] for notice in work.exec(select(Notice)) if notice.subject == "ESC-1"}
    assert kinds == {"escalation.card", "escalation.line", "escalation.receipt", "escalation.ping"}
    watch.moves_on(hours=1)
    reborn.timers.run_due()
    assert reborn.escalations.show("ESC-1", to=evidence.member(reborn, "U0ROSA"))[0].assignee.name == "Tom Weber"
    reborn.store.close()
