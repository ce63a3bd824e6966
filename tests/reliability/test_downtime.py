"""A bot that was down for six hours over due times makes up for every step: once, in order, with its true due time."""

from sqlmodel import col, select

from store import Store
from store.models import AuditEvent, Card, SlaClock
from tests.deals.conftest import registered
from tests.driver import Person
from tests.driver.wire import until
from tests.reliability import evidence


def steps(store: Store) -> list[tuple[str, str, str, object]]:
    with store.read() as work:
        rows = work.exec(
            select(AuditEvent)
            .where(col(AuditEvent.action).in_(("sla.warn", "sla.breach")))
            .order_by(col(AuditEvent.id))
        )
        return [(row.subject, row.action, row.facts["metric"], row.at) for row in rows]


def test_what_fell_due_while_the_bot_was_down_happens_once_in_order_and_at_its_time(
    starts, sandbox, slack, memory: Store, reps, specialist
):
    bot = starts()
    registered(reps[0])
    slack.advance(hours=1)
    registered(reps[0], 2, account="Walrus", domain="walrus.com")
    slack.advance(hours=22, minutes=30)  # Wednesday, 08:30 in Berlin: both were warned about, and nothing is late yet
    evidence.drained(memory)
    before = steps(memory)
    bot.kill()
    slack.advance(hours=6)
    bot = starts()
    assert until(lambda: len(steps(memory)) >= len(before) + 4 or None, 4)  # and not when the ticker ticks, after 5 s
    evidence.drained(memory, within=20)
    with memory.read() as work:
        clocks = {(row.subject, row.metric): row for row in work.exec(select(SlaClock))}
    expected = sorted(
        [
            (ref, action, metric, at)
            for ref in ("DR-1", "DR-2")
            for action, metric, at in (
                ("sla.breach", "deal.review", clocks[ref, "deal.review"].due_at),
                ("sla.warn", "deal.decision", clocks[ref, "deal.decision"].warn_at),
            )
        ],
        key=lambda step: step[-1],
    )
    assert len(before) == 2
    assert steps(memory) == before + expected
    assert told(memory) == {("deal.warning", "U0MIRA"): 4, ("deal.breach", "U0MIRA"): 2, ("deal.breach", "U0JONAS"): 2}
    jonas = Person(sandbox.url, "U0JONAS")
    assert [post.text.split(" review")[0] for post in jonas.inbox if "Breach" in post.text] == [
        "Breach: DR-1",
        "Breach: DR-2",
    ]

    bot.kill()
    starts()
    evidence.drained(memory)
    assert steps(memory) == before + expected


def told(store: Store) -> dict[tuple[str, str], int]:
    """Count the messages about steps that hang in Slack, by kind and reader."""
    with store.read() as work:
        rows = work.exec(select(Card).where(col(Card.ts).is_not(None)))
        found: dict[tuple[str, str], int] = {}
        people = {f"person:{number}": slack_id for slack_id, number in _people(store)}
        for card in rows:
            kind = card.kind.split(":")[0]
            if kind in ("deal.warning", "deal.breach"):
                key = (kind, people[card.audience])
                found[key] = found.get(key, 0) + 1
    return found


def _people(store: Store) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in evidence.rows(store, "SELECT slack_id, id FROM person")]
