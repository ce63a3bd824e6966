"""What happened stays written down: nobody changes or deletes an audit event, on either engine."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from store import Store
from store.models import AuditEvent
from tests.watch import MORNING


@pytest.fixture
def event(store: Store) -> AuditEvent:
    with store.begin() as work:
        written = AuditEvent(at=MORNING, subject="DR-1", action="deal.approve", because="as agreed")
        work.add(written)
    return written


STATEMENTS = [
    "UPDATE audit_event SET because = 'other'",
    "UPDATE audit_event SET at = at WHERE id = 1",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE id = 1",
    "TRUNCATE audit_event",  # PostgreSQL's
    "INSERT OR REPLACE INTO audit_event (id, at, subject, action, because, facts) "  # SQLite's
    "VALUES (1, '2026-01-01 00:00:00', 'DR-1', 'deal.approve', 'other', '{}')",
    "INSERT INTO audit_event (id, at, subject, action, because, facts) "
    "VALUES (1, '2026-01-01 00:00:00', 'DR-1', 'deal.approve', 'other', '{}') "
    "ON CONFLICT (id) DO UPDATE SET because = 'other'",
]


def test_no_statement_changes_an_audit_event(store: Store, event: AuditEvent):
    for statement in STATEMENTS:
        with pytest.raises(DBAPIError), store.begin() as work:
            work.execute(text(statement))
        assert kept(store) == [(event.id, "as agreed")], statement


def test_no_entity_changes_an_audit_event(store: Store, event: AuditEvent):
    def change(found: AuditEvent) -> None:
        found.because = "other"

    def move(found: AuditEvent) -> None:
        found.at = found.at + timedelta(days=1)

    for deed in (change, move):
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as work:
            deed(work.get_one(AuditEvent, event.id))
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as work:
        work.delete(work.get_one(AuditEvent, event.id))
    assert kept(store) == [(event.id, "as agreed")]


def test_another_audit_event_can_always_be_added(store: Store, event: AuditEvent):
    with store.begin() as work:
        work.add(AuditEvent(at=MORNING, subject="DR-1", action="deal.comment", because="more"))
    assert [because for _, because in kept(store)] == ["as agreed", "more"]


def kept(store: Store) -> list[tuple[int | None, str]]:
    with store.read() as work:
        return list(work.exec(select(AuditEvent.id, AuditEvent.because).order_by(AuditEvent.id)))
