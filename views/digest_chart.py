"""The picture of a digest: twelve weeks of breaches, drawn to be read on a phone, over light and dark alike.

It is drawn on a light card of its own, so that it does not depend on the reader's theme; few colours, each named
where it stands, and large type, since Slack shows it some 340 points wide.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from desk.digests import DigestSight
from policy import digest as policy
from policy.digest import Figures
from views.digest_words import worst_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CARD, INK, QUIET, RULE, GOAL = "#fbfbf9", "#1d2430", "#6b7280", "#dcdfe4", "#b3261e"
# Told apart by people who see colours otherwise as well; the last is for all that is not named.
COLOURS, REST = ("#1f4e9c", "#e07b00", "#2a9d8f", "#8e5bb5"), "#9aa1ab"
DOTS = 200  # an inch
SHOWN = 9  # regions of the roll-up's picture


def picture(sight: DigestSight) -> bytes:
    """Return the digest's picture as PNG."""
    from matplotlib.figure import Figure  # a second of imports, wanted only by whoever draws

    figure = _side_by_side(Figure, worst_first(sight.parts)) if sight.parts else _one(Figure, sight.figures)
    file = BytesIO()
    figure.savefig(file, format="png", dpi=DOTS, facecolor=CARD)
    return file.getvalue()


def _one(make: "type[Figure]", figures: Figures) -> "Figure":
    """Draw one region: bars by process, this week in full colour."""
    figure = make(figsize=(5, 3.2))
    axes = figure.add_axes((0.035, 0.115, 0.93, 0.66))
    named = _most(figures.trend)
    _bars(axes, figures.trend, named)
    goal = _goal(figures)
    top = max([*(sum(counts.values()) for _, counts in figures.trend), goal, 3])
    axes.set_ylim(0, top * 1.16)
    if goal:
        axes.axhline(goal, color=GOAL, linewidth=1.3, linestyle=(0, (4, 3)), zorder=3)
        words = f"– –  target {figures.target:.0%}".replace("%", " %")
        figure.text(0.965, 0.925, words, color=GOAL, fontsize=10.5, fontweight="bold", ha="right")
    _weeks(axes, figures.trend, size=10)
    figure.text(0.035, 0.925, "Breaches a week", color=INK, fontsize=14, fontweight="bold")
    _legend(figure, named | ({"": REST} if any(set(counts) - set(named) for _, counts in figures.trend) else {}))
    return figure


def _side_by_side(make: "type[Figure]", parts: Sequence[Figures]) -> "Figure":
    """Draw regions beside each other on one scale, the worst first; say how many there is no room for."""
    more, parts = len(parts) - SHOWN, parts[:SHOWN]
    across = min(3, len(parts))
    down = -(-len(parts) // across)
    figure = make(figsize=(5, 0.6 + 1.45 * down))
    height = figure.get_size_inches()[1]
    figure.text(0.035, 1 - 0.32 / height, "Breaches a week by region", color=INK, fontsize=14, fontweight="bold")
    if more > 0:
        figure.text(0.965, 1 - 0.32 / height, f"and {more} more", color=QUIET, fontsize=10.5, ha="right")
    top = max([*(sum(counts.values()) for part in parts for _, counts in part.trend), 3])
    for place, part in enumerate(parts):
        row, column = divmod(place, across)
        box = (
            0.035 + column * 0.955 / across, 1 - (0.6 + 1.45 * (row + 1) - 0.3) / height,
            0.955 / across - 0.03, 0.85 / height,
        )  # fmt: skip
        axes = figure.add_axes(box)
        _bars(axes, [(week, {"": sum(counts.values())}) for week, counts in part.trend], {"": COLOURS[0]})
        axes.set_ylim(0, top * 1.2)
        goal = _goal(part)
        if goal:
            axes.axhline(goal, color=GOAL, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
        _weeks(axes, part.trend, size=8.5, ends=True)
        axes.set_title(part.region, loc="left", fontsize=11, fontweight="bold", color=INK, pad=3)
    return figure


def _bars(axes: "Axes", trend: Sequence[tuple[str, Mapping[str, int]]], named: Mapping[str, str]) -> None:
    last = len(trend) - 1
    for place, (_, counts) in enumerate(trend):
        shade: dict[str, Any] = {"alpha": 1.0 if place == last else 0.42}
        stack = [(counts.get(metric, 0), colour) for metric, colour in named.items()]
        stack.append((sum(counts.values()) - sum(number for number, _ in stack), REST))
        base = 0
        for number, colour in stack:
            if number:  # most are none, and a bar of no height takes as long to draw as any other
                axes.bar(place, number, bottom=base, width=0.74, color=colour, linewidth=0, **shade)
            base += number
    total = sum(trend[last][1].values())
    axes.annotate(
        str(total), (last, total), xytext=(0, 3), textcoords="offset points", ha="center", color=INK, fontsize=13,
        fontweight="bold", bbox={"facecolor": CARD, "edgecolor": "none", "pad": 0.6, "alpha": 0.9}, zorder=4,
    )  # fmt: skip
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_facecolor(CARD)
    axes.set_yticks([])
    axes.set_xlim(-0.6, last + 0.6)


def _weeks(axes: "Axes", trend: Sequence[tuple[str, Any]], *, size: float, ends: bool = False) -> None:
    """Name the weeks under their bars: every third, or the first and the last."""
    last = len(trend) - 1
    places = [0, last] if ends else [place for place in range(len(trend)) if (last - place) % 3 == 0 or place == 0]
    if not ends and len(places) > 1 and places[1] - places[0] < 2:
        places.pop(0)
    axes.set_xticks(places, [trend[place][0].rpartition("-")[2] for place in places])
    axes.tick_params(axis="x", length=0, labelsize=size, labelcolor=QUIET, pad=3)
    labels = axes.get_xticklabels()
    marked = labels[-1]
    if ends:  # the neighbour's labels begin where these end
        labels[0].set_horizontalalignment("left")
        marked.set_horizontalalignment("right")
    marked.set_color(INK)
    marked.set_fontweight("bold")


def _legend(figure: "Figure", named: Mapping[str, str]) -> None:
    """Write each process's name in its colour, on one line under the title."""
    words = [(policy.process(metric) if metric else "Other", colour) for metric, colour in named.items()]
    texts = [figure.text(0.035, 0.845, name, color=colour, fontsize=10.5, fontweight="bold") for name, colour in words]
    gap = 0.03
    widths = [text.get_window_extent().width / figure.bbox.width for text in texts]
    room = 0.93 - gap * (len(texts) - 1)
    fits = min(1.0, room / sum(widths)) if widths else 1.0
    left = 0.035
    for text, width in zip(texts, widths, strict=True):
        text.set_x(left)
        text.set_fontsize(10.5 * fits)
        left += width * fits + gap


def _most(trend: Sequence[tuple[str, Mapping[str, int]]]) -> dict[str, str]:
    """Give the processes with the most breaches a colour each, in the order leaders know them by."""
    totals: dict[str, int] = {}
    for _, counts in trend:
        for metric, number in counts.items():
            totals[metric] = totals.get(metric, 0) + number
    most = sorted(totals, key=lambda metric: (-totals[metric], metric))[: len(COLOURS)]
    return dict(zip(policy.in_order(most), COLOURS, strict=False))


def _goal(figures: Figures) -> float:
    """Return how many breaches a week the target allows, by the items of this week and the last."""
    weeks = [number for number in (figures.items, sum(one.items_before for one in figures.processes)) if number]
    return figures.target * sum(weeks) / len(weeks) if weeks else 0.0
