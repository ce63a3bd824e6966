"""Currency codes in use today, as the Unicode locale data lists them."""

from difflib import get_close_matches
from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies


@cache
def codes() -> frozenset[str]:
    """Return every ISO 4217 code that is legal tender somewhere."""
    # Not by the territories of a locale: those come with all of its names for things, which take a while to read.
    territories = get_global("territory_currencies")
    return frozenset(str(code) for territory in territories for code in get_territory_currencies(territory))


def currency_code(value: str) -> str:
    """Return the code itself. Raises ValueError with the code that was probably meant."""
    if value in codes():
        return value
    close = get_close_matches(value.upper(), sorted(codes()), 1, 0.5)
    raise ValueError(f'"{value}" is not an ISO 4217 code. Write {close[0] if close else "it like EUR"}.')
