"""Whoever loses a role in the playbook has nothing left over: it goes to whose turn it is, and the lead reads what."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from bot.demo import DEMO
from desk import Desk
from desk.escalations.drafts import Draft as Raised
from desk.playbook import Playbook
from store.models import AuditEvent, Notice
from tests.databases import on_sqlite
from tests.playbook.conftest import Draft
from tests.reliability.evidence import let_desk_register, member

MIRAS = 'region = "EMEA", segments = ["mid-market", "smb"] }]'


@pytest.fixture
def moved(tmp_path: Path) -> Playbook:
    """The demo's playbook, in which Mira covers America now."""
    folder = Draft(Path(shutil.copytree(DEMO, tmp_path / "demo")))
    folder.replace("people.toml", MIRAS, MIRAS.replace("EMEA", "AMER"))
    return folder.replace("playbook.toml", '"../default"', '"shipped"').read()


def told(desk: Desk, kind: str) -> set[str]:
    with desk.store.read() as work:
        return {notice.audience for notice in work.exec(select(Notice)) if notice.kind.split(":")[0] == kind}


def test_what_somebody_had_goes_on_when_they_cover_it_no_more(staffed: Desk, moved):
    rosa, mira, tom, jonas = (member(staffed, f"U0{name}") for name in ("ROSA", "MIRA", "TOM", "JONAS"))
    let_desk_register(staffed)
    let_desk_register(staffed, "second", account="Walrus", domain="walrus.com")
    staffed.decisions.take("DR-2", by=mira, key="take")
    draft = Raised(subject="Two partners claim Acme", severity="high", region="EMEA")
    staffed.escalations.raise_(draft, by=rosa, key="raise")
    staffed.handling.acknowledge("ESC-1", by=mira, key="ack")
    before = staffed.lookup.show("DR-1", to=rosa)[0].clocks["deal.review"].due_at

    staffed.playbook.apply(moved)
    first, second = (staffed.lookup.show(ref, to=rosa)[0] for ref in ("DR-1", "DR-2"))
    escalation = staffed.escalations.show("ESC-1", to=rosa)[0]
    assert first.assignee.id in (tom.id, jonas.id)
    assert first.owner is None
    assert second.owner.id in (tom.id, jonas.id)  # it was taken, so it has an owner again
    assert (escalation.escalation.status, escalation.assignee.id in (tom.id, jonas.id)) == ("open", True)
    assert first.clocks["deal.review"].due_at == before
    assert told(staffed, "absence.brief") == {f"person:{jonas.id}"}
    with staffed.store.read() as work:
        event = work.exec(select(AuditEvent).where(AuditEvent.action == "coverage.end")).one()
    assert event.facts["deals"] == ["DR-1 Acme Holding", "DR-2 Walrus"]
    assert event.facts["escalations"][0].startswith("ESC-1 ")

    staffed.playbook.apply(moved)
    with staffed.store.read() as work:
        assert len(work.exec(select(AuditEvent).where(AuditEvent.action == "deal.reassign")).all()) == 2


@on_sqlite
def test_who_keeps_the_role_keeps_what_they_have(staffed: Desk, moved):
    let_desk_register(staffed, segment="enterprise")
    staffed.decisions.take("DR-1", by=member(staffed, "U0TOM"), key="take")
    staffed.playbook.apply(moved)
    assert staffed.lookup.show("DR-1", to=member(staffed, "U0ROSA"))[0].owner.slack_id == "U0TOM"
    assert told(staffed, "absence.brief") == set()
