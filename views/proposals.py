"""Messages and forms about changing a rule: the proposal before the hub, its receipt, the change once it holds."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject, DividerBlock
from slack_sdk.models.views import View

from desk.keeping.seeing import Proposal, Published
from desk.keeping.wordings import ANSWER_AT_MOST, REASON_AT_MOST, TEXT_AT_MOST
from desk.sight import Happening
from desk.standards import Standards
from policy.requests import Move, Status
from policy.roe import Rule
from policy.wording import written
from policy.words import count, listed
from store.models import Person, Request
from views import Message, differences, forms
from views.text import at, clip, dotted, named, on, plain, quote, typed

PROPOSE, PUBLISH, EDIT, DECLINE = "rule.propose", "rule.publish", "rule.edit", "rule.decline"
READ, UNREAD = "rule.read", "rule.unread"
REGIONS = 6  # that a line names


def seen(proposal: Proposal) -> str:
    """Write which words somebody has before them, so that a decision counts for no others."""
    return f"{proposal.ref}:{proposal.edits}"


def which(value: str) -> tuple[str, int | None]:
    """Read what `seen` wrote: the reference, and how often it had been edited; None where nobody wrote that."""
    ref, _, edits = value.partition(":")
    return ref, int(edits) if edits.isdecimal() else None


def card(proposal: Proposal) -> Message:
    """The proposal in the hub's channel."""
    request = proposal.sight.request
    head = f"{_title(proposal)}\n{_scope(proposal)}"
    blocks: list[Block] = [
        forms.words(clip(head, 2900)),
        forms.words(clip(f"{_who(proposal)}\n{quote(request.text, 600)}{_evidence(proposal)}", 2900)),
        *(forms.words(clip(changes, 2900)) for changes in (_changes(proposal), _override(proposal)) if changes),
    ]
    if request.status is Status.OPEN:
        blocks.append(
            ActionsBlock(
                elements=[
                    _button(
                        "Publish", PUBLISH, seen(proposal), style="primary",
                        confirm=ConfirmObject(
                            title="Publish this rule?",
                            text="Everybody it concerns is told once, and new work follows it from its day on.",
                            confirm="Publish",
                            deny="Not yet",
                        ),
                    ),
                    _button("Edit…", EDIT, proposal.ref),
                    _button("Decline…", DECLINE, proposal.ref, style="danger"),
                ]
            )
        )  # fmt: skip
        return Message(clip(f"{_title(proposal)} {_scope(proposal)}", 3000), blocks)
    blocks.append(forms.words(clip(_outcome(proposal), 2900)))
    if proposal.told > proposal.read:
        blocks.append(ActionsBlock(elements=[_button("Who has not read it?", UNREAD, proposal.ref)]))
    return Message(clip(f"{_title(proposal)} {_outcome(proposal)}", 3000), blocks)


def receipt(proposal: Proposal) -> Message:
    """What the proposer keeps."""
    cases = _cases(proposal)
    if proposal.sight.request.status is not Status.OPEN:
        words = f"{_title(proposal)}\n{_outcome(proposal)}"
    elif cases:
        rule = typed(proposal.wording.proposed.id, 60)
        words = (
            f"The same exception to {rule} was asked for {len(cases)} times, so I asked the hub to look at the rule "
            f"({proposal.ref}). You will hear from me what becomes of it."
        )
    else:
        after = "It is with the hub; somebody else than you decides. You will hear from me either way."
        words = f"{_title(proposal)}\n{after}"
    return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])


def news(proposal: Proposal, happening: Happening) -> Message:
    """What became of a proposal, for whoever made it or asked for the exception that led to it."""
    who = named(happening.actor.name) if happening.actor else "EcoOps"
    cases = _cases(proposal)
    whose = "the" if cases else "your"
    match happening.event.action.removeprefix("proposal."):
        case Move.EDIT:
            words = f"{who} changed the wording of {whose} proposal {proposal.ref}. It now says:\n{_changes(proposal)}"
        case Move.DECLINE:
            again = "" if cases else " Propose again when something changed."
            words = (
                f"{who} declined {whose} proposal {proposal.ref} for {_rule(proposal)}:\n"
                f"{quote(happening.event.because, 900)}\nThe rule stays as it is.{again}"
            )
        case _:
            words = f"{_title(proposal)}\n{_outcome(proposal)}"
    return Message(clip(" ".join(words.split("\n")), 3000), [forms.words(clip(words, 2900))])


def published(seen: Published) -> Message:
    """A change that holds now or soon, for somebody it concerns."""
    rule, proposal = seen.rule, seen.proposal
    where = f"in {named(rule.region)}" if rule.region else _everywhere(proposal)
    head = f":scroll: *{typed(rule.name, 60)}, {typed(rule.title, 150)}* holds {where} from {on(rule.effective_on)}."
    why = f"*Why:* {typed(proposal.sight.request.text, 500)}"
    blocks: list[Block] = [forms.words(clip(f"{head}\n{_changes(proposal)}", 2900)), forms.words(why)]
    if seen.read_at is None:
        blocks.append(ActionsBlock(elements=[_button("I have read it", READ, proposal.ref, style="primary")]))
    else:
        blocks.append(forms.small(f":white_check_mark: You read it {at(seen.read_at)}."))
    return Message(clip(f"{head} {typed(rule.short, 300)}", 3000), blocks)


def propose(rule: Rule, standards: Standards, *, where: str, today: date) -> View:
    """The form in which a change of `rule` is written, preset with what holds now; `where` is the region it is for."""
    return View(
        type="modal",
        callback_id=PROPOSE,
        private_metadata=rule.id,
        title="Propose a change",
        submit="Propose",
        close="Cancel",
        blocks=[
            forms.words(
                f"*{typed(rule.name, 60)}, {typed(rule.title, 150)}* reads like this today. Change what should change."
            ),
            _where(standards, where),
            *_wording(rule.answer, rule.text, written(rule.parameters), has=bool(rule.parameters)),
            forms.text("reason", "Why?", lines=True, at_most=REASON_AT_MOST,
                       placeholder="What goes wrong today, and how often"),
            forms.text("evidence", "Evidence", at_most=REASON_AT_MOST, optional=True,
                       placeholder="DR-12, DR-31, a call with the customer"),
            *_days(today, None),
            forms.small(
                "The hub decides; somebody else than you publishes it (ROE-10). What was decided stays decided."
            ),
        ],
    )  # fmt: skip


def edit(proposal: Proposal) -> View:
    """The hub's form to change a wording. A day that is over moves to today: no rule holds backwards."""
    rule = proposal.wording.proposed
    return View(
        type="modal",
        callback_id=EDIT,
        private_metadata=seen(proposal),
        title="Edit the proposal",
        submit="Save",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{_title(proposal)}\n{_scope(proposal)}", 2900)),
            DividerBlock(),
            _where(proposal.sight.standards, rule.region),
            *_wording(rule.answer, rule.text, written(rule.parameters), has=bool(proposal.wording.base.parameters)),
            *_days(max(rule.effective_on, proposal.on), rule.review_by),
        ],
    )


def decline(proposal: Proposal) -> View:
    return View(
        type="modal",
        callback_id=DECLINE,
        private_metadata=proposal.ref,
        title="Decline the proposal",
        submit="Decline",
        close="Cancel",
        blocks=[
            forms.words(clip(f"{_title(proposal)}\n{_scope(proposal)}", 2900)),
            DividerBlock(),
            forms.text("reason", "Why not?", lines=True, at_most=REASON_AT_MOST, focus=True,
                       placeholder="What speaks against it, and what would change that"),
        ],
    )  # fmt: skip


def unread(request: Request, people: Sequence[Person]) -> View:
    """Who has not confirmed a published change."""
    names = "\n".join(f"• {named(person.name)}" for person in people)
    words = (
        f"{count(len(people), 'person has', 'people have')} not read it yet:\n{names}"
        if people
        else "All have read it."
    )
    return View(type="modal", title=plain(request.ref, 24), close="Close", blocks=[forms.words(clip(words, 2900))])


def _where(standards: Standards, value: str | None) -> Block:
    regions = [(region.code, region.name) for region in standards.open_regions()]
    return forms.choice(
        "where", "Only in one region?", regions, value=value, optional=True,
        hint="Leave it empty to change the standard, which holds everywhere else.",
    )  # fmt: skip


def _wording(answer: str, text: str, parameters: str, *, has: bool) -> list[Block]:
    blocks: list[Block] = [
        forms.text("answer", "In one sentence", value=answer, at_most=ANSWER_AT_MOST),
        forms.text("text", "In full", value=text, lines=True, at_most=TEXT_AT_MOST),
    ]
    if has:
        blocks.append(
            forms.text("parameters", "Numbers and switches", value=parameters, lines=True, at_most=1000,
                       hint="One a line, as they stand here. The deal desk follows them from the day the rule holds.")
        )  # fmt: skip
    return blocks


def _days(effective_on: date, review_by: date | None) -> list[Block]:
    return [
        forms.picked_date("effective_on", "From when on?", value=effective_on),
        forms.picked_date("review_by", "Look at it again by", value=review_by),
    ]


def _button(
    words: str, action: str, ref: str, *, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=ref, style=style, confirm=confirm)


def _rule(proposal: Proposal) -> str:
    rule = proposal.wording.proposed
    return f"{typed(rule.id, 60)}, {typed(rule.title, 150)}"


def _title(proposal: Proposal) -> str:
    rule = proposal.wording.proposed
    kind = "an override" if rule.region and proposal.standard and not proposal.wording.base.region else "a change"
    return f"*{proposal.ref}: {kind} of {typed(rule.code, 20)}, {typed(rule.title, 150)}*"


def _scope(proposal: Proposal) -> str:
    rule = proposal.wording.proposed
    where = f"for {named(rule.region)}" if rule.region else _everywhere(proposal)
    review = f"review by {on(rule.review_by)}" if rule.review_by else ""
    return dotted(where, f"from {on(rule.effective_on)}", review)


def _everywhere(proposal: Proposal) -> str:
    """Say where a change of the standard changes nothing, because another rule governs there."""
    others = [f"{named(rule.region)} ({typed(rule.id, 60)})" for rule in proposal.instead]
    more = [f"{count(len(others) - REGIONS, 'other region')}"] if len(others) > REGIONS else []
    return f"everywhere except {listed([*others[:REGIONS], *more])}" if others else "everywhere"


def _who(proposal: Proposal) -> str:
    request = proposal.sight.request
    if cases := _cases(proposal):
        return f"EcoOps opened this: the same exception was asked for again and again ({', '.join(cases)})."
    return f"{named(proposal.sight.submitter.name)} proposes it, {at(request.created_at)}:"


def _cases(proposal: Proposal) -> list[str]:
    """Return the exceptions that led to it, where EcoOps opened it by itself."""
    return [str(ref) for ref in proposal.sight.request.facts.get("cases") or ()]


def _evidence(proposal: Proposal) -> str:
    evidence = proposal.wording.evidence
    return f"\n*Evidence:* {typed(evidence, 500)}" if evidence else ""


def _changes(proposal: Proposal) -> str:
    """Say what differs from what holds now."""
    base, proposed = proposal.wording.base, proposal.wording.proposed
    against = f"Against {typed(base.name, 60)}:" if base.version else "New:"
    return _differs(base, proposed, against)


def _override(proposal: Proposal) -> str:
    """Say what a changed override then has otherwise than the standard; empty where nothing is overridden yet."""
    standard, wording = proposal.standard, proposal.wording
    if standard is None or standard.scope == wording.base.scope:
        return ""
    return _differs(standard, wording.proposed, f"Against the standard {typed(standard.name, 60)}:")


def _differs(base: Rule, proposed: Rule, against: str) -> str:
    differs = differences.between(base, proposed)
    return f"{against}\n{differs}" if differs else f"It reads as {typed(base.name, 60)} does."


def _outcome(proposal: Proposal) -> str:
    request, closer = proposal.sight.request, proposal.sight.closer
    who = f" by {named(closer.name)}" if closer else ""
    when = f", {at(request.closed_at)}" if request.closed_at else ""
    match request.status:
        case Status.APPROVED:
            readers = f" Read by {proposal.read} of {proposal.told}." if proposal.told else ""
            return f":white_check_mark: Published{who}{when} as {typed(request.outcome, 60)}.{readers}"
        case Status.DECLINED:
            return f":no_entry: Declined{who}{when}.\n{quote(request.outcome, 900)}"
        case Status.WITHDRAWN:
            return f":leftwards_arrow_with_hook: Withdrawn{who}{when}."
    return ""
