"""What should change: told from a digest, answered by the hub."""

from commands import bring_up
from views import forms, insights


def register(app):
    app.action(insights.TELL)(open_form)
    app.view(insights.TELL)(tell)
    app.action(insights.ANSWER)(open_answer)
    app.view(insights.ANSWER)(answer)


def open_form(ack, action, body, client, desk, person):
    bring_up(body, client, insights.form(desk.digests.insights.question(action["value"], by=person)))
    ack()


def tell(ack, view, desk, person, key):
    text = forms.read(view).get("text") or ""
    desk.digests.insights.tell(view["private_metadata"], by=person, key=key, text=text)
    ack(response_action="clear")


def open_answer(ack, action, body, client, desk, person):
    bring_up(body, client, insights.answer_form(desk.digests.insights.to_answer(action["value"], by=person)))
    ack()


def answer(ack, view, desk, person, key):
    said = forms.read(view).get("answer") or ""
    desk.digests.insights.answer(view["private_metadata"], by=person, key=key, answer=said)
    ack(response_action="clear")
