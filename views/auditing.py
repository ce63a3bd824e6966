"""What the auditor tells the hub: something is behind, and that nothing is any more."""

from desk.sight import Happening
from policy.words import count
from views import Message, forms


def behind(happening: Happening) -> Message:
    """Say what is behind, and where to look."""
    facts = happening.event.facts
    parts = []
    if facts["steps"]:
        steps = count(facts["steps"], "step")
        parts.append(f"{steps} that fell due not done, the oldest {_minutes(facts['oldest_step_seconds'])} ago")
    if facts["notices"]:
        waits = count(facts["notices"], "message")
        parts.append(f"{waits} waiting, the oldest for {_minutes(facts['oldest_notice_seconds'])}")
    words = (
        f":rotating_light: EcoOps is behind: {'; '.join(parts)}. Nothing is lost; it is made up for in order. "
        "`/readyz` and the log say what holds it up. I tell you when it has caught up."
    )
    return Message(words, [forms.words(words)])


def healed(happening: Happening) -> Message:
    words = ":white_check_mark: EcoOps has caught up: nothing that fell due is behind any more."
    return Message(words, [forms.words(words)])


def _minutes(seconds: float) -> str:
    return count(round(seconds / 60), "minute")
