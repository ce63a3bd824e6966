"""The drift report, and the word to the hub when a rule's review is overdue."""

from slack_sdk.models.blocks import Block

from desk.keeping.drift import Override, Report
from policy.words import count
from views import Message, differences, forms
from views.text import clip, dotted, named, on, typed

SHOWN = 20


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


def overdue(override: Override) -> Message:
    """Tell the hub that a rule should have been looked at."""
    rule = override.rule
    by = on(rule.review_by) if rule.review_by else ""
    words = (
        f":calendar: *{typed(rule.name, 60)}, {typed(rule.title, 150)}* was to be reviewed by {by}. "
        f"Propose what should hold from now on with `/roe propose {typed(rule.code, 20)}`, or give it a new date in "
        "the playbook."
    )
    return Message(clip(words, 3000), [forms.words(clip(words, 2900))])


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
