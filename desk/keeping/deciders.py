"""Who agrees to exceptions: the region's lead, the hub or the rule's owner, as ROE-24 says; the hub in any case."""

from datetime import datetime

from desk import people
from desk.requests import Case
from desk.rules import keepers
from desk.standards import Standards
from policy.errors import Refused
from policy.permissions import Act, Role
from policy.roe import Rule
from policy.words import listed
from store import Work
from store.models import Person, Request

LEAD, OWNER = "lead", "owner"


def of(
    work: Work, standards: Standards, rule: Rule | None, region: str, *, asked_at: datetime, not_for: int, now: datetime
) -> list[Person]:
    """Return who decides on an exception to `rule` asked for at `asked_at`, the likeliest first.

    For whoever is away there is who stands in.
    """
    match _decided_by(standards, region, asked_at):
        case "lead":
            first = people.leads(work, region)
        case "owner":
            first = keepers.of(work, rule, region)
        case _:
            first = []
    found = (*people.there(work, first, now), *people.there(work, people.hub(work), now))
    return list({person.id: person for person in found if person.id != not_for}.values())


def check(case: Case) -> None:
    """Refuse who does not decide on an exception, and say who does."""
    request, by, rule = case.request, case.by, rule_of(case.standards, case.request)
    others = of(
        case.work, case.standards, rule, request.region,
        asked_at=request.created_at, not_for=request.submitter_id, now=case.now,
    )  # fmt: skip
    if request.submitter_id != by.id and (by.id in {person.id for person in others} or _may(case, rule)):
        return
    who = listed([person.name for person in others], "or") or "an admin"
    if request.submitter_id == by.id:
        raise Refused(f"You asked for {request.ref}, so somebody else agrees to it (ROE-10): {who}.")
    first = {LEAD: f"The lead of {request.region} or the hub", OWNER: "The rule's owner or the hub"}
    decides = first.get(_decided_by(case.standards, request.region, request.created_at), "The hub")
    raise Refused(f"{decides} decides on exceptions (ROE-24): {who}.")


def rule_of(standards: Standards, request: Request) -> Rule | None:
    """Return the version of the rule that an exception is from."""
    return standards.rules.version(request.about, request.facts["version"])


def _decided_by(standards: Standards, region: str, at: datetime) -> str:
    return str(standards.rulebook(region, at)["ROE-24"].parameters.get("decided_by", LEAD))


def _may(case: Case, rule: Rule | None) -> bool:
    """Say whether somebody decides by their role or as the owner, also while somebody else stands in for them."""
    request = case.request
    if case.by.may(Act.EXCEPT, request):
        return True
    match _decided_by(case.standards, request.region, request.created_at):
        case "lead":
            return any(grant.role is Role.LEAD and grant.region in (None, request.region) for grant in case.by.grants)
        case "owner":
            return case.by.id in {person.id for person in keepers.of(case.work, rule, request.region)}
    return False
