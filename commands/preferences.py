"""How I am told: the shortcut, the way in from any news, and the form."""

from commands import Shortcut, bring_up
from policy.preferences import How, Topic
from views import forms, preference_form

SHORTCUTS = (
    Shortcut(preference_form.OPEN, "How I am told", "Choose what reaches you at once, in the morning, or not at all"),
)


def register(app):
    app.shortcut(preference_form.OPEN)(open_form)
    app.action(preference_form.LESS)(open_form)
    app.view(preference_form.SET)(submit)


def open_form(ack, body, client, desk, person):
    bring_up(body, client, preference_form.form(desk.preferences.of(person)))
    ack()


def submit(ack, view, desk, person, key):
    values = forms.read(view)
    chosen = {topic: How(values[topic]) for topic in Topic if values.get(topic) in set(How)}
    desk.preferences.set(
        chosen, quiet_from=values.get("quiet_from"), quiet_until=values.get("quiet_until"), by=person, key=key
    )
    ack(response_action="clear")
