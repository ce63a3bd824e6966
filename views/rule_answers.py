"""What /roe answers: the rule that governs, in the reader's region, and the topics there are."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from desk.rules.answers import Answer, Found
from desk.standards import Standards
from policy.roe import Rule
from policy.search import passage
from policy.words import count, listed
from views import Message, forms, questions
from views.rule_words import difference, narrower, source, standing, title
from views.text import clip, escape, named, quote, typed

SHOW, TOPIC, HELPED, MISSED, SHARE = "roe.show", "roe.topic", "roe.helped", "roe.missed", "roe.share"
TOPICS = 40  # sections of one message
_MANY = 6  # rules that a topic's line names


def button(words: str, action: str, value: str, *, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=words, action_id=action, value=value, style=style)


def whole(answer: Answer) -> ButtonElement:
    """Open the page of the rule that answers: of this version where another one is in force."""
    return button("Whole rule", SHOW, answer.rule.id if answer.in_force else answer.rule.name)


def found(it: Found) -> Message:
    """The answer to a question, or who answers it in a rule's place."""
    if it.question is not None:
        lead = "I have asked." if it.answer else f"No rule answers “{typed(it.lookup.text, 100)}”, so I have asked."
        return questions.asked(it.question, lead)
    answer = it.answer
    if answer is None:
        words = "That rule is no longer known. `/roe` lists those that there are."
        return Message(words, [forms.words(words)])
    blocks, lookup = _told(answer, it.lookup.text), str(it.lookup.id)
    if it.others:
        others = " · ".join(f"{escape(one.id)} {typed(one.title, 60)}" for one in it.others)
        blocks.append(forms.small(clip(f"Also near: {others}", 1900)))
    share = [button("Share here", SHARE, lookup), whole(answer)]
    if it.lookup.helped:
        blocks += [forms.small("Glad it helped."), ActionsBlock(elements=share)]
    else:
        asked = [button("Yes", HELPED, lookup), button("No, ask someone", MISSED, lookup)]
        blocks += [forms.small("Did this answer it?"), ActionsBlock(elements=[*asked, *share])]
    return Message(_gist(answer), blocks)


def looked_up(it: Found) -> Message:
    """The answer as it stands in the form on a Home: as in a channel, but there is nobody to share it with."""
    answer = it.answer
    if answer is None or it.question is not None:
        return found(it)
    lookup = str(it.lookup.id)
    asked = [] if it.lookup.helped else [button("Yes", HELPED, lookup), button("No, ask someone", MISSED, lookup)]
    words = forms.small("Glad it helped." if it.lookup.helped else "Did this answer it?")
    return Message(
        _gist(answer), [*_told(answer, it.lookup.text), words, ActionsBlock(elements=[*asked, whole(answer)])]
    )


def shared(it: Found, by: str) -> Message:
    """An answer for everybody in a channel, with its source line and who asked."""
    answer = it.answer
    if answer is None:
        return found(it)
    asked = f"{named(by)} looked up “{typed(it.lookup.text, 150)}”"
    return Message(_gist(answer), [forms.small(asked), *_told(answer, it.lookup.text)])


def _told(answer: Answer, question: str) -> list[Block]:
    """The answer first, then the rule that gives it, then what it says about what was asked."""
    rule = answer.rule
    blocks: list[Block] = [forms.words(clip(f"*{typed(rule.short, 300)}*\n{source(answer)}", 2900))]
    if line := standing(answer):
        blocks.insert(0, forms.words(clip(line, 2900)))
    if said := passage(rule.prose, question):
        blocks.append(forms.words(quote(said, 1200)))
    blocks += [forms.small(clip(line, 1900)) for line in (difference(answer), narrower(answer)) if line]
    return blocks


def _gist(answer: Answer) -> str:
    return clip(f"{typed(answer.rule.short, 300)} {title(answer.rule)}", 3000)


def topics(standards: Standards, region: str, rules: Mapping[str, Sequence[Rule]]) -> Message:
    """Everything there is, by topic, as it governs in a region."""
    lead = (
        f"*Rules of engagement in {escape(region)}.*"
        if region
        else f"*Global rules:* I do not know your region. Add it: `/roe in {_example(standards)}`."
    )
    head = (
        f"{lead} Ask in your own words, `/roe how long is a deal protected`, or look at an account before you register "
        "it, `/roe check acme.com`."
    )
    blocks: list[Block] = [forms.words(head)]
    for topic, those in list(rules.items())[:TOPICS]:
        rules_there = " · ".join(f"{escape(rule.id)} {typed(rule.title, 60)}" for rule in those[:_MANY])
        more = f" and {len(those) - _MANY} more" if len(those) > _MANY else ""
        section = forms.words(clip(f"*{named(standards.label('topic', topic))}*\n{rules_there}{more}", 2900))
        section.accessory = button("Open", TOPIC, f"{region}.{topic}")
        blocks.append(section)
    return Message(f"{lead.replace('*', '')} {count(len(rules), 'topic')}.", blocks)


def _example(standards: Standards) -> str:
    return escape(next((region.code.lower() for region in standards.open_regions()), "emea"))


def usage(lead: str = "") -> Message:
    """How to use /roe."""
    words = "\n".join(
        [
            *([lead] if lead else []),
            "`/roe` the rules by topic",
            "`/roe how long is a deal protected` an answer from the rules, as they hold in your region",
            "`/roe how long is a deal protected in apac` as they hold in another one",
            "`/roe ROE-5` one rule, `/roe ROE-5 v1` as it read before",
            "`/roe check acme.com` may I work this account? `/roe check acme.com with Northwind` with this partner?",
            "`/roe exception ROE-4 acme.com` ask for an exception; `/roe propose ROE-4` propose a change of the rule",
            "`/roe drift` which regions do it otherwise, and since when (for leads and the hub)",
            "`/roe gaps` what the rules did not answer (for the hub)",
        ]
    )
    return Message(clip(words, 3000), [forms.words(clip(words, 2900))])


def usage_of(asked: str, *examples: str) -> Message:
    """How to go on after a word of /roe that says too little."""
    words = f"{asked} Write {listed([f'`{example}`' for example in examples], 'or')}. `/roe help` tells the rest."
    return Message(words, [forms.words(words)])
