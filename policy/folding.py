"""Names folded to the words that are compared: no case, no punctuation, no compatibility forms."""

import re
import unicodedata

_INITIALS = re.compile(r"(?<=\b\w)\.\s*(?=\w\b)")  # "s. a." and "s.a." are one word
_LAST_INITIAL = re.compile(r"(?<=\b\w)\.|(?<=\w)['’‘`](?=\w)")


def folded(name: str) -> str:
    """Return the name without differences of case or of compatible spellings; folding twice changes nothing."""
    before, after = None, name
    while after != before:
        before, after = after, unicodedata.normalize("NFKC", after).casefold()
    return after


def words_of(name: str) -> list[str]:
    """Return the words of a name: letters, digits and the marks on them; "&" and "+" read as "and"."""
    text = "".join(letter for letter in folded(name) if unicodedata.category(letter) != "Cf")
    text = _INITIALS.sub("", text)
    while (shorter := _LAST_INITIAL.sub("", text)) != text:
        text = shorter
    text = re.sub(r"[&+]", " and ", text)
    return "".join(_kept(letter) for letter in text).split()


def _kept(letter: str) -> str:
    return letter if letter.isalnum() or unicodedata.category(letter).startswith("M") else " "
