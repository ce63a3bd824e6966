"""What somebody reads, and nobody else, after they wrote under a card: what it counted as, and what comes next."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from desk.sight import Sight
from desk.threads import Heard, Meant
from views import Message, deal_messages, escalation_messages, forms

KEEP = "thread.keep"


def heard(reply: Heard, ts: str) -> Message:
    """Say what a reply counted as; `ts` finds it again when it is to be kept."""
    sight = reply.seen
    ref = sight.ref
    if reply.meant is Meant.OTHER:
        button = ButtonElement(text="Keep it", action_id=KEEP, value=f"{ref} {ts}")
        return _message(f"Keep this with {ref}? It then stands in its history, with a link to here.", [button])
    if reply.meant is Meant.OPEN_FORM:
        button = deal_messages.button("Answer…", deal_messages.ANSWER, ref, style="primary")
        return _message(f"{ref} waits for corrections, which only its form takes. Your words stay here.", [button])
    if reply.meant is Meant.ANSWERED:
        return _message(f"That is your answer to the question about {ref}, and it goes on.", [])
    has = f"{ref} is yours" if reply.meant is Meant.OWNER else f"{ref} is yours now; your reply counted as the answer"
    if isinstance(sight, Sight):
        return _message(f"{has}. What next?", deal_messages.decisions(sight))
    return _message(f"{has}. What next?", escalation_messages.handling(sight))


def kept(ref: str) -> Message:
    return _message(f"Kept with {ref}.", [])


def _message(words: str, buttons: list[ButtonElement]) -> Message:
    return Message(words, [forms.words(words), *([ActionsBlock(elements=buttons)] if buttons else [])])
