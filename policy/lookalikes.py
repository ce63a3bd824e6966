"""Letters that pass for other letters: what a name reads like, and whether it seems made to mislead.

The pairs are those that matter for names of companies in Latin script, chosen after the idea of the Unicode
consortium's report on security mechanisms (UTS 39): two names with one skeleton look alike.
"""

import unicodedata
from functools import cache

# What each sign is read as, by script. Only shapes that a reader takes for the Latin letter at normal size.
_READ_AS = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m",
    "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y",
    "ү": "y", "ԍ": "g",  # Cyrillic
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t",
    "υ": "u", "χ": "x", "γ": "y", "ω": "w", "ϲ": "c", "ϳ": "j",  # Greek
    "ա": "w", "գ": "q", "զ": "q", "հ": "h", "յ": "j", "ո": "n", "ս": "u", "ց": "g", "օ": "o", "ք": "f",  # Armenian
    "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ᴄ": "c", "ᴏ": "o", "ᴠ": "v", "ᴡ": "w",
    "ᴢ": "z", "ꜱ": "s", "ƅ": "b", "ƽ": "s", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t",  # further Latin
    "0": "o", "1": "l",  # digits
}  # fmt: skip

# Turkish and Azeri write ı as a letter of its own.
_DOTLESS_I_IS_PLAIN = frozenset({"tr", "az"})

# Scripts that share a word in ordinary use; any other company is suspicious.
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)


def skeleton(text: str) -> str:
    """Return what `text` reads like in plain Latin letters; look-alikes share it.

    Accents go with the letters they stand on, and "rn" is read as "m".
    """
    read: list[str] = []
    for letter in unicodedata.normalize("NFD", text.casefold()):
        if unicodedata.combining(letter) and read and read[-1].isascii():
            continue
        read.append(_READ_AS.get(letter, letter))
    return unicodedata.normalize("NFC", "".join(read)).replace("rn", "m")


def is_misleading(domain: str) -> bool:
    """Say whether a label of a Unicode domain mixes scripts, or reads as plain Latin letters without being such."""
    labels = domain.split(".")
    foreign = not labels[-1].isascii()  # under .рф a name in Cyrillic is at home, whatever it reads like
    return any(_misleads(label, labels[-1], foreign) for label in labels[:-1])


def _misleads(label: str, ending: str, foreign: bool) -> bool:
    if label.isascii():
        return False
    scripts = {script for letter in label if (script := _script(letter))}
    if len(scripts) > 1:
        return not any(scripts <= usual for usual in _TOGETHER)
    if scripts == {"LATIN"}:
        plain = "łøđħŧ" + ("ı" if ending in _DOTLESS_I_IS_PLAIN else "")
        return any(letter in _READ_AS and letter not in plain for letter in label if not letter.isascii())
    return not foreign and skeleton(label).isascii()


@cache
def _script(letter: str) -> str | None:
    """Return the script of a letter, None for what belongs to every script."""
    if not unicodedata.category(letter).startswith("L"):
        return None
    script = unicodedata.name(letter, "UNKNOWN").split()[0]
    # The prolonged sound mark of Japanese stands in both kana.
    return None if script in ("MODIFIER", "KATAKANA-HIRAGANA") else script
