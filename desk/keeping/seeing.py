"""Proposals and published changes with everything a message about them shows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select

from desk import requests
from desk.keeping.wordings import Wording, kept
from desk.requests import RequestSight
from desk.standards import Standards
from policy.requests import Kind, Status
from policy.roe import Rule
from store import Work
from store.models import Notice, Request, RuleReading


@dataclass(frozen=True, slots=True)
class Proposal:
    """What there is to see of one proposal."""

    sight: RequestSight
    wording: Wording
    standard: Rule | None  # what an override overrides
    instead: tuple[Rule, ...]  # what governs in regions where a change of the standard changes nothing
    on: date  # the day it is where the rule is to hold
    told: int  # people told of the published change
    read: int  # and those who have read it

    @property
    def ref(self) -> str:
        return self.sight.ref

    @property
    def edits(self) -> int:
        return edits(self.sight.request)


def edits(request: Request) -> int:
    """Return how often the words of a proposal have been edited."""
    return int(request.facts.get("edits", 0))


@dataclass(frozen=True, slots=True)
class Published:
    """A change that was published, as one of its readers sees it."""

    proposal: Proposal
    rule: Rule
    read_at: datetime | None


def see(work: Work, standards: Standards, request: Request, now: datetime) -> Proposal:
    """Read everything about a proposal."""
    wording = kept(standards, request)
    told, read = work.exec(
        select(func.count(), func.count(col(RuleReading.read_at))).where(RuleReading.request_id == request.id)
    ).one()
    proposed = wording.proposed
    standard = next(
        (
            rule
            for rule in standards.rules.in_force(proposed.code, proposed.effective_on)
            if rule.scope == ("", proposed.segment, proposed.motion) and proposed.region
        ),
        None,
    )
    # Of what was published, as it was then: the message says on every day whom it concerned.
    closed_at = request.closed_at if request.status is Status.APPROVED else None
    instead = () if proposed.region else standards.rules.instead(proposed, proposed.effective_on, closed_at)
    on = standards.today(proposed.region, now) if proposed.region in standards.regions else now.date()
    return Proposal(requests.see(work, standards, request, now), wording, standard, instead, on, told, read)


def see_proposal(work: Work, standards: Standards, notice: Notice, now: datetime) -> Proposal:
    """Read what a notice about a proposal is made from."""
    return see(work, standards, requests.find(work, notice.subject, Kind.PROPOSAL), now)


def see_published(work: Work, standards: Standards, notice: Notice, now: datetime) -> Published:
    """Read what a published change is to the person whom the notice is for."""
    request = requests.find(work, notice.subject, Kind.PROPOSAL)
    reading = work.get(RuleReading, (request.id, int(notice.audience.removeprefix("person:"))))
    rule = standards.rules.version(*request.facts["published"]) or kept(standards, request).proposed
    return Published(see(work, standards, request, now), rule, reading.read_at if reading else None)
