"""Who was told of a published change, and who has read it."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists
from sqlmodel import and_, col, or_, select

from desk import people, record, requests, telling
from desk.people import Member
from desk.requests import Case
from desk.standards import Now
from policy.errors import NotFound, Refused
from policy.permissions import Act, may
from policy.requests import Kind
from policy.roe import Rule
from store import Store, Work
from store.models import AuditEvent, Person, Request, RoleGrant, RuleReading


class Readings:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def acknowledge(self, ref: str, *, by: Member) -> None:
        """Note that somebody has read a published change; a second time changes nothing. Raises NotFound."""
        with self._store.begin() as work:
            request = requests.find(work, ref, Kind.PROPOSAL)
            reading = work.get(RuleReading, (request.id, by.id))
            if reading is None:
                raise NotFound(f"{request.ref} did not concern you, so there is nothing to confirm.")
            if reading.read_at is not None:
                return
            reading.read_at = self._now()
            event = record.write(
                work, subject=request.ref, action="rule.read", at=reading.read_at, actor=by.id,
                was=request.status, now=request.status,
            )  # fmt: skip
            telling.put_up(work, "rule.published", event, telling.person(by.id))
            telling.put_up(work, "proposal.card", event, telling.HUB)

    def unread(self, ref: str, *, by: Member) -> tuple[Request, Sequence[Person]]:
        """Return who has not read a published change. Raises NotFound, Refused."""
        with self._store.read() as work:
            request = requests.find(work, ref, Kind.PROPOSAL)
            if not may(people.current(work, by).grants, Act.PUBLISH, region=request.region, own=False):
                raise Refused(f"Who has read {request.ref} is for the hub to see. Talk to {people.hub_name(work)}.")
            rows = work.exec(
                select(Person)
                .join(RuleReading, col(RuleReading.person_id) == Person.id)
                .where(RuleReading.request_id == request.id, col(RuleReading.read_at).is_(None))
                .order_by(col(Person.name))
            )
            return request, list(rows)


def tell(case: Case, rule: Rule, event: AuditEvent) -> None:
    """Tell everybody whom a published rule concerns, except who published it: once, with what differs."""
    instead = () if rule.region else case.standards.rules.instead(rule, rule.effective_on)
    unchanged = frozenset(other.region for other in instead)
    for person_id in sorted({*concerned(case.work, rule.region, unchanged), case.request.submitter_id}):
        if person_id != case.by.id:
            case.work.add(RuleReading(request_id=case.request.id or 0, person_id=person_id, told_at=case.now))
            telling.show(case.work, "rule.published", event, telling.person(person_id))


def concerned(work: Work, region: str, unchanged: Collection[str] = ()) -> list[int]:
    """Return whom a rule for `region` concerns ("": everywhere): who is at home there or holds a role there.

    In the regions of `unchanged` another rule governs, so who has to do with no other region is left out.
    """
    holds = exists().where(col(RoleGrant.person_id) == Person.id)
    if region:
        home, role = col(Person.home_region) == region, col(RoleGrant.region) == region
    else:
        home = and_(col(Person.home_region).is_not(None), col(Person.home_region).not_in(unchanged))
        role = col(RoleGrant.region).not_in(unchanged)
    here = or_(home, holds.where(or_(role, col(RoleGrant.region).is_(None))))
    rows = work.exec(select(Person.id).where(Person.active, col(Person.slack_id).is_not(None), here))
    return sorted(person_id for person_id in rows if person_id is not None)
