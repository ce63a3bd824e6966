"""Keeping a protection alive: what happened since, and the one extension on evidence of activity."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from desk import people, protection, reminders, telling
from desk.case import Case, check_allowed, opened, recording_refusals
from desk.people import Member
from desk.sight import Sight, find
from desk.standards import Now, load
from policy.deals import Extension, Move
from policy.errors import InvalidForm, Stale
from policy.words import day
from store import Store
from store.models import Protection

NOTE_AT_MOST = 2000
DAYS = 30  # of the extension, unless ROE-3 says otherwise


class Extensions:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member) -> Sight:
        """Return the registration to its submitter, about to ask for more time. Raises Refused, Stale."""
        with recording_refusals(self._store, self._now, ref, Move.EXTEND, by), self._store.read() as work:
            case = Case(work, load(work), find(work, ref), people.current(work, by), self._now())
            check_allowed(case, Move.EXTEND)
            check_may_ask(case)
            return case.seen()

    def update(self, ref: str, *, by: Member, key: str, text: str) -> Sight:
        """Keep in the timeline what happened since. Raises Refused, Stale, InvalidForm(text=...)."""
        with opened(self._store, self._now, ref, Move.UPDATE, by, key) as case:
            if isinstance(case, Sight):
                return case
            if not text.strip():
                raise InvalidForm(text="Say in a sentence what happened, and what comes next.")
            was = case.move(Move.UPDATE)
            case.publish(
                Move.UPDATE, was, case.rules["ROE-13"], text.strip()[:NOTE_AT_MOST], tell=(case.deal.owner_id,)
            )
            return case.seen()

    def ask(self, ref: str, *, by: Member, key: str, evidence: str) -> Sight:
        """Ask the desk for more time. Raises Refused, Stale when it was asked for before, InvalidForm(evidence=...)."""
        with opened(self._store, self._now, ref, Move.EXTEND, by, key) as case:
            if isinstance(case, Sight):
                return case
            check_may_ask(case)
            if not evidence.strip():
                raise InvalidForm(evidence="Say what has happened since the approval; the desk decides on that.")
            was = case.move(Move.EXTEND, extension=Extension.ASKED)
            deal, rule = case.deal, case.rules["ROE-3"]
            facts = {"days": rule.parameters.get("extension_days", DAYS)}
            event = case.publish(Move.EXTEND, was, rule, evidence.strip()[:NOTE_AT_MOST], tell=(), facts=facts)
            telling.show(case.work, f"deal.extension:{event.id}", event, telling.region(deal.region))
            if deal.owner_id is not None and deal.owner_id != by.id:
                telling.show(case.work, f"deal.extension:{event.id}", event, telling.person(deal.owner_id))
            return case.seen()

    def grant(self, ref: str, *, by: Member, key: str) -> Sight:
        """Protect for longer, on the same holding, so that it stays the only one. Raises Refused, Stale."""
        with opened(self._store, self._now, ref, Move.GRANT, by, key) as case:
            if isinstance(case, Sight):
                return case
            _check_asked(case)
            rule, deal = case.rules["ROE-3"], case.deal
            days = int(rule.parameters.get("extension_days", DAYS))
            until = (deal.protected_until or case.standards.today(deal.region, case.now)) + timedelta(days=days)
            was = case.move(Move.GRANT, extension=Extension.GRANTED, protected_until=until)
            case.work.execute(
                update(Protection)
                .where(col(Protection.deal_id) == deal.id, col(Protection.released_at).is_(None))
                .values(ends_at=protection.end_of(case.standards, deal.region, until))
                .execution_options(synchronize_session=False)
            )
            reminders.plan(case.work, case.standards, deal, case.now)
            because = f"{days} days more, until {day(until)}"
            case.publish(Move.GRANT, was, rule, because, tell=(deal.submitter_id, deal.owner_id), facts={"days": days})
            return case.seen()

    def deny(self, ref: str, *, by: Member, key: str, note: str) -> Sight:
        """Leave the end where it is, and say why. Raises Refused, Stale, InvalidForm(note=...)."""
        with opened(self._store, self._now, ref, Move.DENY, by, key) as case:
            if isinstance(case, Sight):
                return case
            _check_asked(case)
            if not note.strip():
                raise InvalidForm(note="Tell the submitter why, and what would change it.")
            deal = case.deal
            was = case.move(Move.DENY, extension=Extension.DENIED)
            until = day(deal.protected_until) if deal.protected_until else "its end"
            case.publish(
                Move.DENY,
                was,
                case.rules["ROE-3"],
                f"protected until {until} as before",
                tell=(deal.submitter_id, deal.owner_id),
                facts={"note": note.strip()[:NOTE_AT_MOST]},
            )
            return case.seen()


def check_may_ask(case: Case) -> None:
    """Refuse a second extension, and a second request while the first one waits."""
    deal, rule = case.deal, case.rules["ROE-3"]
    if deal.extension is Extension.ASKED:
        raise Stale(f"The desk has your request for more time on {deal.ref} already. You hear from me either way.")
    if deal.extension is Extension.GRANTED:
        until = day(deal.protected_until) if deal.protected_until else ""
        raise Stale(f"{deal.ref} was extended already, until {until}. There is one extension ({rule.code}).")


def _check_asked(case: Case) -> None:
    if case.deal.extension is not Extension.ASKED:
        given = "was given already" if case.deal.extension is Extension.GRANTED else "is not asked for any more"
        raise Stale(f"More time on {case.deal.ref} {given}. Nothing changed.")
