"""How rules are named and compared: where they hold, who keeps them, what differs from the standard."""

from desk.rules.answers import Answer
from desk.standards import Standards
from policy.roe import Rule
from policy.words import listed
from views.text import dotted, escape, named, on, typed


def title(rule: Rule, limit: int = 150) -> str:
    """Write `ROE-3.EMEA v1, Protection window`."""
    return f"{escape(rule.name)}, {typed(rule.title, limit)}"


def scope(rule: Rule, standards: Standards) -> str:
    """Say where a rule holds."""
    parts = [
        rule.region,
        standards.label("segment", rule.segment) if rule.segment else "",
        standards.label("motion", rule.motion) if rule.motion else "",
    ]
    return ", ".join(named(part) for part in parts if part) or "global"


def source(answer: Answer) -> str:
    """The line that says where an answer comes from."""
    rule = answer.rule
    overdue = rule.review_by is not None and rule.review_by < answer.on
    review = ("review overdue since" if overdue else "review by") if rule.review_by else ""
    return dotted(
        f"{title(rule)} ({scope(rule, answer.standards)})",
        f"kept by {listed([named(name) for name in answer.keepers], 'or')}" if answer.keepers else "",
        f"in force since {on(rule.effective_on)}",
        f"{review} {on(rule.review_by)}" if rule.review_by else "",
    )


def difference(answer: Answer) -> str:
    """Say in a line what differs from the standard; empty when this is the standard."""
    standard, rule = answer.standard, answer.rule
    if standard is None:
        return ""
    differing = [
        f"{typed(name.replace('_', ' '), 40)} {_value(value)}, not {_value(standard.parameters[name])}"
        for name, value in rule.parameters.items()
        if name in standard.parameters and standard.parameters[name] != value
    ]
    said = f"{'; '.join(differing)}." if differing else f"elsewhere: {typed(standard.short, 300)}"
    return f"*Differs from {escape(standard.name)}:* {said}"


def narrower(answer: Answer) -> str:
    """Name the rules that hold for a segment or a motion instead."""
    differing = [f"{escape(rule.id)} for {scope(rule, answer.standards)}" for rule in answer.narrower[:4]]
    return f"Something else holds by {listed(differing)}." if differing else ""


def _value(value: object) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return typed(shown, 60)
