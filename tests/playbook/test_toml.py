"""Whatever a playbook can hold reads back as it was written."""

import tomllib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desk.playbook.toml import dumps

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
scalars = st.one_of(
    texts, st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.dates()
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, min_size=1, max_size=3)),
    max_leaves=10,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_values_read_back_as_they_were_written(page: dict[str, object]) -> None:
    assert tomllib.loads(dumps(page)) == page


def test_it_reads_as_a_person_would_have_written_it() -> None:
    page = {
        "name": 'Acorn "Cloud"',
        "none": None,
        "EMEA": {"since": date(2026, 1, 1), "hours": {"Monday": "09:00-17:00"}},
        "person": [{"name": "A", "roles": [{"role": "hub"}]}, {"name": "B"}],
    }
    assert dumps(page) == (
        'name = "Acorn \\"Cloud\\""\n\n[EMEA]\nsince = 2026-01-01\n\n[EMEA.hours]\nMonday = "09:00-17:00"\n\n'
        '[[person]]\nname = "A"\n\n[[person.roles]]\nrole = "hub"\n\n[[person]]\nname = "B"\n'
    )
