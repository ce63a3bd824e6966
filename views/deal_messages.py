"""Messages about a deal registration: the card, the receipt, the ping, the question, the news, the thread's lines."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    Option,
    OverflowMenuElement,
)

from desk.sight import Happening, Sight
from policy.conflicts import Clearance
from policy.deals import Move, Status
from views import Message, forms
from views.deal_form import names_of
from views.deal_words import due, findings, heading, line, name, outcome, promise, route, size, tier
from views.preference_form import tell_me_less
from views.text import at, clip, dotted, escape, money, named, on, quote, typed

# Decisions people take from wherever the deal stands before them.
TAKE, APPROVE, DECLINE, ASK = "deal.take", "deal.approve", "deal.decline", "deal.ask"
ESCALATE = "escalation.raise"
SEE, COMMENT, WITHDRAW, ANSWER, MORE = "deal.see", "deal.comment", "deal.withdraw", "deal.answer", "deal.more"
REASSIGN, APPEAL = "deal.reassign", "deal.appeal"

YOURS = "The customer is yours to work with this partner until then."


def button(
    words: str, action: str, ref: str, *, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=ref, style=style, confirm=confirm)


def decisions(sight: Sight) -> list[ButtonElement]:
    """Return the buttons that still apply, the likely one first."""
    if not sight.pending:
        return []
    disputed = sight.deal.status is Status.IN_CONFLICT or sight.disputed
    buttons = [] if sight.owner else [button("Take it", TAKE, sight.ref, style="primary")]
    approve = button(
        "Approve…" if disputed else "Approve", APPROVE, sight.ref, style="primary" if sight.owner else None
    )
    buttons += [approve, button("Decline…", DECLINE, sight.ref, style="danger")]
    if sight.deal.status is not Status.WAITING:
        buttons.append(button("Ask…", ASK, sight.ref))
    return buttons


def card(sight: Sight) -> Message:
    """The deal in its region's channel. Everybody there reads it, so it never names a rival partner."""
    deal = sight.deal
    blocks: list[Block] = [
        forms.words(clip(f"{heading(sight)}\n{size(sight)}", 2900)),
        forms.words(
            clip(f"By {named(sight.submitter.name)}, {at(deal.submitted_at)}:\n{quote(deal.evidence, 500)}", 2900)
        ),
    ]
    if sight.findings:
        blocks.append(forms.words(clip(findings(sight, Clearance.REFERENCE), 2900)))
    if tier(sight):
        blocks.append(forms.small(tier(sight)))
    if sight.pending:
        if deal.status is Status.WAITING and deal.question:
            asker = named(sight.asker.name) if sight.asker else "The desk"
            blocks.append(
                forms.words(
                    f":speech_balloon: {asker} asked {named(sight.submitter.name)}:\n{quote(deal.question, 600)}"
                )
            )
        owner = f"Owner: {named(sight.owner.name)}" if sight.owner else "Owner: nobody yet"
        routed = "" if sight.owner else route(sight)
        blocks.append(forms.small(dotted(owner, due(sight), routed)))
        more = OverflowMenuElement(
            action_id=MORE,
            options=[
                Option(text="See everything", value=f"{SEE} {sight.ref}"),
                Option(text="Add something…", value=f"{COMMENT} {sight.ref}"),
                Option(text="Hand to somebody else…", value=f"{REASSIGN} {sight.ref}"),
                Option(text="Escalate…", value=f"{ESCALATE} {sight.ref}"),
            ],
        )
        blocks.append(ActionsBlock(elements=[*decisions(sight), more]))
    else:
        said = f"\n{quote(deal.note, 600)}" if deal.note else ""
        blocks.append(forms.words(clip(outcome(sight) + said, 2900)))
    gist = outcome(sight) or dotted(
        f"Owner: {named(sight.owner.name)}" if sight.owner else "nobody has taken it yet", due(sight)
    )
    return Message(clip(f"{heading(sight)} · {money(deal.amount, deal.currency)}. {gist}", 3000), blocks)


def receipt(sight: Sight) -> Message:
    """What the submitter keeps: who has it, by when they hear, what happens next."""
    deal = sight.deal
    facts = dotted(
        typed(sight.partner.name, 120),
        money(deal.amount, deal.currency),
        f"close {on(deal.close_on)}",
        named(sight.motion),
    )
    if not sight.pending:
        blocks: list[Block] = [
            forms.words(clip(f"{name(sight)}\n{outcome(sight)}{_yours(sight)}", 2900)),
            forms.small(facts),
            ActionsBlock(elements=[button("See it", SEE, sight.ref)]),
        ]
        return Message(clip(f"{name(sight)} {outcome(sight)}", 3000), blocks)
    person = sight.responsible
    covers = deal.routed_because if person and not sight.owner else ""
    who = named(person.name) if person else "the hub"
    where = f"{name(sight)} is with {who}{f' ({typed(covers, 160)})' if covers else ''}."
    if deal.status is Status.WAITING:
        where = f"{name(sight)} waits for your answer to {who}."
    wait = f"{promise(sight)}. You will hear from me either way." if promise(sight) else ""
    why = f"A person rules on this first:\n{findings(sight, Clearance.NONE)}\n{tier(sight)}" if sight.disputed else ""
    words = "\n".join(part for part in (where, why, wait) if part)
    return Message(
        clip(" ".join(words.split("\n")), 3000),
        [
            forms.words(clip(words, 2900)),
            forms.small(facts),
            ActionsBlock(
                elements=[
                    button("See it", SEE, sight.ref),
                    button("Add something…", COMMENT, sight.ref),
                    button("Withdraw…", WITHDRAW, sight.ref),
                ]
            ),
        ],
    )


def _yours(sight: Sight) -> str:
    """Say what an approval at once means: nobody else will tell the submitter."""
    return f"\n{YOURS}" if sight.deal.status is Status.APPROVED and not sight.decider else ""


def ping(sight: Sight) -> Message:
    """Work for the specialist it was routed to; once somebody has it, or it is decided, only that stays."""
    if not sight.pending:
        return Message(
            f"{name(sight)} {outcome(sight)}",
            [forms.words(clip(f"{name(sight)}\n{outcome(sight)}", 2900)), _see(sight)],
        )
    if sight.owner:
        words = f"{name(sight)} is with {named(sight.owner.name)}. {due(sight)}"
        return Message(words, [forms.words(words), _see(sight)])
    needs = "needs your ruling" if sight.disputed else "needs your review"
    words = f"{name(sight)} {needs}. {due(sight)}."
    facts = dotted(typed(sight.partner.name, 120), size(sight), f"by {named(sight.submitter.name)}")
    blocks: list[Block] = [forms.words(f"{words}\n{facts}")]
    if sight.findings:
        blocks.append(forms.words(clip(findings(sight, Clearance.REFERENCE), 2900)))
    blocks.append(
        ActionsBlock(elements=[button("Take it", TAKE, sight.ref, style="primary"), button("See it", SEE, sight.ref)])
    )
    return Message(clip(f"{words} {facts}", 3000), blocks)


def seat(sight: Sight, happening: Happening) -> Message:
    """Work for somebody outside the desk who is asked to rule; once they have, or it went on, only that stays."""
    if not sight.pending or sight.deal.tier != happening.event.facts["tier"]:
        words = f"{name(sight)} {outcome(sight) or tier(sight)}"
        return Message(words, [forms.words(clip(words, 2900)), _see(sight)])
    words = f"{name(sight)} needs your ruling. {tier(sight)}"
    facts = dotted(typed(sight.partner.name, 120), size(sight), f"by {named(sight.submitter.name)}")
    blocks = [forms.words(clip(f"{words}\n{line(happening, sight)}\n{facts}", 2900))]
    if sight.findings:
        blocks.append(forms.words(clip(findings(sight, Clearance.NAME), 2900)))
    blocks.append(ActionsBlock(elements=[*decisions(sight), button("See it", SEE, sight.ref)]))
    return Message(clip(f"{words} {facts}", 3000), blocks)


def question(sight: Sight, happening: Happening) -> Message:
    """The desk's question to the submitter; its button goes once it is answered or moot."""
    asker = named(happening.actor.name) if happening.actor else "The desk"
    asked = quote(happening.event.because, 1500)
    open_still = sight.deal.status is Status.WAITING and sight.deal.question == happening.event.because
    head = f"{name(sight)}: {asker} asks\n{asked}"
    if not open_still:
        after = outcome(sight) or "Answered. The desk goes on with it."
        return Message(clip(f"{name(sight)}: {after}", 3000), [forms.words(clip(head, 2900)), forms.small(after)])
    fields = names_of(list(happening.event.facts.get("fields") or ()))
    opened = f"Open for editing: {fields}. " if fields else ""
    until = sight.clocks.get("deal.answer")
    by = f"Please answer by {at(until.due_at)}; the decision waits for it." if until else ""
    return Message(
        clip(f"{name(sight)}: {asker} asks: {typed(happening.event.because, 1500)}", 3000),
        [
            forms.words(clip(head, 2900)),
            forms.small(opened + by),
            ActionsBlock(
                elements=[
                    button("Answer…", ANSWER, sight.ref, style="primary"),
                    button("See it", SEE, sight.ref),
                    button("Withdraw…", WITHDRAW, sight.ref),
                ]
            ),
        ],
    )


def news(sight: Sight, happening: Happening) -> Message:
    """One thing that happened, for somebody it concerns, with what follows from it."""
    words = f"{name(sight)}: {line(happening, sight)}"
    step = _next(sight, happening)
    shown = f"{words}\n{step}" if step else words
    buttons = ActionsBlock(elements=[button("See it", SEE, sight.ref), tell_me_less()])
    return Message(clip(words.replace("\n> ", " "), 3000), [forms.words(clip(shown, 2900)), buttons])


def thread_line(sight: Sight, happening: Happening) -> Message:
    """One line of the card's timeline."""
    words = clip(line(happening, sight), 2900)
    return Message(words, [forms.words(words)])


def uncovered(sight: Sight) -> Message:
    """Tell the hub that nobody covers a region's segment and motion."""
    deal = sight.deal
    person = named(sight.assignee.name) if sight.assignee else "nobody"
    words = (
        f":rotating_light: Nobody covers {named(sight.region.name)}, {named(sight.segment)}, {named(sight.motion)}. "
        f"{name(sight)} went to {person}. Add a specialist or a lead for {escape(deal.region)} to the playbook's "
        "people and apply it; until then anybody of the hub can take it."
    )
    return Message(words, [forms.words(clip(words, 2900)), _see(sight)])


def _see(sight: Sight) -> ActionsBlock:
    return ActionsBlock(elements=[button("See it", SEE, sight.ref)])


def _next(sight: Sight, happening: Happening) -> str:
    """Say what follows for the submitter or the desk."""
    match happening.event.action.removeprefix("deal."):
        case Move.APPROVE:
            return YOURS
        case Move.DECLINE:
            if sight.appealable:
                return "Is there something nobody knew? Open it and appeal, once; somebody neutral then rules."
            return "You can register again when that has changed; a new registration starts fresh."
        case Move.TAKE | Move.REASSIGN:
            return f"{promise(sight)}." if promise(sight) else ""
        case Move.CLIMB | Move.APPEAL:
            return tier(sight)
        case "contested":
            return "What should the desk know before it rules? Open it and add it; your own due times stay as they are."
        case Move.ANSWER:
            return f"It is in your court again. {due(sight)}."
        case Move.CLOSE:
            return f"To go on, register it again with the answer in it: `/deal {escape(sight.deal.domain)}`."
        case Move.EXPIRE:
            return "Still working on it? Register it again."
        case _:
            return ""
