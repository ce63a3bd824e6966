"""What hangs under a digest: the oldest open items with what has happened to them."""

from desk.digests.lines import Line
from desk.digests.sight import DigestSight
from desk.sight import Happening
from views import Message, digest_words, forms, sla_words
from views.text import at, clip, named, typed

# What people did, by the action of the audit event. What is not here goes by its own name.
_DEEDS = {
    "register": "registered it",
    "raise": "raised it",
    "take": "took it",
    "acknowledge": "acknowledged it",
    "ask": "asked",
    "answer": "answered",
    "comment": "added",
    "reassign": "handed it on",
    "hand_on": "handed it on",
    "approve": "approved it",
    "decline": "declined it",
    "withdraw": "withdrew it",
    "nudge": "nudged",
}


def oldest(sight: DigestSight) -> Message | None:
    """The oldest open items with their timelines; nothing when all were done meanwhile."""
    open_still = [line for line in sight.lines if line.is_open]
    if not open_still:
        return None
    words = "The oldest that are open, with what has happened so far:"
    blocks = [forms.words(words), *(forms.words(_item(line, sight)) for line in open_still)]
    return Message(f"{words} {', '.join(line.ref for line in open_still)}", blocks)


def _item(line: Line, sight: DigestSight) -> str:
    steps = [f"• {at(one.event.at)}: {happened(one)}" for one in sight.timelines.get(line.ref, ())]
    return clip("\n".join([digest_words.line(line), *steps]), 2000)


def happened(happening: Happening) -> str:
    """Say in half a sentence what happened."""
    event = happening.event
    if event.action.startswith("sla."):
        return clip(sla_words.line(happening).replace("\n", " "), 280)
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    verb = event.action.rpartition(".")[2]
    why = f": {typed(event.because, 140)}" if event.because else ""
    return f"{who} {_DEEDS.get(verb, verb.replace('_', ' '))}{why}"
