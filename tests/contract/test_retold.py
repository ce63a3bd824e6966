"""What is retold is what would have been typed."""

import pytest

from desk.drafts import Draft
from policy.errors import InvalidForm
from tests.contract.retold import Retelling
from tests.contract.worlds import MARKS, TEXTURES, Texture

WIDE = next(one for one in TEXTURES if one != MARKS)


@pytest.fixture
def retelling() -> Retelling:
    return Retelling(MARKS, WIDE)


@pytest.mark.parametrize("length", [12, 70, 200, 2000, 6000])
def test_a_text_of_one_texture_becomes_that_of_the_other(retelling: Retelling, length: int) -> None:
    assert retelling.text(MARKS.of(length, "Ro ")) == WIDE.of(length, "Ro ")
    assert retelling.text(MARKS.text(length)) == WIDE.text(length)


def test_it_becomes_that_wherever_it_stands(retelling: Retelling) -> None:
    def told(texture: Texture) -> object:
        name, text = texture.of(80, "Mi "), texture.text(900)
        return f"{name} asks *{name}*: {text}", {"notes": [text[:300], "plain"]}, Draft(contact=name, evidence=text)

    assert retelling.copy(told(MARKS)) == told(WIDE)
    said = retelling.error(InvalidForm(notes=f"{MARKS.text(50)} is too long."))
    assert isinstance(said, InvalidForm)
    assert said.fields == {"notes": f"{WIDE.text(50)} is too long."}
