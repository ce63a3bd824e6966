"""Parts of a Home for who watches over others' work: how regions stand, and what only the hub can settle."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from desk.digests.sight import ALL
from desk.home import Seen
from desk.home.matters import Matter
from desk.home.parts import Stuck
from desk.home.regions import SHOWN_AT_MOST, RegionStands
from desk.requests import RequestSight
from policy.coverage import Hole
from policy.permissions import Act, may
from policy.requests import Kind
from policy.standing import Standing
from policy.words import count, listed
from views import escalation_messages, forms, home_words, insights, questions
from views.home_rows import more, press, row, see, title
from views.text import at, clip, dotted, escape, named, typed

ASKED, DIGESTS = "home.asked", "home.digests"
WELL = ":large_green_circle: The auditor finds nothing behind."
QUIET = ":large_green_circle: Everything is covered, nothing is stuck, and the auditor finds nothing behind."
NOBODYS = 5  # lines
ANSWERED = {Kind.QUESTION: questions.ANSWER, Kind.INSIGHT: insights.ANSWER}
HOLES, HOLE_SEGMENTS = 10, 6


def regions(seen: Seen) -> list[Block]:
    head = seen.regions[0].name if len(seen.regions) == 1 else "Regions"
    if not seen.regions:
        return []
    blocks = [*title(head[:150]), *(block for one in seen.regions[:SHOWN_AT_MOST] for block in _region(one))]
    left = seen.regions[SHOWN_AT_MOST:]
    if left:
        names = ", ".join(f"{escape(one.code)}{_late(one)}" for one in left)
        blocks.append(forms.small(clip(f"and {len(left)} more: {names}", 1900)))
    if len(seen.regions) > 1 and may(seen.who.grants, Act.SEE_DIGEST, region="", own=False):
        together = ButtonElement(text="Last digests over all regions", action_id=DIGESTS, value=ALL)
        blocks.append(ActionsBlock(elements=[together]))
    return blocks


def _late(stands: RegionStands) -> str:
    late = stands.running[Standing.LATE]
    return f" ({late:,} late)" if late else ""


def _region(stands: RegionStands) -> list[Block]:
    lines = [f"*{escape(stands.code)}* · {home_words.standing(stands) if stands.total else 'nothing is due'}"]
    lines += [home_words.bar(stands)] if stands.total else []
    lines.append(home_words.trend(stands))
    section = forms.words(clip("\n".join(lines), 2900))
    section.accessory = ButtonElement(text="Last digests", action_id=DIGESTS, value=stands.code)
    return [section, forms.small(clip(home_words.load(stands), 1900))]


def asked(several: Sequence[RequestSight], total: int) -> View:
    """What waits for an answer or a decision, the oldest first, and how many more than these there are."""
    head = "The oldest first" if several else "Nothing waits for an answer any more."
    blocks: list[Block] = [forms.words(head)]
    for sight in several:
        request = sight.request
        due = [f"due {at(clock.due_at)}" for clock in sight.clocks.values() if not clock.stopped_at]
        owner = f"with {named(sight.owner.name)}" if sight.owner else "with the hub"
        who = f"{request.kind} of {named(sight.submitter.name)}"
        facts = dotted(who, escape(request.region), owner, *due)
        section = forms.words(clip(f"*{sight.ref}* {typed(request.text, 200)}\n{facts}", 2900))
        if request.kind in ANSWERED:
            section.accessory = ButtonElement(text="Answer…", action_id=ANSWERED[request.kind], value=sight.ref)
        blocks.append(section)
    blocks += more(total - len(several), "request", "answer these first")
    return View(type="modal", title="Waits for an answer", close="Close", blocks=blocks)


def hub(seen: Seen) -> list[Block]:
    """What only the hub can settle: work that nobody covers, what is stuck, holes in the coverage."""
    needs = seen.hub
    if needs is None:
        return []
    nobodys = seen.errands.nobodys
    blocks: list[Block] = []
    if nobodys:
        blocks += title("Nobody covers it", home_words.tally(nobodys))
        blocks += [row(home_words.for_the_desk(one), press(one)) for one in nobodys[:NOBODYS]]
        blocks += more(len(nobodys) - NOBODYS, "registration")
    others = [one for one in seen.matters if one.hubs and seen.who.id not in (one.holder_id, one.submitter_id)]
    if others:
        blocks += title("Escalated to the hub", f"{len(others)} with nobody yet")
        blocks += [_asked_of(one) for one in others[:NOBODYS]]
        blocks += more(len(others) - NOBODYS, "escalation")
    if needs.stuck:
        blocks += title("Stuck", f"{count(needs.stuck_count, 'record')} due more than a day ago, longest first")
        blocks += [_stuck(one) for one in needs.stuck]
    if needs.holes:
        blocks += title("Holes in the coverage")
        blocks.append(forms.words(clip("\n".join(_hole(hole) for hole in needs.holes[:HOLES]), 2900)))
        blocks += more(len(needs.holes) - HOLES, "region")
    if needs.requests:
        waiting = dotted(*(f"*{number:,}* {kind if number == 1 else f'{kind}s'}" for kind, number in needs.requests))
        section = forms.words(waiting)
        section.accessory = ButtonElement(text="See them", action_id=ASKED)
        blocks += [*title("Waits for an answer"), section]
    if needs.behind_since:
        what = "something that fell due was not done or not told"
        return [forms.words(f":red_circle: *The auditor:* {what}, since {at(needs.behind_since)}."), *blocks]
    return [*blocks, forms.small(WELL)] if blocks else [forms.words(QUIET)]


def _asked_of(one: Matter) -> SectionBlock:
    who = f"{named(one.holder)} is asked, {escape(one.region)}"
    words = home_words.matter(one, f"{home_words.due(one.due)}\n{who}")
    return row(words, escalation_messages.button("See it", escalation_messages.SEE, one.ref))


def _stuck(one: Stuck) -> SectionBlock:
    name = f"*{one.ref} {typed(one.customer, 80)}*" if one.customer else f"*{one.ref}*"
    court = f"in the court of the {typed(one.court, 30)}"
    words = f":red_circle: {name} · {escape(one.region)}, {court}\n{home_words.due(one.due)}"
    return row(words, see(one.ref)) if one.customer else forms.words(clip(words, 2900))


def _hole(hole: Hole) -> str:
    where = "every segment" if hole.every_segment else listed([named(one) for one in hole.segments[:HOLE_SEGMENTS]])
    left = 0 if hole.every_segment else len(hole.segments) - HOLE_SEGMENTS
    more = f" and {left} more" if left > 0 else ""
    goes = f"goes to {named(hole.lead)}, who leads it" if hole.lead else "comes to the hub"
    return f":warning: *{escape(hole.region)}*: no specialist for {where}{more}. The work {goes}."
