"""What can be done about an open breach where it is read: nudge, hand on, ask for more time or a waiver, decide."""

from commands import bring_up, deal, escalate, in_modal
from policy.requests import Kind
from views import breach_messages, digest_pages, escalation_messages, forms, worklist

KINDS = {worklist.EXTEND: Kind.EXTENSION, breach_messages.WAIVE: Kind.WAIVER}


def register(app):
    app.action(worklist.NUDGE)(nudge)
    app.action(worklist.REASSIGN)(open_reassignment)
    app.action(worklist.MORE)(choose_more)
    app.action(worklist.AGREE)(agree)
    app.action(worklist.DECLINE)(open_decline)
    app.view(worklist.DECLINE)(decline)
    for form in KINDS:
        app.action(form)(open_plea)
        app.view(form)(ask)


def step_of(value):
    """Read what a line's button carries: the record, and which step of it."""
    ref, _, metric = value.partition(" ")
    return ref, metric


def nudge(ack, action, body, client, desk, person, key, respond):
    ref, metric = step_of(action["value"])
    name = desk.digests.nudges.nudge(ref, metric, by=person, key=key)
    if not show_again(body, client, desk, person) and body.get("container", {}).get("is_ephemeral"):
        respond(replace_original=False, response_type="ephemeral", **worklist.nudged(name).payload())
    ack()


def open_reassignment(ack, action, body, client, desk, person):
    """Open the form of the kind of record that a line is about."""
    ref = action["value"]
    if ref.startswith("ESC"):
        escalate.open_of(escalation_messages.REASSIGN, ref, body, client, desk, person)
    else:
        deal.hand_on(body, client, desk, person, ref)
    ack()


def choose_more(ack, action, body, client, desk, person):
    """Do what was chosen in a line's menu."""
    what, _, value = action["selected_option"]["value"].partition(" ")
    if what in KINDS:
        bring_up(body, client, plea_form(desk, what, value, person))
    else:
        bring_up(body, client, breach_messages.form(desk.breaches.look(value, by=person)))
    ack()


def open_plea(ack, action, body, client, desk, person):
    bring_up(body, client, plea_form(desk, action["action_id"], action["value"], person))
    ack()


def plea_form(desk, action, value, person):
    return worklist.ask(desk.digests.grace.offer(KINDS[action], *step_of(value), by=person))


def ask(ack, view, desk, person, key):
    values = forms.read(view)
    ref, metric = step_of(view["private_metadata"])
    desk.digests.grace.ask(
        KINDS[view["callback_id"]], ref, metric, by=person, key=key, reason=values.get("reason") or "",
        hours=values.get("hours"),
    )  # fmt: skip
    ack(response_action="clear")


def agree(ack, action, body, client, desk, person, key):
    desk.digests.grace.agree(action["value"], by=person, key=key)
    show_again(body, client, desk, person)
    ack()


def open_decline(ack, action, body, client, desk, person):
    bring_up(body, client, worklist.decline(desk.digests.grace.look(action["value"], by=person)))
    ack()


def decline(ack, view, desk, person, key):
    reason = forms.read(view).get("reason") or ""
    desk.digests.grace.decline(view["private_metadata"], by=person, key=key, reason=reason)
    ack(response_action="clear")


def show_again(body, client, desk, person):
    """After a click inside the list of all that is open, bring it up to date; say whether it came from there."""
    if not in_modal(body):
        return False
    subject, number = digest_pages.turned(body["view"]["private_metadata"])
    view = digest_pages.still_open(desk.digests.still_open(subject, to=person, page=number))
    client.views_update(view_id=body["view"]["id"], view=view)
    return True
