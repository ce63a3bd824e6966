"""Reads a playbook's folder: its files over those of the playbook it extends, checked as a whole."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path as Folder
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from desk.playbook import schema
from desk.playbook.checks import contradictions
from desk.playbook.frontmatter import Unreadable, parse
from desk.playbook.lines import lines
from desk.playbook.problems import Path, Place, Places, PlaybookInvalid, Problem, choose, nearest

PAGES: Mapping[str, type[BaseModel]] = {
    "company": schema.Company,
    "regions": schema.Regions,
    "calendars": schema.Calendars,
    "choices": schema.Choices,
    "sla": schema.Sla,
    "rules": schema.Rules,
    "people": schema.People,
}
_LISTS = ("segment", "motion")  # what rules may differ by, besides regions
# Files that may lie beside the pages: the one that names the base, and what the sandbox is made of.
_BESIDE = ("playbook", "quarter", "tour", "workspace")


@dataclass(frozen=True, slots=True)
class Playbook:
    """A whole playbook as it was written, checked. `digest` is the SHA-256 of its files."""

    company: schema.Company
    regions: Mapping[str, schema.Region]
    calendars: schema.Calendars
    choices: schema.Choices
    sla: schema.Sla
    rules: Mapping[str, schema.Wording]  # by the names of their files: "ROE-3", "ROE-3.EMEA", "ROE-3.v1"
    people: schema.People
    digest: str = field(compare=False)
    places: Places = field(compare=False, repr=False)


def read(directory: Folder) -> Playbook:
    """Read the playbook in `directory`. Raises PlaybookInvalid with every problem there is, by file, line and key."""
    sources = _Sources()
    sources.take(directory, ())
    sources.forget_closed()
    places = Places(sources.places)
    problems = sources.problems
    pages: dict[str, Any] = {}
    for name in PAGES:
        if name in sources.unreadable:
            continue
        if name not in sources.pages:
            if name != "people":
                missing = "rules/" if name == "rules" else f"{name}.toml"
                problems.append(Problem(Place(missing), "", "This is missing. Every playbook needs it."))
                continue
            sources.pages[name] = {}
        before = len(problems)
        value = _page(name, sources.pages[name], places, problems)
        if len(problems) == before:
            pages[name] = value
    problems += [places.problem(path, why) for path, why in contradictions(pages)]
    if problems:
        raise PlaybookInvalid(problems)
    return Playbook(**pages, digest=sources.digest.hexdigest(), places=places)


class _Sources:
    """The texts of a playbook and of what it extends, laid over one another."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.unreadable: set[str] = set()
        self._closed: set[tuple[str, str]] = set()  # what an extending playbook took out: ("region", "APAC")
        self.digest = hashlib.sha256()

    def take(self, directory: Folder, extended_by: tuple[Folder, ...]) -> None:
        """Read `directory` over what it extends. The first folder's files go by their bare names in problems."""
        directory = directory.resolve()
        shown = f"{directory.name}/" if extended_by else ""
        if not directory.is_dir():
            self.problems.append(Problem(Place(str(directory)), "", "There is no such folder."))
            return
        texts = {file.stem: self._text(file, shown) for file in sorted(directory.glob("*.toml"))}
        self._extend(directory, shown, texts.pop("playbook", None), extended_by)
        for stem, (tables, found) in texts.items():
            if stem in PAGES and stem != "rules":
                here = {(stem, *path): Place(f"{shown}{stem}.toml", line) for path, line in found.items()}
                self.places.update(here)
                self._note_closed(stem, tables)
                self.pages[stem] = _over(self.pages.get(stem, {}), tables)
            elif stem not in _BESIDE:
                why = f"A playbook has no such file. {_instead(stem)}"
                self.problems.append(Problem(Place(f"{shown}{stem}.toml"), "", why))
        self._take_rules(directory / "rules", shown)

    def forget_closed(self) -> None:
        """Take out what targets and rules do otherwise where a region, segment or motion was taken out itself."""
        choices = self.pages.get("choices", {})
        offered = {"region": self.pages.get("regions", {})} | {kind: choices.get(f"{kind}s", {}) for kind in _LISTS}
        closed = {(kind, code) for kind, code in self._closed if code not in offered[kind]}
        _prune(self.pages.get("sla", {}), {code for kind, code in closed if kind == "region"})
        if rules := self.pages.get("rules"):
            self.pages["rules"] = {
                stem: table
                for stem, table in rules.items()
                if not closed & {(kind, str(table.get(kind))) for kind in offered}
            }

    def _note_closed(self, stem: str, tables: Mapping[str, Any]) -> None:
        lists: dict[str, Any] = {}
        if stem == "regions":
            lists = {"region": tables}
        elif stem == "choices":
            lists = {kind: tables.get(f"{kind}s") for kind in _LISTS}
        for kind, entries in lists.items():
            if isinstance(entries, dict):
                self._closed |= {(kind, code) for code, entry in entries.items() if entry is False}

    def _take_rules(self, directory: Folder, shown: str) -> None:
        """Read the rules, each file over the one of the same name in the base."""
        for file in sorted(directory.glob("*.md")):
            shown_as = f"{shown}rules/{file.name}"
            text = self._decoded(file, shown_as)
            if text is None:
                continue
            try:
                keys, body, found = parse(text)
            except Unreadable as error:
                self._note_unreadable("rules", Place(shown_as, error.line), error.why)
                continue
            rules = self.pages.setdefault("rules", {})
            inherited = rules.get(file.stem, {})
            version, newer = inherited.get("version"), keys.get("version")
            if inherited and newer is not None and newer != version:
                self._keep_earlier(file.stem, version, inherited)
            rules[file.stem] = _over(inherited, keys | ({"text": body} if body else {}))
            self.places[("rules", file.stem)] = Place(shown_as)
            self.places |= {("rules", file.stem, *path): Place(shown_as, line) for path, line in found.items()}

    def _keep_earlier(self, stem: str, version: Any, table: dict[str, Any]) -> None:
        """Keep the version that an extending playbook supersedes: it was in force, or would have been."""
        earlier = f"{stem}.v{version}"
        if earlier not in self.pages["rules"]:
            self.pages["rules"][earlier] = table
            here = [(path, place) for path, place in self.places.items() if path[:2] == ("rules", stem)]
            self.places |= {("rules", earlier, *path[2:]): place for path, place in here}

    def _extend(self, directory: Folder, shown: str, page: Any, extended_by: tuple[Folder, ...]) -> None:
        if page is None:
            return
        tables, found = page
        file = f"{shown}playbook.toml"
        for key in tables.keys() - {"extends"}:
            self.problems.append(
                Problem(Place(file, found.get((key,), 0)), key, f"There is no such key. {choose(key, ['extends'])}")
            )
        base = tables.get("extends")
        if base is None:
            return
        place = Place(file, found.get(("extends",), 0))
        if not isinstance(base, str):
            self.problems.append(
                Problem(place, "extends", 'Name a folder in quotes, or "shipped" for the one that ships.')
            )
            return
        folder = shipped() if base == "shipped" else (directory / base).resolve()
        if folder in (*extended_by, directory):
            self.problems.append(
                Problem(place, "extends", f'"{base}" extends this playbook in turn. One of the two has to stop.')
            )
        elif not folder.is_dir():
            why = f'There is no folder "{base}" here. Write "shipped" for the playbook that ships with EcoOps.'
            self.problems.append(Problem(place, "extends", why))
        else:
            self.take(folder, (*extended_by, directory))

    def _text(self, file: Folder, shown: str) -> tuple[dict[str, Any], dict[Path, int]]:
        text = self._decoded(file, shown + file.name)
        if text is not None:
            try:
                return tomllib.loads(text), lines(text)
            except tomllib.TOMLDecodeError as error:
                said = str(error)
                at = re.search(r"line (\d+)", said)
                why = re.sub(r"\s*\(at [^)]*\)", "", said)
                line = int(at.group(1)) if at else text.count("\n") + 1
                self._note_unreadable(file.stem, Place(shown + file.name, line), f"This cannot be read: {why}.")
        return {}, {}

    def _decoded(self, file: Folder, shown_as: str) -> str | None:
        raw = file.read_bytes()
        page = file.parent.name if file.suffix == ".md" else file.stem
        if page in PAGES or page == "playbook":
            self.digest.update(f"{file.stem}\n{len(raw)}\n".encode() + raw)
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._note_unreadable(page, Place(shown_as, line), "This is not UTF-8. Save the file as UTF-8.")
            return None

    def _note_unreadable(self, page: str, place: Place, why: str) -> None:
        self.problems.append(Problem(place, "", why))
        self.unreadable.add(page)


def shipped() -> Folder:
    """Return the folder of the playbook that ships with EcoOps."""
    return Folder(str(files("playbook"))) / "default"


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Lay `top` over `base`, table by table. `false` takes an inherited entry out; a list replaces the list."""
    merged = dict(base)
    for key, value in top.items():
        inherited = base.get(key)
        if value is False and key in base and not isinstance(inherited, bool):
            del merged[key]
        elif isinstance(value, dict) and isinstance(inherited, dict):
            merged[key] = _over(inherited, value)
        else:
            merged[key] = value
    return merged


def _prune(table: dict[str, Any], regions: set[str]) -> None:
    """Take `regions` out of every table called `in`."""
    for key, value in table.items():
        if isinstance(value, dict):
            if key == "in":
                for region in regions & value.keys():
                    del value[region]
            _prune(value, regions)


def _page(name: str, tables: Mapping[str, Any], places: Places, problems: list[Problem]) -> Any:
    """Return the page's values, or note what is wrong with it."""
    page = _part(PAGES[name], tables, (name,), places, problems)
    if name == "rules":
        for path, model, parameters in _parameters(tables):
            _part(model, parameters, (name, *path), places, problems)
    return page.root if isinstance(page, RootModel) else page


def _parameters(rules: Mapping[str, Any]) -> Iterator[tuple[Path, type[BaseModel], Any]]:
    """Yield the parameters of each wording of the rules that EcoOps cites, with the way to them."""
    for stem, wording in rules.items():
        if model := schema.CITED.get(str(wording.get("id"))):
            yield (stem, "parameters"), model, wording.get("parameters", {})


def _instead(stem: str) -> str:
    if stem == "rules":
        return "Each rule is a file of its own, rules/ROE-3.md for example."
    return choose(stem, PAGES.keys() - {"rules"})


def _part(model: type[BaseModel], value: Any, path: Path, places: Places, problems: list[Problem]) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            inner = tuple(step for step in error["loc"] if step != "[key]")
            problems.append(places.problem((*path, *inner), _why(error, model, inner)))
        return None


def _why(error: ErrorDetails, model: type[BaseModel], path: Path) -> str:
    """Say in plain words what pydantic found, and the cure."""
    limits, given = error.get("ctx", {}), error["input"]
    match error["type"]:
        case "value_error":
            return str(limits["error"])
        case "missing":
            return "This line is missing. Add it."
        case "extra_forbidden":
            known = _keys(model, path[:-1])
            close = nearest(str(path[-1]), known)
            return f"There is no such key. {f'Did you mean {close}?' if close else choose('', known)}"
        case "enum" | "literal_error":
            return f"{_quoted(given)} is not among the choices. Write {limits['expected'].replace(chr(39), chr(34))}."
        case "string_type":
            return f"{_quoted(given)} has to be text in quotes."
        case "string_too_long":
            return f"This is too long. {limits['max_length']} characters are the most."
        case "int_type" | "int_parsing" | "int_from_float" | "float_type":
            return f"{_quoted(given)} has to be a number, without quotes."
        case "bool_type":
            return f"{_quoted(given)} has to be true or false, without quotes."
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            return f"{_quoted(given)} is out of range: it has to be {error['msg'].removeprefix('Input should be ')}."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{_quoted(given)} has to be a table of its own, such as [{'.'.join(map(str, path))}]."
        case "tuple_type":
            return f'{_quoted(given)} has to be a list, such as ["one", "two"].'
        case "too_short":
            return "This list is empty. Forms need at least one entry."
        case "too_long":
            return f"This list is too long. Forms take {limits['max_length']} entries at most."
        case kind if kind.startswith("date"):
            return f"{_quoted(given)} is not a date. Write it like 2026-07-01, without quotes."
        case _:
            return f"{error['msg']}."


def _keys(model: Any, path: Path) -> list[str]:
    """Return the keys that may stand in the table at `path` within `model`."""
    for step in path:
        model = _inside(model, step)
    fields = getattr(model, "model_fields", {})
    return [one.alias or name for name, one in fields.items()]


def _inside(model: Any, step: str | int) -> Any:
    """Return the model of what stands under `step`: a field's, or that of a list's or table's entries."""
    fields = getattr(model, "model_fields", {})
    if "root" in fields:
        return _entry(fields["root"].annotation)
    found = next((one for name, one in fields.items() if step in (name, one.alias)), None)
    return _entry(found.annotation) if found else model


def _entry(annotation: Any) -> Any:
    """Return the table model within an annotation such as `dict[str, Target]` or `Week | None`."""
    if isinstance(annotation, type) and issubclass(annotation, schema.Part):
        return annotation
    inner = [_entry(one) for one in getattr(annotation, "__args__", ())] + [
        _entry(one) for one in [getattr(annotation, "__origin__", None)] if hasattr(annotation, "__metadata__")
    ]
    return next((one for one in inner if one is not None), None)


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
