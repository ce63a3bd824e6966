"""Shortcuts: what can be done with a message from its own menu."""

from commands import Shortcut
from commands.escalate import form
from desk.escalations.drafts import LONGEST, Draft

SHORTCUTS = (
    Shortcut("message.escalate", "Escalate this", "Get an answer from the right person about it", on_message=True),
)


def register(app):
    app.shortcut("message.escalate")(escalate)


def escalate(ack, shortcut, client, desk, person):
    """Open the escalation form with what the message says, and remember where it stands."""
    message = shortcut["message"]
    text = " ".join((message.get("text") or "").split())
    draft = Draft(subject=text[: LONGEST["subject"]] or None, details=text[: LONGEST["details"]] or None)
    origin = f"{shortcut['channel']['id']} {message['ts']}"
    client.views_open(trigger_id=shortcut["trigger_id"], view=form(desk, draft, person, origin))
    ack()
