"""The Home tab: opened, looked things up from, and written to."""

from commands import bring_up
from commands.escalate import permalink
from policy.words import deal_number, number_of, rule_name
from views import deal_pages, digest_pages, escalation_pages, forms, home, home_standing, rule_answers, rule_pages

WORDS_OF_A_QUESTION = 4


def register(app):
    app.event("app_home_opened")(open_home)
    app.event({"type": "message", "subtype": None}, matchers=[to_the_bot_alone])(explain)
    app.action(home.LOOK_UP)(open_look_up)
    app.action(home.QUEUE)(show_queue)
    app.action(home_standing.ASKED)(show_asked)
    app.action(home_standing.DIGESTS)(show_digests)
    app.view(home.LOOK_UP)(submit_look_up)


def to_the_bot_alone(event):
    return event.get("channel_type") == "im" and not event.get("bot_id") and not event.get("thread_ts")


def open_home(ack, event, desk, person):
    """Have the Home brought up to date; the event also tells of the messages tab, which needs nothing."""
    if event.get("tab") == "home":
        desk.home.opened(by=person, blank="view" not in event)
    ack()


def explain(ack, desk, person, key):
    desk.home.written_to(by=person, key=key)
    ack()


def open_look_up(ack, body, client):
    bring_up(body, client, home.look_up())
    ack()


def submit_look_up(ack, view, desk, person, key):
    """Show the one record or rule that was meant, all registrations that fit, or what the rules answer."""
    term = forms.read(view).get("term") or ""
    if deal_number(term):
        sight, history = desk.lookup.show(term, to=person)
        ack(response_action="push", view=deal_pages.deal(sight, history, person))
    elif number_of("ESC", term):
        sight, history = desk.escalations.show(term, to=person)
        ack(response_action="push", view=escalation_pages.escalation(sight, history, person))
    elif rule_name(term):
        ack(response_action="push", view=rule_pages.rule(desk.answers.look(term, by=person, exactly=False)))
    elif asks(term):
        found = rule_answers.looked_up(desk.answers.ask(term, by=person, key=key))
        ack(response_action="update", view=home.look_up(found))
    else:
        ack(response_action="update", view=home.look_up(deal_pages.listing(desk.lookup.search(to=person, term=term))))


def asks(term):
    """Say whether somebody asks in a sentence rather than naming a customer or a partner."""
    return term.endswith("?") or len(term.split()) >= WORDS_OF_A_QUESTION


def show_queue(ack, body, client, desk, person):
    bring_up(body, client, home.queue(desk.home.look(by=person)))
    ack()


def show_asked(ack, body, client, desk, person):
    bring_up(body, client, home_standing.asked(*desk.home.asked(by=person)))
    ack()


def show_digests(ack, action, body, client, desk, person):
    region = action["value"]
    several = desk.digests.sent(region, to=person)
    linked = [(one.figures, permalink(body, f"{one.channel} {one.ts}")) for one in several]
    bring_up(body, client, digest_pages.sent(region, linked))
    ack()
