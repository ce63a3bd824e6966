"""Many steps due at once: as many statements for a hundred as for four hundred, and each is told once."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from bench import sweep
from store.models import AuditEvent, Card, SlaClock, Timer


@pytest.fixture
def statements(tmp_path: Path):
    """Return how many statements it takes to work off so many breaches, and what they left behind."""

    def count(due: int):
        store, desk = sweep.opened(str(tmp_path), f"due-{due}", open_clocks=10, due=due)
        seen: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda c, cursor, statement, *_: seen.append(statement))
        assert desk.timers.run_due() == []
        with store.read() as work:
            cards = Counter(work.exec(select(Card.audience).where(Card.kind != "deal.card")))
            late = list(work.exec(select(SlaClock.subject).where(SlaClock.breached_at == SlaClock.due_at)))
            events = list(work.exec(select(AuditEvent.subject).where(AuditEvent.action == "sla.breach")))
            left = len(work.exec(select(Timer).where(Timer.kind == "sla.breach deal.review")).all())
        store.close()
        return len(seen), cards, late, events, left

    return count


def test_the_work_for_a_crowd_is_done_in_bulk(statements):
    few, *_ = statements(100)
    many, cards, late, events, left = statements(400)
    assert many <= few + 2
    assert set(cards.values()) == {400}  # the owner and the lead, each once per registration
    assert len(cards) == 2
    assert sorted(late) == sorted(events) == sorted(f"DR-{n}" for n in range(1, 401))
    assert left == 10  # those that run on
