"""Writes the playbook in force back into files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from desk.playbook import toml
from desk.playbook.frontmatter import dumps
from desk.playbook.reading import PAGES
from desk.playbook.rows import KINDS
from desk.playbook.schema import Week
from desk.playbook.values import write_hours
from policy.errors import DeskError
from policy.permissions import Role
from store import Work
from store.models import (
    BusinessDay,
    BusinessHours,
    Choice,
    Company,
    Person,
    Region,
    RegionalCalendar,
    RoleGrant,
    RuleVersion,
    SlaTarget,
)

Page = dict[str, Any]

_ABOUT = {
    "company": "Who we are.",
    "regions": "The regions we sell in, in the order in which forms offer them.",
    "calendars": (
        "When each desk works. Public holidays are written out as they were when the playbook was applied;\n"
        '# add a line such as country = "DE" to a calendar to have those of later years looked up.'
    ),
    "choices": "The lists that forms offer, in this order.",
    "sla": "How long each step may take, in working hours of the region that owes the answer.",
    "people": "Who covers what.",
}


class FolderTaken(DeskError):
    """There is a playbook in that folder already. Name an empty one."""


def write(directory: Path, content: dict[str, Page], rules: Mapping[str, str]) -> None:
    """Write the pages into a folder that has none yet. Raises FolderTaken."""
    if any((directory / f"{name}.toml").exists() for name in PAGES) or (directory / "rules").exists():
        raise FolderTaken(f"There is a playbook in {directory} already. Name an empty folder.")
    directory.mkdir(parents=True, exist_ok=True)
    for name, page in content.items():
        (directory / f"{name}.toml").write_text(f"# {_ABOUT[name]}\n\n{toml.dumps(page)}", encoding="utf-8")
    (directory / "rules").mkdir()
    for name, text in rules.items():
        (directory / "rules" / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")


def pages(work: Work) -> dict[str, Page]:
    """Return what is in force as the pages of a playbook."""
    return {
        "company": _company(work),
        "regions": _regions(work),
        "calendars": {"calendar": _calendars(work)},
        "choices": _choices(work),
        "sla": _sla(work),
        "people": {"person": list(_people(work))},
    }


def _company(work: Work) -> Page:
    company = work.get(Company, 1)
    if company is None:
        raise DeskError("No playbook is in force yet, so there is nothing to write. Apply one first.")
    return {
        "name": company.name,
        "domains": company.domains,
        "hub_channel": company.hub_channel,
        "digest": {"at": company.digest_at, "head": company.digest_head, "target": company.digest_target},
        "brief": {"at": f"{company.brief_at:%H:%M}"},
    }


def _regions(work: Work) -> Page:
    regions = work.exec(select(Region).where(Region.active).order_by(col(Region.position)))
    return {
        region.code: {
            "name": region.name,
            "calendar": region.calendar,
            "currency": region.currency,
            "amounts": region.amounts.name.lower(),
            "channel": region.channel,
            "leaders_channel": region.leaders_channel,
            "digest_at": region.digest_at,
        }
        for region in regions
    }


def _calendars(work: Work) -> Page:
    found: Page = {
        row.code: {"zone": row.zone, "hours": {}, "closed": {}, "half_days": {}}
        for row in work.exec(select(RegionalCalendar).order_by(col(RegionalCalendar.code)))
    }
    weekdays = list(Week.model_fields)
    for hours in work.exec(select(BusinessHours).order_by(col(BusinessHours.weekday), col(BusinessHours.opens))):
        _append(found[hours.calendar]["hours"], weekdays[hours.weekday], hours.opens, hours.closes)
    for day in work.exec(select(BusinessDay).order_by(col(BusinessDay.on), col(BusinessDay.opens))):
        on = day.on.isoformat()
        if day.opens is None or day.closes is None:
            found[day.calendar]["closed"][on] = day.name
        else:
            short = found[day.calendar]["half_days"].setdefault(on, {"name": day.name})
            _append(short, "hours", day.opens, day.closes)
    return found


def _append(table: Page, key: str, opens: time, closes: time) -> None:
    span = write_hours(((opens, closes),))
    table[key] = f"{table[key]}, {span}" if key in table else span


def _choices(work: Work) -> Page:
    plural = {kind: name for name, kind in KINDS.items()}
    found: Page = {name: {} for name in KINDS}
    for choice in work.exec(select(Choice).where(Choice.active).order_by(col(Choice.position))):
        entry = {"label": choice.label, "rule": choice.rule} if choice.rule else choice.label
        found[plural[choice.kind]][choice.code] = entry
    return found


def _sla(work: Work) -> Page:
    found: Page = {}
    for target in work.exec(select(SlaTarget).order_by(col(SlaTarget.metric), col(SlaTarget.region))):
        hours, rest = divmod(target.minutes, 60)
        entry = {
            **({"minutes": target.minutes} if rest else {"hours": hours}),
            "around_the_clock": target.around_the_clock,
            "warn_share": target.warn_share,
        }
        table = found
        for step in target.metric.split("."):
            table = table.setdefault(step, {})
        if target.region:
            table.setdefault("in", {})[target.region] = entry
        else:
            table.update(entry)
    return found


def rules(work: Work) -> Iterator[tuple[str, str]]:
    """Yield the files of the rules: the newest version of each under its plain name, earlier ones as `ROE-3.v1`.

    Those of a retired region stay in the database: no playbook that leaves the region out can have them.
    """
    newest: set[str] = set()
    regions = {"", *work.exec(select(Region.code).where(Region.active))}
    kept = select(RuleVersion).where(col(RuleVersion.region).in_(regions))
    for row in work.exec(kept.order_by(col(RuleVersion.version).desc())):
        name = ".".join(part for part in (row.code, row.region, row.segment, row.motion) if part)
        yield f"{name}.v{row.version}" if name in newest else name, dumps(_keys(row), row.text)
        newest.add(name)


def _keys(row: RuleVersion) -> Page:
    return {
        "id": row.code,
        "title": row.title,
        "topic": row.topic,
        "region": row.region,
        "segment": row.segment,
        "motion": row.motion,
        "answer": row.answer,
        "owner": row.owner,
        "sponsor": row.sponsor,
        "version": row.version,
        "effective_on": row.effective_on,
        "review_by": row.review_by,
        "withdrawn": row.withdrawn or None,
        "published_at": row.published_at and row.published_at.isoformat(),
        "fields": row.fields,
        "parameters": row.parameters,
    }


def _people(work: Work) -> Iterator[Page]:
    """Yield those who have a role or a home region from the playbook, or whom it named before Slack showed them."""
    for person in work.exec(select(Person).where(Person.active).order_by(col(Person.id))):
        grants = work.exec(select(RoleGrant).where(RoleGrant.person_id == person.id).order_by(col(RoleGrant.id))).all()
        roles = list(_coverage(grant for grant in grants if grant.role is not Role.ADMIN))
        unmet = person.profile_at is None and not any(grant.role is Role.ADMIN for grant in grants)
        if roles or person.home_region or unmet:
            yield {
                "name": person.name,
                "slack_id": person.slack_id,
                "email": person.email.lower() if person.email else None,
                "title": person.title or None,
                "zone": person.zone,
                "home_region": person.home_region,
                "roles": roles,
            }


def _coverage(grants: Iterable[RoleGrant]) -> Iterator[Page]:
    for grant in grants:
        yield {
            "role": grant.role.value,
            "region": grant.region,
            "segments": [grant.segment] if grant.segment else None,
            "motions": [grant.motion] if grant.motion else None,
            "severities": [grant.severity] if grant.severity else None,
        }
