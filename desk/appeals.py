"""Appeals against a ruling on a conflict: once, in time, on something new, before somebody without a part in it."""

from sqlmodel import col, select

from desk import ladder, people, sight, telling
from desk.case import Case, check_allowed, opened, recording_refusals
from desk.people import Member
from desk.sight import Sight
from desk.standards import Now, load
from policy.deals import Move
from policy.errors import InvalidForm, NotSetUp, Stale
from policy.rulings import Outcome, Tier, appeal_until
from policy.words import moment
from store import Store
from store.models import Ruling

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
        """Have somebody above whoever ruled rule again. Raises Refused, Stale, NotSetUp, InvalidForm(evidence=...)."""
        with opened(self._store, self._now, ref, Move.APPEAL, by, key) as case:
            if isinstance(case, Sight):
                return case
            deal, ruling = case.deal, _appealable(case)
            words = evidence.strip()[:EVIDENCE_AT_MOST]
            if not words or words in (deal.evidence, deal.notes, ruling.evidence):
                raise InvalidForm(evidence="Say what nobody knew when it was ruled on; the same again changes nothing.")
            found = ladder.seat(case.work, case.standards, deal, case.now)
            if found is None:
                hub = people.hub_name(case.work)
                raise NotSetUp(
                    f"Nobody without a part in {deal.ref} could rule on it. {hub} can name neutral seats in ROE-15."
                )
            tier, seat = found
            before = Tier(deal.tier)
            was = case.move(
                Move.APPEAL, tier=tier, owner_id=seat.id, assignee_id=seat.id, routed_because=ladder.RULES,
                decided_at=None, decided_by_id=None, reason=None, note="", rule=None, rule_version=None,
            )  # fmt: skip
            ladder.hand_up(case.clocks, case.standards, deal, before, case.now, actor=by.id)
            event = case.publish(
                Move.APPEAL, was, ladder.rule_of(case.standards, deal), words,
                tell=(ruling.ruled_by_id,), facts={"tier": int(tier), "to": seat.name},
            )  # fmt: skip
            telling.show(case.work, "deal.seat.ping", event, telling.person(seat.id or 0))
            return case.seen()


def _appealable(case: Case) -> Ruling:
    """Return the ruling that may be appealed. Raises Stale without one, and after the one appeal or its time."""
    deal = case.deal
    ruling = case.work.exec(select(Ruling).where(Ruling.deal_id == deal.id).order_by(col(Ruling.id).desc())).first()
    if ruling is None or ruling.outcome is not Outcome.DECLINED:
        raise Stale(f"{deal.ref} was not declined over a conflict, so there is no ruling to appeal. Register it again.")
    if sight.was_appealed(case.work, deal):
        raise Stale(f"{deal.ref} was appealed already, and there is one appeal. The ruling stands.")
    if ruling.tier >= Tier.EXECUTIVE:
        raise Stale(f"An executive ruled on {deal.ref}, and that is the last word. The ruling stands.")
    days = case.rules.number("ROE-15", "appeal_days", 5)
    calendar = case.standards.calendar(case.standards.region(deal.region).calendar)
    until = appeal_until(ruling.ruled_at, days, calendar)
    if case.now > until:
        raise Stale(f"The time to appeal against the ruling on {deal.ref} ended {moment(until)}. The ruling stands.")
    return ruling
