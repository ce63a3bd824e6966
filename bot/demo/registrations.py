"""One registration of the made-up quarter, and what its people do with it."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from bot.demo.past import Watch
from bot.demo.scene import Scene
from bot.demo.script import CURRENCIES, Customer, Question, Script
from desk import Desk
from desk.drafts import Draft
from desk.people import Member
from desk.sight import Sight

# Typical sizes per segment, in the currencies where a unit is worth about as much as a dollar; the others by how many
# of theirs that is.
SIZES = {"enterprise": 380_000, "mid-market": 120_000, "smb": 28_000}
WORTH = {"SEK": 10, "JPY": 150, "INR": 80, "BRL": 5}
HOME = {"EMEA": "EUR", "AMER": "USD", "APAC": "SGD"}


@dataclass(slots=True)
class Registration:
    """A deal on its way. Every method is a step of its story and returns its reference."""

    desk: Desk
    watch: Watch
    scene: Scene | None
    script: Script
    cast: dict[str, Member]  # by Slack id
    customer: Customer
    rep: str
    products: tuple[str, ...]
    key: str
    chance: Random
    is_tender: bool = False
    sight: Sight | None = field(default=None, init=False)
    question: Question = field(init=False)

    def __post_init__(self) -> None:
        self.question = self.chance.choice(self.script.questions)

    @property
    def ref(self) -> str:
        return self._seen.ref

    def register(self) -> str:
        return self._keep(self._register(self._draft()))

    def take(self) -> str:
        return self._keep(self.desk.decisions.take(self.ref, by=self._desk_person, key=f"{self.key}/take"))

    def ask(self) -> str:
        return self._keep(
            self.desk.decisions.ask(
                self.ref, by=self._desk_person, key=f"{self.key}/ask", question=self.question.asks,
                fields=self.question.fields,
            )
        )  # fmt: skip

    def answer(self) -> str:
        corrected = self._draft()
        changes = {name: getattr(corrected, name) for name in self.question.fields} | {"products": self.products}
        return self._keep(
            self.desk.decisions.answer(
                self.ref, by=self.cast[self.rep], key=f"{self.key}/answer", answer=self.question.answer,
                changes=changes,
            )
        )  # fmt: skip

    def approve(self) -> str:
        note = self._words("rulings", "approve") if self._seen.disputed else ""
        return self._keep(
            self.desk.decisions.approve(self.ref, by=self._desk_person, key=f"{self.key}/decide", note=note)
        )

    def decline(self) -> str:
        choices = self.script.words["decline"]
        chosen = self.chance.choices(choices, [choice["often"] for choice in choices])[0]
        reason, note = chosen["reason"], self.chance.choice(chosen["notes"])
        if self._seen.disputed:
            reason, note = "direct-pipeline", self._words("rulings", "decline")
        return self._keep(
            self.desk.decisions.decline(
                self.ref, by=self._desk_person, key=f"{self.key}/decide", reason=reason, note=note
            )
        )

    def withdraw(self) -> str:
        reason = self.chance.choice(("lost", "postponed", "postponed", "mistake"))
        return self._keep(
            self.desk.decisions.withdraw(self.ref, by=self.cast[self.rep], key=f"{self.key}/decide", reason=reason)
        )

    def comment(self) -> str:
        """Either side adds something."""
        by_rep = self.chance.random() < 0.6
        text = self._words("comments", "rep" if by_rep else "desk")
        by = self.cast[self.rep] if by_rep else self._desk_person
        return self._keep(self.desk.decisions.comment(self.ref, by=by, key=f"{self.key}/comment", text=text))

    def chat(self) -> str:
        """Somebody of the desk says something in the card's thread."""
        sight, _ = self.desk.lookup.show(self.ref, to=self._desk_person)
        if self.scene and sight.channel and sight.card_ts:
            self.scene.says(
                self._desk_person.slack_id, self._words("threads", "lines"), channel=sight.channel,
                thread_ts=sight.card_ts,
            )  # fmt: skip
        return self.ref

    @property
    def _seen(self) -> Sight:
        if self.sight is None:  # registered at an earlier start; the desk knows the request by its key
            self.sight = self._register(Draft())
        return self.sight

    @property
    def _desk_person(self) -> Member:
        """Who has it; whoever it was routed to, before somebody took it. A conflict may have gone up meanwhile."""
        person = self.desk.lookup.show(self.ref, to=self.cast["U0PRIYA"])[0].responsible
        return self.cast[(person.slack_id if person else None) or "U0PRIYA"]

    def _register(self, draft: Draft) -> Sight:
        return self.desk.deals.register(draft, by=self.cast[self.rep], key=f"{self.key}/register")

    def _keep(self, sight: Sight) -> str:
        self.sight = sight
        return sight.ref

    def _words(self, table: str, name: str) -> str:
        return str(self.chance.choice(self.script.words[table][name]))

    def _draft(self) -> Draft:
        """Fill in the form; again, with a better amount and date, for a correction."""
        words, chance, customer = self.script.words, self.chance, self.customer
        today = self.watch().date()
        segment = self._seen.deal.segment if self.sight else chance.choices(tuple(SIZES), (22, 50, 28))[0]
        currency = CURRENCIES.get(customer.ending, HOME[customer.region])
        motions = ("resell", "co-sell", "referral", "expansion")
        name, title = chance.choice(words["contacts"][customer.region]), chance.choice(words["titles"])
        return Draft(
            partner=self._partner(),
            account=customer.name,
            domain=customer.website,
            region=customer.region,
            segment=segment,
            motion="expansion" if customer.is_ours else chance.choices(motions, (55, 22, 15, 8))[0],
            products=self.products,
            amount=str(self._amount(segment, currency)),
            currency=currency,
            close_on=today + timedelta(days=chance.randrange(35, 220)),
            contact=f"{name}, {title}",
            evidence=chance.choice(words["evidence"]),
            evidence_on=today - timedelta(days=chance.randrange(1, 20)),
            tender=self.is_tender,
            notes=chance.choice(words["notes"]),
        )

    def _partner(self) -> str:
        """Choose a partner of the region: the bigger ones more often, and one from the customer's country if it can."""
        here = [partner for partner in self.script.partners if partner.region == self.customer.region]
        near = [partner for partner in here if partner.ending == self.customer.ending != ".com"]
        offered = near if near and self.chance.random() < 0.6 else here
        weights: dict[str, Any] = {"Gold": 6, "Silver": 3}
        return self.chance.choices(offered, [weights.get(partner.tier, 1) for partner in offered])[0].name

    def _amount(self, segment: str, currency: str) -> int:
        exact = SIZES[segment] * WORTH.get(currency, 1) * self.chance.lognormvariate(0, 0.55)
        step = 10 ** (len(str(int(exact))) - 2)
        return int(exact / step) * step
