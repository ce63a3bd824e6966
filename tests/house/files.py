"""The files of this project, and what stands in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot import garbage

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "commands", "views", "desk", "store", "policy", "sandbox")


@cache
def modules(folder: str) -> dict[str, ast.Module]:
    """Return every Python file of a folder, parsed, by its path from the root."""
    with garbage.left_alone():  # looking through half a million nodes for garbage takes twice as long as making them
        return {
            file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
            for file in sorted((ROOT / folder).rglob("*.py"))
        }


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Return everything in a file; each is walked through once, for all checks."""
    return tuple(ast.walk(tree))


@cache
def imports(tree: ast.Module) -> frozenset[str]:
    """Return the dotted names that a file imports, wherever in it."""
    names: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return frozenset(names)


def dotted(node: ast.AST) -> str:
    """Return what a plain name or an attribute of one is written as, "telling.show"; of anything else nothing."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield every piece of text in a file, docstrings and the fixed parts of f-strings too."""
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that belong to the project: git's, or, outside a checkout, all but what builds leave behind."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [file for file in ROOT.rglob("*") if not {".venv", ".git"} & set(file.relative_to(ROOT).parts)]
    return tuple(file for file in files if file.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path and content of every text file of the project."""
    for file in tracked():
        try:
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
