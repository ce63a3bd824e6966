"""The daily brief: once a business day, at the region's hour, and only if there is something to say."""

from datetime import UTC, date, datetime, time

from sqlmodel import col, delete, select, update

from desk import Desk
from desk.home import briefs
from desk.people import Profile
from policy.permissions import Role
from store.models import Company, Notice, Person, PlaybookRun, RoleGrant, RuleVersion, Timer
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import let_desk_register, member

pytestmark = on_sqlite

MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)  # 08:30 in Berlin


def sent(desk: Desk) -> list[str]:
    with desk.store.read() as work:
        keys = work.exec(select(Notice.key).where(Notice.kind == briefs.KIND).order_by(col(Notice.id)))
        return [key.rpartition(":")[2] for key in keys]


def planned(desk: Desk, slack_id: str = "U0MIRA") -> datetime | None:
    with desk.store.read() as work:
        person = work.exec(select(Person).where(Person.slack_id == slack_id)).one()
        return work.exec(
            select(Timer.due_at).where(Timer.kind == briefs.KIND, Timer.subject == f"person:{person.id}")
        ).first()


@on_both_engines
def test_every_specialist_has_one_planned_for_their_regions_next_morning(staffed: Desk):
    assert staffed.briefs.plan() == 3
    assert staffed.briefs.plan() == 0
    assert planned(staffed) == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert planned(staffed, "U0CARLA") == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert planned(staffed, "U0JONAS") is None


def test_another_hour_in_the_playbook_is_that_of_the_next_brief(staffed: Desk, watch):
    with staffed.store.begin() as work:
        work.execute(update(Company).values(brief_at=time(7), digest_target=0.1))
        work.add(PlaybookRun(at=watch(), digest="seven", changed=1))
    staffed.briefs.plan()
    assert planned(staffed) == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert staffed.preferences.of(member(staffed, "U0MIRA")).brief_at == time(7)
    assert staffed.digests.report("emea").figures.target == 0.1


def test_a_morning_with_work_has_one_brief_and_one_without_passes_in_silence(staffed: Desk, watch):
    staffed.briefs.plan()
    watch.moves_on(days=1)
    staffed.timers.run_due()
    assert sent(staffed) == []
    let_desk_register(staffed)
    watch.moves_on(days=1)
    for _ in range(2):
        staffed.timers.run_due()
    assert sent(staffed) == ["2026-11-26"]
    assert planned(staffed) == datetime(2026, 11, 27, 7, 30, tzinfo=UTC)


def test_the_weekend_has_none_and_what_was_missed_comes_once_on_return_the_same_day(staffed: Desk, watch):
    staffed.briefs.plan()
    let_desk_register(staffed)
    watch.at = MONDAY.replace(hour=15)  # everything was down since Tuesday
    staffed.timers.run_due()
    assert sent(staffed) == ["2026-11-30"]
    assert planned(staffed) == datetime(2026, 12, 1, 7, 30, tzinfo=UTC)


def test_what_was_missed_is_dropped_on_a_later_day_before_its_hour(staffed: Desk, watch):
    staffed.briefs.plan()
    let_desk_register(staffed)
    watch.at = MONDAY.replace(hour=6)
    staffed.timers.run_due()
    assert sent(staffed) == []
    assert planned(staffed) == MONDAY


@on_both_engines
def test_a_clock_set_back_after_the_brief_sends_no_other(staffed: Desk, watch):
    staffed.briefs.plan()
    let_desk_register(staffed)
    watch.moves_on(days=1)
    staffed.timers.run_due()
    watch.moves_on(hours=-1)
    staffed.timers.run_due()
    staffed.briefs.plan()
    watch.moves_on(hours=1)
    staffed.timers.run_due()
    assert sent(staffed) == ["2026-11-25"]


def test_who_is_no_specialist_any_more_gets_none(staffed: Desk, watch):
    staffed.briefs.plan()
    let_desk_register(staffed)
    with staffed.store.begin() as work:
        work.execute(delete(RoleGrant).where(col(RoleGrant.role) == Role.SPECIALIST))
    watch.moves_on(days=1)
    staffed.timers.run_due()
    assert sent(staffed) == []
    assert planned(staffed) is None


def test_the_brief_names_what_is_due_and_what_waits(staffed: Desk, watch):
    let_desk_register(staffed)
    let_desk_register(staffed, key="second", domain="other.com", account="Other")
    staffed.decisions.ask("DR-2", by=member(staffed, "U0MIRA"), key="ask", question="Who signs?")
    watch.moves_on(days=1)
    with staffed.store.read() as work:
        person = work.exec(select(Person).where(Person.slack_id == "U0MIRA")).one()
        found = briefs.look(work, person.id or 0, watch())
        assert found is not None
        brief = briefs.brief(found, watch())
    parts = (brief.due_today, brief.at_risk, brief.waiting)
    assert [[one.ref for one in part] for part in parts] == [["DR-1"], [], ["DR-2"]]


def rules_in_the_brief(desk: Desk, slack_id: str, at: datetime) -> list[str]:
    with desk.store.read() as work:
        person = work.exec(select(Person).where(Person.slack_id == slack_id)).one()
        found = briefs.look(work, person.id or 0, at)
        assert found is not None
        return [rule.name for rule in briefs.brief(found, at).rules]


def test_a_new_rule_is_in_the_next_brief_of_whoever_covers_its_region_and_in_no_other(staffed: Desk, watch):
    briefs_at = [datetime(2026, 11, day, 7, 30, tzinfo=UTC) for day in (24, 25, 26)]  # 08:30 in Berlin
    american = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # 08:30 in New York
    published = {
        "ROE-90": ("", datetime(2026, 11, 24, 6, tzinfo=UTC)),  # before the brief of its day
        "ROE-91": ("EMEA", datetime(2026, 11, 24, 10, tzinfo=UTC)),  # after it
        "ROE-92": ("EMEA", None),  # it came with a playbook
    }
    with staffed.store.begin() as work:
        for code, (region, at) in published.items():
            held = {"title": code, "answer": "Yes.", "effective_on": date(2026, 11, 24), "published_at": at}
            work.add(RuleVersion(code=code, region=region, version=1, **held))
        work.add(PlaybookRun(at=watch(), digest="rules", changed=3))
    told = [rules_in_the_brief(staffed, "U0MIRA", at) for at in briefs_at]
    assert told == [["ROE-90 v1", "ROE-92.EMEA v1"], ["ROE-91.EMEA v1"], []]
    assert rules_in_the_brief(staffed, "U0CARLA", american) == ["ROE-90 v1"]
    with staffed.store.begin() as work:  # she covers EMEA as well, and is at home nowhere
        carla = work.exec(select(Person).where(Person.slack_id == "U0CARLA")).one()
        carla.home_region = None
        work.add_all([carla, RoleGrant(person_id=carla.id, role=Role.SPECIALIST, region="EMEA")])
    assert "ROE-92.EMEA v1" in rules_in_the_brief(staffed, "U0CARLA", american)


def test_a_rule_of_a_day_on_which_everything_was_down_is_in_the_next_brief(staffed: Desk, watch):
    staffed.briefs.plan()
    let_desk_register(staffed)
    watch.at = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    staffed.timers.run_due()
    with staffed.store.begin() as work:
        held = {"title": "New", "answer": "Yes.", "effective_on": date(2026, 11, 26)}
        work.add(RuleVersion(code="ROE-90", version=1, **held))
        work.add(PlaybookRun(at=watch(), digest="rules", changed=1))
    assert rules_in_the_brief(staffed, "U0MIRA", datetime(2026, 11, 27, 7, 30, tzinfo=UTC)) == ["ROE-90 v1"]


def test_quiet_hours_and_a_clock_of_their_own_say_when_a_brief_is_due(staffed: Desk, watch):
    """Berlin is the region's seat; whoever lives in Lisbon reads "08:30" on their own wall."""
    mira = staffed.people.meet(Profile("U0MIRA", "Mira Lang", zone="Europe/Berlin"))
    staffed.briefs.plan()
    staffed.preferences.set({}, quiet_from=time(20), quiet_until=time(10), by=mira, key="quiet")
    let_desk_register(staffed)
    watch.moves_on(days=1)
    staffed.timers.run_due()
    assert (sent(staffed), planned(staffed)) == ([], datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    watch.moves_on(hours=1)
    staffed.timers.run_due()
    assert sent(staffed) == ["2026-11-25"]
    staffed.preferences.set({}, quiet_from=None, quiet_until=None, by=mira, key="loud")
    with staffed.store.begin() as work:
        work.execute(update(Person).where(col(Person.id) == mira.id).values(zone="Europe/Lisbon"))
        work.execute(delete(Timer).where(col(Timer.kind) == briefs.KIND))
    staffed.briefs.plan()
    assert planned(staffed) == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def test_an_unknown_clock_is_that_of_the_region(staffed: Desk):
    with staffed.store.begin() as work:
        work.execute(update(Person).where(col(Person.slack_id) == "U0CARLA").values(zone="UTC", profile_at=None))
    staffed.briefs.plan()
    assert planned(staffed, "U0CARLA") == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


def test_whoever_rests_over_midnight_has_each_brief_when_they_rise(staffed: Desk, watch):
    mira = staffed.people.meet(Profile("U0MIRA", "Mira Lang", zone="Europe/Berlin"))
    staffed.preferences.set({}, quiet_from=time(8), quiet_until=time(2), by=mira, key="quiet")
    staffed.briefs.plan()
    let_desk_register(staffed)
    for _ in range(3):
        watch.at = planned(staffed)
        staffed.timers.run_due()
    assert watch() == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
    assert sent(staffed) == ["2026-11-25", "2026-11-26", "2026-11-27"]


def test_a_specialist_reads_it_in_the_morning(bot, mira, slack):
    let_desk_register(bot.desk)
    slack.advance(days=1)
    brief = mira.sees("Good morning. *1* due today")
    assert "DR-1 Acme Holding" in brief.text
    assert brief.clicks("Take it") is not None
