"""What the documents say is what the code does."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from bot.settings import Settings
from commands import commands
from desk.playbook import read
from desk.playbook.schema import CITED
from tests.house.files import FOLDERS, ROOT, dotted, imports, modules, nodes, strings, texts

EXAMPLE = ROOT / ".env.example"
README = ROOT / "README.md"
# The default is the playbook that ships, which has no name a person would write; the example shows what one writes.
SHOWN_BY_EXAMPLE = {"ECOOPS_PLAYBOOK"}


def settings_shown() -> dict[str, str]:
    """Return the settings of `.env.example`, commented out or not, with the values they show."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := re.fullmatch(r"(?:# )?([A-Z][A-Z_]*)=(\S*)", line))}


def test_the_example_of_the_environment_has_every_setting_and_no_other() -> None:
    assert set(settings_shown()) == {name.upper() for name in Settings.model_fields}


def test_the_example_of_the_environment_shows_the_defaults() -> None:
    shown = {name.lower(): value for name, value in settings_shown().items() if name not in SHOWN_BY_EXAMPLE}
    as_shown = Settings(_env_file=None, **shown)
    for name in shown:
        default = Settings.model_fields[name].get_default(call_default_factory=True)
        assert getattr(as_shown, name) == default, f"{name.upper()} is {default!r} unless somebody says otherwise."


def test_the_example_of_the_environment_explains_every_setting() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for paragraph in text.split("\n\n"):
        if re.search(r"^(# )?[A-Z][A-Z_]*=", paragraph, re.MULTILINE):
            assert re.match(r"# .*[a-z]", paragraph), f"Nothing explains {paragraph!r}."


def ecoops() -> Iterator[str]:
    """Yield every command of `ecoops`: `run`, `db upgrade`."""
    waiting = [("", typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop()
        inner = getattr(command, "commands", None)
        if inner is None:
            yield path
        else:
            waiting += [(f"{path} {name}".strip(), one) for name, one in inner.items()]


def ecoops_named(text: str) -> set[str]:
    """Return the commands that a document names in code: `ecoops db upgrade|backup FILE` names two."""
    named = set()
    for said in re.findall(r"\becoops ([a-z][a-z |\\]*)", text):
        words = said.replace("\\|", "|").split()
        for first in words[0].split("|"):
            named.add(first)
            named |= {f"{first} {second}" for second in (words[1].split("|") if len(words) > 1 else ())}
    return named


def test_the_readme_names_every_command_of_ecoops() -> None:
    missing = set(ecoops()) - ecoops_named(README.read_text(encoding="utf-8"))
    assert not missing, f"README.md does not name ecoops {', '.join(sorted(missing))}."


def test_the_readme_names_every_slash_command() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [command.name for command in commands() if f"`{command.name}" not in text]
    assert not missing, f"README.md does not name {missing}."


def test_documents_name_only_commands_that_exist() -> None:
    real = set(ecoops()) | {path.split()[0] for path in ecoops()}
    for file in (README, EXAMPLE, *sorted((ROOT / "docs").glob("*.md"))):
        for code in re.findall(r"`(?:\.venv/bin/)?(ecoops [^`]+)`", file.read_text(encoding="utf-8")):
            first = {name for name in ecoops_named(code) if " " not in name}
            assert first <= real, f"{file.name} names `{code}`."


def test_every_link_between_documents_leads_somewhere() -> None:
    for file in (README, *sorted((ROOT / "docs").glob("*.md"))):
        text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            assert (file.parent / target).exists(), f"{file.relative_to(ROOT)} links to {target}."


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"sandbox", "test", "check"} <= targets
    assert {one or other for one, other in named} <= targets


def test_the_installed_command_is_ecoops() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "ecoops"
    assert project["scripts"] == {"ecoops": "bot.__main__:main"}


def kinds_told() -> set[str]:
    """Return the kinds of notices that the desk writes: what telling is called with, First, and Saying."""
    found = set()
    places = {
        "telling.tell": 1,
        "telling.show": 1,
        "telling.put_up": 1,
        "telling.deliver": 1,
        "telling.once": 1,
        "telling.First": 0,
        "Saying": 0,
    }  # of the kind among the arguments
    for file, tree in modules("desk").items():
        for node in nodes(tree):
            call = dotted(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and call in places and file != "desk/telling.py":
                kind = node.args[places[call]]
                first = kind.values[0] if isinstance(kind, ast.JoinedStr) else kind
                assert isinstance(first, ast.Constant), f"line {node.lineno}: the kind of a notice is a constant."
                found.add(str(first.value).rstrip(":"))
    return found


def test_every_kind_of_notice_is_written_by_the_views_and_the_desk_sends_no_other() -> None:
    letters = {
        text for text in strings(modules("views")["views/letters.py"]) if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", text)
    }
    assert kinds_told() == letters


def test_every_rule_that_the_code_names_is_in_the_playbook_that_ships() -> None:
    shipped = set(read(ROOT / "playbook" / "default").rules)
    assert set(CITED) <= shipped
    named = {
        rule
        for folder in ("bot", "commands", "views", "desk", "policy")
        for file, tree in modules(folder).items()
        if not file.startswith("desk/playbook/")
        for text in strings(tree)
        for rule in re.findall(r"\bROE-\d+\b", text)
    }
    assert named
    assert named <= shipped, f"The playbook has no {sorted(named - shipped)}."
    assert named <= set(CITED), f"desk/playbook/schema.py does not ask a playbook for {sorted(named - set(CITED))}."


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.name)
def test_requirements_name_versions_and_hashes_and_no_index(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text)
    pinned = re.findall(r"^[a-zA-Z0-9][^\n]*==", text, re.MULTILINE)
    assert pinned
    for entry in re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE):
        assert not entry[:1].isalnum() or ("==" in entry and "--hash=sha256:" in entry), entry[:80]


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    homes = re.compile(r"(?<![\w.:/])/(?:" + "|".join(("work", "home", "root", "Users")) + r")/\w")
    for file, text in texts():
        found = homes.search(text)
        assert not found, f"{file} names {text[found.start() : found.start() + 40]!r}."


def test_tests_put_nothing_false_into_the_house() -> None:
    """Fakes stand at the network's edge only."""
    for folder in ("tests", "bench"):
        for file, tree in modules(folder).items():
            assert not any(name.startswith("unittest.mock") for name in imports(tree)), file
            replaces = any(dotted(node) == "monkeypatch.setattr" for node in nodes(tree))
            assert not replaces, f"{file} replaces a part of the program."


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_says_in_one_line_what_it_is_for(folder: str) -> None:
    for file, tree in modules(folder).items():
        words = ast.get_docstring(tree)
        assert words, f"{file} does not say what it is for."
        assert words.splitlines()[0].endswith((".", ".)", "?", "!")), f"{file}: the first line is a sentence."


def test_no_comment_puts_work_off() -> None:
    later = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK")) + r")\b")
    for file, text in texts():
        if file.endswith((".py", ".toml", ".md", ".js", ".css", ".yml", "Makefile")):
            assert not later.search(text), file
