"""Whether a person is out of the office, who covers, and for whom they stand in themselves."""

from dataclasses import dataclass
from datetime import datetime

from desk import absences
from desk.home.look import Look


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away until when, and who covers. `covers` names those for whom this person stands in."""

    out: bool = False
    until: datetime | None = None
    stand_in: str = ""
    covers: tuple[str, ...] = ()


def away(found: Look) -> Away:
    """Return whether the person is away, and for whom they stand in (one statement)."""
    present = absences.current(found.work, found.now)
    mine = present.get(found.who.id)
    names = found.names
    covers = sorted(
        names.get(one.person_id, "a colleague") for one in present.values() if one.delegate_id == found.who.id
    )
    if mine is None:
        return Away(covers=tuple(covers))
    stand_in = names.get(mine.delegate_id, "a colleague") if mine.delegate_id else ""
    return Away(out=True, until=mine.ends_at, stand_in=stand_in, covers=tuple(covers))
