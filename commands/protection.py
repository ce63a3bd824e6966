"""Keeping a protection alive: updates, the request for more time, and the desk's decision on it."""

from commands.deal import bring_up, show_again
from views import deal_reminders, forms


def register(app):
    app.action(deal_reminders.EXTEND)(open_request)
    app.action(deal_reminders.UPDATE)(open_update)
    app.action(deal_reminders.GRANT)(grant)
    app.action(deal_reminders.DENY)(open_refusal)
    app.view(deal_reminders.EXTEND)(submit_request)
    app.view(deal_reminders.UPDATE)(submit_update)
    app.view(deal_reminders.DENY)(submit_refusal)


def open_request(ack, action, body, client, desk, person):
    bring_up(body, client, deal_reminders.extend_form(desk.extensions.look(action["value"], by=person)))
    ack()


def open_update(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="update")
    bring_up(body, client, deal_reminders.update_form(sight))
    ack()


def open_refusal(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="deny")
    bring_up(body, client, deal_reminders.deny_form(sight))
    ack()


def grant(ack, action, body, client, desk, person, key):
    desk.extensions.grant(action["value"], by=person, key=key)
    show_again(body, client, desk, person, action["value"])
    ack()


def submit_request(ack, view, desk, person, key):
    evidence = forms.read(view).get("evidence") or ""
    desk.extensions.ask(view["private_metadata"], by=person, key=key, evidence=evidence)
    ack(response_action="clear")


def submit_update(ack, view, desk, person, key):
    text = forms.read(view).get("text") or ""
    desk.extensions.update(view["private_metadata"], by=person, key=key, text=text)
    ack(response_action="clear")


def submit_refusal(ack, view, desk, person, key):
    note = forms.read(view).get("note") or ""
    desk.extensions.deny(view["private_metadata"], by=person, key=key, note=note)
    ack(response_action="clear")
