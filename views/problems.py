"""What went wrong, said so that the person knows what to do next."""

import re

from slack_sdk.models.views import View

from views import Message, forms
from views.text import clip, entities

# Slack would take a link after the format (a third caret), and what was typed must not become one.
_TIME = re.compile(r"&lt;(!date\^\d+\^[^|&^]*\|[^&|]*)&gt;")


def _safe(words: str) -> str:
    """Escape an error's sentence, which may quote what was typed, but keep the times it shows."""
    return _TIME.sub(r"<\1>", clip(entities(words), 2900))


def modal(words: str) -> View:
    """A page of its own, for when a form cannot go on."""
    return View(type="modal", title="That did not work", close="Back", blocks=[forms.words(_safe(words))])


def message(words: str) -> Message:
    return Message(_safe(words), [forms.words(_safe(words))])


def broken(reference: str) -> str:
    """Our own fault: the reference finds it in the log."""
    return (
        f"Something broke on our side (ref {reference}). Nothing was changed. "
        "Try again in a minute; if it stays, quote the reference to the hub."
    )


def broken_form(reference: str) -> str:
    """Our own fault while a form was sent: the form stays open with everything in it."""
    return f"Something broke on our side (ref {reference}). Your text is safe here: send it again in a minute."
