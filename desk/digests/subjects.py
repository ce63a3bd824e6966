"""What a digest calls the records its lines are about, and who has them, by the kind of reference."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import col, func, select

from policy.sla import ClockState
from policy.words import reference
from store import Work
from store.models import Deal, Escalation, Person, Request, SlaClock

SUBMITTER = "submitter"


@dataclass(frozen=True, slots=True)
class About:
    """One record: what people call it besides its reference, and whoever has to act for the desk."""

    title: str
    owner_id: int | None
    brought_by: int | None = None  # who has to act while it waits for them

    def has_it(self, clock: SlaClock) -> int | None:
        """Return who has to act on a step now."""
        return self.brought_by if waits_for_submitter(clock) else self.owner_id


def waits_for_submitter(clock: SlaClock) -> bool:
    return clock.court == SUBMITTER and clock.state in (ClockState.RUNNING, ClockState.PAUSED)


Reader = Callable[[Work, Iterable[int]], Mapping[int, About]]


def _deals(work: Work, numbers: Iterable[int]) -> Mapping[int, About]:
    has_it = func.coalesce(Deal.owner_id, Deal.assignee_id)
    rows = work.exec(select(Deal.id, Deal.customer, has_it, Deal.submitter_id).where(col(Deal.id).in_(numbers)))
    return {number or 0: About(name, owner, by) for number, name, owner, by in rows}


def _escalations(work: Work, numbers: Iterable[int]) -> Mapping[int, About]:
    rows = work.exec(select(Escalation).where(col(Escalation.id).in_(numbers)))
    return {row.id or 0: About(row.subject, row.owner_id or row.assignee_id, row.raiser_id) for row in rows}


def _requests(work: Work, numbers: Iterable[int]) -> Mapping[int, About]:
    rows = work.exec(
        select(Request.id, Request.text, Request.owner_id, Request.submitter_id).where(col(Request.id).in_(numbers))
    )
    return {number or 0: About(text, owner, by) for number, text, owner, by in rows}


READERS: Mapping[str, Reader] = {"DR": _deals, "ESC": _escalations, "RQ": _requests}


def read(work: Work, refs: Iterable[str]) -> dict[str, About]:
    """Read what there is of `refs` in one query per kind; one of a kind without a reader goes by its reference."""
    numbers: dict[str, list[int]] = {}
    for ref in refs:
        kind, number = reference(ref) or ("", 0)
        numbers.setdefault(kind, []).append(number)
    return {
        f"{kind}-{number}": about
        for kind, several in numbers.items()
        if kind in READERS
        for number, about in READERS[kind](work, several).items()
    }


def names(work: Work, people: Iterable[int | None]) -> dict[int, str]:
    """Return people's names by id."""
    wanted = {person for person in people if person is not None}
    rows = work.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted))) if wanted else ()
    return {number or 0: name for number, name in rows}
