"""May I work this account? What findings mean for somebody who has not registered anything yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from policy.conflicts import Finding, Kind, Level


class Light(StrEnum):
    GO = "go"  # nobody stands in the way
    YOURS = "yours"  # it is registered by whoever asks, or for their partner
    TALK = "talk"  # somebody has to be talked to first
    WAIT = "wait"  # not possible until something ends


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the finding that it rests on; none when there is nothing to say."""

    light: Light
    finding: Finding | None = None


_WAIT = (Kind.RIVAL_PROTECTED, Kind.RIVAL_PENDING)
# In the order of their weight: an owner of ours who is named can be talked to, a likeness has to be looked at.
_TALK = (
    Kind.CUSTOMER, Kind.NAMED_ACCOUNT, Kind.OPEN_OPPORTUNITY, Kind.OWN_CONTACT, Kind.LOOKALIKE, Kind.SIMILAR_NAME,
)  # fmt: skip


def weigh(findings: Iterable[Finding], *, mine: Collection[int]) -> Verdict:
    """Return the verdict on an account. `mine` are the numbers of the registrations of whoever asks.

    That new business with a customer is ours is no reason to wait: an expansion may be possible, so one talks.
    """
    found = [finding for finding in findings if finding.level is not Level.NOTE or finding.kind is Kind.CUSTOMER]
    own = next((f for f in found if f.kind is Kind.SAME_PARTNER or (f.other and f.other.number in mine)), None)
    if own:
        return Verdict(Light.YOURS, own)
    for kinds, light in ((_WAIT, Light.WAIT), (_TALK, Light.TALK)):
        for kind in kinds:
            finding = next((finding for finding in found if finding.kind is kind), None)
            if finding and (light is Light.TALK or finding.level is Level.BLOCK):
                return Verdict(light, finding)
    disputed = next((finding for finding in found if finding.level is Level.PERSON), None)
    return Verdict(Light.TALK, disputed) if disputed else Verdict(Light.GO)
