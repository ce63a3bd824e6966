"""What people write under a card: the answer of whoever it waits for, or what somebody else knows.

What counts as an answer depends on what is waited for. Whoever is asked about an escalation has it from then on, as if
they had acknowledged it; whoever a registration went to has taken it. Whoever was asked a question, the raiser or the
submitter, has answered it, unless fields of the registration were opened for them: those are corrected in their form.
Everybody else is offered to have their words kept with the record.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, select

from desk import case as deal_case
from desk import people, record, sight
from desk.decisions import Decisions
from desk.escalations import Evidence, Handling
from desk.escalations import case as escalation_case
from desk.escalations import sight as escalated
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, load
from policy import deals, escalations
from policy.errors import NotFound
from policy.permissions import Act
from policy.words import reference
from store import Store, Work
from store.models import Card, Deal, Escalation, Inbox

KEPT_AT_MOST = 2000


class Meant(StrEnum):
    """What a reply under a card is."""

    TAKEN = "taken"  # the one it went to has it from now on
    ANSWERED = "answered"  # the question is answered
    OWNER = "owner"  # whoever has it goes on with it
    OPEN_FORM = "open_form"  # the question opened fields, which only the form can correct
    OTHER = "other"  # somebody else, who may want it kept


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply, and what there is to see of its record after it."""

    meant: Meant
    seen: Sight | EscalationSight


class Threads:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now
        self._decisions = Decisions(store, now)
        self._handling, self._evidence = Handling(store, now), Evidence(store, now)

    def hear(self, channel: str, thread_ts: str, text: str, *, by: Member, key: str) -> Heard | None:
        """Take a reply for what it is; None under no card, for somebody without a part in it, and the second time."""
        with self._store.read() as work:
            ref = _card_of(work, channel, thread_ts)
            meant = _meant(work, ref, people.current(work, by)) if ref else None
        if ref is None or meant is None:
            return None
        self._act_on(meant, ref, text, by, key)
        with self._store.begin() as work:
            if not work.add_once(Inbox, key=f"heard {key}", at=self._now(), subject=ref):
                return None
            return Heard(meant, _seen(work, ref, self._now))

    def _act_on(self, meant: Meant, ref: str, text: str, by: Member, key: str) -> None:
        about_deal = ref.startswith("DR-")
        if meant is Meant.TAKEN:
            (self._decisions.take if about_deal else self._handling.acknowledge)(ref, by=by, key=key)
        elif meant is Meant.ANSWERED and about_deal:
            self._decisions.answer(ref, by=by, key=key, answer=text, changes={})
        elif meant is Meant.ANSWERED:
            self._evidence.answer(ref, by=by, key=key, answer=text)

    def keep(self, ref: str, text: str, permalink: str, *, by: Member, key: str) -> None:
        """Keep what somebody wrote as evidence of the record. Raises NotFound, Refused."""
        words = text.strip()[:KEPT_AT_MOST]
        if not words:
            raise NotFound("That message is gone, so there is nothing to keep.")
        facts = {"text": words, "permalink": permalink}
        if ref.startswith("DR-"):
            with deal_case.opened(self._store, self._now, ref, deals.Move.COMMENT, by, key) as case:
                if isinstance(case, deal_case.Case):
                    record.write(
                        case.work, subject=ref, action="deal.evidence", at=case.now, actor=by.id,
                        rule=case.rules["ROE-2"], because=words, facts=facts,
                    )  # fmt: skip
            return
        with escalation_case.opened(self._store, self._now, ref, escalations.Move.COMMENT, by, key) as escalation:
            if isinstance(escalation, escalation_case.Case):
                record.write(
                    escalation.work, subject=ref, action="escalation.evidence", at=escalation.now, actor=by.id,
                    rule=escalation.rules["ROE-11"], because=words, facts=facts,
                )  # fmt: skip


def _card_of(work: Work, channel: str, ts: str) -> str | None:
    """Return the reference of the deal or escalation whose card hangs there."""
    subject = work.exec(
        select(Card.subject).where(Card.ts == ts, Card.channel == channel, col(Card.kind).endswith(".card"))
    ).first()
    about = reference(subject) if subject else None
    return subject if about and about[0] in ("DR", "ESC") else None


def _meant(work: Work, ref: str, by: Member) -> Meant | None:
    if ref.startswith("DR-"):
        return _meant_of_deal(sight.find(work, ref), by)
    return _meant_of_escalation(work, escalated.find(work, ref), by)


def _meant_of_deal(deal: Deal, by: Member) -> Meant | None:
    if deal.status is deals.Status.WAITING and by.id == deal.submitter_id:
        return Meant.OPEN_FORM if deal.question_fields else Meant.ANSWERED
    if deal.status in deals.PENDING and by.may(Act.DECIDE, deal):
        if by.id == deal.owner_id:
            return Meant.OWNER
        if deal.owner_id is None and by.id == deal.assignee_id:
            return Meant.TAKEN
    return Meant.OTHER if by.may(Act.COMMENT, deal) else None


def _meant_of_escalation(work: Work, escalation: Escalation, by: Member) -> Meant | None:
    status = escalation.status
    if status is escalations.Status.WAITING and by.id == escalation.raiser_id:
        return Meant.ANSWERED
    if status in escalations.PENDING and escalation_case.may(work, escalation, by, Act.HANDLE):
        asked = escalation.owner_id or escalation.assignee_id
        if status is escalations.Status.OPEN and by.id == asked:
            return Meant.TAKEN
        if by.id == escalation.owner_id:
            return Meant.OWNER
    return Meant.OTHER if escalation_case.may(work, escalation, by, Act.ADD) else None


def _seen(work: Work, ref: str, now: Now) -> Sight | EscalationSight:
    standards = load(work)
    if ref.startswith("DR-"):
        return sight.see(work, standards, sight.find(work, ref), now())
    return escalated.see(work, standards, escalated.find(work, ref), now())
