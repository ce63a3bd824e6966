"""Earlier rulings, as whoever rules now reads them."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from desk.rulings import Precedent
from views import forms
from views.text import clip, named, on, quote


def precedents(found: Sequence[Precedent]) -> list[Block]:
    """Show what was ruled in the cases most like this one, the likest first."""
    if not found:
        return []
    return [forms.words("*Ruled before, in cases like this*"), *(forms.words(_one(precedent)) for precedent in found)]


def _one(precedent: Precedent) -> str:
    ruling = precedent.ruling
    head = (
        f"{precedent.ref}, {on(ruling.ruled_at.date())}: {ruling.outcome} by {named(precedent.by.name)} "
        f"({ruling.rule} v{ruling.rule_version}, {precedent.likeness:.0%} alike)."
    )
    return clip(f"{head}\n{quote(precedent.reasoning, 500)}", 2900) if precedent.reasoning else head
