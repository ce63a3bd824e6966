"""Rules of engagement as parameters: which version governs where, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. `region` is empty for the global standard."""

    code: str
    version: int
    title: str
    region: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    effective_on: date = date.min

    @property
    def id(self) -> str:
        """Return `ROE-3`, or `ROE-3.EMEA` for a regional override."""
        return f"{self.code}.{self.region}" if self.region else self.code

    @property
    def name(self) -> str:
        """Return the rule as people quote it: `ROE-3 v2`."""
        return f"{self.id} v{self.version}"


class Rulebook:
    """The rules in force in one region on one day: the regional override where there is one, else the standard."""

    def __init__(self, rules: Iterable[Rule], *, region: str, on: date) -> None:
        self._rules: dict[str, Rule] = {}
        for rule in rules:
            if rule.effective_on > on or rule.region not in ("", region):
                continue
            best = self._rules.get(rule.code)
            if best is None or (rule.region != "", rule.version) > (best.region != "", best.version):
                self._rules[rule.code] = rule

    def __getitem__(self, code: str) -> Rule:
        """Return the governing rule. Without one in the playbook, an empty version 0 says so in the audit trail."""
        return self._rules.get(code) or Rule(code, 0, "not in the playbook")

    def number(self, code: str, parameter: str, default: int) -> int:
        value = self[code].parameters.get(parameter, default)
        return int(value)
