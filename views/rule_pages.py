"""Pages about rules: one rule in full, and the rules of a topic."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock
from slack_sdk.models.views import View

from desk.rules.answers import Answer
from desk.standards import Standards
from policy.conflicts import EXCEPTABLE
from policy.roe import Rule
from views import deal_form, escalation_form, exceptions, forms, proposals
from views.rule_answers import SHOW, button
from views.rule_words import difference, narrower, scope, source, standing, title
from views.text import clip, escape, named, on, plain, quote, typed

RULES = 25  # rules on a topic's page
EARLIER = 5  # versions that open from the page of the one in force
PAGE, BESIDE = "rule.page", "rule.beside"  # a page of its own, and one over a form that is being filled in


def rule(answer: Answer, *, beside_form: bool = False) -> View:
    """A rule in full: the answer, the text, what it overrides, what governs beside it, its earlier versions.

    Over a form that is being filled in nothing else is started: sending that would close the form as well.
    """
    it = answer.rule
    blocks: list[Block] = [forms.words(clip(line, 2900))] if (line := standing(answer)) else []
    if answer.override:
        blocks.append(ActionsBlock(elements=[button(f"Open {answer.override.id}"[:75], SHOW, answer.override.id)]))
    blocks += [
        forms.words(clip(f"*{title(it)}*\n{typed(it.short, 300)}", 2900)),
        forms.small(clip(source(answer), 1900)),
        *_paragraphs(it.prose),
    ]
    blocks += [forms.small(clip(line, 1900)) for line in (difference(answer), narrower(answer), _fields(it)) if line]
    if answer.standard:
        blocks.append(DividerBlock())
        blocks.append(
            forms.words(clip(f"*The standard, {title(answer.standard)}*\n{quote(answer.standard.prose, 2500)}", 2900))
        )
        blocks.append(ActionsBlock(elements=[button("Open the standard", SHOW, answer.standard.id)]))
    if not beside_form:
        asks = [button("Propose a change…", proposals.PROPOSE, it.id)]
        if it.code in EXCEPTABLE:
            asks.append(button("Ask for an exception…", exceptions.OPEN, it.code))
        blocks.append(ActionsBlock(elements=asks))
    for one in answer.earlier[:EARLIER]:
        section = forms.words(f"Earlier: v{one.version}, in force from {on(one.effective_on)}")
        section.accessory = button(f"Open v{one.version}", SHOW, one.name)
        blocks.append(section)
    return View(
        type="modal",
        callback_id=BESIDE if beside_form else PAGE,
        title=plain(it.id, 24),
        close="Back" if beside_form else "Close",
        blocks=blocks,
    )


def _paragraphs(text: str) -> list[Block]:
    """The text in sections that Slack takes: up to three of 2,800 characters, whole paragraphs where it can be."""
    pieces: list[str] = [""]
    for paragraph in text.split("\n\n"):
        said = escape(paragraph)
        if pieces[-1] and len(pieces[-1]) + len(said) > 2800:
            pieces.append("")
        pieces[-1] += f"\n\n{said}" if pieces[-1] else said
    return [forms.words(clip(piece, 2900)) for piece in pieces[:6] if piece.strip()]


def _fields(rule: Rule) -> str:
    """Name the fields of the forms that the rule governs."""
    said = []
    for form, which, labels in (
        ("deal.register", "form", deal_form.ALL_LABELS),
        ("escalation.raise", "escalation form", escalation_form.LABELS),
    ):
        names = [label for field, label in labels.items() if f"{form}.{field}" in rule.fields]
        if names:
            said.append(f"Behind these fields of the {which}: {', '.join(names)}.")
    return " ".join(said)


def topic(standards: Standards, name: str, rules: Sequence[Rule]) -> View:
    """The rules of one topic with their short answers."""
    blocks: list[Block] = []
    for one in rules[:RULES]:
        section = forms.words(clip(f"*{title(one)}* ({scope(one, standards)})\n{typed(one.short, 300)}", 2900))
        section.accessory = button("Whole rule", SHOW, one.id)
        blocks.append(section)
    label = named(standards.label("topic", name))
    head: list[Block] = [forms.words(f"*{label}*")]
    return View(type="modal", title="Rules of engagement", close="Close", blocks=[*head, *blocks])
