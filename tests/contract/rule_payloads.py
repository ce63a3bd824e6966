"""What the bot can send about rules: answers, questions to people, looks at accounts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from desk.rules.checks import Checked
from desk.rules.questions import Gap, Gaps
from policy.conflicts import Clearance, Kind
from policy.preflight import Light, Verdict
from tests.contract.retold import Told
from tests.contract.worlds import World
from views import checks, questions, rule_answers, rule_pages


def everything(world: World) -> Iterator[Told]:
    yield from _answers(world)
    yield from _questions(world)
    yield from _checks(world)


def _answers(world: World) -> Iterator[Told]:
    desk, rep = world.desk, world.rep
    standards, region, rules = desk.answers.topics("", by=rep)
    yield "topics", rule_answers.topics, (standards, region, rules)
    yield "topics everywhere", rule_answers.topics, (standards, "", rules)
    for topic, those in rules.items():
        yield f"topic {topic}", rule_pages.topic, (standards, topic, those)
    many = [rule for those in rules.values() for rule in those] * 3
    yield "topic with many", rule_pages.topic, (standards, world.note, many)
    for name in sorted({rule.id for rule in many}):
        answer = desk.answers.look(name, by=rep)
        yield f"rule {name}", rule_pages.rule, (answer,)
        earlier = replace(answer, earlier=(answer.rule,) * 30, narrower=(answer.rule,) * 9)
        yield f"rule {name} of long standing", rule_pages.rule, (earlier,)
    for asked in ("protection window", "ROE-3", f"protection {world.note}"[:200]):
        found = desk.answers.ask(asked, by=rep, key=world.key())
        if found.answer:
            yield f"answer {asked[:12]}", rule_answers.found, (found,)
            yield f"looked up {asked[:12]}", rule_answers.looked_up, (found,)
            helped = desk.answers.helped(str(found.lookup.id), by=rep, key=world.key())
            yield f"answer {asked[:12]} that helped", rule_answers.found, (helped,)
            yield f"answer {asked[:12]} shared", rule_answers.shared, (found, rep.name)
    forgotten = replace(found, answer=None, question=None)
    yield "answer that is gone", rule_answers.found, (forgotten,)
    yield "usage of roe", rule_answers.usage, ()
    yield "usage of a word", rule_answers.usage_of, ("Which account?", "/roe check acme.com")
    yield "usage of roe with a lead", rule_answers.usage, (rule_answers.found(found).text,)


def _questions(world: World) -> Iterator[Told]:
    """Questions about a rule and about none, in every state; whatever was typed as long as it may be."""
    desk, rep, hub = world.desk, world.rep, world.hub
    text = world.texture.of(290)[:-1] if world.texture else ""  # no word that a rule has
    for about in ("rule", "nothing"):
        found = desk.answers.rule("ROE-3", by=rep, key=world.key())
        if about == "rule":
            found = desk.answers.missed(str(found.lookup.id), by=rep, key=world.key())
        else:
            found = desk.answers.ask(f"xylophone {text}", by=rep, key=world.key())
        assert found.question
        ref = found.question.ref
        yield f"asked {about}", questions.asked, (found.question, "No rule says so.")
        yield f"answer by a person {about}", rule_answers.found, (found,)
        for _ in range(3):
            desk.questions.add(ref, by=rep, key=world.key(), text=world.note)
        yield from _states(world, f"open {about}", ref)
        gaps = desk.questions.gaps(by=hub)
        many = Gap(gaps.groups[0].questions * 20, 9)
        yield f"gaps {about}", questions.gaps, (gaps,)
        yield f"many gaps {about}", questions.gaps, (Gaps((many,) * 12, 900, 450),)
        desk.questions.answer(ref, by=hub, key=world.key(), answer=world.note, change=True)
        yield from _states(world, f"answered {about}", ref)
        yield f"asked again {about}", questions.asked, (desk.questions.look(ref, by=rep), "")
    yield "no gaps", questions.gaps, (Gaps((), 0, 0),)


def _states(world: World, what: str, ref: str) -> Iterator[Told]:
    sight = world.desk.questions.look(ref, by=world.rep)
    for write in (questions.card, questions.receipt, questions.answer_form, questions.add_form, questions.late):
        yield f"question {write.__name__} {what}", write, (sight,)
    for happening in world.happenings(ref):
        for tell in (questions.news, questions.due):
            yield f"question {tell.__name__} {what} {happening.event.action}", tell, (sight, happening)


def _checks(world: World) -> Iterator[Told]:
    """Every verdict, on an account that everything speaks against."""
    desk, rep = world.desk, world.rep
    domain = world.seen[0].sight.deal.domain
    looked = desk.checks.check(f"{domain} in {world.region}", by=rep, key=world.key())
    cleared = replace(looked, clearance=Clearance.NAME, watching=True, holder=world.note[:200])
    products = tuple(choice.code for choice in looked.answer.standards.offered("product"))
    for light in Light:
        for finding in (None, *_of_each_kind(world, looked)):
            for it in (looked, cleared):
                held = dict.fromkeys(products[:-1], finding) if finding else {}
                verdict = Verdict(light, finding, held, products[-1:])
                shown = replace(it, verdict=verdict, findings=it.findings[:3])
                what = f"check {light} {finding.kind if finding else 'nothing'}"
                yield what, checks.checked, (shown,)
                yield f"{what} shared", checks.shared, (shown, rep.name)
    yield "check of all", checks.checked, (replace(cleared, findings=looked.findings * 3),)
    freed = world.freed(looked.lookup)
    yield "free", checks.freed, (freed,)


def _of_each_kind(world: World, looked: Checked) -> list[Any]:
    found = {finding.kind: finding for seen in world.seen for finding in seen.sight.findings}
    found |= {finding.kind: finding for finding in looked.findings}
    return [found[kind] for kind in Kind if kind in found]
