"""Keeping the rules: proposing a change, deciding on it, confirming that one has read it; exceptions."""

from commands import bring_up
from desk.keeping import exceptions as asked
from desk.keeping.wordings import Draft
from policy.names import looks_like_domain
from policy.words import deal_number, rule_name
from views import exceptions, forms, proposals


def register(app):
    app.action(proposals.PROPOSE)(open_proposal)
    app.view(proposals.PROPOSE)(propose)
    app.action(proposals.PUBLISH)(publish)
    app.action(proposals.EDIT)(open_edit)
    app.view(proposals.EDIT)(edit)
    app.action(proposals.DECLINE)(open_decline)
    app.view(proposals.DECLINE)(decline)
    app.action(proposals.READ)(acknowledge)
    app.action(proposals.UNREAD)(show_unread)
    app.action(exceptions.OPEN)(open_exception)
    app.view(exceptions.ASK)(ask_exception)
    app.action(exceptions.GRANT)(grant)
    app.action(exceptions.DECLINE)(open_exception_decline)
    app.view(exceptions.DECLINE)(decline_exception)


def proposal_form(desk, person, name, *, exactly=False):
    rule, region, standards, today = desk.proposals.rule(name, by=person, exactly=exactly)
    return proposals.propose(rule, standards, where=region, today=today)


def exception_form(desk, person, words):
    """Preset the form with the rule, the customer or deal, and the reason that `words` give in this order."""
    rule, about, reason = None, None, []
    for word in words.split():
        found = rule_name(word)
        if found and rule is None:
            rule = found.code
        elif about is None and (deal_number(word) or looks_like_domain(word)):
            about = word
        else:
            reason.append(word)
    draft = asked.Draft(rule=rule, about=about, reason=" ".join(reason) or None)
    return exceptions.ask(desk.exceptions.offer(draft.rule, by=person), draft)


def names_a_case(words):
    """Say whether `/roe exception ...` asks for one, rather than asking about exceptions."""
    return not words or any(rule_name(word) or deal_number(word) or looks_like_domain(word) for word in words.split())


def open_proposal(ack, action, body, client, desk, person):
    bring_up(body, client, proposal_form(desk, person, action["value"], exactly=True))
    ack()


def open_exception(ack, action, body, client, desk, person):
    bring_up(body, client, exception_form(desk, person, action["value"]))
    ack()


def propose(ack, view, desk, person, key):
    desk.proposals.propose(view["private_metadata"], Draft(**forms.read(view)), by=person, key=key)
    ack(response_action="clear")


def publish(ack, action, desk, person, key):
    ref, seen = proposals.which(action["value"])
    desk.proposals.publish(ref, by=person, key=key, seen=seen)
    ack()


def open_edit(ack, action, body, client, desk, person):
    bring_up(body, client, proposals.edit(desk.proposals.look(action["value"], by=person)))
    ack()


def edit(ack, view, desk, person, key):
    ref, seen = proposals.which(view["private_metadata"])
    desk.proposals.edit(ref, Draft(**forms.read(view)), by=person, key=key, seen=seen)
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
