"""What people typed, cut to what a message has room for."""

from hypothesis import given
from hypothesis import strategies as st

from views.text import clip, escape, quote, typed

TYPED = st.text(alphabet="ab ;&<>*_~`\n\r\x0b\u2028\u200b\x01ア\t", max_size=60)


@given(text=TYPED, limit=st.integers(1, 40))
def test_only_what_can_show_is_escaped_and_it_is_cut_at_the_same_place(text: str, limit: int) -> None:
    assert typed(text, limit) == clip(escape(" ".join(text.split())), limit)
    whole = quote(text, limit=10_000)
    assert quote(text, limit) == clip(whole, limit)
