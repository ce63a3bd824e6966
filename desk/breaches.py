"""Why something was late: asked of the desk after a breach, and kept on its clocks for the reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from desk import people, record, sight, sla, telling
from desk.people import Member
from desk.sla import Breach
from desk.standards import Now, Standards, load
from policy.errors import InvalidForm, NotFound, Refused
from policy.permissions import Act, may
from policy.words import number_of, reference
from store import Store, Work
from store.models import AuditEvent, Card, Choice, Escalation, Inbox, Notice, Person, Request, SlaClock

OTHER = "other"  # the reason that says nothing without a note
NOTE_AT_MOST = 500
EXPLAINED = "sla.explain"


@dataclass(frozen=True, slots=True)
class Lateness:
    """What there is to see of a subject's breaches at one moment."""

    ref: str
    title: str  # what people call it besides its reference: the customer of a deal
    region: str
    breaches: tuple[Breach, ...]
    choices: tuple[Choice, ...]  # reasons on offer

    @property
    def explained(self) -> bool:
        return all(breach.reason for breach in self.breaches)


def _customer(work: Work, ref: str) -> str:
    return sight.find(work, ref).customer


def _asked(work: Work, ref: str) -> str:
    request = work.get(Request, number_of("RQ", ref) or 0)
    return request.text if request else ""


def _matter(work: Work, ref: str) -> str:
    escalation = work.get(Escalation, number_of("ESC", ref) or 0)
    return escalation.subject if escalation else ""


# What a subject is called, by the kind of its reference; one without an entry goes by its reference alone.
TITLES: Mapping[str, Callable[[Work, str], str]] = {"DR": _customer, "ESC": _matter, "RQ": _asked}
IN_THE_CHANNEL = ("DR", "ESC")  # what has a card with a thread in its region's channel


class Breaches:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member) -> Lateness:
        """Return what was late about `ref` to somebody about to say why. Raises NotFound, Refused."""
        with self._store.read() as work:
            lateness = read(work, load(work), ref)
            _check_allowed(work, lateness, by)
            return lateness

    def explain(self, ref: str, *, by: Member, key: str, reason: str | None, note: str = "") -> Lateness:
        """Keep why `ref` was late: a `reason` of the playbook's list, with a `note` where that says too little.

        Raises NotFound, Refused, InvalidForm(reason=..., note=...).
        """
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            lateness = read(work, standards, ref)
            if not work.add_once(Inbox, key=key, at=now, subject=lateness.ref):
                return lateness
            _check_allowed(work, lateness, by)
            choice, note = _checked(lateness, reason, note)
            clocks = sla.Clocks(work, standards, lateness.ref, lateness.region)
            metrics = clocks.explain(choice.code, note, by=by.id)
            event = record.write(
                work,
                subject=lateness.ref,
                action=EXPLAINED,
                at=now,
                actor=by.id,
                rule=standards.rulebook(lateness.region, now)["ROE-11"],
                because=choice.label,
                facts={"reason": choice.code, "note": note, "metrics": metrics},
            )
            telling.refresh(work, event)
            if lateness.ref.startswith(IN_THE_CHANNEL):
                telling.tell(work, "breach.line", event, telling.region(lateness.region))
            return read(work, standards, ref)


def read(work: Work, standards: Standards, ref: str) -> Lateness:
    """Read what was late about `ref`. Raises NotFound when nothing was."""
    about = reference(ref)
    subject = f"{about[0]}-{about[1]}" if about else ref
    region = work.exec(select(SlaClock.region).where(SlaClock.subject == subject)).first()
    breaches = sla.Clocks(work, standards, subject, region or "").breaches()
    if about is None or region is None or not breaches:
        raise NotFound(f"Nothing about {ref[:40]} was late, so there is nothing to explain.")
    title = TITLES[about[0]](work, subject) if about[0] in TITLES else ""
    return Lateness(subject, title, region, breaches, standards.offered("breach_reason"))


def see(work: Work, standards: Standards, notice: Notice, now: datetime) -> Lateness | None:
    """Read what a notice about lateness is made from; None when nothing counts as late any more."""
    try:
        return read(work, standards, notice.subject)
    except NotFound:
        return None


def ask_why(work: Work, event: AuditEvent, *persons: int | None) -> None:
    """Ask the first of `persons` who is still there, once, why the subject of `event` was late, unless somebody has
    said: whoever had it, before whoever closed it.

    For use cases that close something, in their unit of work.
    """
    silent = select(SlaClock.id).where(
        SlaClock.subject == event.subject,
        col(SlaClock.breached_at).is_not(None),
        col(SlaClock.reason).is_(None),
        col(SlaClock.metric).not_in(sla.NOT_OURS),
    )
    if work.exec(silent.limit(1)).first() is None:
        return
    known = (work.get(Person, person) for person in persons if person is not None)
    whom = next((person.id for person in known if person and person.active), None)
    if whom is None or _was_asked(work, event.subject, whom):  # that card follows by itself
        return
    if whom == event.actor_id:  # their own doing, which is told to nobody: they are asked all the same
        telling.put_up(work, "breach.why", event, telling.person(whom))
    else:
        telling.show(work, "breach.why", event, telling.person(whom))


def _was_asked(work: Work, ref: str, person_id: int) -> bool:
    lane = telling.person(person_id)
    asked = select(Card.id).where(Card.subject == ref, Card.kind == "breach.why", Card.audience == lane)
    return work.exec(asked).first() is not None


def _check_allowed(work: Work, lateness: Lateness, by: Member) -> None:
    grants = people.current(work, by).grants
    if may(grants, Act.EXPLAIN, region=lateness.region, own=False) or _was_asked(work, lateness.ref, by.id):
        return
    raise Refused(
        f"Why {lateness.ref} was late is for the {lateness.region} desk, its lead, leaders and the hub to say. "
        "What you know about it helps them: add it in the card's thread."
    )


def _checked(lateness: Lateness, reason: str | None, note: str) -> tuple[Choice, str]:
    choice = next((choice for choice in lateness.choices if choice.code == reason), None)
    if choice is None:
        raise InvalidForm(reason="Choose a reason from the list; the weekly digest counts them.")
    if choice.code == OTHER and not note.strip():
        raise InvalidForm(note="Say in a sentence what it was.")
    return choice, note.strip()[:NOTE_AT_MOST]
