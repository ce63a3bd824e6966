"""A database with years of work in it: 100,000 deals and all that hangs on them, written in bulk."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel, select

from bot.demo import DEMO, prepare
from policy.deals import Status
from policy.sla import ClockState
from store import Store
from store.models import (
    Account,
    AccountDomain,
    AuditEvent,
    Card,
    Deal,
    DealProduct,
    Notice,
    NoticeState,
    Partner,
    Person,
    Protection,
    SlaClock,
)

DEALS = 100_000
CHUNK = 5_000
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "bra",
    "flo",
)
STATUSES = (Status.APPROVED, Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN, Status.SUBMITTED, Status.IN_REVIEW)
WEIGHTS = (20, 45, 22, 10, 1, 2)


def name_of(number: int) -> str:
    """Give a company's name: the same for a number, different for different ones, not all alike."""
    chance = random.Random(number)
    return "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize() + f" {number}"


def fill(file: Path, deals: int = DEALS) -> str:
    """Write a database with the demo's playbook and `deals` deals into `file`; return its URL."""
    url = f"sqlite:///{file}"
    prepare(url, DEMO, demo=True)
    store = Store(url)
    with store.engine.connect() as connection:  # speed, not safety: nobody reads along
        raw = connection.connection.cursor()
        raw.execute("PRAGMA synchronous=OFF")
        raw.close()
        with store.read() as work:
            partners = [partner.id for partner in work.exec(select(Partner))]
            people = {person.slack_id: person.id for person in work.exec(select(Person))}
        for first in range(1, deals + 1, CHUNK):
            chunk = list(_history(range(first, min(first + CHUNK, deals + 1)), partners, people))
            for entity in (Account, AccountDomain, Deal, DealProduct, Protection, AuditEvent, SlaClock, Card, Notice):
                rows = [row for kind, row in chunk if kind is entity]
                if rows:
                    connection.execute(insert(entity), rows)
            connection.commit()
    store.close()
    return url


def _history(
    numbers: range, partners: list[int | None], people: dict[str | None, int | None]
) -> Iterator[tuple[type[SQLModel], dict[str, Any]]]:
    """Yield the rows of these deals. Ids start high above what the demo's own books use."""
    start = datetime(2023, 1, 2, 9, tzinfo=UTC)
    regions = (("EMEA", "U0ROSA", "U0MIRA"), ("AMER", "U0BEN", "U0CARLA"), ("APAC", "U0AIKO", "U0KENJI"))
    for number in numbers:
        chance = random.Random(number)
        name, domain, account = name_of(number), f"company-{number}.com", 100_000 + number
        region, rep, specialist = regions[number % 3]
        at = start + timedelta(minutes=number * 19)
        status = chance.choices(STATUSES, WEIGHTS)[0]
        open_still = status in (Status.SUBMITTED, Status.IN_REVIEW)
        ref, decided_at = f"DR-{number}", None if open_still else at + timedelta(hours=9)
        yield (
            Account,
            {"id": account, "name": name, "name_key": name.lower()}
            | dict.fromkeys(("customer", "named", "open_opportunity"), False)
            | {"owner": ""},
        )
        yield AccountDomain, {"domain": domain, "account_id": account, "skeleton": domain}
        yield (
            Deal,
            {
                "id": number,
                "status": status,
                "partner_id": partners[number % len(partners)],
                "account_id": account,
                "customer": name,
                "customer_key": name.lower(),
                "domain": domain,
                "region": region,
                "segment": "mid-market",
                "motion": "resell",
                "amount": Decimal(chance.randrange(10_000, 900_000)),
                "currency": "EUR",
                "close_on": date(2027, 3, 31),
                "contact": "Ana Ruiz, CIO",
                "evidence": "Met the CIO, sent an offer",
                "tender": False,
                "notes": "",
                "submitter_id": people[rep],
                "assignee_id": people[specialist],
                "owner_id": None if status is Status.SUBMITTED else people[specialist],
                "routed_because": f"covers {region}",
                "submitted_at": at,
                "changed_at": decided_at or at,
                "question_fields": [],
                "decided_at": decided_at,
                "decided_by_id": None if open_still else people[specialist],
                "note": "",
                "protected_until": date(2027, 2, 1) if status is Status.APPROVED else None,
            },
        )
        yield DealProduct, {"deal_id": number, "product": "platform"}
        if status is Status.APPROVED:
            yield (
                Protection,
                {
                    "deal_id": number,
                    "account_id": account,
                    "product": "platform",
                    "region": region,
                    "starts_at": at,
                    "ends_at": datetime(2027, 2, 2, tzinfo=UTC),
                },
            )
        for step in ("register",) if open_still else ("register", "decide"):
            yield (
                AuditEvent,
                {
                    "at": at,
                    "actor_id": people[rep],
                    "subject": ref,
                    "action": f"deal.{step}",
                    "because": "",
                    "facts": {},
                },
            )
        for metric, hours in (("deal.review", 8), ("deal.decision", 16)):
            yield (
                SlaClock,
                {
                    "subject": ref,
                    "metric": metric,
                    "calendar": "",
                    "goal_seconds": hours * 3600,
                    "warn_share": 0.75,
                    "state": ClockState.RUNNING if open_still else ClockState.STOPPED,
                    "started_at": at,
                    "due_at": at + timedelta(hours=hours),
                    "warn_at": at + timedelta(hours=hours * 0.75),
                    "spent_seconds": 0,
                    "region": region,
                    "court": "specialist",
                },
            )
        lanes = {"deal.card": f"region:{region}", "deal.receipt": f"person:{people[rep]}"}
        for kind, audience in lanes.items():
            yield Card, {"subject": ref, "kind": kind, "audience": audience, "channel": "C0", "ts": f"{number}.1"}
            yield (
                Notice,
                {
                    "key": f"{kind}:{ref}",
                    "kind": kind,
                    "subject": ref,
                    "audience": audience,
                    "state": NoticeState.SENT,
                    "attempts": 1,
                    "created_at": at,
                    "next_at": at,
                    "finished_at": at,
                },
            )
