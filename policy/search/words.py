"""Words as they are compared: folded, without the small ones, cut to their stems."""

import re
import unicodedata
from functools import lru_cache

from policy.folding import folded

# Words that say nothing about what is asked for.
_SMALL = """
a about after all already also am an and any are as at be been before being but by can cant could did do does
doesnt doing done dont each else for from get gets getting go got had has have he her here him his i if im in
into is isnt it its just let like may me might much must my need needs no not now of off on one or our ours out
per please put she should so some still that the their them then there these they this those to too up upon us
use want wants was we well were what whats when where which while who whom whos whose why will with would yes
you your
"""
SMALL = frozenset(_SMALL.split())

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

# Endings, longest first, each with what stays in its place and how long the rest has to be.
_ENDINGS = (
    ("ations", "at", 3), ("ation", "at", 3), ("ments", "", 4), ("ment", "", 4), ("ings", "", 3), ("ions", "", 4),
    ("ing", "", 3), ("ion", "", 4), ("ies", "y", 2), ("als", "", 4), ("ers", "", 4), ("ors", "", 5), ("al", "", 4),
    ("er", "", 4), ("or", "", 5), ("ed", "", 3), ("es", "", 4), ("ly", "", 4), ("s", "", 3), ("e", "", 3), ("y", "", 4),
)  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words of a text, without case, accents and punctuation; `don't` is one word."""
    if text.isascii():
        text = text.lower()
    else:
        signs = unicodedata.normalize("NFKD", folded(text).replace("\u2019", "'"))
        text = "".join(sign for sign in signs if not unicodedata.category(sign).startswith("M"))
    return [word.replace("'", "") for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what the forms of a word have in common: `protect` for protected, protection, protects."""
    if not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    for ending, left, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= rest:
            return _single(word[: -len(ending)] + left)
    return word


def _single(word: str) -> str:
    """Undo the doubled letter of `bidd(ing)`."""
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls"
    return word[:-1] if doubled else word
