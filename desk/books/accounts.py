"""The account book: the companies we sell to, with the domains that decide about conflicts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlmodel import col, select

from desk.books.partners import change
from desk.books.reading import BadCell, Columns, Refusal, Row, day, domain, name, truth
from policy.names import is_free_mail, name_key
from store import Work
from store.models import Account, AccountDomain, Deal


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one row says. `domains` are skeletons by domain, None when the file has no such column."""

    row: Row
    values: Mapping[str, Any]
    domains: Mapping[str, str] | None

    @property
    def id(self) -> str:
        return self.row.cells["id"]


class AccountBook:
    columns: ClassVar[Columns] = Columns(
        ("id", "name"), ("domains", "owner", "customer", "named", "open_opportunity", "last_contact_on")
    )

    def __init__(self, today: date) -> None:
        self._today = today

    def take(self, work: Work, chunk: Iterable[Row]) -> Iterator[str | Refusal]:
        entries: list[_Entry] = []
        for row in chunk:
            try:
                entries.append(self._entry(row))
            except BadCell as bad:
                yield bad.refusal(row.line)
        shelf = _Shelf(work, entries)
        kept: list[tuple[_Entry, Account, bool, bool]] = []
        for entry in entries:
            try:
                kept.append((entry, *shelf.place(entry)))
            except BadCell as bad:
                yield bad.refusal(entry.row.line)
        work.flush()  # gives new accounts their ids, for their domains
        for entry, account, new, changed in kept:
            moved = shelf.set_domains(account, entry.domains)
            yield "added" if new else "changed" if changed or moved else "unchanged"

    def _entry(self, row: Row) -> _Entry:
        """Read one row. Raises BadCell."""
        cells = row.cells
        values: dict[str, Any] = {"name": name(cells)}
        values["name_key"] = name_key(values["name"])
        if "owner" in cells:
            values["owner"] = cells["owner"]
        for flag in ("customer", "named", "open_opportunity"):
            if flag in cells:
                values[flag] = truth(cells, flag)
        if "last_contact_on" in cells:
            values["last_contact_on"] = day(cells, "last_contact_on", today=self._today)
        return _Entry(row, values, _domains(cells["domains"]) if "domains" in cells else None)


class _Shelf:
    """The accounts that a chunk is about, and who has the domains it names."""

    def __init__(self, work: Work, entries: list[_Entry]) -> None:
        self._work = work
        named = {key for entry in entries for key in entry.domains or ()}
        holders = work.exec(
            select(AccountDomain.domain, Account).join(Account).where(col(AccountDomain.domain).in_(named))
        ).all()
        self._holder: dict[str, Account] = dict(holders)
        ids = [entry.id for entry in entries]
        found = work.exec(select(Account).where(col(Account.external_id).in_(ids))).all()
        self._known = {account.external_id: account for account in found}
        concerned = [account.id for account in (*found, *self._holder.values())]
        self._rows: dict[int | None, dict[str, AccountDomain]] = {}
        for row in work.exec(select(AccountDomain).where(col(AccountDomain.account_id).in_(concerned))):
            self._rows.setdefault(row.account_id, {})[row.domain] = row

    def place(self, entry: _Entry) -> tuple[Account, bool, bool]:
        """Find or make the entry's account; say whether it is new and whether it changed.

        A company that was first met in a registration becomes the entry's account, so that its deals keep it.
        Raises BadCell when another account has one of the domains.
        """
        account = self._known.get(entry.id) or self._met(entry)
        for key in entry.domains or ():
            holder = self._holder.get(key)
            if holder is not None and holder is not account:
                whose = holder.external_id or "met in a registration"
                raise BadCell("domains", key, f"{key} belongs to {holder.name} ({whose}) already.")
        new = account is None
        if account is None:
            account = Account(external_id=entry.id, **entry.values)
            self._work.add(account)
            changed = True
        else:
            changed = change(account, {"external_id": entry.id, **entry.values})
        self._known[entry.id] = account
        for key in entry.domains or ():
            self._holder[key] = account
        return account, new, changed

    def _met(self, entry: _Entry) -> Account | None:
        holders = (self._holder.get(key) for key in entry.domains or ())
        return next((holder for holder in holders if holder is not None and holder.external_id is None), None)

    def set_domains(self, account: Account, domains: Mapping[str, str] | None) -> bool:
        """Give the account exactly these domains, besides those its deals stand on; say whether any changed."""
        if domains is None or account.id is None:
            return False
        has = self._rows.setdefault(account.id, {})
        surplus = set(has) - set(domains)
        if surplus:
            surplus -= set(self._work.exec(select(Deal.domain).where(Deal.account_id == account.id)).all())
        for key in surplus:
            self._work.delete(has.pop(key))
        missing = set(domains) - set(has)
        for key in missing:
            has[key] = AccountDomain(domain=key, account_id=account.id, skeleton=domains[key])
            self._work.add(has[key])
        return bool(surplus or missing)


def _domains(cell: str) -> dict[str, str]:
    """Read websites with spaces between them. Raises BadCell."""
    found: dict[str, str] = {}
    for word in cell.split():
        read = domain("domains", word)
        if is_free_mail(read.key):
            raise BadCell(
                "domains", word, f"{read.shown} gives mailboxes to everybody. Write the company's own website."
            )
        found[read.key] = read.skeleton
    return found
