"""What should change: the question that closes a region's digest. The answer goes to the hub, which has to answer it.

An insight is a request with a clock: it counts in the numbers like everything else that is owed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from desk import breaches, people, record, requests, sla, telling
from desk.alerts import Alert
from desk.digests.sight import parse
from desk.people import Member
from desk.requests import Case, RequestSight
from desk.standards import Now, Standards, load
from policy.errors import InvalidForm, NotFound, Refused
from policy.permissions import Act, may
from policy.requests import Kind, Move
from policy.weeks import Week
from store import Store, Work
from store.models import Card, Inbox, Mention, Request

ANSWER = "insight.answer"  # the clock: until the hub has answered
LIKE = "roe.question"  # whose target it takes where the playbook gives it none of its own
TEXT_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """What the form needs."""

    subject: str  # of the digest
    region: str
    week: Week
    hub: str  # who answers


class Insights:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def question(self, subject: str, *, by: Member) -> Question:
        """Return what the form about a digest needs. Raises NotFound, Refused."""
        with self._store.read() as work:
            region, week = _about(work, subject, by)
            return Question(subject, region, week, people.hub_name(work))

    def tell(self, subject: str, *, by: Member, key: str, text: str) -> str:
        """Tell the hub what should change; return the reference. Raises NotFound, Refused, InvalidForm(text=...)."""
        with self._store.begin() as work:
            now, standards = self._now(), load(work)
            region, week = _about(work, subject, by)
            if not work.add_once(Inbox, key=key, at=now):
                return work.get_one(Inbox, key).subject or ""
            if not text.strip():
                raise InvalidForm(text="Say in a sentence or two what should change.")
            request = Request(
                kind=Kind.INSIGHT, region=region, about=subject, text=text.strip()[:TEXT_AT_MOST],
                submitter_id=by.id, created_at=now, facts={"week": str(week), "owed_by": _owed_by(work, region)},
            )  # fmt: skip
            work.add(request)
            work.flush()
            record.made(work, key, request.ref)
            target = ANSWER if (ANSWER, "") in standards.targets else LIKE
            _clocks(work, standards, request).start(ANSWER, now, court="hub", actor=by.id, target=target)
            event = record.write(
                work, subject=request.ref, action="insight.tell", at=now, actor=by.id, because=request.text,
                now=request.status, facts={"digest": subject},
            )  # fmt: skip
            for card in work.exec(select(Card).where(Card.subject == subject, Card.kind == "digest.card")):
                work.add_once(Mention, card_id=card.id, subject=request.ref)
            telling.refresh(work, event)
            receipt = telling.First("insight.receipt", telling.person(by.id))
            telling.show_first(work, event, telling.First("insight.card", telling.HUB), receipt)
            return request.ref

    def to_answer(self, ref: str, *, by: Member) -> RequestSight:
        """Return an insight to somebody about to answer it. Raises NotFound, Refused, Stale."""
        with self._store.read() as work:
            request, standards = requests.find(work, ref, Kind.INSIGHT), load(work)
            _check_answers(Case(work, standards, request, people.current(work, by), self._now()))
            requests.check_open(work, request)
            return requests.see(work, standards, request, self._now())

    def answer(self, ref: str, *, by: Member, key: str, answer: str) -> None:
        """Answer it for the hub; who told is told. Raises NotFound, Refused, Stale, InvalidForm(answer=...)."""
        with requests.opened(self._store, self._now, ref, by, key, Kind.INSIGHT, check=_check_answers) as case:
            if case is None:
                return
            said = answer.strip()[:TEXT_AT_MOST]
            if not said:
                raise InvalidForm(answer="Say what will change, or why nothing does.")
            case.move(Move.ANSWER, outcome=said)
            _clocks(case.work, case.standards, case.request).stop(ANSWER, case.now, court="hub", actor=by.id)
            event = case.publish(Move.ANSWER, because=said)
            telling.tell(case.work, "insight.news", event, telling.person(case.request.submitter_id))
            breaches.ask_why(case.work, event, by.id)


def tell_due(work: Work, standards: Standards, alert: Alert, now: datetime) -> None:
    """Remind the hub that its answer is due, or late."""
    request = requests.find(work, alert.clock.subject, Kind.INSIGHT)
    event = record.write(
        work, subject=request.ref, action=f"sla.{alert.step}", at=alert.due_at, actor=None,
        rule=standards.rulebook(alert.clock.region, now)["ROE-11"], because=ANSWER,
        facts={"metric": ANSWER, "due_at": alert.clock.due_at.isoformat()},
    )  # fmt: skip
    telling.refresh(work, event)
    telling.tell(work, "insight.due", event, telling.HUB)


def _about(work: Work, subject: str, by: Member) -> tuple[str, Week]:
    """Return the region and week of a digest to somebody who may say what should change there."""
    region, week = parse(subject)
    if not region:
        raise NotFound("What should change is asked region by region. Open the digest of one.")
    if not may(people.current(work, by).grants, Act.TELL_HUB, region=region, own=False):
        raise Refused(f"What should change in {region} is for its lead, its desk and leaders to say. Tell one of them.")
    return region, week


def _owed_by(work: Work, region: str) -> str:
    """Return in whose working hours the hub answers: those of its first person."""
    first = next(iter(people.hub(work)), None)
    return (first.home_region if first else None) or region


def _clocks(work: Work, standards: Standards, request: Request) -> sla.Clocks:
    return sla.Clocks(work, standards, request.ref, str(request.facts["owed_by"]))


def _check_answers(case: Case) -> None:
    if case.by.may(Act.ANSWER_INSIGHT, case.request):
        return
    if case.request.submitter_id == case.by.id:
        raise Refused(f"You told {case.request.ref} yourself, so somebody else of the hub answers it (ROE-10).")
    raise Refused(f"The hub answers {case.request.ref}. Ask {people.hub_name(case.work)} about it.")
