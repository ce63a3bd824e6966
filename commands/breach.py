"""Why something was late: the button on a breach, its form, and the question after it was closed."""

from commands import bring_up
from desk.breaches import OTHER
from views import breach_messages, forms


def register(app):
    app.action(breach_messages.REASON)(open_form)
    app.action(breach_messages.CHOOSE)(choose)
    app.view(breach_messages.REASON)(submit)


def open_form(ack, action, body, client, desk, person):
    lateness = desk.breaches.look(action["value"], by=person)
    bring_up(body, client, breach_messages.form(lateness))
    ack()


def choose(ack, action, body, client, desk, person, key):
    """Keep the reason at once; the one that says nothing by itself asks for a sentence first."""
    reason, _, ref = action["selected_option"]["value"].partition(" ")
    if reason == OTHER:
        bring_up(body, client, breach_messages.form(desk.breaches.look(ref, by=person), reason))
    else:
        desk.breaches.explain(ref, by=person, key=key, reason=reason)
    ack()


def submit(ack, view, desk, person, key):
    values = forms.read(view)
    desk.breaches.explain(
        view["private_metadata"], by=person, key=key, reason=values.get("reason"), note=values.get("note") or ""
    )
    ack(response_action="clear")
