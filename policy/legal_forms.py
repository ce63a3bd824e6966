"""Legal forms of companies, taken off a name without ever leaving nothing."""

from functools import cache
from unicodedata import combining, normalize

from cleanco.clean import get_unique_terms

from policy.folding import words_of

# Terms of the library that are more often a place or an ordinary word where they end a name.
NOT_FORMS = frozenset(
    {"ae", "aj", "at", "ay", "ba", "bl", "bm", "cpt", "da", "dat", "ec", "ee", "ei", "ep", "et", "etat", "fa", "ij"}
    | {"ik", "kf", "kt", "ky", "mb", "nl", "og", "ok", "pp", "ps", "qk", "sd", "sf", "ud", "uk", "vat", "xk", "xt"}
)
# Terms the library lacks.
MORE_FORMS = frozenset(
    {"ag and co", "and co", "berhad", "co ltd", "fz llc", "fze", "fzco", "jsc", "kabushiki kaisha", "kgaa", "mbh"}
    | {"ojsc", "pjsc", "pt", "pty", "pvt", "pvt ltd", "se", "spa", "tbk", "too", "ug", "wll", "株", "주", "주식회사"}
)
IN_FRONT = frozenset({"ао", "зао", "ип", "оао", "ооо", "пао", "тов", "pt", "株", "주", "주식회사"})
GROWN_ON = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
)  # without a space


def without_legal_form(words: list[str]) -> list[str] | None:
    """Return the words with one legal form taken off, or None when there is none or nothing else would be left."""
    if len(words) > 1:
        plain = [_plain(word) for word in words]
        for size in range(min(len(words) - 1, _longest()), 0, -1):
            tail = plain[-size:]
            if tuple(tail) in _forms() or (all(len(w) == 1 for w in tail) and ("".join(tail),) in _forms()):
                return words[:-size]
        if plain[0] in IN_FRONT:
            return words[1:]
    for form in GROWN_ON:
        if words[-1].endswith(form) and " ".join(words) != form:
            return [word for word in (*words[:-1], words[-1].removesuffix(form)) if word]
        if words[0].startswith(form) and " ".join(words) != form:
            return [word for word in (words[0].removeprefix(form), *words[1:]) if word]
    return None


@cache
def _forms() -> frozenset[tuple[str, ...]]:
    terms = {" ".join(words_of(term)) for term in get_unique_terms()} | MORE_FORMS
    return frozenset(tuple(_plain(term).split()) for term in terms - NOT_FORMS if term)


@cache
def _longest() -> int:
    return max(map(len, _forms()))


def _plain(word: str) -> str:
    return "".join(letter for letter in normalize("NFKD", word) if not combining(letter))
