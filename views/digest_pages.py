"""What /digest answers besides a digest: how to use it, and who gets it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from desk.digests import OpenPage
from desk.digests.sight import ALL
from desk.requests import RequestSight
from desk.wishes import Wishes
from policy.digest import Figures
from policy.preferences import How, Topic
from policy.requests import Status
from policy.words import count, whole_number
from views import Message, digest, forms, worklist
from views.digest_words import opening, reasons, short
from views.escalation_messages import SOURCE
from views.preference_form import tell_me_less
from views.text import at, clip, dotted, escape, named, plain, quote, typed


def lost(words: Sequence[str]) -> str:
    """Say which words of a command mean nothing, and what would."""
    return (
        f"I cannot place “{typed(' '.join(words), 60)}”. I read one region and one week: `/digest emea last-week`, or "
        "`/digest emea 2026-W47`."
    )


def usage(lead: str = "") -> Message:
    """How to use /digest, after what could not be done."""
    lines = [
        "`/digest` shows how your region's week stands, only to you",
        "`/digest emea` shows another region, `/digest all` all of them",
        "`/digest emea last-week` shows the week before, `/digest emea 2026-W47` any week",
        "`/digest preview emea` shows the next digest as it would be sent now, to its lead, leaders and the hub",
        "`/digest subscribe emea` has its weekly digest come to you as well, `/digest unsubscribe emea` ends that",
        "`/digest help` shows this",
    ]
    words = "\n".join([*([lead] if lead else []), *lines])
    return Message(lead or words, [forms.words(words)])


def still_open(page: OpenPage) -> View:
    """Everything that is late and open, the oldest first, a page at a time."""
    head = f"*{escape(page.name)}:* {count(page.total, 'breach', 'breaches')} still open, the oldest first"
    blocks: list[Block] = [forms.words(head)]
    for line in page.lines:
        blocks += worklist.item(line)
    if page.pages > 1:
        blocks.append(forms.small(f"Page {page.number} of {page.pages}"))
        turns = [
            ButtonElement(text=words, action_id=f"{digest.PAGE}.{way}", value=f"{page.subject} {number}")
            for way, words, number in (("back", "Back", page.number - 1), ("on", "Next", page.number + 1))
            if 1 <= number <= page.pages
        ]
        blocks.append(ActionsBlock(elements=turns))
    place = f"{page.subject} {page.number}"
    return View(type="modal", title="Still open", close="Close", private_metadata=place, blocks=blocks)


def sent(region: str, several: Sequence[tuple[Figures, str]]) -> View:
    """What the last digests of a region said, each in its opening sentence and with a link to its message."""
    name = "All regions" if region == ALL else escape(region)
    blocks: list[Block] = [forms.words(f"*{name}:* the last digests, the newest first")]
    if not several:
        blocks.append(forms.words("None was sent yet. `/digest` shows how the week stands."))
    for one, link in several:
        section = forms.words(clip(f"*{short(one.week)}* {escape(opening(one))}", 2900))
        if link:
            section.accessory = ButtonElement(text="The message", action_id=SOURCE, url=link)
        blocks.append(section)
        if one.reasons:
            blocks.append(forms.small(clip(reasons(one), 1900)))
    subject = f"digest:{region}:{several[0][0].week}" if several else ""
    open_now = [ButtonElement(text="All that is open now", action_id=f"{digest.PAGE}.first", value=subject)]
    foot = [ActionsBlock(elements=open_now)] if several else []
    return View(type="modal", title="Last digests", close="Close", blocks=[*blocks, *foot])


def request(sight: RequestSight) -> View:
    """A request that a line is about: who asks what, and who is to answer by when."""
    asked = sight.request
    due = [f"due {at(clock.due_at)}" for clock in sight.clocks.values() if not clock.stopped_at]
    owner = f"With {named(sight.owner.name)}" if sight.owner else "With the hub"
    head = f"*{sight.ref}*, {asked.kind} of {named(sight.submitter.name)}, {at(asked.created_at)}"
    facts = dotted(owner, *due) if asked.status is Status.OPEN else escape(asked.status.capitalize())
    blocks: list[Block] = [forms.words(clip(f"{head}\n{quote(asked.text, 2000)}", 2900)), forms.small(facts)]
    return View(type="modal", title=plain(sight.ref, 24), close="Close", blocks=blocks)


def turned(value: str) -> tuple[str, int]:
    """Read what a page's button carries: the digest, and which page."""
    subject, _, number = value.partition(" ")
    return subject, whole_number(number) or 1


def subscribed(region: str, wishes: Wishes) -> Message:
    """Say what will come and when, by what its reader wishes of digests."""
    name, how = _name(region), wishes.about(Topic.DIGESTS)
    if how is How.NEVER:
        words = f"You chose not to hear of digests, so {name} does not come to you. Choose otherwise here, and it does."
        section = forms.words(words)
        section.accessory = tell_me_less()
        return Message(words, [section])
    when = f", with your morning brief at {wishes.brief_at:%H:%M}" if how is How.BRIEF else ""
    quiet = ", after your quiet hours where it falls into them" if wishes.quiet and not when else ""
    words = (
        f"From now on {name} comes to you in my messages every week{when}{quiet}. "
        f"`/digest unsubscribe {_typed(region)}` ends it."
    )
    return Message(words, [forms.words(words)])


def unsubscribed(region: str) -> Message:
    """Say what comes no more."""
    to = "its leaders' channel" if region else "the head of ecosystem operations"
    words = f"I no longer bring you {_name(region)}. It still goes to {to}."
    return Message(words, [forms.words(words)])


def _name(region: str) -> str:
    return f"the digest of {escape(region)}" if region else "the digest over all regions"


def _typed(region: str) -> str:
    return escape(region.lower()) or "all"
