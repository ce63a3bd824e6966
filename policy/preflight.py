"""May I work this account? What findings mean for somebody who has not registered anything yet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policy.conflicts import Finding, Kind, Level


class Light(StrEnum):
    GO = "go"  # nobody stands in the way
    YOURS = "yours"  # it is registered by whoever asks
    TAKEN = "taken"  # the partner that was named has it, for somebody else
    TALK = "talk"  # somebody has to be talked to first
    PARTLY = "partly"  # some products are held, others are free
    WAIT = "wait"  # not possible until something ends


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the finding that it rests on; none when there is nothing to say."""

    light: Light
    finding: Finding | None = None
    held: Mapping[str, Finding] = field(default_factory=dict)  # products, and what holds each
    free: tuple[str, ...] = ()  # the other products, where some are held


_WAIT = (Kind.RIVAL_PROTECTED, Kind.RIVAL_PENDING)
# In the order of their weight: an owner of ours who is named can be talked to, a likeness has to be looked at.
_TALK = (
    Kind.CUSTOMER, Kind.NAMED_ACCOUNT, Kind.OPEN_OPPORTUNITY, Kind.OWN_CONTACT, Kind.LOOKALIKE, Kind.SIMILAR_NAME,
)  # fmt: skip


def weigh(findings: Iterable[Finding], *, mine: Collection[int], products: Iterable[str]) -> Verdict:
    """Return the verdict on an account. `mine` are the numbers of the registrations of whoever asks, `products` what
    could be registered.

    That new business with a customer is ours is no reason to wait: an expansion may be possible, so one talks.
    """
    found = [finding for finding in findings if finding.level is not Level.NOTE or finding.kind is Kind.CUSTOMER]
    own = next((f for f in found if f.other and f.other.number in mine), None)
    if own:
        return Verdict(Light.YOURS, own)
    same = next((finding for finding in found if finding.kind is Kind.SAME_PARTNER), None)
    if same:
        return Verdict(Light.TAKEN, same)
    if held := _held(found):
        free = tuple(product for product in products if product not in held)
        return Verdict(Light.PARTLY if free else Light.WAIT, next(iter(held.values())), held, free)
    for kind in _TALK:
        finding = next((finding for finding in found if finding.kind is kind), None)
        if finding:
            return Verdict(Light.TALK, finding)
    disputed = next((finding for finding in found if finding.level is Level.PERSON), None)
    return Verdict(Light.TALK, disputed) if disputed else Verdict(Light.GO)


def _held(found: Collection[Finding]) -> dict[str, Finding]:
    """Return the products that others hold: those that are protected first, then those that are being decided."""
    blocking = [f for f in found if f.kind in _WAIT and f.level is Level.BLOCK and f.other]
    held: dict[str, Finding] = {}
    for finding in sorted(blocking, key=lambda finding: _WAIT.index(finding.kind)):
        for product in sorted(finding.other.products if finding.other else ()):
            held.setdefault(product, finding)
    return held
