"""Looking things up: one registration, lists of them, partners by the first letters."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, true
from sqlmodel import col, select

from desk import people, sight
from desk.people import Member
from desk.sight import Happening, Sight
from desk.standards import Now, Standards, load
from policy.errors import NotFound
from policy.permissions import TABLE, Act, Reach
from policy.roe import Rule, Rulebook
from policy.words import whole_number
from store import Store
from store.models import Deal, Partner

PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest first."""

    rows: tuple[tuple[Deal, Partner], ...]
    number: int  # the first page is 1
    pages: int
    total: int
    term: str | None  # what was searched for; None: what the person submitted


class Lookup:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def show(self, ref: str, *, to: Member) -> tuple[Sight, tuple[Happening, ...]]:
        """Return a registration with its history. Raises NotFound, also for what `to` may not see."""
        with self._store.read() as work:
            deal = sight.find(work, ref)
            if not sight.visible(people.current(work, to), deal):
                raise NotFound(
                    f"{deal.ref} belongs to another team in {deal.region}, so I cannot show it to you. "
                    f"{people.hub_name(work)} can tell you more."
                )
            return sight.see(work, load(work), deal, self._now()), sight.history(work, deal)

    def search(self, *, to: Member, term: str | None = None, page: int = 1) -> Page:
        """Return a page of what `to` submitted; with a `term`, of all they may see whose customer, domain or partner
        has it."""
        with self._store.read() as work:
            to = people.current(work, to)
            if term is None:
                condition: ColumnElement[bool] = col(Deal.submitter_id) == to.id
            else:
                has = f"%{literal(term)}%"
                words = or_(*(col(c).ilike(has) for c in (Deal.customer, Deal.domain, Partner.name)))
                condition = words & _visible_to(to)
            joined = col(Partner.id) == Deal.partner_id
            total = work.exec(select(func.count()).select_from(Deal).join(Partner, joined).where(condition)).one()
            pages = max(1, -(-total // PER_PAGE))
            number = min(max(1, page), pages)
            rows = work.exec(
                select(Deal, Partner)
                .join(Partner, joined)
                .where(condition)
                .order_by(col(Deal.id).desc())
                .offset((number - 1) * PER_PAGE)
                .limit(PER_PAGE)
            )
            return Page(tuple((deal, partner) for deal, partner in rows), number, pages, total, term)

    def standards(self) -> Standards:
        """Return the playbook in force."""
        with self._store.read() as work:
            return load(work)

    def rules(self, region: str, *, segment: str = "", motion: str = "") -> tuple[Rule, ...]:
        """Return the rules that govern a case in a region now; the standards for a region that there is not."""
        with self._store.read() as work:
            standards, now = load(work), self._now()
            if region in standards.regions:
                return tuple(standards.rulebook(region, now, segment=segment, motion=motion))
            return tuple(Rulebook(standards.rules, region="", on=now.date(), segment=segment, motion=motion))

    def partners(self, typed: str, *, limit: int = 20) -> list[Partner]:
        """Return active partners with `typed` in their name, those that start with it first."""
        with self._store.read() as work:
            name = col(Partner.name)
            rows = work.exec(
                select(Partner)
                .where(Partner.active, name.ilike(f"%{literal(typed)}%"))
                .order_by(name.ilike(f"{literal(typed)}%").desc(), name)
                .limit(limit)
            )
            return list(rows)

    def partner(self, partner_id: str | None) -> Partner | None:
        """Return a partner by id, None when there is none."""
        with self._store.read() as work:
            return work.get(Partner, whole_number(partner_id) or 0)


def literal(term: str) -> str:
    """Return what was typed without the characters that mean something in a LIKE pattern."""
    return "".join(character for character in " ".join(term.split()) if character not in "%_\\\0")


def _visible_to(member: Member) -> ColumnElement[bool]:
    """Translate the permission table's row for seeing into a condition, so that paging counts what is shown."""
    seen: ColumnElement[bool] = col(Deal.submitter_id) == member.id
    for grant in member.grants:
        reach = TABLE[Act.SEE].get(grant.role)
        if reach is Reach.ALL or (reach is Reach.REGION and grant.region is None):
            return true()
        seen = seen | (col(Deal.region) == grant.region if reach is Reach.REGION else false())
    return seen
