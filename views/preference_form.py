"""How somebody is told: the form in which they choose, and the way to it from any news."""

from slack_sdk.models.blocks import Option, OverflowMenuElement
from slack_sdk.models.views import View

from desk.wishes import Wishes
from policy.preferences import How, Topic
from views import forms
from views.text import typed

OPEN, SET, LESS = "preference.open", "preference.set", "preference.less"

TOPICS = {
    Topic.OWN_DEALS: "Deals I registered",
    Topic.DESK_DEALS: "Deals of my desk",
    Topic.ESCALATIONS: "Escalations",
    Topic.RULES: "Rules of engagement",
    Topic.DIGESTS: "Digests",
}
WAYS = ((How.AT_ONCE, "At once"), (How.BRIEF, "In the morning brief"), (How.NEVER, "Not at all"))


def tell_me_less() -> OverflowMenuElement:
    """The way to the form that hangs on every piece of news."""
    return OverflowMenuElement(action_id=LESS, options=[Option(text="Tell me less…", value=OPEN)])


def form(wishes: Wishes) -> View:
    quiet = wishes.quiet
    return View(
        type="modal",
        callback_id=SET,
        title="How I am told",
        submit="Keep it",
        close="Cancel",
        blocks=[
            *(forms.choice(topic, words, WAYS, value=wishes.about(topic)) for topic, words in TOPICS.items()),
            forms.small(
                f"The morning brief comes at {wishes.brief_at:%H:%M} on weekdays. Whatever you choose, urgent "
                "escalations and what you own that runs out of time reach you at once, and what asks something of you "
                "comes with the brief at the latest."
            ),
            forms.picked_time("quiet_from", "Quiet from", value=quiet.starts if quiet else None, optional=True),
            forms.picked_time("quiet_until", "Quiet until", value=quiet.ends if quiet else None, optional=True),
            forms.small(
                f"Times are in {typed(wishes.zone)}, the time zone of your Slack profile. What arrives in your quiet "
                "hours follows when they end."
            ),
        ],
    )
