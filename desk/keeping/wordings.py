"""A proposed wording of a rule: what a form sends, checked, and kept with the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from desk.playbook.schema import CITED
from desk.standards import Standards
from policy import wording
from policy.errors import InvalidForm, Unclear
from policy.roe import Rule, Scope
from policy.words import day, listed
from store.models import Request

ANSWER_AT_MOST, TEXT_AT_MOST, REASON_AT_MOST = 300, 2900, 1000  # a form's fields, and what a message can show


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it was typed; nothing in it is checked yet."""

    where: str | None = None  # a region's code; None for everywhere
    answer: str | None = None
    text: str | None = None
    parameters: str | None = None
    reason: str | None = None
    evidence: str | None = None
    effective_on: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A checked proposal: the rule as it would read, beside the version it was written against."""

    base: Rule
    proposed: Rule
    reason: str
    evidence: str

    @property
    def differs(self) -> bool:
        one, other = self.base, self.proposed
        return (one.answer, one.text, dict(one.parameters)) != (other.answer, other.text, dict(other.parameters))


def check(standards: Standards, base: Rule, draft: Draft, *, scope: Scope, today: date) -> Wording:
    """Return what is proposed for `scope`, where `base` holds now.

    Raises InvalidForm with a sentence for every field that needs a cure.
    """
    wrong: dict[str, str] = {}
    region = draft.where or ""
    if region and region not in {known.code for known in standards.open_regions()}:
        wrong["where"] = "Choose the region it is for, or leave it empty for everywhere."
    for name, most, words in (
        ("answer", ANSWER_AT_MOST, "Say the rule in one sentence: it is what people read first."),
        ("text", TEXT_AT_MOST, "Write the rule as it should read."),
        ("reason", REASON_AT_MOST, "Say why: the hub decides on it."),
    ):
        typed = (getattr(draft, name) or "").strip()
        if not typed:
            wrong[name] = words
        elif len(typed) > most:
            wrong[name] = f"Keep this under {most:,} characters; it has {len(typed):,}."
    parameters: Mapping[str, Any] = base.parameters
    try:
        parameters = wording.read(draft.parameters or "", base.parameters)
        _check_cited(standards, base.code, parameters)
    except Unclear as unclear:
        wrong["parameters"] = unclear.message
    effective_on = draft.effective_on or today
    if effective_on < today:
        wrong["effective_on"] = "Rules hold from today or later, never backwards: what was decided stays decided."
    if draft.review_by is None or draft.review_by <= effective_on:
        wrong["review_by"] = f"Choose the day on which this is looked at again, after {day(effective_on)}."
    if wrong:
        raise InvalidForm(**wrong)
    _, segment, motion = scope
    proposed = Rule(
        code=base.code, version=0, title=base.title, region=region, segment=segment, motion=motion,
        parameters=parameters, effective_on=effective_on, topic=base.topic, answer=(draft.answer or "").strip(),
        text=(draft.text or "").strip(), owner=base.owner, sponsor=base.sponsor, review_by=draft.review_by,
        fields=base.fields,
    )  # fmt: skip
    found = Wording(base, proposed, (draft.reason or "").strip(), (draft.evidence or "").strip()[:REASON_AT_MOST])
    if not found.differs and base.scope == proposed.scope:
        raise InvalidForm(text="This is how the rule reads now. Change the sentence, the text or a number.")
    return found


def _check_cited(standards: Standards, code: str, parameters: Mapping[str, Any]) -> None:
    """Check what the desk itself reads from a rule, as the playbook's files are checked. Raises Unclear."""
    try:
        if code in CITED:
            CITED[code].model_validate(parameters)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        name = ".".join(map(str, error["loc"]))
        raise Unclear(f"{name}: {error['msg']}. Correct that line.") from None
    motions = {choice.code for choice in standards.offered("motion")}
    unknown = [motion for motion in parameters.get("allowed_motions", ()) if motion not in motions]
    if unknown:
        raise Unclear(f"{listed(unknown)} is no motion we have. Choose from {listed(sorted(motions), 'or')}.")


def facts_of(proposed: Wording) -> dict[str, Any]:
    """Return a wording as a request keeps it."""
    rule = proposed.proposed
    return {
        "base": [proposed.base.id, proposed.base.version],
        "scope": list(rule.scope),
        "code": rule.code,
        "title": rule.title,
        "answer": rule.answer,
        "text": rule.text,
        "parameters": dict(rule.parameters),
        "effective_on": rule.effective_on.isoformat(),
        "review_by": rule.review_by.isoformat() if rule.review_by else None,
        "evidence": proposed.evidence,
    }


def kept(standards: Standards, request: Request) -> Wording:
    """Return the wording that a proposal holds."""
    facts = request.facts
    region, segment, motion = facts["scope"]
    base = standards.rules.version(*facts["base"]) or Rule(facts["code"], 0, facts["title"])
    proposed = Rule(
        code=facts["code"], version=0, title=facts["title"], region=region, segment=segment, motion=motion,
        parameters=facts["parameters"], effective_on=date.fromisoformat(facts["effective_on"]), topic=base.topic,
        answer=facts["answer"], text=facts["text"], owner=base.owner, sponsor=base.sponsor,
        review_by=date.fromisoformat(facts["review_by"]) if facts["review_by"] else None, fields=base.fields,
    )  # fmt: skip
    return Wording(base, proposed, request.text, facts["evidence"])
