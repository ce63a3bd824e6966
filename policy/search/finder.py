"""Finds the rules that answer a question, as they govern for the one who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from policy.roe import Rule, Rulebook, Rules, code_order
from policy.search.index import Found, Index
from policy.search.words import words

WEIGHTS = {"title": 4.0, "answer": 2.0, "reasons": 2.0, "topic": 1.0, "scope": 1.0, "text": 1.0}
_OVERRIDDEN = 0.9  # what it counts that only the overridden standard says it
_ENOUGH = 0.3  # the part of a question that a rule has to answer, to be an answer at all
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Labels:
    """What people call the codes in the rules: topics, regions, segments, motions, and reasons to decline by rule."""

    topics: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    motions: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that answers a question, and how well."""

    rule: Rule
    score: float
    cover: float


class Finder:
    """Searches one set of rules. What it needs for a day it makes when first asked, and keeps."""

    def __init__(self, rules: Rules, labels: Labels) -> None:
        self._rules, self._labels = rules, labels
        self._days: dict[date, _Shelf] = {}

    def find(self, question: str, *, region: str, on: date, limit: int = 5) -> list[Hit]:
        """Return the rules that answer `question` best, one a code, as they govern in `region` on that day.

        A rule for a segment or a motion is among them only when the question names that.
        """
        shelf = self._shelf(on)
        segment = _named(question, self._labels.segments)
        motion = _named(question, self._labels.motions)
        asked, holding = shelf.index.asked(question), shelf.open_to(region, segment, motion)
        best: dict[str, Hit] = {}
        for one in shelf.index.search(asked, holding, limit=_LOOKED_AT):
            hit = self._governing(shelf.rules[one.place], one, region=region, on=on)
            known = best.get(hit.rule.code)
            if hit.cover >= _ENOUGH and (known is None or hit.score > known.score):
                best[hit.rule.code] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, code_order(hit.rule.code)))[:limit]

    def _governing(self, rule: Rule, found: Found, *, region: str, on: date) -> Hit:
        """Return the rule that governs where this one was found: it may be overridden."""
        book = Rulebook(self._rules, region=region, on=on, segment=rule.segment, motion=rule.motion)
        governing = book[rule.code]
        share = 1.0 if governing is rule else _OVERRIDDEN
        return Hit(governing, found.score * share, found.cover * share)

    def _shelf(self, on: date) -> "_Shelf":
        """Return the rules of a day with their index. Two who need the same at once both make it: nothing is lost."""
        shelf = self._days.get(on)
        if shelf is None:
            rules = [rule for code in self._rules.codes for rule in self._rules.in_force(code, on)]
            same = next((other for other in list(self._days.values()) if other.rules == rules), None)
            shelf = same or _Shelf(rules, Index([self._document(rule) for rule in rules], WEIGHTS))
            if len(self._days) > 3:  # as many dates as there are at a time, all around the world
                self._days = {}
            self._days[on] = shelf
        return shelf

    def _document(self, rule: Rule) -> dict[str, str]:
        labels = self._labels
        scope = (
            labels.regions.get(rule.region, rule.region),
            labels.segments.get(rule.segment, rule.segment),
            labels.motions.get(rule.motion, rule.motion),
        )
        return {
            "title": rule.title,
            "answer": rule.short,
            "reasons": " / ".join(labels.reasons.get(rule.code, ())),
            "topic": labels.topics.get(rule.topic, rule.topic),
            "scope": " ".join((rule.region, *scope)),
            "text": rule.prose,
        }


class _Shelf:
    """The rules of one day with their index."""

    def __init__(self, rules: list[Rule], index: Index) -> None:
        self.rules, self.index = rules, index
        self._open: dict[tuple[str, str, str], bytes] = {}

    def open_to(self, *case: str) -> bytes:
        """Return a byte for each rule: whether it can hold in this region, for this segment and motion."""
        key = (case[0], case[1], case[2])
        if key not in self._open:
            self._open[key] = bytes(
                all(named in ("", asked) for named, asked in zip(rule.scope, case, strict=True)) for rule in self.rules
            )
        return self._open[key]


def _named(question: str, labels: Mapping[str, str]) -> str:
    """Return the code of the segment or motion that the question names, if any."""
    said = f" {' '.join(words(question))} "
    for code, label in labels.items():
        if any(f" {' '.join(words(name))} " in said for name in (code, label)):
            return code
    return ""
