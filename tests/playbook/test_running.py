"""A target that changes while clocks run: they keep theirs, unless the hub says that they follow."""

from datetime import timedelta

from sqlmodel import select

from desk import Desk
from desk.escalations.drafts import Draft
from desk.playbook import RunningClocks
from store.models import AuditEvent, ClockChange, PlaybookRun, SlaClock, SlaTarget, Timer
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite

HOUR = timedelta(hours=1)


def changed(desk: Desk, watch, metric: str, **to) -> RunningClocks:
    """Change one target, as applying a playbook does."""
    with desk.store.begin() as work:
        target = work.get_one(SlaTarget, (metric, ""))
        for name, value in to.items():
            setattr(target, name, value)
        work.add(target)
        work.add(PlaybookRun(at=watch(), digest=f"{metric} {to}", changed=1))
    return RunningClocks(desk.store, watch)


def clock(desk: Desk, metric: str, ref: str = "DR-1"):
    with desk.store.read() as work:
        return work.exec(select(SlaClock).where(SlaClock.subject == ref, SlaClock.metric == metric)).one()


def due_timers(desk: Desk, ref: str = "DR-1"):
    with desk.store.read() as work:
        return {t.kind: t.due_at for t in work.exec(select(Timer).where(Timer.subject == ref))}


def test_running_clocks_keep_their_target_and_are_counted(staffed, watch):
    let_desk_register(staffed)
    before = clock(staffed, "deal.review").due_at
    clocks = changed(staffed, watch, "deal.review", minutes=240)
    assert clocks.on_old_targets() == 1
    assert clock(staffed, "deal.review").due_at == before
    let_desk_register(staffed, "second", domain="other.com", account="Other")
    assert clock(staffed, "deal.review", "DR-2").due_at == before - 4 * HOUR
    assert clocks.on_old_targets() == 1


@on_both_engines
def test_when_the_hub_says_so_they_follow_with_what_they_have_used(staffed, watch):
    let_desk_register(staffed)
    before = clock(staffed, "deal.review")
    watch.moves_on(hours=1)
    clocks = changed(staffed, watch, "deal.review", minutes=240, warn_share=0.5)
    assert (clocks.follow(), clocks.follow(), clocks.on_old_targets()) == (1, 0, 0)
    now = clock(staffed, "deal.review")
    assert (now.due_at, now.warn_at) == (before.due_at - 4 * HOUR, before.warn_at - 4 * HOUR)
    assert due_timers(staffed)["sla.breach deal.review"] == now.due_at
    with staffed.store.read() as work:
        event = work.exec(select(AuditEvent).where(AuditEvent.action == "sla.retarget")).one()
        assert (event.subject, event.facts["goal_seconds_before"]) == ("DR-1", 8 * 3600)
        assert (event.rule or "").startswith("ROE-11")
        changes = work.exec(select(ClockChange.change).where(ClockChange.clock_id == now.id)).all()
    assert list(changes) == ["start", "retarget"]


def test_what_is_late_by_the_new_target_breaches_once_at_its_true_time(staffed, watch):
    let_desk_register(staffed)
    started = clock(staffed, "deal.review").started_at
    watch.moves_on(hours=3)
    clocks = changed(staffed, watch, "deal.review", minutes=120)
    clocks.follow()
    assert staffed.timers.run_due() == staffed.timers.run_due() == []
    assert clock(staffed, "deal.review").breached_at == started + 2 * HOUR


@on_both_engines
def test_an_escalation_follows_the_target_of_its_severity(staffed, watch):
    draft = Draft(subject="Two partners claim Acme", severity="high", region="EMEA")
    staffed.escalations.raise_(draft, by=member(staffed, "U0ROSA"), key="raise")
    assert changed(staffed, watch, "escalation.resolve.normal", minutes=60).follow() == 0
    assert changed(staffed, watch, "escalation.resolve.high", minutes=60).follow() == 1
    assert clock(staffed, "escalation.resolve", "ESC-1").goal_seconds == 3600


def test_one_that_rests_follows_and_runs_by_the_new_target_afterwards(staffed, watch):
    let_desk_register(staffed)
    staffed.decisions.ask("DR-1", by=member(staffed, "U0MIRA"), key="ask", question="Who signs?")
    assert changed(staffed, watch, "deal.decision", minutes=480).follow() == 1
    watch.moves_on(hours=1)
    staffed.decisions.answer("DR-1", by=member(staffed, "U0ROSA"), key="a", answer="The CIO.", changes={})
    assert clock(staffed, "deal.decision").due_at == watch() + 7 * HOUR + 17 * HOUR
