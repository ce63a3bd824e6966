"""The drift report, and the word to the hub when a rule's review is overdue."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from desk.keeping.drift import Override, Report
from policy.roe import Rule
from policy.words import count
from views import Message, differences, forms
from views.text import clip, dotted, named, on, typed

SHOWN = 20  # overrides of a report
LISTED = 50  # rules whose review is overdue


def report(report: Report, region: str = "") -> Message:
    """Which regions, segments and motions override what, and since when; with `region`, that region alone."""
    overrides = [one for one in report.overrides if region in ("", one.rule.region)]
    where = f"in {named(region)}" if region else "everywhere"
    if not overrides:
        return Message(
            f"Every rule holds as the standard says, {where}.",
            [forms.words(f"Every rule holds as the standard says, {where}.")],
        )
    overdue = sum(one.overdue for one in overrides)
    late = f" {count(overdue, 'review is', 'reviews are')} overdue." if overdue else ""
    head = f"*{count(len(overrides), 'override')} of the standard in force.*{late} The longest come first."
    blocks: list[Block] = [forms.words(head)]
    blocks += [forms.words(clip(_line(one), 2900)) for one in overrides[:SHOWN]]
    if len(overrides) > SHOWN:
        blocks.append(forms.small(f"and {len(overrides) - SHOWN} more; `ecoops playbook export` writes them all."))
    return Message(clip(head, 3000), blocks)


def overdue(overrides: Sequence[Override]) -> Message:
    """Tell the hub which rules should have been looked at."""
    named_first = typed(overrides[0].rule.code, 20)
    lines = [_missed(one.rule) for one in overrides[:LISTED]]
    if len(overrides) == 1:
        words = f":calendar: {lines[0]}. {_propose(named_first)}, or give it a new date in the playbook."
        return Message(clip(words, 3000), [forms.words(clip(words, 2900))])
    head = (
        f":calendar: {len(overrides)} rules were to be reviewed by now. {_propose(named_first)}, or give them new "
        "dates in the playbook."
    )
    if len(overrides) > LISTED:
        lines.append(f"and {len(overrides) - LISTED} more")
    tens = ("\n".join(lines[start : start + 10]) for start in range(0, len(lines), 10))
    return Message(clip(head, 3000), [forms.words(head), *(forms.words(clip(ten, 2900)) for ten in tens)])


def _missed(rule: Rule) -> str:
    by = on(rule.review_by) if rule.review_by else ""
    return f"*{typed(rule.name, 60)}, {typed(rule.title, 150)}* was to be reviewed by {by}"


def _propose(code: str) -> str:
    return f"Propose what should hold from now on with `/roe propose {code}`"


def _line(override: Override) -> str:
    rule, standard = override.rule, override.standard
    where = ", ".join(named(part) for part in rule.scope if part)
    review = (
        f"{':warning: review overdue since' if override.overdue else 'review by'} {on(rule.review_by)}"
        if rule.review_by
        else ""
    )
    head = dotted(f"*{typed(rule.name, 60)}, {typed(rule.title, 120)}*", where, f"since {on(override.since)}", review)
    differs = differences.settings(standard.parameters, rule.parameters) if standard else []
    said = "; ".join(differs) if differs else f"in short: {typed(rule.short, 300)}"
    return f"{head}\n{said}"
