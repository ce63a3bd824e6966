"""Who gets a deal registration: the most specific specialist, else the region's lead, else the hub."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.permissions import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's coverage. None means any segment, motion, severity, or (for the hub) region.

    `open_deals` is their load. `instead_of` names whoever is away, when the person stands in for them.
    """

    person_id: int
    name: str
    role: Role
    region: str | None = None
    segment: str | None = None
    motion: str | None = None
    open_deals: int = 0
    severity: str | None = None  # of escalations; a seat with one gets no registrations
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Who it goes to and why. `person_id` is None when there is not even a hub."""

    person_id: int | None
    name: str
    role: Role | None
    because: str

    @property
    def uncovered(self) -> bool:
        """Say whether no spoke covers the region, so that the hub has to be told."""
        return self.role not in (Role.SPECIALIST, Role.LEAD)


def route(seats: Iterable[Seat], *, region: str, segment: str, motion: str, not_for: int | None = None) -> Route:
    """Choose among `seats`. Never the submitter (`not_for`); ties go to whoever has least open, then by name."""
    seats = [seat for seat in seats if seat.person_id != not_for]

    def specificity(seat: Seat) -> tuple[int, int]:
        return (seat.segment is not None, seat.motion is not None)

    def best(candidates: list[Seat]) -> Seat | None:
        return min(
            candidates,
            key=lambda s: (tuple(-part for part in specificity(s)), s.open_deals, s.name, s.person_id),
            default=None,
        )

    specialist = best(
        [
            seat
            for seat in seats
            if seat.role is Role.SPECIALIST
            and seat.severity is None
            and seat.region in (None, region)
            and seat.segment in (None, segment)
            and seat.motion in (None, motion)
        ]
    )
    if specialist:
        covers = " ".join(part for part in (region, specialist.segment, specialist.motion) if part)
        return Route(specialist.person_id, specialist.name, Role.SPECIALIST, f"covers {covers}{_stand_in(specialist)}")
    lead = best([seat for seat in seats if seat.role is Role.LEAD and seat.region == region])
    if lead:
        why = f"leads {region}{_stand_in(lead)}; no specialist is there for {segment}, {motion}"
        return Route(lead.person_id, lead.name, Role.LEAD, why)
    hub = best([seat for seat in seats if seat.role is Role.HUB]) or best([s for s in seats if s.role is Role.ADMIN])
    if hub:
        return Route(hub.person_id, hub.name, hub.role, f"nobody covers {region} {segment}, {motion}")
    return Route(None, "nobody", None, f"nobody covers {region} {segment}, {motion}, and there is no hub yet")


def _stand_in(seat: Seat) -> str:
    return f" for {seat.instead_of}, who is away" if seat.instead_of else ""
