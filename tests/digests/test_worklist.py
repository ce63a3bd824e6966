"""The digest as a list of work: each line can be acted on, and changes in place; two people are needed for grace."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from bot.app import Bot
from desk import Desk, sla
from desk.digests.nudges import NUDGED
from desk.standards import load
from policy.errors import InvalidForm, NotFound, Refused, Stale
from policy.requests import Kind, Status
from policy.sla import ClockState
from policy.weeks import Week
from store import Store
from store.models import AuditEvent, Notice, Request, SlaClock, Timer
from tests.databases import Kept, after, on_both_engines, on_sqlite
from tests.digests.test_weekly import MONDAY
from tests.driver import Person, Workspace
from tests.fills import staff
from tests.reliability.evidence import let_desk_register, member
from tests.watch import Watch
from views import digest_words, home, home_words, worklist

pytestmark = on_sqlite

STEP = ("DR-1", "deal.decision")
TIME, WAIVER = Kind.EXTENSION, Kind.WAIVER


def late(desk: Desk, watch: Watch) -> None:
    """Let a registration be taken by Mira Lang and missed."""
    let_desk_register(desk)
    desk.decisions.take("DR-1", by=member(desk, "U0MIRA"), key="take")
    watch.moves_on(days=6)
    assert desk.timers.run_due() == []


@after(staff)
def staff_and_a_late_deal(url: str) -> None:
    store, watch = Store(url), Watch()
    late(Desk(store, watch), watch)
    store.close()


@pytest.fixture
def overdue(engine: str, kept: Callable[..., Kept], watch: Watch) -> Desk:
    """A desk after `late`."""
    watch.moves_on(days=6)
    return Desk(kept(engine, staff_and_a_late_deal).fresh(), watch)


def asks(desk: Desk, kind: Kind, who: str = "U0MIRA", key: str = "ask", **more: str) -> str:
    given = {"reason": "The partner is on holiday.", **({"hours": "8"} if kind is TIME else {}), **more}
    return desk.digests.grace.ask(kind, *STEP, by=member(desk, who), key=key, **given)


def clock(desk: Desk) -> SlaClock:
    with desk.store.read() as work:
        return work.exec(select(SlaClock).where(SlaClock.subject == "DR-1", SlaClock.metric == STEP[1])).one()


def actions(desk: Desk, subject: str) -> list[str]:
    with desk.store.read() as work:
        rows = select(AuditEvent.action).where(AuditEvent.subject == subject).order_by(col(AuditEvent.id))
        return [action for action in work.exec(rows) if action.startswith("sla.") and "warn" not in action]


def test_more_time_is_agreed_to_by_somebody_else_and_the_breach_stays(overdue: Desk, watch: Watch):
    missed = clock(overdue).breached_at
    ref = asks(overdue, TIME)
    with pytest.raises(Refused, match="You asked for RQ-1, so somebody else agrees to it"):
        overdue.digests.grace.agree(ref, by=member(overdue, "U0MIRA"), key="own")
    with pytest.raises(Refused, match="The lead of EMEA, its leaders or the hub decide on RQ-1"):
        overdue.digests.grace.agree(ref, by=member(overdue, "U0TOM"), key="tom")
    for _ in range(2):  # the same click twice
        overdue.digests.grace.agree(ref, by=member(overdue, "U0JONAS"), key="agree")
    after = clock(overdue)
    assert after.breached_at == missed
    assert after.due_at > watch()
    assert overdue.digests.show("emea", to=member(overdue, "U0LENA"), last_week=True).figures.breaches == 1
    watch.at = after.due_at
    assert overdue.timers.run_due() == []
    assert actions(overdue, "DR-1")[-3:] == ["sla.extension_ask", "sla.extension_approve", "sla.extension_over"]


def test_a_digest_and_a_home_count_lateness_by_the_same_hours(overdue: Desk, watch: Watch):
    with overdue.store.begin() as work:
        urgent = work.exec(select(SlaClock).where(SlaClock.metric == "deal.review")).one()
        urgent.calendar = ""  # it counts around the clock, and is still to be done
        urgent.state, urgent.stopped_at, urgent.breached_at = ClockState.RUNNING, None, urgent.due_at
    lines = overdue.digests.show("emea", to=member(overdue, "U0LENA")).lines
    said = {line.metric: digest_words.age(line) for line in lines}
    home_says = home_words.due(overdue.home.look(by=member(overdue, "U0MIRA")).errands.desk[0].due)
    assert said[lines[0].metric] in home_says
    assert said == {"deal.review": "5 d late", "deal.decision": "16 h late"}


@on_both_engines
def test_a_waiver_is_for_neither_who_asked_nor_who_has_it_and_stays_visible(staffed: Desk, watch: Watch):
    let_desk_register(staffed)
    staffed.decisions.take("DR-1", by=member(staffed, "U0JONAS"), key="take")  # a lead, who could agree otherwise
    watch.moves_on(days=6)
    staffed.timers.run_due()
    ref = asks(staffed, WAIVER, "U0MIRA")
    with pytest.raises(Refused, match="DR-1 is with you, so somebody else agrees to RQ-1"):
        staffed.digests.grace.agree(ref, by=member(staffed, "U0JONAS"), key="owner")
    staffed.digests.grace.agree(ref, by=member(staffed, "U0PRIYA"), key="agree")
    sight = staffed.digests.show("emea", to=member(staffed, "U0LENA"), last_week=True)
    assert (sight.figures.breaches, sight.figures.waived, sight.figures.open) == (1, 1, 1)
    assert [line.waived for line in sight.lines] == [True]
    assert [row.waived for row in staffed.digests.files.rows(sight).items] == ["RQ-1", ""]
    with pytest.raises(Stale, match=r"is waived already \(RQ-1\)"):
        asks(staffed, WAIVER, "U0MIRA", "again")
    assert actions(staffed, "DR-1")[-2:] == ["sla.waiver_ask", "sla.waiver_approve"]


def test_who_may_not_and_what_is_wrong_is_said_before_anything_is_kept(overdue: Desk, watch: Watch):
    for who in ("U0ROSA", "U0CARLA"):  # a rep, a specialist of another region
        with pytest.raises(Refused, match="Only the EMEA desk, its lead, leaders and the hub can ask for more time"):
            asks(overdue, TIME, who)
        with pytest.raises(Refused, match="can nudge about DR-1"):
            overdue.digests.nudges.nudge(*STEP, by=member(overdue, who), key=who)
    with pytest.raises(InvalidForm) as wrong:
        asks(overdue, TIME, hours="5", reason=" ")
    assert set(wrong.value.fields) == {"hours", "reason"}
    with pytest.raises(NotFound, match="No such step of DR-9 was late"):
        overdue.digests.grace.offer(TIME, "DR-9", "deal.review", by=member(overdue, "U0MIRA"))
    asks(overdue, TIME)
    with pytest.raises(Stale, match="has asked for that already: RQ-1"):
        asks(overdue, TIME, "U0JONAS", "second")


@on_both_engines
def test_more_time_for_what_was_done_meanwhile_is_no_longer_needed(staffed: Desk, watch: Watch):
    late(staffed, watch)
    ref = asks(staffed, TIME)
    staffed.decisions.approve("DR-1", by=member(staffed, "U0MIRA"), key="approve", note="No rival")
    assert staffed.timers.run_due() == []
    with pytest.raises(Stale, match="RQ-1: already withdrawn"):
        staffed.digests.grace.agree(ref, by=member(staffed, "U0JONAS"), key="agree")
    assert actions(staffed, "DR-1")[-1] == "sla.extension_withdraw"


@pytest.mark.parametrize("ends", ["withdrawn", "unanswered"])
def test_a_late_record_that_ends_stays_late_and_leaves_nothing_that_cannot_be_decided(
    overdue: Desk, watch: Watch, ends: str
):
    jonas, lena = member(overdue, "U0JONAS"), member(overdue, "U0LENA")
    overdue.digests.grace.agree(asks(overdue, TIME, key="one"), by=jonas, key="agree")
    watch.moves_on(days=2)
    assert overdue.timers.run_due() == []
    more, waiver = asks(overdue, TIME, key="two"), asks(overdue, WAIVER, key="three")
    before = overdue.digests.report("emea", Week.read("2026-W48")).figures
    if ends == "withdrawn":
        overdue.decisions.withdraw("DR-1", by=member(overdue, "U0ROSA"), key="withdraw", reason="lost")
    else:
        overdue.decisions.ask("DR-1", by=member(overdue, "U0MIRA"), key="ask", question="Who signs?")
        watch.moves_on(days=20)
    assert overdue.timers.run_due() == []
    after = overdue.digests.report("emea", Week.read("2026-W48")).figures
    assert (after.breaches, after.items, after.still_open) == (before.breaches, before.items, 0)
    with overdue.store.read() as work:
        statuses = dict(work.exec(select(Request.id, Request.status)).all())
        assert work.exec(select(Timer.kind).where(col(Timer.kind).startswith("grace"))).all() == []
    assert statuses == {1: Status.APPROVED, 2: Status.WITHDRAWN, 3: Status.OPEN}
    with pytest.raises(Stale, match=f"{more}: already withdrawn"):
        overdue.digests.grace.decline(more, by=jonas, key="late", reason="No")
    overdue.digests.grace.agree(waiver, by=lena, key="waive")
    assert overdue.digests.report("emea", Week.read("2026-W48")).figures.waived == 1


def test_who_decides_finds_it_on_their_home_until_it_is_settled(overdue: Desk, watch: Watch):
    jonas = member(overdue, "U0JONAS")
    ref = asks(overdue, WAIVER)
    assert [(one.ref, one.about) for one in overdue.home.look(by=jonas).asked] == [(ref, "DR-1")]
    actions = [
        element["action_id"]
        for block in home.page(overdue.home.look(by=jonas)).to_dict()["blocks"]
        for element in block.get("elements", ())
        if element.get("value") == ref
    ]
    assert actions == [worklist.AGREE, worklist.DECLINE]
    overdue.digests.grace.agree(ref, by=jonas, key="agree")
    assert overdue.home.look(by=jonas).asked == ()


def test_what_was_asked_for_an_earlier_run_of_a_step_can_still_be_settled(staffed: Desk, watch: Watch):
    let_desk_register(staffed)
    mira, jonas = member(staffed, "U0MIRA"), member(staffed, "U0JONAS")
    staffed.decisions.take("DR-1", by=mira, key="take")
    watch.moves_on(days=6)
    staffed.timers.run_due()
    refs = [asks(staffed, WAIVER, key="one"), asks(staffed, TIME, key="two")]
    with staffed.store.begin() as work:
        sla.Clocks(work, load(work), "DR-1", "EMEA").start(STEP[1], watch(), court="specialist", actor=None)
    for ref in refs:
        staffed.digests.grace.agree(ref, by=jonas, key=ref)
    with staffed.store.read() as work:
        assert set(work.exec(select(Request.status))) == {Status.WITHDRAWN}


def test_a_nudge_reaches_who_has_it_once_in_a_while(overdue: Desk, watch: Watch):
    jonas, mira = member(overdue, "U0JONAS"), member(overdue, "U0MIRA")
    assert overdue.digests.nudges.nudge(*STEP, by=jonas, key="one") == mira.name
    with pytest.raises(Stale, match=f"{jonas.name} nudged {mira.name}"):
        overdue.digests.nudges.nudge(*STEP, by=member(overdue, "U0LENA"), key="two")
    with pytest.raises(Refused, match="is yours, so there is nobody to nudge"):
        overdue.digests.nudges.nudge(*STEP, by=mira, key="own")
    watch.moves_on(hours=5)
    overdue.digests.nudges.nudge(*STEP, by=jonas, key="three")
    assert actions(overdue, "DR-1").count(NUDGED) == 2


def test_what_waits_for_its_submitter_names_and_nudges_them_with_a_way_to_answer(overdue: Desk, watch: Watch):
    overdue.decisions.ask("DR-1", by=member(overdue, "U0MIRA"), key="ask", question="Who signs?")
    jonas, rosa = member(overdue, "U0JONAS"), member(overdue, "U0ROSA")
    page = overdue.digests.still_open("digest:EMEA:2026-W48", to=jonas)
    assert {line.owner for line in page.lines} == {rosa.name}
    assert overdue.digests.nudges.nudge(*STEP, by=jonas, key="nudge") == rosa.name
    with overdue.store.read() as work:
        notice = work.exec(select(Notice).where(Notice.kind == "breach.nudge")).one()
    letter = overdue.letters.open(notice)
    message = worklist.nudge(letter.seen, letter.happening)
    assert message is not None
    assert "waits for your answer" in message.text
    elements = message.blocks[-1].to_dict()["elements"]
    assert [one["action_id"] for one in elements] == ["deal.answer", "digest.open"]
    assert letter.to == rosa.slack_id
    overdue.decisions.answer("DR-1", by=rosa, key="answer", answer="The CIO", changes={})
    page = overdue.digests.still_open("digest:EMEA:2026-W48", to=jonas)
    assert {line.owner for line in page.lines} == {member(overdue, "U0MIRA").name}


def test_a_leader_acts_from_the_digest_and_only_its_line_changes(
    bot: Bot, slack: Workspace, mira: Person, jonas: Person, lena: Person
):
    let_desk_register(bot.desk)
    bot.desk.decisions.take("DR-1", by=member(bot.desk, "U0MIRA"), key="take")
    slack.advance_to(MONDAY)
    digest = lena.sees("EMEA, week 48", channel="emea-leaders")
    said = digest.text.partition("Process")[2].partition("Open when")[0]
    digest.clicks("Nudge")
    digest.waits_for("Nudged by Lena Fischer")
    mira.sees("Lena Fischer nudges you about").clicks("Ask for more time…").fills(reason="Holiday").submits()
    digest.waits_for("Mira Lang asks for 4 h more (RQ-1): “Holiday”")
    jonas.sees("EMEA, week 48", channel="emea-leaders").clicks("Agree to 4 h more")
    digest.waits_for("More time until")
    assert digest.refresh().text.partition("Process")[2].partition("Open when")[0] == said
    assert "Due 30 Nov 2026 " in mira.sees(":white_check_mark: Jonas Falk agreed").text
    jonas.sees("EMEA, week 48", channel="emea-leaders").clicks("Reassign…").fills(to="Tom Weber").submits()
    digest.waits_for("Tom Weber")


def test_all_that_is_open_pages_in_a_modal_and_is_acted_on_there(
    bot: Bot, slack: Workspace, mira: Person, lena: Person
):
    for number in range(1, 4):  # each is late twice over
        let_desk_register(bot.desk, f"deal {number}", account=f"Customer {number}", domain=f"customer-{number}.com")
    slack.advance_to(MONDAY)
    digest = lena.sees("EMEA, week 48", channel="emea-leaders")
    whole = digest.clicks("All that are open")
    assert whole.title == "Still open"
    assert "Nudged by Lena Fischer" in whole.clicks("Nudge").text
    whole.clicks("Waive the breach…").fills(reason="The desk was moving house.").submits()
    digest.waits_for("Lena Fischer asks for a waiver (RQ-1): “The desk was moving house.”")
    mira.sees("Lena Fischer nudges you about")
