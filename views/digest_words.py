"""What a digest says, in Slack and in the terminal: the week, its numbers, where the time went, what is still late."""

from collections.abc import Sequence

from desk.digests.lines import Line, Plea
from desk.digests.sight import DigestSight
from policy import digest as policy
from policy.digest import Figures, Process
from policy.requests import Kind, Status
from policy.weeks import Week
from policy.words import count
from views import sla_words
from views.text import at, dotted, escape, named, plain, typed

NONE = "–"  # in a table: there is no number

_COURTS = {
    "submitter": "with the submitter",
    "specialist": "with the desk",
    "lead": "with the lead",
    "hub": "with the hub",
    "other": "with another team",
}


def days(week: Week) -> str:
    """Write the days of a week: `16–22 Nov 2026`, `28 Dec 2026–3 Jan 2027`."""
    first, last = week.monday, week.sunday
    month = "" if first.month == last.month else f" {first:%b}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day}{month}{year}–{last.day} {last:%b} {last.year}"


def short(week: str) -> str:
    """Write `2026-W47` as people say it: `W47`."""
    return week.rpartition("-")[2]


def heading(sight: DigestSight) -> str:
    zone = f", {escape(sight.figures.zone)}" if sight.figures.zone else ", each region's own time"
    return f"*{escape(sight.name)}, week {sight.week.number}* ({days(sight.week)}{zone})"


def late(sight: DigestSight) -> str:
    """Say that a digest comes late; empty where it does not."""
    return f":hourglass: Late: this was to come {at(sight.due_at)}." if sight.late else ""


def still_open(sight: DigestSight) -> str:
    """Say how many breaches are open, and how many of them the week's own numbers do not count."""
    figures = sight.figures
    older = figures.open - figures.still_open
    of_others = f", {older} of them from other weeks" if older > 0 else ""
    head = "Open when this was sent" if sight.sent_at else "Still open"
    return f"*{head}:* {count(figures.open, 'breach', 'breaches')}{of_others}"


def small(figures: Figures) -> list[str]:
    """Say where the time went, why, and what is at risk, as far as there is anything to say."""
    risk = ahead(figures) if figures.items or figures.at_risk else ""
    return [words for words in (courts(figures), reasons(figures), risk) if words]


def table(sight: DigestSight) -> list[list[str]]:
    """Return the rows of a digest's table with their head: its regions, the worst first, or else its processes."""
    compared = ("vs last week", "vs 4-week mean")
    if sight.parts:
        rows = [
            [one.region, *_numbers(one, one.weeks_before), str(one.open)] for one in worst_first(sight.parts)
        ]  # fmt: skip
        return [["Region", "Late / all", *compared, "Still open"], *rows]
    figures = sight.figures
    if not figures.breaches:
        return []
    rows = [
        [plain(process(one.metric), 60), *_numbers(one, figures.weeks_before),
         span(one.late_seconds) if one.breaches else NONE]
        for one in figures.processes
        if one.items or one.before
    ]  # fmt: skip
    return [["Process", "Late / all", *compared, "Late by"], *rows]


def _numbers(one: Figures | Process, weeks_before: int) -> list[str]:
    """Return volume with rate, and what it is compared with; a dash where there is nothing to compare with yet."""
    changes = [signed(one.breaches - one.before), signed(one.breaches - one.mean)] if weeks_before else [NONE, NONE]
    return [f"{one.breaches} of {one.items}{percent(one.rate)}", *changes]


def worst_first(parts: Sequence[Figures]) -> list[Figures]:
    """Order regions by their breaches, then by what is still open."""
    return sorted(parts, key=lambda part: (-part.breaches, -part.open, part.region))


def opening(figures: Figures) -> str:
    """Say the week in one sentence."""
    if not figures.items:
        return "Nothing was due."
    if not figures.breaches:
        return f"{count(figures.items, 'item')}, none late.{_best(figures)}"
    rate = figures.rate
    share = percent(rate)
    done = f", {figures.closed} done late" if figures.closed else ""
    still = f"; {figures.still_open} still open{done}" if figures.still_open else "; all are done by now"
    waived = f" ({figures.waived} waived)" if figures.waived else ""
    words = (
        f"{count(figures.breaches, 'breach', 'breaches')} in {count(figures.items, 'item')}{share}{_change(figures)}"
    )
    return f"{words}{still}{waived}.{_best(figures)}"


def percent(rate: float | None) -> str:
    """Write a rate behind its numbers: ` (11 %)`, ` (under 1 %)`; nothing where there is none."""
    if rate is None:
        return ""
    return " (under 1 %)" if 0 < rate < 0.005 else f" ({rate:.0%})".replace("%", " %")


def _change(figures: Figures) -> str:
    if not figures.weeks_before:
        return ""
    more = figures.breaches - figures.before
    return f", {abs(more)} {'more' if more > 0 else 'fewer'} than last week" if more else ", as many as last week"


def _best(figures: Figures) -> str:
    match figures.best_since:
        case "":
            return ""
        case policy.EVER:
            return " Best week so far."
        case policy.HALF_A_YEAR:
            return " Best week in half a year."
        case week:
            return f" Best week since {short(week)}."


def courts(figures: Figures) -> str:
    """Say in whose court the late items' time was, most first."""
    if not figures.spent:
        return ""
    shares = [(court, seconds / figures.spent) for court, seconds in figures.courts]
    said = [f"{_COURTS.get(court, court)} {share:.0%}".replace("%", " %") for court, share in shares if share >= 0.005]
    return f"*Where the time of the late ones went:* {', '.join(said)}"


def reasons(figures: Figures) -> str:
    """Rank the reasons that were given."""
    if not figures.reasons and not figures.unexplained:
        return ""
    said = [f"{named(reason).lower()} {number}" for reason, number in figures.reasons]
    silent = [f"not said yet {figures.unexplained}"] if figures.unexplained else []
    return f"*Why, as given:* {', '.join(said + silent)}"


def ahead(figures: Figures) -> str:
    if not figures.at_risk:
        return "Nothing more falls due within 48 hours."
    return f"*At risk:* {count(figures.at_risk, 'item')} due within 48 h, still on time."


def process(metric: str) -> str:
    return policy.process(metric)


def signed(number: float) -> str:
    """Write a change: `+2`, `−1.5`, `0`."""
    text = f"{abs(number):.2f}".rstrip("0").rstrip(".")
    return text if text == "0" else f"{'+' if number > 0 else '−'}{text}"


def span(seconds: float) -> str:
    """Write about how long something was late: `45 min`, `5 h`, `2.5 h`."""
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} min"
    hours = seconds / 3600
    return f"{hours:.0f} h" if hours >= 10 or abs(hours - round(hours)) < 0.05 else f"{hours:.1f} h"


def age(one: Line) -> str:
    """Say for how long something is late, in the same words as a Home: `5 h late`, `4 working days late`."""
    return f"{sla_words.span(one.late, always=one.always)} late"


def line(one: Line) -> str:
    """Say of one breach what it is about, how late, whose, and when it was due."""
    name = f"*{one.ref} {typed(one.title, 60)}*" if one.title else f"*{one.ref}*"
    step = escape(sla_words.step(one.metric))
    if one.cancelled:
        return f":ballot_box_with_check: {name} · {step} · no longer owed"
    if one.done_at:
        words = f":white_check_mark: {name} · {step} · done {at(one.done_at)}"
    else:
        words = dotted(
            name, step, age(one), named(one.owner) if one.owner else "nobody has it",
            f"was due {at(one.due_at)}",
        )  # fmt: skip
    nudged = f"Nudged by {named(one.nudged_by)}, {at(one.nudged_at)}" if one.nudged_at and one.is_open else ""
    return "\n".join(filter(None, [words, nudged, *(plea(asked) for asked in one.pleas)]))


def plea(asked: Plea) -> str:
    """Say what was asked for about a breach, and what became of it."""
    extension = asked.kind is Kind.EXTENSION
    what = f"{asked.hours} h more" if extension else "a waiver"
    match asked.status:
        case Status.OPEN:
            return f":raised_hand: {named(asked.asker)} asks for {what} ({asked.ref}): “{typed(asked.text, 120)}”"
        case Status.APPROVED if extension and asked.until:
            return f":hourglass_flowing_sand: More time until {at(asked.until)}, agreed by {named(asked.closer)}"
        case Status.APPROVED:
            return f":white_flag: Waived by {named(asked.closer)} ({asked.ref}): “{typed(asked.text, 120)}”"
        case Status.DECLINED:
            return f"{named(asked.closer)} declined {what} ({asked.ref}): “{typed(asked.outcome, 120)}”"
    return ""
