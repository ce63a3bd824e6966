"""What the made-up quarter is made of: customers, partners, and the words people use (playbook/demo)."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.demo.company import DEMO

# What a customer's website says about the currency it buys in; elsewhere it is the region's.
CURRENCIES = {".uk": "GBP", ".ch": "CHF", ".se": "SEK", ".ca": "CAD", ".br": "BRL", ".au": "AUD", ".nz": "AUD",
              ".jp": "JPY", ".in": "INR"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    website: str
    region: str
    is_in_the_books: bool = False  # our own account book has something to say about it
    is_ours: bool = False  # buys from us already

    @property
    def ending(self) -> str:
        return "." + self.website.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    tier: str
    region: str
    ending: str  # of its website


@dataclass(frozen=True, slots=True)
class Question:
    asks: str
    fields: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Something said in a channel, `ago` business days before the last one."""

    ago: int
    time: time
    person: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    customers: tuple[Customer, ...]
    partners: tuple[Partner, ...]
    questions: tuple[Question, ...]
    talk: tuple[Talk, ...]
    words: Mapping[str, Any]  # everything else of quarter.toml

    def of_region(self, region: str) -> list[Customer]:
        return [customer for customer in self.customers if customer.region == region]


def read() -> Script:
    words = tomllib.loads((DEMO / "quarter.toml").read_text(encoding="utf-8"))
    return Script(
        customers=(
            *(Customer(row["name"], row["website"], row["region"]) for row in _rows("customers.csv")),
            *(_of_the_books(row) for row in _rows("accounts.csv")),
        ),
        partners=tuple(
            Partner(row["name"], row["tier"], row["region"], "." + row["domain"].rsplit(".", 1)[-1])
            for row in _rows("partners.csv")
            if row["active"] == "yes"
        ),
        questions=tuple(Question(q["asks"], tuple(q["fields"]), q["answer"]) for q in words["question"]),
        talk=tuple(Talk(t["ago"], t["time"], t["as"], t["channel"], t["text"]) for t in words["talk"]),
        words=words,
    )


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of_the_books(row: dict[str, str]) -> Customer:
    region = {"1": "EMEA", "2": "AMER", "3": "APAC"}[row["id"].removeprefix("A-")[0]]
    return Customer(row["name"], row["domains"].split()[0], region, True, row["customer"] == "yes")
