"""What is left afterwards: rows in the database, messages in Slack, and the means to compare them."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import text, update
from sqlmodel import col, select

from desk import Desk
from desk.drafts import Draft
from desk.people import Member, Profile
from store import Store
from store.models import Lane, Notice, NoticeState
from tests.driver import Workspace
from tests.driver.wire import until

WAITING = (NoticeState.PENDING, NoticeState.SENDING)


def rows(store: Store, sql: str, **values: Any) -> list[Any]:
    with store.read() as work:
        return list(work.connection().execute(text(sql), values))


def count(store: Store, sql: str, **values: Any) -> int:
    return int(rows(store, sql, **values)[0][0])


def notices(store: Store, *states: NoticeState) -> list[Notice]:
    """Return the notices in these states, or all of them, in the order in which they were written."""
    with store.read() as work:
        query = select(Notice).order_by(col(Notice.id))
        return list(work.exec(query.where(col(Notice.state).in_(states)) if states else query))


def wait_for_claim(store: Store, kind: str | None = None, within: float = 5) -> Notice:
    """Wait until a courier has reported that it is sending something."""

    def look() -> Notice | None:
        return next((n for n in notices(store, NoticeState.SENDING) if kind in (None, n.kind)), None)

    claimed = until(look, within)
    assert claimed is not None, f"Nothing claimed within {within} s."
    return claimed


def let_a_minute_pass(store: Store) -> None:
    """Have every lease and every wait of the outbox run out, as a minute or two would."""
    with store.begin() as work:
        work.execute(update(Notice).where(col(Notice.state) == NoticeState.SENDING).values(leased_until=_just_now()))
    let_waits_pass(store)


def let_waits_pass(store: Store) -> None:
    """Have every wait between two tries run out. What is being sent stays with who sends it."""
    now = datetime.now(UTC)
    with store.begin() as work:
        tries = update(Notice).where(col(Notice.state) == NoticeState.PENDING, col(Notice.next_at) > now)
        lanes = update(Lane).where(col(Lane.free_at) > now)
        ended = [work.execute(tries.values(next_at=_just_now())), work.execute(lanes.values(free_at=_just_now()))]
        if any(one.rowcount for one in ended):
            work.has_news = True  # a courier that rests on this store would sleep for a second


def _just_now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


def drained(store: Store, within: float = 10, *, hurry: bool = False) -> None:
    """Wait until nothing waits in the outbox any more; `hurry` skips the waits between two tries."""

    def look() -> bool | None:
        if hurry:
            let_waits_pass(store)
        return None if notices(store, *WAITING) else True

    assert until(look, within), [(n.id, n.kind, n.state, n.attempts, n.error) for n in notices(store, *WAITING)]


def posted(slack: Workspace) -> list[dict[str, Any]]:
    """Return the requests of every post that Slack took, in its order; a repeated one that Slack knew stands twice."""
    return [entry["request"] for entry in slack.log("api", name="chat.postMessage") if entry["ok"]]


def messages(slack: Workspace) -> list[tuple[str, str]]:
    """Return (channel, ts) of every message the bot has in Slack, each once per time that Slack made one."""
    taken = [entry["response"] for entry in slack.log("api", name="chat.postMessage") if entry["ok"]]
    return sorted({(one["channel"], one["ts"]) for one in taken})


def repeated(things: Iterable[Any]) -> list[Any]:
    return [thing for thing, times in Counter(things).items() if times > 1]


def client_msg_id(notice: Notice) -> str:
    return str(uuid5(NAMESPACE_URL, notice.key))


def sound(store: Store) -> None:
    """Check that SQLite finds nothing wrong with the file, and that no row refers to nothing."""
    assert rows(store, "PRAGMA integrity_check") == [("ok",)]
    assert rows(store, "PRAGMA foreign_key_check") == []


def filled(form: Any, **special: Any) -> Any:
    """Fill in a registration form without the bot being asked about every field on the way."""
    answers = {
        "partner": "Northwind",
        "region": "EMEA",
        "segment": "Mid-market",
        "motion": "Resell",
        "products": ["Platform"],
        "currency": "EUR",
        "close_on": "2027-03-31",
        "contact": "Ana Ruiz, CIO",
        "evidence": "Met the CIO, sent an offer",
        **special,
    }
    return form.completes(**answers)


def member(desk: Desk, slack_id: str) -> Member:
    """Return somebody of the demo as the desk knows them."""
    known = desk.people.known(slack_id)
    return known or desk.people.meet(Profile(slack_id, slack_id))


def draft(desk: Desk, **special: Any) -> Draft:
    """Return a registration with nothing wrong in it."""
    partner = next(iter(desk.lookup.partners("Northwind")))
    values = {
        "partner": str(partner.id),
        "account": "Acme Holding",
        "domain": "acme.com",
        "region": "EMEA",
        "segment": "mid-market",
        "motion": "resell",
        "products": ("platform",),
        "amount": "250k",
        "currency": "EUR",
        "close_on": date(2027, 3, 31),
        "contact": "Ana Ruiz, CIO",
        "evidence": "Met the CIO, sent an offer",
    }
    return Draft(**{**values, **special})


def let_desk_register(desk: Desk, key: str = "first", by: str = "U0ROSA", **special: Any) -> str:
    """Register a deal at the desk itself; gives its reference."""
    return desk.deals.register(draft(desk, **special), by=member(desk, by), key=key).ref
