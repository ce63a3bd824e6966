"""Questions that the rules do not answer: to whoever keeps the rule, with a clock, and into the hub's list of gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from desk import breaches, people, record, requests, sla, telling
from desk.people import Member
from desk.requests import Case, RequestSight, opened
from desk.rules import keepers
from desk.standards import Now, Standards, load
from policy.errors import InvalidForm, NotFound, Refused
from policy.permissions import Act, may
from policy.requests import Kind, Move, Status
from policy.roe import Rule
from policy.search import grouped
from store import Store, Work
from store.models import Person, Request, RuleLookup

QUESTION = "roe.question"  # the clock: until whoever keeps the rule has answered
LONGEST = {"answer": 2000, "text": 1000}
REMEMBERED = timedelta(days=90)  # how long a question counts among the gaps
GAPS = 12  # groups that are listed
_READ = 400  # questions that are compared with one another


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that are alike: how often they came, from how many people, and which of them are open still."""

    questions: tuple[Request, ...]  # the newest first
    people: int

    @property
    def open(self) -> tuple[Request, ...]:
        return tuple(question for question in self.questions if question.status is Status.OPEN)

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(sorted({question.region for question in self.questions} - {""}))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The groups that were asked most, and how many questions there are beside and in them."""

    groups: tuple[Gap, ...]
    questions: int
    open: int

    @property
    def more(self) -> int:
        """Return how many questions are in no group that is listed."""
        return self.questions - sum(len(gap.questions) for gap in self.groups)


class Questions:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def look(self, ref: str, *, by: Member) -> RequestSight:
        """Return a question to whoever may see it. Raises NotFound."""
        with self._store.read() as work:
            sight = requests.see(work, load(work), requests.find(work, ref, Kind.QUESTION), self._now())
            by = people.current(work, by)
            if by.id not in (sight.request.submitter_id, sight.request.owner_id) and not _keeps(by, sight.request):
                raise NotFound(f"{sight.ref} is between {sight.submitter.name} and whoever keeps the rule.")
            return sight

    def to_answer(self, ref: str, *, by: Member) -> RequestSight:
        """Return a question to somebody about to answer it. Raises NotFound, Refused, Stale."""
        with self._store.read() as work:
            request = requests.find(work, ref, Kind.QUESTION)
            case = Case(work, load(work), request, people.current(work, by), self._now())
            _check_answers(case)
            requests.check_open(work, request)
            return requests.see(work, case.standards, request, case.now)

    def answer(self, ref: str, *, by: Member, key: str, answer: str, change: bool = False) -> None:
        """Answer a question; the one who asked is told. `change`: a rule should say so, and the hub's list shows it.

        Raises NotFound, Refused, Stale, InvalidForm(answer=...).
        """
        if not answer.strip():
            raise InvalidForm(answer="Write the answer, in a sentence or two.")
        with opened(self._store, self._now, ref, by, key, Kind.QUESTION, check=_check_answers) as case:
            if case is None:
                return
            said = answer.strip()[: LONGEST["answer"]]
            request = case.request
            case.move(Move.ANSWER, outcome=said, facts={**request.facts, "change": change})
            _clocks(case.work, case.standards, request).stop(QUESTION, case.now, court="other", actor=by.id)
            rule = rule_of(case.standards, request)
            event = case.publish(Move.ANSWER, because=said, rule=rule, facts={"change": change})
            telling.tell(case.work, "question.news", event, telling.person(request.submitter_id))
            breaches.ask_why(case.work, event, request.owner_id, by.id)

    def add(self, ref: str, *, by: Member, key: str, text: str) -> None:
        """Add something to a question of one's own; who is to answer is told. Raises as `withdraw`, InvalidForm."""
        if not text.strip():
            raise InvalidForm(text="Write what whoever answers should know.")
        with opened(self._store, self._now, ref, by, key, Kind.QUESTION, check=_check_own) as case:
            if case is None:
                return
            requests.check_open(case.work, case.request)
            said, request = text.strip()[: LONGEST["text"]], case.request
            request.facts = {**request.facts, "added": [*request.facts.get("added", ()), said]}
            case.work.add(request)
            event = record.write(
                case.work, subject=request.ref, action="question.add", at=case.now, actor=by.id, because=said
            )
            telling.refresh(case.work, event)
            if request.owner_id and request.owner_id != by.id:
                telling.tell(case.work, "question.news", event, telling.person(request.owner_id))

    def withdraw(self, ref: str, *, by: Member, key: str) -> None:
        """Take back a question of one's own. Raises NotFound, Refused, Stale."""
        with opened(self._store, self._now, ref, by, key, Kind.QUESTION, check=_check_own) as case:
            if case is None:
                return
            case.move(Move.WITHDRAW)
            clocks = _clocks(case.work, case.standards, case.request)
            clocks.cancel_all(case.now, court="other", actor=by.id)
            event = case.publish(Move.WITHDRAW, because="no longer asked")
            breaches.ask_why(case.work, event, case.request.owner_id)

    def gaps(self, *, by: Member) -> Gaps:
        """Return what was asked in the last 90 days and no rule answered, the most asked first. Raises Refused.

        Questions that are alike come together.
        """
        with self._store.read() as work:
            by = people.current(work, by)
            if not may(by.grants, Act.SEE_GAPS, region="", own=False):
                raise Refused(
                    f"The list of open questions is the hub's. Ask {people.hub_name(work)} about one of them."
                )
            return _gaps(work, self._now())


def _gaps(work: Work, now: datetime) -> Gaps:
    counted = (
        Request.kind == Kind.QUESTION,
        Request.status != Status.WITHDRAWN,
        Request.created_at > now - REMEMBERED,
    )
    of_status = dict(
        work.exec(select(Request.status, func.count()).where(*counted).group_by(col(Request.status))).all()
    )
    rows = work.exec(select(Request).where(*counted).order_by(col(Request.id).desc()).limit(_READ)).all()
    groups = grouped([row.text for row in rows])[:GAPS]
    return Gaps(
        groups=tuple(_gap([rows[place] for place in group]) for group in groups),
        questions=sum(of_status.values()),
        open=of_status.get(Status.OPEN, 0),
    )


def _gap(rows: Sequence[Request]) -> Gap:
    return Gap(tuple(rows), len({row.submitter_id for row in rows}))


def ask(
    work: Work,
    standards: Standards,
    text: str,
    rule: Rule | None,
    region: str,
    *,
    by: Member,
    now: datetime,
    lookup: RuleLookup,
) -> RequestSight:
    """Make a question of what somebody looked up; one of theirs that is open and says the same is taken instead."""
    known = work.get(Request, lookup.request_id or 0) or _same(work, text, rule, by)
    if known is None:
        known = _new(work, standards, text, rule, region, by=by, now=now)
    lookup.request_id = known.id
    work.add(lookup)
    return requests.see(work, standards, known, now)


def _same(work: Work, text: str, rule: Rule | None, by: Member) -> Request | None:
    return work.exec(
        select(Request).where(
            Request.kind == Kind.QUESTION,
            Request.status == Status.OPEN,
            Request.submitter_id == by.id,
            Request.about == (rule.id if rule else ""),
            Request.text == text,
        )
    ).first()


def _new(
    work: Work, standards: Standards, text: str, rule: Rule | None, region: str, *, by: Member, now: datetime
) -> Request:
    able = people.there(work, keepers.of(work, rule, region), now)
    keeper = next((person for person in able if person.id != by.id), None)
    owed_by = (keeper.home_region if keeper else None) or region or next(r.code for r in standards.open_regions())
    request = Request(
        kind=Kind.QUESTION,
        region=region,
        about=rule.id if rule else "",
        text=text,
        submitter_id=by.id,
        owner_id=keeper.id if keeper else None,
        created_at=now,
        facts={"version": rule.version if rule else 0, "owed_by": owed_by},
    )
    work.add(request)
    work.flush()
    _clocks(work, standards, request).start(QUESTION, now, court="hub" if rule is None else "lead", actor=by.id)
    event = record.write(
        work, subject=request.ref, action="question.ask", at=now, actor=by.id, rule=rule, because=text, now=Status.OPEN
    )
    lane = telling.person(keeper.id or 0) if keeper else telling.HUB
    receipt = telling.First("question.receipt", telling.person(by.id))
    telling.show_first(work, event, telling.First("question.card", lane), receipt)
    return request


def rule_of(standards: Standards, request: Request) -> Rule | None:
    """Return the version of the rule that a question is about."""
    return standards.rules.version(request.about, int(request.facts.get("version", 0)))


def _clocks(work: Work, standards: Standards, request: Request) -> sla.Clocks:
    return sla.Clocks(work, standards, request.ref, str(request.facts["owed_by"]))


def _keeps(by: Member, request: Request) -> bool:
    """Say whether somebody answers questions there by their role."""
    return may(by.grants, Act.ANSWER_RULE, region=request.region, own=request.submitter_id == by.id)


def _check_answers(case: Case) -> None:
    request, by = case.request, case.by
    if request.submitter_id == by.id:
        raise Refused(f"You asked {request.ref} yourself, so somebody else answers it.")
    if request.owner_id == by.id or _keeps(by, request):
        return
    owner = case.work.get(Person, request.owner_id or 0)
    raise Refused(f"{owner.name if owner else 'The hub'} answers {request.ref}. Tell them what you know about it.")


def _check_own(case: Case) -> None:
    if case.request.submitter_id != case.by.id:
        asker = case.work.get_one(Person, case.request.submitter_id)
        raise Refused(f"Only {asker.name}, who asked {case.request.ref}, can do that.")
