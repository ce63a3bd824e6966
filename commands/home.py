"""The Home tab: opened, looked things up from, and written to."""

from commands import bring_up
from policy.words import deal_number
from views import deal_pages, forms, home


def register(app):
    app.event("app_home_opened")(open_home)
    app.event({"type": "message", "subtype": None}, matchers=[to_the_bot_alone])(explain)
    app.action(home.LOOK_UP)(open_look_up)
    app.action(home.QUEUE)(show_queue)
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


def submit_look_up(ack, view, desk, person):
    """Show the one registration that was meant, or all that fit."""
    term = forms.read(view).get("term") or ""
    if deal_number(term):
        sight, history = desk.lookup.show(term, to=person)
        ack(response_action="push", view=deal_pages.deal(sight, history, person))
    else:
        ack(response_action="update", view=home.look_up(deal_pages.listing(desk.lookup.search(to=person, term=term))))


def show_queue(ack, body, client, desk, person):
    bring_up(body, client, home.queue(desk.home.look(by=person)))
    ack()
