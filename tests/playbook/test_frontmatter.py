"""Files that begin with keys: what is written reads back to the same, whatever it is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desk.playbook.frontmatter import dumps, parse
from tests.playbook.conftest import HOSTILE

ANY = st.characters(exclude_categories=("Cs",))
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(ANY, max_size=30))
LEAF = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates(), WORDS)
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(ANY, max_size=80)).map(lambda text: text.replace("\r", "").strip())


@given(keys=st.dictionaries(WORDS, VALUE.filter(lambda value: value not in ("", [], {})), max_size=4), text=TEXT)
def test_what_is_written_reads_back(keys: dict[str, Any], text: str) -> None:
    found, body, lines = parse(dumps(keys, text))
    assert (found, body) == (keys, text)
    assert {path[0] for path in lines} == set(keys)


def test_only_what_means_the_same_to_everybody_is_not_text() -> None:
    keys, _, _ = parse("---\na: no\nb: 012\nc: 12:30\nd: true\ne: 1\nf: 1.5\ng: 'true'\nh: 2026-01-01x\n---\n")
    assert keys == {"a": "no", "b": "012", "c": "12:30", "d": True, "e": 1, "f": 1.5, "g": "true", "h": "2026-01-01x"}


def test_each_key_is_found_on_its_line() -> None:
    _, _, lines = parse("---\n# ours\na: 1\nb:\n  - x\n  - c: 2\n---\n\ntext\n")
    assert lines == {("a",): 3, ("b",): 4, ("b", 0): 5, ("b", 1): 6, ("b", 1, "c"): 6}
