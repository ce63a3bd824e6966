"""Where nobody covers what may come in: holes that send work to the lead or to the hub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy.permissions import Role
from policy.routing import Seat


@dataclass(frozen=True, slots=True)
class Hole:
    """Segments of a region without a specialist for every motion. `lead` gets their work, the hub without one."""

    region: str
    segments: tuple[str, ...]
    every_segment: bool
    lead: str | None


def holes(
    seats: Iterable[Seat], *, regions: Sequence[str], segments: Sequence[str], motions: Sequence[str]
) -> tuple[Hole, ...]:
    """Return the regions in which some segment has no specialist for some motion."""
    seats = list(seats)
    specialists = [seat for seat in seats if seat.role is Role.SPECIALIST]
    leads = {seat.region: seat.name for seat in seats if seat.role is Role.LEAD}
    found = []
    for region in regions:
        here = [seat for seat in specialists if seat.region in (None, region)]
        open_ones = tuple(segment for segment in segments if not _covered(here, segment, motions))
        if open_ones:
            found.append(Hole(region, open_ones, len(open_ones) == len(segments), leads.get(region)))
    return tuple(found)


def _covered(seats: Iterable[Seat], segment: str, motions: Sequence[str]) -> bool:
    theirs = {seat.motion for seat in seats if seat.segment in (None, segment)}
    return None in theirs or theirs >= set(motions)
