"""Keeping the rules: proposing a change, deciding on it, confirming that one has read it; exceptions."""

from commands import bring_up
from desk.keeping import exceptions as asked
from desk.keeping.wordings import Draft
from views import exceptions, forms, proposals


def register(app):
    app.view(proposals.PROPOSE)(propose)
    app.action(proposals.PUBLISH)(publish)
    app.action(proposals.EDIT)(open_edit)
    app.view(proposals.EDIT)(edit)
    app.action(proposals.DECLINE)(open_decline)
    app.view(proposals.DECLINE)(decline)
    app.action(proposals.READ)(acknowledge)
    app.action(proposals.UNREAD)(show_unread)
    app.view(exceptions.ASK)(ask_exception)
    app.action(exceptions.GRANT)(grant)
    app.action(exceptions.DECLINE)(open_exception_decline)
    app.view(exceptions.DECLINE)(decline_exception)


def propose(ack, view, desk, person, key):
    desk.proposals.propose(view["private_metadata"], Draft(**forms.read(view)), by=person, key=key)
    ack(response_action="clear")


def publish(ack, action, desk, person, key):
    desk.proposals.publish(action["value"], by=person, key=key)
    ack()


def open_edit(ack, action, body, client, desk, person):
    bring_up(body, client, proposals.edit(desk.proposals.look(action["value"], by=person)))
    ack()


def edit(ack, view, desk, person, key):
    desk.proposals.edit(view["private_metadata"], Draft(**forms.read(view)), by=person, key=key)
    ack(response_action="clear")


def open_decline(ack, action, body, client, desk, person):
    bring_up(body, client, proposals.decline(desk.proposals.look(action["value"], by=person)))
    ack()


def decline(ack, view, desk, person, key):
    reason = forms.read(view).get("reason") or ""
    desk.proposals.decline(view["private_metadata"], by=person, key=key, reason=reason)
    ack(response_action="clear")


def acknowledge(ack, action, desk, person):
    desk.readings.acknowledge(action["value"], by=person)
    ack()


def show_unread(ack, action, body, client, desk, person):
    bring_up(body, client, proposals.unread(*desk.readings.unread(action["value"], by=person)))
    ack()


def ask_exception(ack, view, desk, person, key):
    desk.exceptions.ask(asked.Draft(**forms.read(view)), by=person, key=key)
    ack(response_action="clear")


def grant(ack, action, desk, person, key):
    desk.exceptions.grant(action["value"], by=person, key=key)
    ack()


def open_exception_decline(ack, action, body, client, desk, person):
    bring_up(body, client, exceptions.decline(desk.exceptions.look(action["value"], by=person)))
    ack()


def decline_exception(ack, view, desk, person, key):
    reason = forms.read(view).get("reason") or ""
    desk.exceptions.decline(view["private_metadata"], by=person, key=key, reason=reason)
    ack(response_action="clear")
