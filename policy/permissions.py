"""Who may do what, where: one table, default deny.

A grant is a role with the region it holds for (None: everywhere). Roles are as in the operating model: reps sell,
specialists and leads are the spokes of a region, the hub is the central core, leaders read, admins run the tool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REP = "rep"
    SPECIALIST = "specialist"
    LEAD = "lead"
    LEADER = "leader"
    HUB = "hub"
    ADMIN = "admin"


class Act(StrEnum):
    REGISTER = "deal.register"
    SEE = "deal.see"
    SEE_RIVALS = "deal.see_rivals"  # the name of another partner on the same account
    DECIDE = "deal.decide"  # take, approve, decline, ask
    WITHDRAW = "deal.withdraw"
    ANSWER = "deal.answer"
    COMMENT = "deal.comment"
    ESCALATE = "escalation.raise"
    SEE_ESCALATION = "escalation.see"
    HANDLE = "escalation.handle"  # acknowledge, take over, hand on, ask, resolve, snooze
    SUPPLY = "escalation.answer"  # what the one who handles it asks for
    REOPEN = "escalation.reopen"
    TAKE_BACK = "escalation.withdraw"
    ADD = "escalation.add"  # remarks, people, the deal it is about
    PROPOSE = "rule.propose"
    EXCEPT = "rule.except"  # agree to an exception, whoever else ROE-24 says
    PUBLISH = "rule.publish"  # decide on a proposed rule, see who has read it
    APPEAL = "deal.appeal"
    KEEP = "deal.keep"  # keep a protection alive: tell what happened, ask for more time
    ANSWER_RULE = "question.answer"  # answer what the rules do not
    SEE_GAPS = "question.gaps"  # what was asked and no rule answered
    SEND_AWAY = "absence.set"  # say that somebody of a region is away
    EXPLAIN = "breach.explain"  # say why something was late
    NUDGE = "breach.nudge"  # remind whoever has something late
    PLEAD = "breach.plead"  # ask for more time for what is late, or that its breach be waived
    GRANT = "breach.grant"  # agree to that
    TELL_HUB = "insight.tell"  # what should change
    ANSWER_INSIGHT = "insight.answer"
    PREVIEW = "digest.preview"  # the next digest, before it is sent
    SEE_DIGEST = "digest.see"  # of a region; without one, over all regions


class Reach(StrEnum):
    OWN = "own"  # only what this person submitted
    REGION = "region"  # what lies in a region the role is held for
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    region: str | None = None
    segment: str | None = None
    motion: str | None = None


TABLE: dict[Act, dict[Role, Reach]] = {
    Act.REGISTER: dict.fromkeys(Role, Reach.ALL),
    Act.SEE: {
        Role.REP: Reach.OWN,
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.SEE_RIVALS: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.DECIDE: {Role.SPECIALIST: Reach.REGION, Role.LEAD: Reach.REGION, Role.HUB: Reach.ALL},
    Act.WITHDRAW: dict.fromkeys(Role, Reach.OWN),
    Act.ANSWER: dict.fromkeys(Role, Reach.OWN),
    Act.COMMENT: {
        Role.REP: Reach.OWN,
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.ESCALATE: dict.fromkeys(Role, Reach.ALL),
    Act.SEE_ESCALATION: {
        Role.REP: Reach.OWN,
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.SEE_DIGEST: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.HANDLE: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.SUPPLY: dict.fromkeys(Role, Reach.OWN),
    Act.REOPEN: dict.fromkeys(Role, Reach.OWN),
    Act.TAKE_BACK: dict.fromkeys(Role, Reach.OWN),
    Act.ADD: {
        Role.REP: Reach.OWN,
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.PROPOSE: {Role.SPECIALIST: Reach.ALL, Role.LEAD: Reach.ALL, Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.EXCEPT: {Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.PUBLISH: {Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.APPEAL: dict.fromkeys(Role, Reach.OWN),
    Act.KEEP: dict.fromkeys(Role, Reach.OWN),
    Act.ANSWER_RULE: {Role.SPECIALIST: Reach.REGION, Role.LEAD: Reach.REGION, Role.HUB: Reach.ALL},
    Act.SEE_GAPS: {Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.SEND_AWAY: {Role.LEAD: Reach.REGION, Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.EXPLAIN: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.NUDGE: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
        Role.ADMIN: Reach.ALL,
    },
    Act.PLEAD: {
        Role.SPECIALIST: Reach.REGION,
        Role.LEAD: Reach.REGION,
        Role.LEADER: Reach.REGION,
        Role.HUB: Reach.ALL,
    },
    Act.TELL_HUB: {Role.SPECIALIST: Reach.REGION, Role.LEAD: Reach.REGION, Role.LEADER: Reach.REGION},
    Act.ANSWER_INSIGHT: {Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.PREVIEW: {Role.LEAD: Reach.REGION, Role.LEADER: Reach.REGION, Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
    Act.GRANT: {Role.LEAD: Reach.REGION, Role.LEADER: Reach.REGION, Role.HUB: Reach.ALL, Role.ADMIN: Reach.ALL},
}

# Nobody rules on what they submitted themselves, whatever their role (separation of duties, ROE-10).
NEVER_ON_OWN = frozenset({Act.DECIDE, Act.HANDLE, Act.EXCEPT, Act.PUBLISH, Act.GRANT, Act.ANSWER_INSIGHT})


def may(grants: Iterable[Grant], act: Act, *, region: str, own: bool) -> bool:
    """Say whether somebody holding `grants` may `act` on a thing in `region` that is their `own` or not.

    Everybody counts as a rep as well: whoever can open the form can submit.
    """
    if own and act in NEVER_ON_OWN:
        return False
    row = TABLE[act]
    for grant in (*grants, Grant(Role.REP)):
        reach = row.get(grant.role)
        if reach is Reach.ALL or (reach is Reach.OWN and own):
            return True
        if reach is Reach.REGION and grant.region in (None, region):
            return True
    return False
