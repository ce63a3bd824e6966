"""Nudges whoever has something that is late, from the digest's line about it."""

from sqlmodel import col, select

from desk import record, telling
from desk.digests import late
from desk.people import Member
from desk.standards import Now, load
from policy.errors import NotSetUp, Refused, Stale
from policy.permissions import Act
from policy.words import moment
from store import Store, Work
from store.models import AuditEvent, Inbox, Person

NUDGED = "sla.nudge"


class Nudges:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def nudge(self, ref: str, metric: str, *, by: Member, key: str) -> str:
        """Remind whoever has the late step `metric` of `ref`; return their name.

        Raises NotFound, Refused, NotSetUp when nobody has it, Stale when it is done or they were nudged lately.
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            late.hold(work, ref, metric)
            step = late.find(work, ref, metric)
            late.check_may(work, step, by, Act.NUDGE, f"nudge about {ref}")
            if step.owner is None:
                raise NotSetUp(f"Nobody has {step.name} yet. Hand it to somebody with Reassign.")
            if not work.add_once(Inbox, key=key, at=now, subject=ref):
                return step.owner.name
            if step.owner.id == by.id:
                raise Refused(f"{step.name} is yours, so there is nobody to nudge. Open it, or ask for more time.")
            if not step.is_open:
                raise Stale(f"{step.name}: that step is done by now. Nothing was sent.")
            before = last(work, ref, metric)
            if before and now - before[0].at < late.nudge_after(standards, step, now):
                raise Stale(f"{before[1].name} nudged {step.owner.name} {moment(before[0].at)}. Give it some time.")
            facts = {"metric": metric, "to": step.owner.id, "waits_for_answer": step.waits_for_submitter}
            event = record.write(
                work, subject=ref, action=NUDGED, at=now, actor=by.id, rule=late.rule(standards, step, now),
                because=step.owner.name, facts=facts,
            )  # fmt: skip
            telling.refresh(work, event)
            telling.tell(work, "breach.nudge", event, telling.person(step.owner.id or 0))
            return step.owner.name


def last(work: Work, ref: str, metric: str) -> tuple[AuditEvent, Person] | None:
    """Return the last nudge about a step, and who nudged."""
    rows = work.exec(
        select(AuditEvent, Person)
        .join(Person, col(Person.id) == AuditEvent.actor_id)
        .where(AuditEvent.subject == ref, AuditEvent.action == NUDGED)
        .order_by(col(AuditEvent.id).desc())
    )
    return next(((event, who) for event, who in rows if event.facts.get("metric") == metric), None)
