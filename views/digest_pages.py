"""What /digest answers besides a digest: how to use it, and who gets it."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from desk.digests import OpenPage
from policy.words import count, whole_number
from views import Message, digest, forms
from views.text import escape


def usage() -> Message:
    """How to use /digest."""
    lines = [
        "`/digest` shows how your region's week stands, only to you",
        "`/digest emea` shows another region, `/digest all` all of them",
        "`/digest emea last-week` shows the week before",
        "`/digest subscribe emea` has its weekly digest come to you as well, `/digest unsubscribe emea` ends that",
        "`/digest help` shows this",
    ]
    words = "\n".join(lines)
    return Message(words, [forms.words(words)])


def still_open(page: OpenPage) -> View:
    """Everything that is late and open, the oldest first, a page at a time."""
    head = f"*{escape(page.name)}:* {count(page.total, 'breach', 'breaches')} still open, the oldest first"
    blocks: list[Block] = [forms.words(head)]
    for line in page.lines:
        blocks += digest.item(line, page.now)
    if page.pages > 1:
        blocks.append(forms.small(f"Page {page.number} of {page.pages}"))
        turns = [
            ButtonElement(text=words, action_id=f"{digest.PAGE}.{way}", value=f"{page.subject} {number}")
            for way, words, number in (("back", "Back", page.number - 1), ("on", "Next", page.number + 1))
            if 1 <= number <= page.pages
        ]
        blocks.append(ActionsBlock(elements=turns))
    return View(type="modal", title="Still open", close="Close", blocks=blocks)


def turned(value: str) -> tuple[str, int]:
    """Read what a page's button carries: the digest, and which page."""
    subject, _, number = value.partition(" ")
    return subject, whole_number(number) or 1


def subscribed(region: str, *, wanted: bool) -> Message:
    """Say what will come, or come no more."""
    name = f"the digest of {escape(region)}" if region else "the digest over all regions"
    words = (
        f"You get {name} here every week from now on. `/digest unsubscribe {escape(region.lower()) or 'all'}` ends it."
        if wanted
        else f"You no longer get {name} here. It still goes to its leaders' channel."
    )
    return Message(words, [forms.words(words)])
