"""Rules of engagement: which version of which rule governs where, for whom and when.

A rule holds for a scope: everywhere (the global standard), or for a region, a segment, a motion or several of these.
Of each scope the highest version that has taken effect counts; one that is withdrawn leaves its scope to the next
wider. Among the scopes that fit a case the most specific governs:

1. the one that names more of region, segment and motion;
2. of two that name equally many, the one that names the region, then the one that names the segment.

No two scopes of a rule are alike, so this is a total order, and exactly one rule governs wherever one holds at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Scope = tuple[str, str, str]
"""Region, segment and motion; empty stands for all of them."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. Texts may name parameters: `{days}` reads as their value."""

    code: str
    version: int
    title: str
    region: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    effective_on: date = date.min
    segment: str = ""
    motion: str = ""
    topic: str = ""
    answer: str = ""  # the rule in one sentence
    text: str = ""
    owner: str = ""  # who answers questions about it: an e-mail address, a Slack id or a role
    sponsor: str = ""  # who stands up for it
    review_by: date | None = None
    fields: tuple[str, ...] = ()  # the form fields it governs: "deal.register.tender"
    published_at: datetime | None = None  # None: there from the start; what was submitted before does not meet it
    withdrawn: bool = False  # from its effective date on, its scope has no rule of its own

    @property
    def scope(self) -> Scope:
        return self.region, self.segment, self.motion

    @property
    def id(self) -> str:
        """Return `ROE-3`, `ROE-3.EMEA` for a regional override, `ROE-3.EMEA.smb` for a narrower one."""
        return ".".join(part for part in (self.code, *self.scope) if part)

    @property
    def name(self) -> str:
        """Return the rule as people quote it: `ROE-3 v2`."""
        return f"{self.id} v{self.version}"

    @property
    def short(self) -> str:
        return self.filled(self.answer)

    @property
    def prose(self) -> str:
        return self.filled(self.text)

    def filled(self, text: str) -> str:
        """Put the parameters' values where the text names them; what names none stays as it is."""
        return _PLACEHOLDER.sub(lambda found: _said(self.parameters.get(found[1]), found[0]), text)


def _said(value: Any, otherwise: str) -> str:
    match value:
        case None | bool() | dict():
            return otherwise
        case list() | tuple():
            return ", ".join(map(str, value))
        case int():
            return f"{value:,}"
    return str(value)


def specificity(scope: Scope) -> tuple[int, bool, bool, bool]:
    """Return what scopes are compared by: the greater, the more specific."""
    region, segment, motion = map(bool, scope)
    return region + segment + motion, region, segment, motion


class Rules:
    """Every version of every rule there ever was."""

    def __init__(self, versions: Iterable[Rule]) -> None:
        self._versions = tuple(versions)
        self._named = {(rule.id, rule.version): rule for rule in self._versions}
        self._scopes: dict[str, dict[Scope, list[Rule]]] = {}
        for rule in sorted(self._versions, key=lambda rule: -rule.version):
            self._scopes.setdefault(rule.code, {}).setdefault(rule.scope, []).append(rule)
        for code, scopes in self._scopes.items():
            self._scopes[code] = dict(sorted(scopes.items(), key=lambda one: specificity(one[0]), reverse=True))

        self._codes = tuple(sorted(self._scopes, key=code_order))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    @property
    def codes(self) -> tuple[str, ...]:
        return self._codes

    def version(self, id: str, number: int) -> Rule | None:
        """Return the version that a decision cites, for example ("ROE-3.EMEA", 2)."""
        return self._named.get((id, number))

    def versions(self, rule: Rule) -> tuple[Rule, ...]:
        """Return every version of the rule's scope, newest first."""
        return tuple(self._scopes.get(rule.code, {}).get(rule.scope, ()))

    def in_force(self, code: str, on: date, at: datetime | None = None) -> Iterator[Rule]:
        """Yield what holds on a day, and was published by the moment `at` of it, the most specific scope first."""
        for versions in self._scopes.get(code, {}).values():
            newest = next((rule for rule in versions if rule.effective_on <= on and _published(rule, at)), None)
            if newest and not newest.withdrawn:
                yield newest

    def instead(self, standard: Rule, on: date, at: datetime | None = None) -> tuple[Rule, ...]:
        """Return the regional rule of every region in which `standard`, which names none, governs nothing on a day."""
        found: dict[str, Rule] = {}
        for rule in self.in_force(standard.code, on, at):
            wider = all(named in ("", given) for named, given in zip(rule.scope[1:], standard.scope[1:], strict=True))
            if rule.region and wider and specificity(rule.scope) > specificity(standard.scope):
                found.setdefault(rule.region, rule)
        return tuple(found[region] for region in sorted(found))


def _published(rule: Rule, at: datetime | None) -> bool:
    return at is None or rule.published_at is None or rule.published_at <= at


class Rulebook:
    """The rules that govern one case: a region, and a segment and motion if they are known, on one day."""

    def __init__(
        self, rules: Rules, *, region: str, on: date, segment: str = "", motion: str = "", at: datetime | None = None
    ) -> None:
        self._rules, self._on, self._at = rules, on, at
        self._case = (region, segment, motion)

    def chain(self, code: str) -> tuple[Rule, ...]:
        """Return every rule of this code that fits the case: the governing one, then those it overrides."""
        return tuple(
            rule
            for rule in self._rules.in_force(code, self._on, self._at)
            if all(named in ("", given) for named, given in zip(rule.scope, self._case, strict=True))
        )

    def get(self, code: str) -> Rule | None:
        return next(iter(self.chain(code)), None)

    def __getitem__(self, code: str) -> Rule:
        """Return the governing rule. Without one in the playbook, an empty version 0 says so in the audit trail."""
        return self.get(code) or Rule(code, 0, "not in the playbook")

    def __iter__(self) -> Iterator[Rule]:
        """Yield the governing rule of every code, in the order of their numbers."""
        for code in self._rules.codes:
            if rule := self.get(code):
                yield rule

    def number(self, code: str, parameter: str, default: int) -> int:
        value = self[code].parameters.get(parameter, default)
        return int(value)


def code_order(code: str) -> tuple[str, int]:
    """Return what codes are sorted by: ROE-2 comes before ROE-10."""
    head, _, number = code.rpartition("-")
    return head, int(number) if number.isdigit() else 0
