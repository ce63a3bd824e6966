"""May I work this account? The verdict in one line, the rule it rests on, and what to do next."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from desk.rules.checks import Checked
from desk.watching import Freed
from policy.conflicts import Clearance, Finding, Kind, sentence
from policy.preflight import Light
from policy.words import listed
from views import Message, forms
from views.deal_messages import SEE
from views.rule_answers import SHOW, button
from views.rule_words import difference, narrower, source
from views.text import clip, escape, named, on, typed

REGISTER, WATCH, ASK, ESCALATE = "account.register", "account.watch", "account.ask", "account.escalate"
SHARE = "account.share"
_MARKS = {
    Light.GO: ":large_green_circle:",
    Light.YOURS: ":large_green_circle:",
    Light.TAKEN: ":red_circle:",
    Light.TALK: ":large_yellow_circle:",
    Light.PARTLY: ":large_yellow_circle:",
    Light.WAIT: ":red_circle:",
}


def checked(it: Checked) -> Message:
    """What stands on an account, for whoever looks at it."""
    blocks = _told(it)
    if it.watching:
        blocks.append(
            forms.small(f"You will hear from me when {typed(it.domain, 100)} is free in {escape(it.region.code)}.")
        )
    share = button("Share here", SHARE, str(it.lookup.id))
    blocks.append(ActionsBlock(elements=[*_next(it), share, button("Whole rule", SHOW, it.answer.rule.id)]))
    return Message(_gist(it), blocks)


def shared(it: Checked, by: str) -> Message:
    """What stands on an account, for everybody in a channel, with who looked at it. `it` is what anybody may know."""
    looked = f"{named(by)} looked at {typed(it.domain, 100)} in {escape(it.region.code)}"
    return Message(_gist(it), [forms.small(looked), *_told(it)])


def _told(it: Checked) -> list[Block]:
    """The verdict first, then what else was found, then the rule that it rests on."""
    head = f"{_MARKS[it.verdict.light]} {_verdict(it)}"
    said = [sentence(finding, it.domain, it.clearance) for finding in it.findings[:5] if not _is_said(finding, it)]
    blocks: list[Block] = [forms.words(clip("\n".join([head, *map(escape, said)]), 2900))]
    blocks.append(forms.small(clip(source(it.answer), 1900)))
    blocks += [forms.small(clip(line, 1900)) for line in (difference(it.answer), narrower(it.answer)) if line]
    return blocks


def _gist(it: Checked) -> str:
    return clip(_verdict(it).replace("*", ""), 3000)


def _is_said(finding: Finding, it: Checked) -> bool:
    """Say whether the verdict says all that this reader may know of a finding."""
    if it.verdict.light is Light.TAKEN:
        return finding is it.verdict.finding
    looks_alike = finding.kind in (Kind.SIMILAR_NAME, Kind.LOOKALIKE)
    told = finding is it.verdict.finding or any(finding is one for one in it.verdict.held.values())
    return told and it.clearance is Clearance.NONE and not looks_alike


def _verdict(it: Checked) -> str:
    finding, domain = it.verdict.finding, typed(it.domain, 100)
    where = escape(it.region.code)
    other = finding.other if finding else None
    match it.verdict.light:
        case Light.GO:
            return f"*Go ahead.* Nobody holds {domain} in {where}."
        case Light.YOURS:
            ref = f"DR-{other.number}" if other else "your registration"
            return f"*It is yours.* {domain} is registered in {where} as {ref}."
        case Light.TAKEN:
            state = f"protected until {on(other.protected_until)}" if other and other.protected_until else "not decided"
            ref = f"DR-{other.number}" if other else "a registration"
            partner = named(it.partner.name) if it.partner else "That partner"
            return f"*{partner} has it already:* {ref} by {named(it.holder)}, {state}."
        case Light.PARTLY:
            return f"*{_free(it)}; {_held(it)}.* Somebody else registered {domain} in {where}."
        case Light.WAIT if len(set(map(id, it.verdict.held.values()))) > 1:
            return f"*Not yet: {_held(it)}.* Others registered {domain} in {where}."
        case Light.WAIT if other and other.protected_until:
            return f"*{_when(finding)}.* Another registration of {domain} is protected in {where}."
        case Light.WAIT:
            return f"*{_when(finding)}.* {domain} came first for somebody else in {where}."
        case _:
            return _talk(it)


def _when(finding: Finding | None) -> str:
    """Say when what another registration holds may be free: the day after its last protected one."""
    other = finding.other if finding else None
    if other and other.protected_until:
        return f"Not before {on(other.protected_until + timedelta(days=1))}"
    return "Not while another registration is being decided"


def _held(it: Checked) -> str:
    """Name the products that others hold, each with when it may be free."""
    by_when: dict[str, list[str]] = {}
    for product, finding in it.verdict.held.items():
        by_when.setdefault(_when(finding), []).append(product)
    return ", ".join(f"{_products(it, those)} {when[0].lower()}{when[1:]}" for when, those in by_when.items())


def _free(it: Checked) -> str:
    return f"{_products(it, it.verdict.free)} {'is' if len(it.verdict.free) == 1 else 'are'} free"


def _products(it: Checked, codes: Sequence[str]) -> str:
    names = [named(it.answer.standards.label("product", code)) for code in codes]
    return listed([*names[:5], f"{len(names) - 5} more"] if len(names) > 5 else names)


def _talk(it: Checked) -> str:
    finding, domain = it.verdict.finding, typed(it.domain, 100)
    account = finding.account if finding else None
    keeper = it.answer.keepers[0] if it.answer.keepers else "the hub"
    who = named(account.owner) if account and account.owner else named(keeper)
    match finding.kind if finding else None:
        case Kind.CUSTOMER:
            return (
                f"*Talk to {who} first.* {domain} is our customer; a partner can lead an expansion there, nothing new."
            )
        case Kind.OPEN_OPPORTUNITY:
            return f"*Talk to {who} first.* We have an open opportunity at {domain}."
        case Kind.NAMED_ACCOUNT:
            return f"*Talk to {who} first.* {domain} is a named account."
        case Kind.OWN_CONTACT:
            return f"*Talk to {who} first.* Our own team was in contact with {domain} lately."
    return f"*Talk to {named(keeper)} first.* A person has to look at {domain}."


def _next(it: Checked) -> list[ButtonElement]:
    """Return what can be done next, the likely one first."""
    lookup, light = str(it.lookup.id), it.verdict.light
    other = it.verdict.finding.other if it.verdict.finding else None
    escalate = button("Escalate…", ESCALATE, lookup)
    if light is Light.GO:
        return [button("Register it", REGISTER, lookup, style="primary")]
    if light is Light.YOURS:
        return [button("See it", SEE, f"DR-{other.number}")] if other and other.number else []
    if light is Light.TALK:
        return [button("Register anyway…", REGISTER, lookup), button("Ask someone", ASK, lookup), escalate]
    if light is Light.TAKEN:
        see = [button("See it", SEE, f"DR-{other.number}")] if other and other.number else []
        return [*see, button("Ask someone", ASK, lookup)]
    partly = light is Light.PARTLY
    free = [button("Register what is free…", REGISTER, lookup, style="primary")] if partly else []
    watch = [] if it.watching else [button("Watch it", WATCH, lookup, style=None if partly else "primary")]
    return [*free, *watch, button("Ask someone", ASK, lookup), escalate]


def freed(it: Freed) -> Message:
    """Tell somebody who waited that an account is free."""
    words = (
        f":large_green_circle: *{typed(it.domain, 100)} is free in {named(it.region)}.* You asked me to tell you. The "
        f"first complete registration has it now ({escape(it.rule)})."
    )
    blocks: list[Block] = [forms.words(clip(words, 2900))]
    blocks.append(ActionsBlock(elements=[button("Register it", REGISTER, str(it.lookup.id), style="primary")]))
    return Message(clip(words, 3000), blocks)
