"""The partner book: who sells with us."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sqlmodel import col, select

from desk.books.reading import BadCell, Columns, Refusal, Row, domain, name, truth
from desk.playbook.problems import choose
from policy.names import name_key
from store import Work
from store.models import Partner, Region


class PartnerBook:
    columns: ClassVar[Columns] = Columns(("id", "name"), ("tier", "region", "domain", "active"))

    def take(self, work: Work, chunk: Iterable[Row]) -> Iterator[str | Refusal]:
        rows = list(chunk)
        regions = frozenset(work.exec(select(Region.code)))
        found = work.exec(select(Partner).where(col(Partner.external_id).in_([row.cells["id"] for row in rows])))
        known = {partner.external_id: partner for partner in found}
        for row in rows:
            try:
                values = _values(row.cells, regions)
            except BadCell as bad:
                yield bad.refusal(row.line)
                continue
            partner = known.get(row.cells["id"])
            if partner is None:
                work.add(Partner(external_id=row.cells["id"], **values))
                yield "added"
            else:
                yield "changed" if change(partner, values) else "unchanged"


def change(entity: Any, values: Mapping[str, Any]) -> bool:
    """Set what differs; say whether anything did."""
    differing = {field: value for field, value in values.items() if getattr(entity, field) != value}
    for field, value in differing.items():
        setattr(entity, field, value)
    return bool(differing)


def _values(cells: Mapping[str, str], regions: frozenset[str]) -> dict[str, Any]:
    """Return what the row says about a partner. Raises BadCell."""
    values: dict[str, Any] = {"name": name(cells)}
    values["name_key"] = name_key(values["name"])
    if "tier" in cells:
        values["tier"] = cells["tier"]
    if "region" in cells:
        region = cells["region"]
        if region and region not in regions:
            raise BadCell("region", region, f"There is no region “{region}” in the playbook. {choose(region, regions)}")
        values["region"] = region or None
    if "domain" in cells:
        values["domain"] = domain("domain", cells["domain"]).key if cells["domain"] else None
    if "active" in cells:
        values["active"] = truth(cells, "active")
    return values
