"""How rules are named and compared: where they hold, who keeps them, what differs from the standard."""

from desk.rules.answers import Answer
from desk.standards import Standards
from policy.roe import Rule
from policy.wording import said
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
        f"in force {'since' if answer.in_force else 'from'} {on(rule.effective_on)}",
        f"{review} {on(rule.review_by)}" if rule.review_by else "",
    )


def standing(answer: Answer) -> str:
    """Say what holds in place of this version, or of this wider rule; empty for what governs in the region."""
    rule, current, override = answer.rule, answer.current, answer.override
    lines = []
    if not answer.in_force:
        if rule.effective_on > answer.on:
            lines.append(f":calendar: *Not in force yet.* It holds from {on(rule.effective_on)}.")
        elif current:
            since = on(current.effective_on)
            lines.append(f":warning: *Not in force any more.* Replaced by {escape(current.name)} on {since}.")
        else:
            lines.append(":warning: *Not in force any more.*")
    if override:
        instead = f"{title(override)}: {typed(override.short, 300)}"
        where = escape(override.region or answer.region)
        lines.append(f":information_source: *In {where} this holds instead:* {instead}")
    return "\n".join(lines)


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
    words = f"{'; '.join(differing)}." if differing else f"elsewhere: {typed(standard.short, 300)}"
    return f"*Differs from {escape(standard.name)}:* {words}"


def narrower(answer: Answer) -> str:
    """Name the rules that hold for a segment or a motion instead."""
    differing = [f"For {_cases(one, answer.standards)} {escape(one.id)} holds instead." for one in answer.narrower[:4]]
    return " ".join(differing)


def _cases(rule: Rule, standards: Standards) -> str:
    """Write `Enterprise customers`, `Referral deals`, `Referral deals with Enterprise customers`."""
    segment, motion = (
        named(standards.label(kind, code)) for kind, code in (("segment", rule.segment), ("motion", rule.motion))
    )
    parts = [f"{motion} deals" if motion else "", f"{segment} customers" if segment else ""]
    return " with ".join(part for part in parts if part) + (f" in {named(rule.region)}" if rule.region else "")


def _value(value: object) -> str:
    return typed(said(value), 60)
