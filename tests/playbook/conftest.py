"""A playbook to edit: a copy of the one that ships."""

import shutil
from pathlib import Path

import pytest

from desk.playbook import Playbook, PlaybookInvalid, read

SHIPPED = Path(__file__).parents[2] / "playbook"
# What breaks writers of YAML and Markdown.
HOSTILE = (
    "---", "--- a", "- a", "? a", ": a", "a: b", "a #b", "# a", "'", '"', "\\", "{days}", "[a]", "&a *a", "!!int 1",
    "%TAG", "no", "null", "~", "012", "1e3", "2026-01-01", "12:30", "=1+1", "<!channel> & <@U1>", "\u202eabc",
    "\ufeffa", "a\x85\u2028b", "🎉 е\u0308", "\x7f", "@", "`x`",
)  # fmt: skip


class Draft:
    """A playbook's folder, and what reading it gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, file: str, old: str, new: str) -> "Draft":
        """Replace words that stand in the file once or first."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def append(self, file: str, text: str) -> "Draft":
        path = self.folder / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        return self

    def write(self, file: str, text: str) -> "Draft":
        (self.folder / file).write_text(text, encoding="utf-8")
        return self

    def drop(self, file: str) -> "Draft":
        (self.folder / file).unlink()
        return self

    def read(self) -> Playbook:
        return read(self.folder)

    def problems(self) -> list[str]:
        with pytest.raises(PlaybookInvalid) as invalid:
            self.read()
        return [str(problem) for problem in invalid.value.problems]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A copy of the default playbook."""
    return Draft(Path(shutil.copytree(SHIPPED / "default", tmp_path / "playbook")))


@pytest.fixture
def ours(tmp_path: Path) -> Draft:
    """A team's playbook that extends the one that ships and says nothing else yet."""
    folder = tmp_path / "ours"
    folder.mkdir()
    return Draft(folder).write("playbook.toml", 'extends = "shipped"\n')
