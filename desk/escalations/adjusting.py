"""What changes about an escalation on its way: put aside, more severe, about a deal, followed, commented on."""

from datetime import timedelta

from sqlmodel import col, select

from desk import timers
from desk.escalations import asking, sight, waiting
from desk.escalations.case import Case, opened
from desk.escalations.drafts import about_what
from desk.escalations.handling import answered, had, kept
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.standards import Now, load
from policy.errors import InvalidForm
from policy.escalations import SNOOZES, Move, Severity, higher
from policy.permissions import Role
from policy.words import whole_number
from store import Store
from store.models import EscalationFollower, Person, RoleGrant


class Adjusting:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def snooze(self, ref: str, *, by: Member, key: str, minutes: int) -> EscalationSight:
        """Put it aside for `minutes` of working time; whoever does so has it. The clocks run on. Raises Refused,
        Stale."""
        with opened(self._store, self._now, ref, Move.SNOOZE, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            span = timedelta(minutes=minutes if minutes in SNOOZES else SNOOZES[0])
            person = case.work.get_one(Person, by.id)
            hours = asking.hours_of(case.standards, person, case.escalation.region)
            until = hours.add(case.now, span)
            was = case.move(Move.SNOOZE, **had(case, by), snoozed_until=until)
            answered(case, by)
            timers.set_timer(case.work, case.escalation.ref, waiting.WAKE, until)
            case.publish(Move.SNOOZE, was, f"until {until.isoformat()}", facts={"until": until.isoformat()})
            return case.seen()

    def raise_severity(self, ref: str, *, by: Member, key: str, severity: str | None) -> EscalationSight:
        """Make it more severe and keep the time it has used. Raises Refused, Stale, InvalidForm(severity=...)."""
        with opened(self._store, self._now, ref, Move.RAISE_SEVERITY, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            escalation = case.escalation
            if severity not in higher(escalation.severity):
                raise InvalidForm(severity=f"It is {escalation.severity} already. Choose a higher one.")
            before = escalation.severity
            was = case.move(Move.RAISE_SEVERITY, severity=Severity(severity))
            for metric in case.clocks.read():
                base = metric.removesuffix("_again")
                case.clocks.retarget(metric, f"{base}.{severity}", case.now, actor=by.id)
            case.publish(Move.RAISE_SEVERITY, was, f"from {before} to {severity}")
            asking.raise_again(case)
            return case.seen()

    def link(self, ref: str, *, by: Member, key: str, about: str) -> EscalationSight:
        """Say which deal or rule it is about. Raises Refused, Stale, InvalidForm(about=...)."""
        with opened(self._store, self._now, ref, Move.LINK, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            found, deal, why = about_what(case.work, about, case.by or by)
            if why or not found:
                raise InvalidForm(about=why or "Write a deal or a rule, like DR-12 or ROE-5.")
            fits = {"segment": deal.segment, "motion": deal.motion} if deal else {}
            was = case.move(Move.LINK, about=found, **fits)
            case.publish(Move.LINK, was, f"about {found} {sight.title_of(case.work, found)}".strip())
            return case.seen()

    def add(self, ref: str, *, by: Member, key: str, person: str | None) -> EscalationSight:
        """Have `person` (by id) follow it. Raises Refused, Stale, InvalidForm(person=...)."""
        with opened(self._store, self._now, ref, Move.ADD, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            who = case.work.get(Person, whole_number(person) or 0)
            if who is None or not who.active:
                raise InvalidForm(person="Pick a colleague from the list.")
            if not case.work.add_once(EscalationFollower, escalation_id=case.escalation.id, person_id=who.id):
                raise InvalidForm(person=f"{who.name} follows it already.")
            was = case.move(Move.ADD)
            case.publish(Move.ADD, was, who.name)
            return case.seen()

    def comment(self, ref: str, *, by: Member, key: str, text: str) -> EscalationSight:
        """Add a remark that everybody concerned reads. Raises Refused, InvalidForm(text=...)."""
        with opened(self._store, self._now, ref, Move.COMMENT, by, key) as case:
            if isinstance(case, EscalationSight):
                return case
            if not text.strip():
                raise InvalidForm(text="Write what you want to add.")
            case.publish(Move.COMMENT, case.escalation.status, kept(text))
            return case.seen()

    def desk_people(self, ref: str) -> list[Person]:
        """Return who an escalation can be handed on to: the people of its desk, then the hub."""
        with self._store.read() as work:
            escalation = sight.find(work, ref)
            case = Case(work, load(work), escalation, None, self._now())
            rows = work.exec(
                select(Person, RoleGrant)
                .join(RoleGrant)
                .where(
                    Person.active,
                    col(RoleGrant.role).in_((Role.SPECIALIST, Role.LEAD, Role.HUB)),
                    col(RoleGrant.region).is_(None) | (col(RoleGrant.region) == escalation.region),
                )
                .order_by((col(RoleGrant.role) == Role.HUB), col(Person.name))
            )
            found = {person.id: person for person, _ in rows if person.id not in case.not_for}
            found.pop(escalation.owner_id or escalation.assignee_id, None)
            return list(found.values())[:100]
