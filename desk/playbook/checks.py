"""What a playbook's pages say about one another, and about public holidays: do they agree?"""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.playbook import schema
from desk.playbook.days import holiday_names, unknown_country
from desk.playbook.problems import Path, choose
from desk.playbook.values import read_day
from policy.permissions import Role

Found = tuple[Path, str]


def contradictions(pages: Mapping[str, Any]) -> Iterator[Found]:
    """Yield where the pages contradict one another. Pages that could not be read are left out of `pages`."""
    regions = pages.get("regions")
    choices: schema.Choices | None = pages.get("choices")
    rules = pages.get("rules")
    if calendars := pages.get("calendars"):
        yield from _holidays(calendars)
    if regions is not None:
        yield from _regions(regions, pages)
    if rules is not None:
        yield from _rules(rules, regions, choices)
    if choices and rules is not None:
        for code, reason in choices.decline_reasons.items():
            yield from _known(
                reason.rule, {one.id for one in rules.values()}, "rule", ("choices", "decline_reasons", code, "rule")
            )
    if (sla := pages.get("sla")) and regions is not None:
        for metric, target in sla.metrics().items():
            for region in target.regional:
                yield from _known(region, regions, "region", ("sla", *metric.split("."), "in", region))
    if people := pages.get("people"):
        yield from _people(people, regions, choices)


def _known(word: str, known: Any, what: str, path: Path) -> Iterator[Found]:
    if word not in known:
        yield path, f'There is no {what} "{word}". {choose(word, known)}'


def _regions(regions: Mapping[str, schema.Region], pages: Mapping[str, Any]) -> Iterator[Found]:
    for code, region in regions.items():
        if calendars := pages.get("calendars"):
            yield from _known(region.calendar, calendars.calendar, "calendar", ("regions", code, "calendar"))
        if choices := pages.get("choices"):
            yield from _known(region.currency, choices.currencies, "currency on offer", ("regions", code, "currency"))


def _rules(
    rules: Mapping[str, schema.Wording], regions: Mapping[str, schema.Region] | None, choices: schema.Choices | None
) -> Iterator[Found]:
    standards = {one.id for one in rules.values() if not any(one.scope) and not one.withdrawn}
    for code in schema.CITED:
        if code not in standards:
            yield ("rules", code), "This rule is missing. EcoOps cites it, so it has to be there."
    seen: set[tuple[str, int]] = set()
    for stem, rule in rules.items():
        path: Path = ("rules", stem)
        names = (rule.name, f"{rule.name}.v{rule.version}")
        if stem not in names:
            yield path, f"This is {rule.name} version {rule.version}, so call the file {names[0]}.md or {names[1]}.md."
        elif (rule.name, rule.version) in seen:
            yield (*path, "version"), f"{rule.name} has a version {rule.version} in another file. Give each its own."
        seen.add((rule.name, rule.version))
        yield from _scope(rule, path, regions, choices)


def _scope(
    rule: schema.Wording, path: Path, regions: Mapping[str, schema.Region] | None, choices: schema.Choices | None
) -> Iterator[Found]:
    if regions is not None and rule.region:
        yield from _known(rule.region, regions, "region", (*path, "region"))
    if choices is None:
        return
    for key, word, known in (
        ("topic", rule.topic, choices.topics),
        ("segment", rule.segment, choices.segments),
        ("motion", rule.motion, choices.motions),
    ):
        if word:
            yield from _known(word, known, key, (*path, key))
    if rule.id == "ROE-4":
        motions = rule.parameters.get("allowed_motions", [])
        for motion in motions if isinstance(motions, list) else ():
            yield from _known(str(motion), choices.motions, "motion", (*path, "parameters", "allowed_motions"))


def _people(
    people: schema.People, regions: Mapping[str, schema.Region] | None, choices: schema.Choices | None
) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for number, person in enumerate(people.person):
        path: Path = ("people", "person", number)
        for field in ("slack_id", "email"):
            key = getattr(person, field)
            if key and key in seen:
                yield (
                    (*path, field),
                    f'"{key}" is {seen[key]} already. Give each person one entry with all their roles.',
                )
            elif key:
                seen[key] = person.name
        if regions is not None and person.home_region:
            yield from _known(person.home_region, regions, "region", (*path, "home_region"))
        for position, role in enumerate(person.roles):
            yield from _coverage(role, (*path, "roles", position), regions, choices)


def _coverage(
    role: schema.Coverage, path: Path, regions: Mapping[str, schema.Region] | None, choices: schema.Choices | None
) -> Iterator[Found]:
    if role.role is Role.LEAD and role.region is None:
        yield (*path, "region"), 'A lead leads one region. Add it, for example region = "EMEA".'
    if role.role is not Role.SPECIALIST and (role.segments or role.motions or role.severities):
        yield path, f"Only specialists cover segments, motions or severities, a {role.role} does not. Leave them out."
    if regions is not None and role.region:
        yield from _known(role.region, regions, "region", (*path, "region"))
    if choices:
        for segment in role.segments:
            yield from _known(segment, choices.segments, "segment", (*path, "segments"))
        for motion in role.motions:
            yield from _known(motion, choices.motions, "motion", (*path, "motions"))


def _holidays(calendars: schema.Calendars) -> Iterator[Found]:
    for code, calendar in calendars.calendar.items():
        path: Path = ("calendars", "calendar", code)
        if calendar.country is None:
            if calendar.subdivision:
                yield (*path, "subdivision"), 'A subdivision needs its country. Add a line such as country = "US".'
            if calendar.work_on:
                yield (
                    (*path, "work_on"),
                    "Without a country there are no public holidays to work on. Leave the line out.",
                )
            continue
        if wrong := unknown_country(calendar.country, calendar.subdivision):
            yield (*path, wrong.field), wrong.why
            continue
        names = holiday_names(calendar.country, calendar.subdivision) if calendar.work_on else frozenset()
        for word in calendar.work_on:
            if word not in names and not _is_day(word):
                yield (*path, "work_on"), f'"{word}" is not a public holiday there. {choose(word, names)}'


def _is_day(word: str) -> bool:
    try:
        read_day(word)
    except ValueError:
        return False
    return True
