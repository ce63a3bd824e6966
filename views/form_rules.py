"""Why a form asks what it asks: the rules behind its fields."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from policy.roe import Rule
from views import forms
from views.rule_answers import SHOW, button
from views.text import clip, escape, typed

WHY = "form.explain"
RULES = 4  # behind one field
BLOCKS = 100  # of one view


def why(form: str, labels: Mapping[str, str], rules: Sequence[Rule]) -> View:
    """The rules behind the fields of `form`, as they govern where it is filled in; each opens over it."""
    blocks: list[Block] = [forms.words("What the form asks for, a rule asks for.")]
    for field, label in labels.items():
        behind = [rule for rule in rules if f"{form}.{field}" in rule.fields][:RULES]
        for number, rule in enumerate(behind):
            head = "" if number else f"*{label}*\n"
            section = forms.words(clip(f"{head}{escape(rule.id)}: {typed(rule.short, 200)}", 2900))
            section.accessory = button("Open", SHOW, rule.id)
            blocks.append(section)
    blocks = blocks[:BLOCKS]
    return View(type="modal", callback_id=WHY, title="Why do you ask?", close="Back", blocks=blocks)
