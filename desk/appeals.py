"""Appeals against a ruling on a conflict: once, in time, on something new, before somebody without a part in it."""

from sqlmodel import col, select

from desk import people, sight, sla, telling
from desk.case import Case, check_allowed, opened, recording_refusals
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, Standards, load
from policy.deals import Move
from policy.errors import InvalidForm, NotSetUp, Stale
from policy.permissions import Role
from policy.rulings import Outcome, Tier, appeal_until, seat_for_appeal
from policy.words import moment
from store import Store, Work
from store.models import Deal, Person, RoleGrant, Ruling

EVIDENCE_AT_MOST = 2000


class Appeals:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member) -> Sight:
        """Return the registration to somebody about to appeal. Raises Refused, Stale before they write a word."""
        with recording_refusals(self._store, self._now, ref, Move.APPEAL, by), self._store.read() as work:
            case = Case(work, load(work), sight.find(work, ref), people.current(work, by), self._now())
            check_allowed(case, Move.APPEAL)
            _appealable(case)
            return case.seen()

    def appeal(self, ref: str, *, by: Member, key: str, evidence: str) -> Sight:
        """Have somebody neutral rule again. Raises Refused, Stale, NotSetUp, InvalidForm(evidence=...)."""
        with opened(self._store, self._now, ref, Move.APPEAL, by, key) as case:
            if isinstance(case, Sight):
                return case
            deal, ruling = case.deal, _appealable(case)
            words = evidence.strip()[:EVIDENCE_AT_MOST]
            if not words or words in (deal.evidence, deal.notes, ruling.evidence):
                raise InvalidForm(evidence="Say what nobody knew when it was ruled on; the same again changes nothing.")
            tier, seat = _seat(case, ruling)
            was = case.move(
                Move.APPEAL, tier=tier, owner_id=seat.id, assignee_id=seat.id, routed_because="rules on the appeal",
                decided_at=None, decided_by_id=None, reason=None, note="", rule=None, rule_version=None,
            )  # fmt: skip
            target = sla.RULING_OF_EXECUTIVE if tier is Tier.EXECUTIVE else sla.RULING
            case.clocks.start(sla.RULING, case.now, court="other", actor=by.id, target=target)
            event = case.publish(
                Move.APPEAL, was, case.rules["ROE-15"], words,
                tell=(ruling.ruled_by_id,), facts={"tier": int(tier), "to": seat.name},
            )  # fmt: skip
            telling.tell(case.work, "deal.news", event, telling.person(seat.id or 0))
            return case.seen()


def _appealable(case: Case) -> Ruling:
    """Return the ruling that may be appealed. Raises Stale without one, and after the one appeal or its time."""
    deal = case.deal
    ruling = case.work.exec(select(Ruling).where(Ruling.deal_id == deal.id).order_by(col(Ruling.id).desc())).first()
    if ruling is None or ruling.outcome is not Outcome.DECLINED:
        raise Stale(f"{deal.ref} was not declined over a conflict, so there is no ruling to appeal. Register it again.")
    if ruling.tier > Tier.DESK:
        raise Stale(f"{deal.ref} was appealed already, and there is one appeal. The ruling stands.")
    days = case.rules.number("ROE-15", "appeal_days", 5)
    calendar = case.standards.calendar(case.standards.region(deal.region).calendar)
    until = appeal_until(ruling.ruled_at, days, calendar)
    if case.now > until:
        raise Stale(f"The time to appeal against the ruling on {deal.ref} ended {moment(until)}. The ruling stands.")
    return ruling


def _seat(case: Case, ruling: Ruling) -> tuple[Tier, Person]:
    """Choose who rules: neither side, nor who ruled before, nor anybody who leads or covers the region."""
    work, deal = case.work, case.deal
    claimants = work.exec(select(Deal.submitter_id).where(col(Deal.id).in_(ruling.rivals)))
    of_region = work.exec(select(RoleGrant.person_id).where(RoleGrant.region == deal.region))
    never = {deal.submitter_id, ruling.ruled_by_id, *claimants, *of_region}
    named = [who for one in case.rules["ROE-15"].parameters.get("neutral_seats", ()) if (who := _known(work, one))]
    neutral = [*named, *_holding(work, case.standards, Role.LEAD), *_holding(work, case.standards, Role.HUB)]
    found = seat_for_appeal(neutral, _holding(work, case.standards, Role.LEADER), never=never)
    if found is None:
        hub = people.hub_name(work)
        raise NotSetUp(f"Nobody without a part in {deal.ref} could rule on it. {hub} can name neutral seats in ROE-15.")
    return found[0], work.get_one(Person, found[1])


def _known(work: Work, named: str) -> int | None:
    """Return the person that the playbook names by Slack id or e-mail address."""
    return work.exec(
        select(Person.id).where((col(Person.slack_id) == named) | (col(Person.email) == named), Person.active)
    ).first()


def _holding(work: Work, standards: Standards, role: Role) -> list[int]:
    """Return who holds `role`, in the order of the playbook's regions."""
    order = {region.code: place for place, region in enumerate(standards.open_regions())}
    rows = work.exec(select(RoleGrant).join(Person).where(RoleGrant.role == role, Person.active)).all()
    return [row.person_id for row in sorted(rows, key=lambda row: (order.get(row.region or "", 99), row.person_id))]
