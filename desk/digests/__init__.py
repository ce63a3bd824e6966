"""The weekly digests: who sees which, what they say now, and who wants them."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from desk import people, requests, telling
from desk.digests import counting, sending, sight
from desk.digests.files import Files, Row, Rows
from desk.digests.grace import Grace
from desk.digests.insights import Insights
from desk.digests.lines import lines_of
from desk.digests.nudges import Nudges
from desk.digests.sight import DigestSight, OpenPage, Sent
from desk.people import Member
from desk.requests import RequestSight
from desk.standards import Now, Standards, load
from policy.digest import Figures
from policy.errors import NotFound, NotSetUp, Refused, Stale
from policy.permissions import Act, may
from policy.weeks import Week
from store import Store, Work
from store.models import Card, Digest, DigestKind, Subscription

SENT_AT_MOST = 8  # digests that a page looks back over
__all__ = ["DigestSight", "Digests", "OpenPage", "Row", "Rows", "Sent"]


class Digests:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now
        self.files = Files(store, now)
        self.nudges = Nudges(store, now)
        self.grace = Grace(store, now)
        self.insights = Insights(store, now)

    def arrange(self) -> None:
        """See to it that every region's next digest is planned: at a start, and after the playbook changed."""
        with self._store.begin() as work:
            sending.arrange(work, load(work), self._now())

    def show(self, region: str | None, *, to: Member, last_week: bool = False, week: Week | None = None) -> DigestSight:
        """Return how a region's week stands now (by default this one); None is the reader's own region, "" all of them.

        Raises NotFound, NotSetUp, Refused; NotFound also of a week that has not begun.
        """
        with self._store.read() as work:
            standards, now = load(work), self._now()
            code = self._region(standards, region, to)
            _check(work, to, code)
            this = Week.at(now, sending.zone_of(work, standards, code))
            wanted = week or this.plus(-1 if last_week else 0)
            if wanted > this:
                raise NotFound(f"{wanted} has not begun. `/digest` shows {this}, `/digest last-week` the one before.")
            return look(work, standards, code, wanted, now)

    def preview(self, region: str | None, *, to: Member) -> DigestSight:
        """Return the next digest as it would be sent now. Raises NotFound, NotSetUp, Refused."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            code = self._region(standards, region, to)
            if not may(people.current(work, to).grants, Act.PREVIEW, region=code, own=False):
                raise Refused(
                    f"The next digest of {code or 'all regions'} is shown before it is sent to leads, leaders and the "
                    "hub. `/digest` shows how your region's week stands."
                )
            week = Week.at(now, sending.zone_of(work, standards, code)).plus(-1)
            over = sight.kept(work, code, week) is not None or sending.due_of(work, standards, code, week) <= now
            return look(work, standards, code, week.plus(1) if over else week, now)

    def still_open(self, subject: str, *, to: Member, page: int = 1) -> OpenPage:
        """Return a page of what is late and open now where a digest was about. Raises NotFound, Refused."""
        with self._store.read() as work:
            standards = load(work)
            region, _ = sight.parse(subject)
            _check(work, to, region)
            total = counting.late_and_open(work, region)
            pages = max(1, -(-total // sight.PAGE))
            number = min(max(1, page), pages)
            rows = counting.still_late(work, region, limit=sight.PAGE, offset=(number - 1) * sight.PAGE)
            name = region or "All regions"
            seen = lines_of(work, standards, rows, self._now())
            return OpenPage(subject, name, seen, number, pages, total)

    def sent(self, region: str, *, to: Member) -> tuple[Sent, ...]:
        """Return the last digests of a region, or of `all`, the newest first. Raises NotFound, Refused."""
        with self._store.read() as work:
            code = self._region(load(work), region, to)
            _check(work, to, code)
            kind = DigestKind.WEEKLY if code else DigestKind.ROLLUP
            rows = work.exec(
                select(Digest)
                .where(Digest.kind == kind, Digest.region == code)
                .order_by(col(Digest.period).desc())
                .limit(SENT_AT_MOST)
            ).all()
            figures = {f"digest:{code or sight.ALL}:{row.period}": Figures.of(row.content["figures"]) for row in rows}
            cards = _cards(work, figures, telling.person(to.id))
            return tuple(Sent(one, *cards.get(subject, ("", ""))) for subject, one in figures.items())

    def request(self, ref: str, *, to: Member) -> RequestSight:
        """Return a request that a line is about. Raises NotFound, Refused."""
        with self._store.read() as work:
            request = requests.find(work, ref)
            _check(work, to, request.region)
            return requests.see(work, load(work), request, self._now())

    def report(self, region: str, week: Week | None = None) -> DigestSight:
        """Return a region's digest of `week` (default: the last full one) for whoever has the command line."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            code = self._region(standards, region, None)
            week = week or Week.at(now, sending.zone_of(work, standards, code)).plus(-1)
            return look(work, standards, code, week, now)

    def post(self, region: str, week: Week | None = None) -> DigestSight:
        """Send a region's digest of `week` now. Raises Stale when it was sent already, or is not over yet."""
        with self._store.begin() as work:
            standards, now = load(work), self._now()
            code = self._region(standards, region, None)
            week = week or Week.at(now, sending.zone_of(work, standards, code)).plus(-1)
            due_at = sending.due_of(work, standards, code, week)
            if week.ends(sending.zone_of(work, standards, code)) > now:
                raise Stale(f"{week} is not over yet. Without --post the digest is printed as it stands.")
            if sending.send(work, standards, code, week, due_at=due_at, now=now) is None:
                raise Stale(f"The digest of {week} for {code or 'all regions'} was sent already. Nothing was posted.")
            return look(work, standards, code, week, now, sent_at=now)

    def subscribe(self, region: str | None, *, by: Member, wanted: bool) -> str:
        """Have a region's digest come into one's own messages as well, or no longer; return the region's code.

        Raises NotFound, NotSetUp, Refused.
        """
        with self._store.begin() as work:
            standards = load(work)
            code = self._region(standards, region, by)
            if wanted:
                _check(work, by, code)
                work.add_once(Subscription, person_id=by.id, region=code, since=self._now())
            else:
                row = work.get(Subscription, (by.id, code))
                if row:
                    work.delete(row)
            return code

    def subscriptions(self, by: Member) -> list[str]:
        with self._store.read() as work:
            mine = select(Subscription.region).where(Subscription.person_id == by.id)
            return list(work.exec(mine.order_by(col(Subscription.region))))

    def _region(self, standards: Standards, region: str | None, reader: Member | None) -> str:
        """Read a region's code as people type it. Raises NotFound, NotSetUp."""
        if region is None:
            home = reader.home_region if reader else None
            if home is None:
                raise NotSetUp("I do not know your region. Name one, for example `/digest emea`, or see `/digest all`.")
            return home
        code = region.strip().upper()
        if code in ("", sight.ALL.upper()):
            return ""
        if code not in standards.regions:
            known = ", ".join(one.code.lower() for one in standards.open_regions())
            raise NotFound(f"There is no region “{region[:40]}”. The regions are {known}; `all` is all of them.")
        return code


def look(
    work: Work, standards: Standards, region: str, week: Week, now: datetime, *, sent_at: datetime | None = None
) -> DigestSight:
    """Return a region's week as it stands now."""
    return sight.of_content(
        work, standards, sight.content(work, standards, region, week, now), region=region, week=week,
        due_at=sending.due_of(work, standards, region, week), sent_at=sent_at, now=now,
    )  # fmt: skip


def _cards(work: Work, subjects: Iterable[str], own: str) -> dict[str, tuple[str, str]]:
    """Return channel and time of each digest's message: the reader's `own`, else the one for all, nobody else's."""
    rows = work.exec(
        select(Card).where(
            col(Card.subject).in_(list(subjects)), Card.kind == telling.DIGEST, col(Card.ts).is_not(None)
        )
    ).all()
    theirs = [row for row in rows if row.audience == own or not row.audience.startswith(telling.person(0)[:-1])]
    return {
        row.subject: (row.channel or "", row.ts or "") for row in sorted(theirs, key=lambda one: one.audience == own)
    }


def _check(work: Work, who: Member, region: str) -> None:
    if may(people.current(work, who).grants, Act.SEE_DIGEST, region=region, own=False):
        return
    if region:
        raise Refused(
            f"The digest of {region} is for its deal desk, its lead, leaders and the hub. "
            "`/deal mine` lists what you submitted."
        )
    raise Refused(
        "The digest over all regions is for leaders and the hub. `/digest emea` shows one region to its desk."
    )
