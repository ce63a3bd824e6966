"""Lines and pictures that Homes are made of: how a step stands, a region's bar, its last weeks, people's load."""

from collections.abc import Sequence

from desk.home.errands import Due, Errand
from desk.home.matters import Matter
from desk.home.parts import Duty
from desk.home.regions import WEEKS, RegionStands
from policy import escalations
from policy.deals import Status
from policy.standing import Standing, shares
from policy.words import count, listed
from views.sla_words import span
from views.text import at, dotted, escape, money, named, typed

STEPS = {
    "deal.review": "first look",
    "deal.decision": "decision",
    "deal.answer": "answer",
    "conflict.ruling": "ruling",
    "conflict.neutral": "ruling",
    "conflict.executive": "ruling",
    "escalation.acknowledge": "acknowledgement",
    "escalation.acknowledge_again": "acknowledgement",
    "escalation.resolve": "resolution",
    "escalation.resolve_again": "resolution",
    "roe.question": "answer",
}
MARKS = {
    Standing.LATE: ":red_circle:",
    Standing.AT_RISK: ":large_yellow_circle:",
    Standing.ON_TIME: ":large_green_circle:",
}
CELLS = {
    Standing.ON_TIME: ":large_green_square:",
    Standing.AT_RISK: ":large_yellow_square:",
    Standing.LATE: ":large_red_square:",
}
STANDS = {Standing.ON_TIME: "on time", Standing.AT_RISK: "at risk", Standing.LATE: "late"}
BAR = 10  # squares: what one line of a phone holds
COLUMNS = "▁▂▃▄▅▆▇█"


def step(metric: str) -> str:
    """Return what people call a step."""
    return STEPS.get(metric) or named(metric.replace(".", " ").replace("_", " "))


def due(one: Due | None, *, who: str = "") -> str:
    """Say what is due, when in the reader's time, and how long that is."""
    if one is None:
        return "its time is paused"
    of = f" by {who}" if who else ""
    ends = "late" if one.standing is Standing.LATE else "left"
    verb = "was due" if one.standing is Standing.LATE else "due"
    name = step(one.metric)
    return f"{name[:1].upper()}{name[1:]}{of} {verb} {at(one.at)} · *{span(one.span, always=one.always)} {ends}*"


def mark(one: Due | None) -> str:
    return MARKS[one.standing] if one else ":white_circle:"


def errand(one: Errand, second: str) -> str:
    """Return a registration on two lines: which, and what about it."""
    first = f"{mark(one.due)} *{one.ref} {typed(one.customer, 80)}* · {typed(one.partner, 60)}"
    return f"{first}\n{second}"


def for_the_desk(one: Errand) -> str:
    """Say what a registration waits for, to whoever works on it."""
    facts = dotted(money(one.amount, one.currency), f"by {named(one.submitter)}")
    return errand(one, f"{due(one.due)}\n{facts}")


def for_the_rep(one: Errand) -> str:
    """Say what a registration waits for, to who submitted it."""
    holder = named(one.holder) if one.holder else "the hub"
    waits = {
        Status.SUBMITTED: f"With {holder}, not taken yet",
        Status.IN_REVIEW: f"{holder} has it",
        Status.IN_CONFLICT: f"In conflict: {holder} rules on it",
        Status.WAITING: "Waits for your answer",
    }.get(one.status, "")
    return errand(one, f"{waits}. {due(one.due)}")


def matter(one: Matter, second: str) -> str:
    """Return an escalation on two lines: which, and what about it."""
    about = f" · {escape(one.about)}" if one.about else ""
    return f"{mark(one.due)} *{one.ref} {typed(one.subject, 100)}* · {one.severity}{about}\n{second}"


def raised(one: Matter) -> str:
    """Say how an escalation stands, to who raised it."""
    holder = named(one.holder) if one.holder else "the hub"
    stands = {
        escalations.Status.OPEN: f"{holder} is asked",
        escalations.Status.ACKNOWLEDGED: f"{holder} works on it",
        escalations.Status.WAITING: f"{holder} waits for your answer",
        escalations.Status.SNOOZED: f"{holder} has put it aside for a while",
    }.get(one.status, "")
    return matter(one, f"{stands}. {due(one.due)}")


def duty(duty: Duty) -> str:
    if duty.open_until:
        return f"On duty until {at(duty.open_until)}"
    return f"Your desk is closed and opens {at(duty.opens_at)}" if duty.opens_at else ""


def tally(errands: Sequence[Errand], *, more: bool = False) -> str:
    """Count how open registrations stand: "7 open · 1 late · 2 at risk"."""
    stand = [one.due.standing for one in errands if one.due]
    parts = [f"{len(errands)}{'+' if more else ''} open"]
    parts += [f"{number} {STANDS[one]}" for one in (Standing.LATE, Standing.AT_RISK) if (number := stand.count(one))]
    return dotted(*parts)


def bar(stands: RegionStands) -> str:
    """Draw how a region's running steps stand, in ten squares; numbers stand beside them for whoever sees no colour."""
    counts = [stands.running[one] for one in CELLS]
    return "".join(cell * cells for cell, cells in zip(CELLS.values(), shares(counts, BAR), strict=True))


def standing(stands: RegionStands) -> str:
    numbers = [(stands.running[one], STANDS[one]) for one in CELLS]
    return dotted(*(f"*{number:,}* {words}" for number, words in numbers))


def trend(stands: RegionStands) -> str:
    """Say what became late this week against last week, and draw the last weeks."""
    now, before = stands.this_week, stands.before
    change = (
        "as many as by this time last week"
        if now == before
        else f"{abs(now - before):,} {'more' if now > before else 'fewer'} than by this time last week"
    )
    if not any(stands.weeks):
        return f"Nothing was late in {WEEKS} weeks"
    return f"Late this week: *{now:,}*, {change}"


def columns(numbers: Sequence[int]) -> str:
    """Draw numbers as columns of one line; zero lies on the floor."""
    most = max(numbers, default=0)
    if not most:
        return COLUMNS[0] * len(numbers)
    return "".join(COLUMNS[-(-number * (len(COLUMNS) - 1) // most)] for number in numbers)


def load(stands: RegionStands, shown: int = 6) -> str:
    """List who has how many open registrations, heaviest first."""
    if not stands.load:
        return "Nobody covers this region"
    lines = [f"{named(name)} {number:,}" for name, number in stands.load[:shown]]
    left = stands.load[shown:]
    rest = f"{count(len(left), 'other')} {sum(number for _, number in left):,}" if left else ""
    trend = f"{columns(stands.weeks)} late per week, {WEEKS} weeks\n" if any(stands.weeks) else ""
    return trend + "Open per person: " + dotted(*lines, rest)


def covers(coverage: Sequence[str]) -> str:
    return listed([named(one) for one in coverage]) or "nothing yet"
