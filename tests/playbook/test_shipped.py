"""The playbooks that ship: complete, explained, and in agreement with the sandbox's workspace."""

import csv
import tomllib
from pathlib import Path

import pytest

from desk.books import Books
from desk.playbook import Playbooks, read
from desk.playbook.frontmatter import dumps, parse
from policy.names import is_free_mail, name_key
from policy.permissions import Role
from policy.roe import Rule
from policy.routing import Seat, route
from store import Store
from tests.playbook.conftest import SHIPPED
from tests.playbook.test_applying import NOW

DEMO = SHIPPED / "demo"


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/*.toml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_begins_with_words_for_people(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert len(first.split()) >= 5


def test_a_team_may_start_with_nobody_named() -> None:
    playbook = read(SHIPPED / "default")
    assert playbook.people.person == ()
    assert {f"ROE-{number}" for number in range(1, 29)} <= set(playbook.rules)


def test_each_region_has_a_rule_of_its_own_and_each_topic_a_rule() -> None:
    playbook = read(SHIPPED / "default")
    assert {rule.region for rule in playbook.rules.values() if rule.region} == set(playbook.regions)
    assert {rule.topic for rule in playbook.rules.values()} == set(playbook.choices.topics)
    assert {rule.motion for rule in playbook.rules.values()} - {None} == {"referral"}
    assert {rule.segment for rule in playbook.rules.values()} - {None} == {"enterprise"}


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("default/rules/*.md")), ids=lambda file: file.name)
def test_a_rule_is_kept_as_it_would_be_written_out(file: Path, tmp_path: Path) -> None:
    keys, text, _ = parse(file.read_text(encoding="utf-8"))
    assert dumps(keys, text) == file.read_text(encoding="utf-8")
    prose = Rule(keys["id"], 1, "", parameters=keys.get("parameters", {})).filled(text + keys["answer"])
    assert "{" not in prose


def test_the_example_in_the_people_file_is_a_valid_entry(tmp_path: Path) -> None:
    text = (SHIPPED / "default" / "people.toml").read_text(encoding="utf-8")
    _, example = text.split("# An example:\n#\n")
    (tmp_path / "playbook.toml").write_text('extends = "shipped"\n', encoding="utf-8")
    (tmp_path / "people.toml").write_text(example.replace("# ", ""), encoding="utf-8")
    assert [person.name for person in read(tmp_path).people.person] == ["Mira Lang"]


def test_the_demo_people_are_those_of_the_workspace() -> None:
    workspace = tomllib.loads((DEMO / "workspace.toml").read_text(encoding="utf-8"))
    named = {
        (person.slack_id, person.name, person.zone, person.email, person.title) for person in read(DEMO).people.person
    }
    assert named == {
        (user["id"], user["real_name"], user["tz"], user["email"], user["title"]) for user in workspace["users"]
    }


def test_the_demo_channels_are_there_with_the_people_who_work_in_them() -> None:
    workspace = tomllib.loads((DEMO / "workspace.toml").read_text(encoding="utf-8"))
    channels = {channel["id"]: channel for channel in workspace["channels"]}
    users = {user["id"] for user in workspace["users"]}
    assert all(set(channel["members"]) <= users for channel in channels.values())
    playbook = read(DEMO)
    assert channels[playbook.company.hub_channel]["is_private"]
    for code, region in playbook.regions.items():
        members = set(channels[region.channel]["members"])
        deciders = {
            person.slack_id
            for person in playbook.people.person
            for role in person.roles
            if role.role is Role.HUB or (role.role in (Role.SPECIALIST, Role.LEAD) and role.region == code)
        }
        assert members == deciders


@pytest.mark.parametrize(
    ("region", "segment", "person"),
    [
        ("EMEA", "mid-market", "Mira Lang"),
        ("EMEA", "smb", "Mira Lang"),
        ("EMEA", "enterprise", "Tom Weber"),
        ("AMER", "enterprise", "Carla Diaz"),
        ("APAC", "smb", "Kenji Mori"),  # no specialist there, so the lead
    ],
)
def test_the_demo_desks_are_covered(region: str, segment: str, person: str) -> None:
    people = read(DEMO).people.person
    seats = [
        Seat(number, one.name, role.role, role.region, covered)
        for number, one in enumerate(people)
        for role in one.roles
        for covered in role.segments or (None,)
    ]
    assert route(seats, region=region, segment=segment, motion="resell").name == person


def test_the_demo_books_load_without_a_refusal(store: Store) -> None:
    Playbooks(store, lambda: NOW).apply(read(DEMO))
    books = Books(store, lambda: NOW)
    for done in (books.import_partners(DEMO / "partners.csv"), books.import_accounts(DEMO / "accounts.csv")):
        assert done.refused == ()
        assert done.added >= 40


def test_the_demo_books_leave_the_customer_of_the_tour_alone() -> None:
    with (DEMO / "accounts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert not any("acme" in row["domains"] or name_key(row["name"]).startswith("acme") for row in rows)
    assert not any(is_free_mail(domain) for row in rows for domain in row["domains"].split())
    assert {row["owner"] for row in rows if row["open_opportunity"] == "yes"} >= {"Dana Cole"}
    for column in ("customer", "named", "open_opportunity"):
        assert 5 <= sum(row[column] == "yes" for row in rows) <= 20
