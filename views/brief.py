"""The daily brief: a specialist's morning in one message."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from desk.home.briefs import Brief
from desk.home.errands import Errand
from desk.home.matters import Matter
from policy.words import count
from views import Message, escalation_messages, forms, home_asked, home_words, morning
from views.home_rows import more, press, row, see
from views.text import clip, dotted, named, typed

TODAY, AT_RISK, ASKED, RULES, NEWS = 6, 3, 3, 5, 5  # lines
WAITING = 12  # references


def daily(brief: Brief, news: Sequence[Message]) -> Message | None:
    """Write the brief, with the news that was held for it; None when there is nothing left to say."""
    if brief.is_empty:
        return morning.news(news)
    head = dotted(
        f"*{len(brief.due_today)}* due today" if brief.due_today else "",
        f"*{len(brief.at_risk)}* at risk" if brief.at_risk else "",
        f"*{len(brief.waiting)}* waiting for others" if brief.waiting else "",
        f"*{len(brief.asked)}* to answer or decide" if brief.asked else "",
        f"*{count(len(brief.rules), 'rule')}* new" if brief.rules else "",
        f"*{len(news)}* you wanted to hear" if news else "",
    )
    blocks: list[Block] = [forms.words(f":sunny: Good morning. {head}.")]
    blocks += _lines(brief.due_today, TODAY)
    if brief.at_risk:
        blocks += [forms.words("*Short of time, but not due today*"), *_lines(brief.at_risk, AT_RISK)]
    if brief.asked:
        blocks += [forms.words("*To answer or decide*"), *home_asked.lines(brief.asked, ASKED, 100)]
    if brief.waiting:
        names = [f"{one.ref} ({_other(one)})" for one in brief.waiting[:WAITING]]
        left = len(brief.waiting) - WAITING
        rest = f"and {left} more" if left > 0 else ""
        blocks.append(forms.small(clip("Waiting for others: " + dotted(*names, rest), 1900)))
    blocks += [forms.words(_rule_lines(brief))] if brief.rules else []
    blocks += morning.part(news, NEWS, 200, "your Home has what is yours") if news else []
    first = brief.due_today[0] if brief.due_today else None
    gist = f" First: {first.ref}, {home_words.due(first.due)}." if first else ""
    return Message(clip(f"Good morning. {head}.{gist}", 2900), blocks)


def _lines(several: Sequence[Errand | Matter], at_most: int) -> list[Block]:
    rows = [row(_words(one), _press(one)) for one in several[:at_most]]
    return [*rows, *more(len(several) - at_most, "thing", "your Home has them all")]


def _words(one: Errand | Matter) -> str:
    if isinstance(one, Matter):
        return home_words.matter(one, home_words.due(one.due))
    return home_words.errand(one, home_words.due(one.due))


def _press(one: Errand | Matter) -> ButtonElement:
    if isinstance(one, Matter):
        return escalation_messages.button("See it", escalation_messages.SEE, one.ref)
    return see(one.ref) if one.taken else press(one)


def _other(one: Errand | Matter) -> str:
    return named(one.raiser if isinstance(one, Matter) else one.submitter)


def _rule_lines(brief: Brief) -> str:
    lines = [
        f"• *{typed(rule.id, 60)} v{rule.version}*, {typed(rule.title, 150)}: {typed(rule.answer, 200)}"
        for rule in brief.rules[:RULES]
    ]
    left = len(brief.rules) - RULES
    return clip(
        "\n".join(["*In force since your last brief*", *lines, *([f"and {left} more"] if left > 0 else [])]), 1500
    )
