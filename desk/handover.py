"""Handing a registration to somebody else who may decide it."""

from desk import people, telling
from desk.case import Case, opened
from desk.people import Member
from desk.sight import Sight, find
from desk.standards import Now
from policy.deals import Move
from policy.errors import InvalidForm, NotSetUp
from policy.permissions import Act
from policy.words import whole_number
from store import Store, Work
from store.models import Deal, Person

NOTE_AT_MOST = 500


class Handover:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def candidates(self, ref: str) -> list[Person]:
        """Return who could have it instead, at least one. Raises NotFound, NotSetUp when there is nobody."""
        with self._store.read() as work:
            deal = find(work, ref)
            people = _candidates(work, deal)
        if not people:
            raise NotSetUp(
                f"Nobody else may decide {deal.ref}. The hub can add people for {deal.region} to the playbook."
            )
        return people

    def reassign(self, ref: str, *, by: Member, key: str, to: str | None, note: str = "") -> Sight:
        """Give it to the person with the id `to`: as its owner if it has one, else for them to take. No clock stops.

        Raises Refused, Stale, InvalidForm(to=...).
        """
        with opened(self._store, self._now, ref, Move.REASSIGN, by, key) as case:
            if isinstance(case, Sight):
                return case
            chosen = next((one for one in _candidates(case.work, case.deal) if one.id == whole_number(to)), None)
            if chosen is None:
                raise InvalidForm(to="Choose somebody who may decide it and does not have it already.")
            _hand_to(case, chosen, note.strip()[:NOTE_AT_MOST])
            return case.seen()


def _candidates(work: Work, deal: Deal) -> list[Person]:
    """Return who may decide `deal` and does not have it already."""
    has_it = deal.owner_id or deal.assignee_id
    return [person for person in people.who_may(work, Act.DECIDE, deal) if person.id != has_it]


def _hand_to(case: Case, chosen: Person, note: str) -> None:
    deal, before = case.deal, case.deal.owner_id or case.deal.assignee_id
    owned = deal.owner_id is not None
    was = case.move(
        Move.REASSIGN,
        assignee_id=chosen.id,
        owner_id=chosen.id if owned else None,
        routed_because=f"handed on by {case.by.name}",
    )
    event = case.publish(
        Move.REASSIGN,
        was,
        case.rules["ROE-10"],
        chosen.name,
        tell=(before, deal.submitter_id, chosen.id if owned else None),
        facts={"note": note},
    )
    if not owned and chosen.id is not None and chosen.id != case.by.id:
        telling.show(case.work, "deal.ping", event, telling.person(chosen.id))
