"""Rulings on channel conflicts: kept with the rule and the evidence they rest on, and found again as precedents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from desk import people
from desk.case import Case
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now
from policy.conflicts import Finding, Level
from policy.permissions import Act, may
from policy.precedents import Profile, most_similar
from policy.roe import Rule
from policy.rulings import Outcome
from store import Store, Work
from store.models import Deal, Partner, Person, Ruling

# Rulings compared with at most: the newest. Older ones rest on rules that have changed since.
COMPARED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier ruling, and how like the dispute in hand it is, from 0 to 1.

    Its reasoning may name a rival partner, so only those cleared for that in its region read it.
    """

    ruling: Ruling
    ref: str
    by: Person
    likeness: float
    reasoning: str  # empty for who is not cleared


class Rulings:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def precedents(self, seen: Sight, *, to: Member) -> tuple[Precedent, ...]:
        """Return what was ruled in the cases most like this one; nothing where nothing is disputed."""
        with self._store.read() as work:
            disputed = [finding for finding in seen.findings if finding.level is Level.PERSON]
            if not disputed:
                return ()
            profile = _profile(work, seen.deal, disputed)
            return _precedents(work, seen.deal, profile, people.current(work, to))


def keep(case: Case, disputed: Sequence[Finding], outcome: Outcome, rule: Rule, reasoning: str) -> None:
    """Keep how a dispute was decided, with the findings that it was about."""
    deal = case.deal
    rests_on = disputed[0].rule if outcome is Outcome.APPROVED else rule
    profile = _profile(case.work, deal, disputed)
    case.work.add(
        Ruling(
            deal_id=deal.id or 0,
            rivals=sorted({finding.other.number for finding in disputed if finding.other and finding.other.number}),
            region=deal.region,
            tier=deal.tier,
            outcome=outcome,
            rule=rests_on.id,
            rule_version=rests_on.version,
            reasoning=reasoning,
            evidence=deal.evidence,
            profile={
                "kinds": sorted(profile.kinds),
                "motion": profile.motion,
                "segment": profile.segment,
                "tender": profile.tender,
                "tiers": sorted(profile.tiers),
            },
            ruled_by_id=case.by.id,
            ruled_at=case.now,
        )
    )


def _precedents(work: Work, deal: Deal, profile: Profile, reader: Member) -> tuple[Precedent, ...]:
    rows = work.exec(
        select(Ruling, Person)
        .join(Person, col(Person.id) == Ruling.ruled_by_id)
        .where(Ruling.deal_id != deal.id)
        .order_by(col(Ruling.id).desc())
        .limit(COMPARED_AT_MOST)
    ).all()
    found = most_similar(profile, ((_read(ruling), (ruling, by)) for ruling, by in rows))

    def reasoning(ruling: Ruling) -> str:
        cleared = may(reader.grants, Act.SEE_RIVALS, region=ruling.region, own=False)
        return ruling.reasoning if cleared else ""

    return tuple(
        Precedent(ruling, f"DR-{ruling.deal_id}", by, likeness, reasoning(ruling)) for likeness, (ruling, by) in found
    )


def _profile(work: Work, deal: Deal, disputed: Iterable[Finding]) -> Profile:
    disputed = list(disputed)
    partners = {deal.partner_id, *(finding.other.partner_id for finding in disputed if finding.other)}
    tiers = work.exec(select(Partner.tier).where(col(Partner.id).in_(partners)))
    return Profile(
        kinds=frozenset(str(finding.kind) for finding in disputed),
        motion=deal.motion,
        segment=deal.segment,
        tender=deal.tender,
        tiers=frozenset(tier for tier in tiers if tier),
    )


def _read(ruling: Ruling) -> Profile:
    kept = ruling.profile
    return Profile(
        frozenset(kept["kinds"]), kept["motion"], kept["segment"], bool(kept["tender"]), frozenset(kept["tiers"])
    )
