"""From what was typed to an escalation that somebody is asked about, clocked and told; and looking them up."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from desk import people, record, telling
from desk.escalations import asking, sight
from desk.escalations.case import Case, may
from desk.escalations.drafts import Checked, Draft, about_what, check, subject_key
from desk.escalations.sight import EscalationSight
from desk.people import Member
from desk.sight import Happening
from desk.standards import Now, Standards, load
from policy.duty import Level, Matter, Turn
from policy.errors import InvalidForm, NotFound, NotSetUp
from policy.escalations import PENDING, Move, Severity, Status
from policy.permissions import Act
from policy.words import number_of
from store import Store, Work
from store.models import Deal, Escalation, Inbox, Person

PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the form can say before it is sent: who would be asked, when and by when, and what is open already."""

    standards: Standards
    turn: Turn | None = None
    acknowledge_by: datetime | None = None
    resolve_by: datetime | None = None
    about: str = ""  # what the reference typed is called
    same: EscalationSight | None = None  # about the same thing, and open
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of somebody's escalations, newest first."""

    rows: tuple[EscalationSight, ...]
    number: int  # the first page is 1
    pages: int
    total: int


class Escalations:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def at_home(self, draft: Draft, *, by: Member) -> Draft:
        """Preset what the person did not say: the region of the deal or their own, and an ordinary severity."""
        with self._store.read() as work:
            _, deal, _ = about_what(work, draft.about or "", by)
        region = draft.region or (deal.region if deal else by.home_region)
        return replace(draft, region=region, severity=draft.severity or Severity.NORMAL)

    def preflight(self, draft: Draft, *, by: Member) -> Preflight:
        """Say what the form can say of a half-filled draft. Never raises for what was typed; writes nothing."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            region = standards.regions.get(draft.region or "")
            if region is None or draft.severity not in set(Severity):
                return Preflight(standards)
            about, deal, _ = about_what(work, draft.about or "", by)
            matter = _matter(region.code, str(draft.severity), deal)
            due = {}
            for metric in (sight.ACKNOWLEDGE, sight.RESOLVE):
                target = standards.target(f"{metric}.{draft.severity}", region.code)
                due[metric] = standards.calendar(target.calendar).add(now, target.goal)
            same = _same(work, region.code, about, subject_key(draft.subject or "")) or _about_the_same(work, about)
            return Preflight(
                standards=standards,
                turn=asking.first_turn(work, standards, matter, now, not_for=_not_for(by, deal)),
                acknowledge_by=due[sight.ACKNOWLEDGE],
                resolve_by=due[sight.RESOLVE],
                about=sight.title_of(work, about),
                same=sight.see(work, standards, same, now) if same else None,
                now=now,
            )

    def raise_(self, draft: Draft, *, by: Member, key: str, permalink: str = "") -> EscalationSight:
        """Raise an escalation and ask whose turn it is.

        Raises InvalidForm for fields that need another value and when the same thing is open already, NotSetUp when the
        playbook lacks the region's calendar or targets. The same `key` again returns the escalation it made.
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            if not work.add_once(Inbox, key=key, at=now):
                return sight.see(work, standards, sight.made_by(work, key), now)
            by = people.current(work, by)
            checked = check(work, standards, draft, by=by)
            matter = _matter(checked.region.code, checked.severity, checked.deal)
            turn = asking.first_turn(work, standards, matter, now, not_for=_not_for(by, checked.deal))
            if turn is None:
                raise NotSetUp(
                    f"Nobody handles escalations in {checked.region.code} yet. An admin can add people to the playbook."
                )
            escalation = _add(work, checked, turn, by=by, now=now, permalink=permalink)
            record.made(work, key, escalation.ref)
            case = Case(work, standards, escalation, by, now)
            for metric in (sight.ACKNOWLEDGE, sight.RESOLVE):
                target = f"{metric}.{escalation.severity}"
                case.clocks.start(metric, now, court=asking.COURTS[turn.level], actor=by.id, target=target)
            facts = asking.destination(turn, now)
            event = case.publish(Move.RAISE, None, turn.because, not_to=(turn.colleague.id,), facts=facts)
            telling.show_first(work, event, telling.First("escalation.receipt", telling.person(by.id)))
            asking.ask(case, turn, event)
            if turn.level is Level.HUB:
                telling.tell(work, "escalation.uncovered", event, telling.HUB)
            return case.seen()

    def show(self, ref: str, *, to: Member) -> tuple[EscalationSight, tuple[Happening, ...]]:
        """Return an escalation with its history. Raises NotFound, also for what `to` may not see."""
        with self._store.read() as work:
            escalation = sight.find(work, ref)
            if not may(work, escalation, people.current(work, to), Act.SEE_ESCALATION):
                raise NotFound(
                    f"{escalation.ref} belongs to another team in {escalation.region}, so I cannot show it to you. "
                    f"{people.hub_name(work)} can tell you more."
                )
            return sight.see(work, load(work), escalation, self._now()), sight.history(work, escalation)

    def mine(self, *, to: Member, page: int = 1) -> Page:
        """Return a page of what `to` raised, has, is asked about or follows."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            theirs = (
                (col(Escalation.raiser_id) == to.id)
                | (col(Escalation.owner_id) == to.id)
                | (col(Escalation.assignee_id) == to.id)
            )
            total = work.exec(select(func.count()).select_from(Escalation).where(theirs)).one()
            pages = max(1, -(-total // PER_PAGE))
            number = min(max(1, page), pages)
            rows = work.exec(
                select(Escalation)
                .where(theirs)
                .order_by((col(Escalation.status) == Status.RESOLVED), col(Escalation.id).desc())
                .offset((number - 1) * PER_PAGE)
                .limit(PER_PAGE)
            ).all()
            return Page(tuple(sight.see(work, standards, row, now) for row in rows), number, pages, total)

    def colleagues(self, typed: str, *, limit: int = 20) -> list[Person]:
        """Return active people with `typed` in their name."""
        with self._store.read() as work:
            found = select(Person).where(Person.active, col(Person.name).icontains(typed, autoescape=True))
            return list(work.exec(found.order_by(col(Person.name)).limit(limit)))


def _matter(region: str, severity: str, deal: Deal | None) -> Matter:
    return Matter(region, severity, deal.segment if deal else None, deal.motion if deal else None)


def _not_for(by: Member, deal: Deal | None) -> set[int]:
    return {by.id, deal.submitter_id} if deal else {by.id}


def _add(work: Work, checked: Checked, turn: Turn, *, by: Member, now: datetime, permalink: str) -> Escalation:
    """Add the row. Raises InvalidForm when the same thing is open already, also when it came a moment ago."""
    same = _same(work, checked.region.code, checked.about, checked.key)
    if same is None:
        escalation = Escalation(
            status=Status.OPEN,
            severity=checked.severity,
            subject=checked.subject,
            subject_key=checked.key,
            region=checked.region.code,
            segment=checked.deal.segment if checked.deal else None,
            motion=checked.deal.motion if checked.deal else None,
            about=checked.about,
            details=checked.details,
            permalink=permalink,
            raiser_id=by.id,
            raised_at=now,
            changed_at=now,
            round_at=now,
            **asking.assigned(turn),
        )
        try:
            with work.begin_nested():
                work.add(escalation)
                work.flush()
        except IntegrityError:
            same = _same(work, checked.region.code, checked.about, checked.key)
        else:
            return escalation
    raise InvalidForm(subject=_already(work, same, by))


def _already(work: Work, same: Escalation | None, by: Member) -> str:
    if same is None:
        return "Somebody raised this a moment ago. Send it again to see which one."
    raiser = work.get_one(Person, same.raiser_id)
    has = work.get(Person, same.owner_id or same.assignee_id or 0)
    who = "you" if raiser.id == by.id else raiser.name
    held = f" {has.name} has it." if has and same.owner_id else f" {has.name} is asked." if has else ""
    return f"This is {same.ref} already, raised by {who}.{held} Add to that one, or say here what is different."


def _same(work: Work, region: str, about: str, key: str) -> Escalation | None:
    return work.exec(
        select(Escalation).where(
            Escalation.region == region,
            Escalation.about == about,
            Escalation.subject_key == key,
            col(Escalation.status).in_(PENDING),
        )
    ).first()


def _about_the_same(work: Work, about: str) -> Escalation | None:
    if not number_of("DR", about):
        return None
    open_ones = select(Escalation).where(Escalation.about == about, col(Escalation.status).in_(PENDING))
    return work.exec(open_ones.order_by(col(Escalation.id).desc())).first()
