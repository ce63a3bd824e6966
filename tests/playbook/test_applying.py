"""Putting a playbook into force."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk.people import People, Profile
from desk.playbook import Changes, PlaybookInvalid, Playbooks, Verb
from desk.playbook.frontmatter import dumps
from desk.standards import load
from policy.permissions import Role
from store import Store
from store.models import (
    BusinessDay,
    BusinessHours,
    Choice,
    Partner,
    Person,
    PlaybookRun,
    Region,
    RegionalCalendar,
    RoleGrant,
    RuleVersion,
    SlaTarget,
)
from tests.databases import Kept, on_both_engines, on_sqlite
from tests.fills import upgraded, with_playbook
from tests.playbook.conftest import HOSTILE, Draft

pytestmark = on_sqlite

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MIRA = """
[[person]]
name = "Mira Lang"
slack_id = "U0MIRA"
email = "mira.lang@acorncloud.com"
zone = "Europe/Berlin"
home_region = "EMEA"
roles = [{ role = "specialist", region = "EMEA", segments = ["mid-market", "smb"] }]
"""


@pytest.fixture
def store(engine: str, kept: Callable[..., Kept]) -> Store:
    """A store in which the playbook that ships is in force."""
    return kept(engine, with_playbook).fresh()


@pytest.fixture
def empty(engine: str, kept: Callable[..., Kept]) -> Store:
    """A store with its schema and nothing in it."""
    return kept(engine, upgraded).fresh()


@pytest.fixture
def playbooks(store: Store) -> Playbooks:
    return Playbooks(store, lambda: NOW)


def said(changes: Changes) -> list[str]:
    return [str(change) for change in changes]


@on_both_engines
def test_the_first_playbook_fills_the_store(empty: Store, draft: Draft) -> None:
    playbooks = Playbooks(empty, lambda: NOW)
    assert not playbooks.applied()
    playbook = draft.read()
    changes = playbooks.apply(playbook)
    assert playbooks.applied()
    assert set(changes.counts) == {Verb.ADDED}
    with empty.read() as work:
        run = work.exec(select(PlaybookRun)).one()
        assert (run.digest, run.changed, run.at) == (playbook.digest, len(changes), NOW)
        standards = load(work)
    assert [region.code for region in standards.open_regions()] == ["AMER", "EMEA", "APAC"]
    assert [choice.label for choice in standards.offered("motion")] == ["Resell", "Referral", "Co-sell", "Expansion"]
    assert [choice.rule for choice in standards.offered("decline_reason")][:3] == ["ROE-12", "ROE-7", "ROE-4"]
    assert standards.rulebook("EMEA", NOW).number("ROE-3", "tender_days", 0) == 120
    assert standards.rulebook("AMER", NOW).number("ROE-3", "tender_days", 0) == 90
    assert standards.target("deal.answer", "EMEA").goal.total_seconds() == 40 * 3600
    assert standards.calendar("apac").hours(date(2026, 11, 24)) == ((time(9), time(12, 30)), (time(13, 30), time(18)))
    assert not standards.calendar("amer").is_business_day(date(2026, 11, 26))


@on_both_engines
def test_a_second_time_changes_nothing_and_says_so(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    draft.write("people.toml", MIRA)
    playbooks.apply(draft.read())
    again = playbooks.apply(draft.append("company.toml", "# a remark\n").read())
    assert not again
    assert str(again) == "Nothing to change: this playbook is in force already."
    with store.read() as work:
        assert len(work.exec(select(PlaybookRun)).all()) == 2


@on_both_engines
def test_a_trial_says_the_same_and_changes_nothing(empty: Store, draft: Draft) -> None:
    playbooks = Playbooks(empty, lambda: NOW)
    trial = playbooks.diff(draft.read())
    assert not playbooks.applied()
    assert trial == playbooks.apply(draft.read())
    draft.replace("regions.toml", '"SGD"', '"AUD"')
    assert said(playbooks.diff(draft.read())) == ["region APAC changed: currency SGD -> AUD"]
    with empty.read() as work:
        assert work.get(Region, "APAC").currency == "SGD"


def test_what_is_no_longer_offered_is_retired_because_records_carry_it(
    store: Store, playbooks: Playbooks, ours: Draft
) -> None:
    ours.write("choices.toml", "[products]\nsupport = false\n")
    assert said(playbooks.apply(ours.read())) == ["choice product support retired"]
    with store.read() as work:
        assert work.get(Choice, ("product", "support")).active is False
    ours.drop("choices.toml")
    assert said(playbooks.apply(ours.read())) == ["choice product support changed: active False -> True"]


def test_a_retired_region_keeps_its_calendar_for_clocks_that_still_run(
    store: Store, playbooks: Playbooks, ours: Draft
) -> None:
    ours.write("regions.toml", "APAC = false\n").write("calendars.toml", "[calendar]\napac = false\n")
    changes = playbooks.apply(ours.read())
    assert said(changes) == ["region APAC retired"]
    with store.read() as work:
        assert load(work).calendar("apac").is_business_day(date(2026, 11, 24))
        assert [region.code for region in load(work).open_regions()] == ["AMER", "EMEA"]
    assert not playbooks.apply(ours.read())


@on_both_engines
def test_a_calendar_nobody_runs_by_goes_with_its_hours_and_days(
    store: Store, playbooks: Playbooks, ours: Draft
) -> None:
    extra = (
        '[calendar.nordics]\nzone = "Europe/Oslo"\ncountry = "NO"\n[calendar.nordics.hours]\nMonday = "10:00-14:00"\n'
    )
    playbooks.apply(ours.write("calendars.toml", extra).read())
    playbooks.apply(ours.drop("calendars.toml").read())
    with store.read() as work:
        assert work.get(RegionalCalendar, "nordics") is None
        for entity in (BusinessHours, BusinessDay):
            assert not work.exec(select(entity).where(entity.calendar == "nordics")).all()


def test_a_regional_target_comes_and_goes(store: Store, playbooks: Playbooks, ours: Draft) -> None:
    ours.write("sla.toml", "[deal.decision.in.AMER]\nhours = 12\n")
    assert said(playbooks.apply(ours.read())) == ["sla target deal.decision AMER added"]
    with store.read() as work:
        row = work.get(SlaTarget, ("deal.decision", "AMER"))
        assert (row.minutes, row.warn_share, row.around_the_clock) == (720, 0.75, False)
    assert said(playbooks.apply(ours.drop("sla.toml").read())) == ["sla target deal.decision AMER removed"]


def test_changed_hours_are_told_by_weekday(playbooks: Playbooks, ours: Draft) -> None:
    ours.write("calendars.toml", '[calendar.emea.hours]\nFriday = "08:00-12:00, 12:30-15:00"\n')
    assert said(playbooks.apply(ours.read())) == [
        "business hours emea Fri 08:00 added",
        "business hours emea Fri 12:30 added",
        "business hours emea Fri 09:00 removed",
    ]


def test_the_days_of_earlier_years_stay_when_the_years_ahead_are_looked_up_again(store: Store, draft: Draft) -> None:
    def years() -> set[int]:
        with store.read() as work:
            return {day.on.year for day in work.exec(select(BusinessDay))}

    assert years() == set(range(2025, 2032))
    Playbooks(store, lambda: NOW.replace(year=2028)).apply(draft.read())
    assert years() == set(range(2025, 2034))


def test_a_rule_that_was_applied_is_never_changed(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    text = (draft.folder / "rules" / "ROE-8.md").read_text(encoding="utf-8")
    draft.replace("rules/ROE-8.md", "contact_days: 60", "contact_days: 30")
    with pytest.raises(PlaybookInvalid) as invalid:
        playbooks.apply(draft.read())
    assert [str(problem) for problem in invalid.value.problems] == [
        "rules/ROE-8.md: ROE-8 version 1 was applied before with different parameters, and decisions "
        "cite it. Give the change version 2 and the day from which it holds."
    ]
    draft.write("rules/ROE-8.v1.md", text).replace("rules/ROE-8.md", "version: 1", "version: 2")
    draft.replace("rules/ROE-8.md", "effective_on: 2026-01-01", "effective_on: 2026-12-01")
    assert said(playbooks.apply(draft.read())) == ["rule ROE-8 v2 added"]
    with store.read() as work:
        standards = load(work)
        assert standards.rulebook("EMEA", NOW).number("ROE-8", "contact_days", 0) == 60
        assert standards.rulebook("EMEA", NOW.replace(month=12)).number("ROE-8", "contact_days", 0) == 30
        assert (
            len(work.exec(select(RuleVersion).where(RuleVersion.code == "ROE-8", RuleVersion.region == "")).all()) == 2
        )
    draft.drop("rules/ROE-8.v1.md").write("rules/ROE-8.md", text)
    with pytest.raises(PlaybookInvalid, match=r"ROE-8 is at version 2 already. Write version 3"):
        playbooks.apply(draft.read())


def test_who_keeps_a_rule_may_change_without_another_version(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    draft.replace("rules/ROE-8.md", "owner: hub", "owner: priya.nair@acorncloud.com")
    draft.replace("rules/ROE-8.md", "review_by: 2027", "review_by: 2028")
    assert said(playbooks.apply(draft.read())) == [
        "rule ROE-8 v1 changed: owner hub -> priya.nair@acorncloud.com, review_by 2027-01-15 -> 2028-01-15"
    ]
    with store.read() as work:
        assert load(work).rulebook("EMEA", NOW)["ROE-8"].owner == "priya.nair@acorncloud.com"


def test_a_regional_rule_is_not_dropped_in_silence(playbooks: Playbooks, draft: Draft) -> None:
    draft.drop("rules/ROE-3.EMEA.md")
    with pytest.raises(PlaybookInvalid, match=r"ROE-3\.EMEA is in force \(version 1\) and missing here"):
        playbooks.diff(draft.read())


def test_a_regional_rule_that_is_withdrawn_leaves_its_place_to_the_standard(
    store: Store, playbooks: Playbooks, ours: Draft
) -> None:
    (ours.folder / "rules").mkdir()
    ours.write("rules/ROE-3.EMEA.md", "---\nversion: 2\neffective_on: 2026-12-01\nwithdrawn: true\n---\n")
    assert said(playbooks.apply(ours.read())) == ["rule ROE-3.EMEA v2 added"]
    with store.read() as work:
        standards = load(work)
    assert standards.rulebook("EMEA", NOW)["ROE-3"].name == "ROE-3.EMEA v1"
    assert standards.rulebook("EMEA", NOW.replace(month=12))["ROE-3"].name == "ROE-3 v1"


def test_rules_of_a_database_that_knew_no_words_are_given_theirs(empty: Store, ours: Draft) -> None:
    playbooks = Playbooks(empty, lambda: NOW)
    with empty.begin() as work:
        work.add(
            RuleVersion(
                code="ROE-8",
                version=1,
                title="Own direct engagement",
                parameters={"contact_days": 60},
                effective_on=date(2026, 1, 1),
            )
        )
    assert any(
        change.startswith("rule ROE-8 v1 changed: answer none -> If") for change in said(playbooks.apply(ours.read()))
    )
    assert not playbooks.apply(ours.read())


@on_both_engines
def test_people_get_their_roles_and_lose_them_again(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    draft.write("people.toml", MIRA)
    assert said(playbooks.apply(draft.read())) == [
        "person Mira Lang added",
        "roles Mira Lang changed: none -> specialist EMEA mid-market and specialist EMEA smb",
    ]
    draft.replace(
        "people.toml", '"specialist", region = "EMEA", segments = ["mid-market", "smb"]', '"lead", region = "EMEA"'
    )
    playbooks.apply(draft.read())
    with store.read() as work:
        assert [(grant.role, grant.region) for grant in work.exec(select(RoleGrant))] == [(Role.LEAD, "EMEA")]
    playbooks.apply(draft.write("people.toml", "").read())
    with store.read() as work:
        assert not work.exec(select(RoleGrant)).all()
        mira = work.exec(select(Person)).one()
        assert (mira.active, mira.home_region) == (False, None)
    assert "person Mira Lang changed: home_region none -> EMEA, active False -> True" in said(
        playbooks.apply(draft.write("people.toml", MIRA).read())
    )


@on_both_engines
def test_somebody_met_in_slack_keeps_the_name_and_zone_that_slack_tells(
    store: Store, playbooks: Playbooks, draft: Draft
) -> None:
    draft.write("people.toml", MIRA.replace('slack_id = "U0MIRA"\n', ""))
    playbooks.apply(draft.read())
    mira = People(store, lambda: NOW).meet(
        Profile("U0MIRA", "Mira L.", "Mira.Lang@acorncloud.com", "Deal desk", "Europe/Madrid")
    )
    assert mira.home_region == "EMEA"
    assert not playbooks.apply(draft.read())
    assert not playbooks.apply(draft.replace("people.toml", "email", 'slack_id = "U0MIRA"\nemail').read())
    playbooks.apply(draft.write("people.toml", "").read())
    with store.read() as work:
        person = work.exec(select(Person)).one()
        assert (person.name, person.zone, person.active) == ("Mira L.", "Europe/Madrid", True)


@on_both_engines
def test_administrators_are_left_to_the_settings(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    People(store, lambda: NOW).appoint_admins(["U0MIRA"])
    assert not playbooks.apply(draft.read())
    playbooks.apply(draft.write("people.toml", MIRA).read())
    with store.read() as work:
        mira = work.exec(select(Person)).one()
        assert (mira.name, mira.email) == ("Mira Lang", "mira.lang@acorncloud.com")
        roles = work.exec(select(RoleGrant.role).order_by(col(RoleGrant.id))).all()
        assert roles == [Role.ADMIN, Role.SPECIALIST, Role.SPECIALIST]
    playbooks.apply(draft.write("people.toml", "").read())
    with store.read() as work:
        assert work.exec(select(RoleGrant.role)).all() == [Role.ADMIN]
        assert work.exec(select(Person)).one().active


@on_both_engines
def test_an_entry_that_fits_two_people_is_refused(store: Store, playbooks: Playbooks, draft: Draft) -> None:
    people = People(store, lambda: NOW)
    people.meet(Profile("U0OTHER", "Miro Lang", "mira.lang@acorncloud.com"))
    draft.write("people.toml", MIRA)
    with pytest.raises(PlaybookInvalid, match=r"people.toml, line 2, person 1: mira.lang@acorncloud.com is U0OTHER"):
        playbooks.apply(draft.read())
    people.meet(Profile("U0MIRA", "Mira Lang"))
    with pytest.raises(
        PlaybookInvalid, match=r"U0MIRA is Mira Lang, but mira.lang@acorncloud.com belongs to Miro Lang"
    ):
        playbooks.apply(draft.read())


@on_both_engines
def test_what_is_in_force_can_be_written_and_read_back(
    store: Store, playbooks: Playbooks, draft: Draft, tmp_path: Path
) -> None:
    draft.write("people.toml", MIRA).append(
        "sla.toml", "[conflict.ruling.in.EMEA]\nminutes = 90\naround_the_clock = true\n"
    )
    draft.replace("company.toml", "[]", '["acorn.co.uk"]').replace("company.toml", "# hub_channel", "hub_channel")
    playbooks.apply(draft.read())
    draft.write("rules/ROE-8.v1.md", (draft.folder / "rules" / "ROE-8.md").read_text(encoding="utf-8"))
    draft.replace("rules/ROE-8.md", "version: 1", "version: 2").replace("rules/ROE-8.md", "days: 60", "days: 30")
    playbooks.apply(draft.read())
    playbooks.export(tmp_path / "written")
    written = Draft(tmp_path / "written")
    assert [rule.name for rule in written.read().rules.values() if rule.published_at == NOW] == ["ROE-8"]
    assert said(playbooks.diff(written.read())) == []
    fresh = Store(f"sqlite:///{tmp_path}/fresh.db")
    fresh.upgrade()
    elsewhere = Playbooks(fresh, lambda: NOW)
    elsewhere.apply(written.read())
    assert said(elsewhere.diff(written.read())) == []
    elsewhere.export(tmp_path / "again")
    assert Draft(tmp_path / "again").read() == written.read()


@on_both_engines
def test_whatever_rules_say_comes_back_word_for_word(empty: Store, ours: Draft, tmp_path: Path) -> None:
    playbooks = Playbooks(empty, lambda: NOW)
    (ours.folder / "rules").mkdir()
    for number, words in enumerate(HOSTILE, 100):
        keys = {
            "id": f"ROE-{number}", "title": words, "topic": "conflict", "answer": words, "owner": "hub", "version": 1,
            "effective_on": date(2026, 1, 1), "review_by": date(2027, 1, 1), "parameters": {"p": words, words: [words]},
        }  # fmt: skip
        ours.write(f"rules/ROE-{number}.md", dumps(keys, f"{words}\n\n{words}"))
    wanted = ours.read().rules
    assert [wanted[f"ROE-{number}"].title for number, _ in enumerate(HOSTILE, 100)] == list(HOSTILE)
    playbooks.apply(ours.read())
    playbooks.export(tmp_path / "written")
    written = Draft(tmp_path / "written").read()
    assert written.rules == wanted
    assert not playbooks.apply(written)


def test_what_is_left_after_a_region_was_retired_comes_back(playbooks: Playbooks, ours: Draft, tmp_path: Path) -> None:
    playbooks.apply(ours.write("regions.toml", "APAC = false\n").read())
    playbooks.export(tmp_path / "written")
    written = Draft(tmp_path / "written").read()
    assert {rule.region for rule in written.rules.values()} == {None, "AMER", "EMEA"}
    assert not playbooks.apply(written)


def test_a_folder_with_a_playbook_is_not_written_over(playbooks: Playbooks, draft: Draft) -> None:
    with pytest.raises(Exception, match=r"There is a playbook in .* already"):
        playbooks.export(draft.folder)


def test_partners_of_a_retired_region_stay(store: Store, playbooks: Playbooks, ours: Draft) -> None:
    with store.begin() as work:
        work.add(Partner(external_id="P-1", name="Tailspin", name_key="tailspin", region="APAC"))
    ours.write("regions.toml", "APAC = false\n")
    playbooks.apply(ours.read())
    with store.read() as work:
        assert work.exec(select(Partner)).one().region == "APAC"
