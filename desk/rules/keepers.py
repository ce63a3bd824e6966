"""Who keeps a rule: the person it names, or whoever holds the role it names in the region of the one who asks."""

from sqlmodel import col, select

from desk import people
from policy.permissions import Role
from policy.roe import Rule
from store import Work
from store.models import Person, RoleGrant


def of(work: Work, rule: Rule | None, region: str) -> list[Person]:
    """Return who answers for a rule in a region, the likeliest first; the hub's people when nobody else does."""
    owner = rule.owner if rule else Role.HUB.value
    if owner == Role.HUB:
        return people.hub(work)
    if owner == Role.LEAD:
        return people.leads(work, region)
    if owner in (Role.LEADER, Role.SPECIALIST):
        return _holding(work, Role(owner), region) or people.leads(work, region)
    same = Person.email if "@" in owner else Person.slack_id
    named = work.exec(select(Person).where(same == owner, Person.active)).all()
    return list(named) or people.hub(work)


def _holding(work: Work, role: Role, region: str) -> list[Person]:
    rows = work.exec(
        select(Person)
        .join(RoleGrant)
        .where(
            RoleGrant.role == role,
            col(RoleGrant.region).is_(None) | (col(RoleGrant.region) == region),
            Person.active,
        )
        .distinct()
        .order_by(col(Person.name))
    )
    return list(rows)
