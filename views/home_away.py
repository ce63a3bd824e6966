"""Out of office: the form, and what whoever stands in is told."""

from slack_sdk.models.views import View

from desk.sight import Happening
from views import Message, forms
from views.text import named, typed

OUT, BACK = "home.out", "home.back"
MOST = 100  # options of a menu


def form(colleagues: list[tuple[int, str]]) -> View:
    """Ask until when, and who stands in."""
    offered = [(str(number), name) for number, name in colleagues[:MOST]]
    stand_in = (
        [
            forms.choice(
                "stand_in",
                "Who stands in?",
                offered,
                optional=True,
                hint="Nobody: then the next who covers it gets new work, else the lead.",
            )
        ]
        if offered
        else []
    )
    return View(
        type="modal",
        callback_id=OUT,
        title="I'm out",
        submit="I'm out",
        close="Cancel",
        blocks=[
            forms.words("From now on nothing new is routed to you. What you have already stays yours."),
            forms.picked_date("back_on", "Back on", hint="The first day on which you are here again."),
            *stand_in,
        ],
    )


def covers(happening: Happening) -> Message:
    """Tell whoever stands in that new work comes to them."""
    who = named(happening.actor.name) if happening.actor else "A colleague"
    words = f":palm_tree: {who} is {typed(happening.event.because, 60)}. You stand in: new work of theirs comes to you."
    return Message(words, [forms.words(words)])


def over(happening: Happening) -> Message:
    who = named(happening.actor.name) if happening.actor else "Your colleague"
    words = f"{who} is back. New work goes to them again; what you took meanwhile stays yours."
    return Message(words, [forms.words(words)])
