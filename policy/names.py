"""What a customer is called: the registrable domain, which decides, and the company name, which only suggests."""

import ipaddress
import re
from dataclasses import dataclass
from functools import cache, lru_cache

import idna
from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from policy.errors import Unclear
from policy.folding import folded, words_of
from policy.legal_forms import without_legal_form
from policy.lookalikes import is_misleading, skeleton
from policy.mailboxes import PUBLIC

LONGEST_DOMAIN = 253  # RFC 1035, without the root's dot
SHORTEST_WITH_EDITS = 10  # a shorter name with another letter in it is another name
ALIKE = 0.8  # share of letters in common from which a person should look
DISTINCTIVE = 7  # letters a beginning needs to stand for a company

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|mailto:|//", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED = frozenset({"example", "test"})  # for documentation and tests (RFC 6761); nobody owns them, nobody is hurt

_NUMBERS = re.compile(r"\d+")

# Words behind a name that say how or where one company works, and words that many companies begin with.
_BEHIND = """
    com net holding holdings group gruppe groupe grupo gruppo international global worldwide enterprise enterprises
    services service solutions solution systems system technologies technology tech industries
    europe emea deutschland germany austria france italia italy spain iberia uk ireland nederland netherlands
    benelux nordic nordics schweiz switzerland polska america americas usa us canada mexico brasil brazil latam
    asia pacific apac japan china india australia anz singapore africa
"""
_IN_FRONT = """
    advanced air airlines allied alpha american and associated atlantic banco bank banque best capital center central
    centre city cloud college community continental credit data de delta deutsche digital dynamic east eastern el
    electric energy european express federal finance financial first general german great health hospital hotel
    insurance institute integrated kommunale la los media medical metro ministry modern mutual national new north
    northern of omega online pacific power premier premium prime professional public red regional republic royal saint
    san schweizer service sigma smart software south southern sparkasse st stadt stadtwerke standard star state
    telecom telekom the trans trust union united universal universitat university volksbank west western world
"""
_DESCRIPTIONS = frozenset(map(skeleton, _BEHIND.split()))  # read as they look, like the names they are compared with
_COMMON = frozenset(map(skeleton, _IN_FRONT.split())) | _DESCRIPTIONS


@dataclass(frozen=True, slots=True)
class Domain:
    key: str  # ASCII, lower case, as the name system knows it
    shown: str  # as people read it
    lookalike: bool  # seems made to be read as another name
    skeleton: str  # what it reads like; domains that share one look alike


def registrable_domain(text: str) -> Domain:
    """Return the domain that was registered behind a website, host name or e-mail address.

    Raises Unclear where there is none: no dot, an address in numbers, a bare public suffix, an ending nobody runs.
    """
    host = _host(text)
    found = _registrable(host) if host else None
    if found is None:
        raise Unclear("Give the customer's website, for example acme.com.")
    shown = ".".join(_shown(label) for label in found.split("."))
    return Domain(key=found, shown=shown, lookalike=is_misleading(shown), skeleton=skeleton(shown))


def looks_like_domain(word: str) -> bool:
    """Say whether a word of a command is meant as a website; addresses of people are not."""
    if "." not in word or ("@" in word and "/" not in word):
        return False
    host = _host(word)
    return host is not None and _registrable(host) is not None


def is_free_mail(domain_key: str) -> bool:
    """Say whether anybody can have a mailbox under this registrable domain."""
    return domain_key in PUBLIC


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Return the name as it is compared: folded, without punctuation and legal form, never empty unless `name` is."""
    words = words_of(name)
    if not words:
        return " ".join(folded(name).split())
    while shorter := without_legal_form(words):
        words = shorter
    return " ".join(words)


def same_but_legal_form(a: str, b: str) -> bool:
    """Say whether two names differ in their legal form and in nothing else: "Acme GmbH" and "Acme Inc."."""
    return name_key(a) == name_key(b) and words_of(a) != words_of(b)


def similar(a: str, b: str) -> float | None:
    """Return how alike two names are, from 0 to 1, when they are so much alike that a person should look, else None.

    1 means the same key. Short names allow no edits, and words that many companies bear count for nothing: what is
    left of the name has to be alike.
    """
    first, second = name_key(a), name_key(b)
    if not first or not second:
        return None
    if first == second:
        return 1.0
    one, other = _reading(first), _reading(second)
    if "".join(one) == "".join(other):
        return 0.99
    if sorted(one) == sorted(other):
        return 0.95
    if _NUMBERS.findall(first) != _NUMBERS.findall(second):
        return None
    if _is_distinctive(core := _core(one), at_least=4) and core == _core(other):
        return 0.9
    shorter, longer = sorted((one, other), key=len)
    if longer[: len(shorter)] == shorter and _is_distinctive(shorter, at_least=DISTINCTIVE):
        return 0.85
    one, other = _apart(one, other)
    left, right = " ".join(one), " ".join(other)
    if min(len(left), len(right)) < SHORTEST_WITH_EDITS:
        return None
    return OSA.normalized_similarity(left, right, score_cutoff=ALIKE) or None


def _host(text: str) -> str | None:
    """Return the host within an address, in lower case and still in Unicode, or None where there is none."""
    text = text.strip().strip("\u200b\u200e\u200f\u2060\ufeff")
    if text.startswith("<") and text.endswith(">"):  # Slack's spelling of a link: <https://acme.com|acme.com>
        text = text[1:-1].partition("|")[0]
    text = text.rstrip(",;")
    scheme = _SCHEME.match(text)
    address = re.split(r"[/?#]", text[scheme.end() :] if scheme else text, maxsplit=1)[0]
    before, at, host = address.rpartition("@")
    if at and not scheme and ("@" in before or not before):
        return None
    name, colon, port = host.partition(":")
    if (colon and port and not (port.isascii() and port.isdigit())) or len(name) > LONGEST_DOMAIN + 1:
        return None
    try:
        # Reads full-width letters and every kind of dot as browsers do.
        return idna.uts46_remap(name, std3_rules=False, transitional=False).removesuffix(".") or None
    except idna.IDNAError:
        return None


def _registrable(host: str) -> str | None:
    """Return the registrable domain of a host in ASCII, or None."""
    labels = [_ascii(label) for label in host.split(".")]
    name = ".".join(label or "" for label in labels)
    if len(labels) < 2 or not all(labels) or len(name) > LONGEST_DOMAIN or _is_number(name):
        return None
    # Who runs a platform for others (myshop.example-shops.com) has them listed as suffixes; the platform's own
    # website is then found by the registries' rules alone.
    found = _suffixes(False).privatesuffix(name) or _suffixes(True).privatesuffix(name)
    if found is None and labels[-1] in _RESERVED:
        found = f"{labels[-2]}.{labels[-1]}"
    if found is None or not all(_LABEL.fullmatch(label) for label in found.split(".")):
        return None
    return found


def _ascii(label: str) -> str | None:
    """Return a label as the name system knows it, or None for one that cannot be registered."""
    if label.isascii() and not label.startswith("xn--"):
        return label
    try:
        return idna.alabel(label).decode()
    except idna.IDNAError:
        return None


def _shown(label: str) -> str:
    return idna.ulabel(label) if label.startswith("xn--") else label


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _suffixes(registries_only: bool) -> PublicSuffixList:
    return PublicSuffixList(only_icann=registries_only, accept_unknown=False)


def _reading(key: str) -> list[str]:
    """Return the words as they look, the article in front left out."""
    words = skeleton(key).split()
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _core(words: list[str]) -> list[str]:
    """Return the words without those behind them that say where or how a company works, but at least one."""
    size = len(words)
    while size > 1 and words[size - 1] in _DESCRIPTIONS:
        size -= 1
    return words[:size]


def _is_distinctive(words: list[str], *, at_least: int) -> bool:
    """Say whether a beginning of a name stands for one company."""
    return words[0] not in _COMMON and len("".join(words)) >= at_least


def _apart(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return both names without the common words they share in front and behind."""
    while one and other and one[0] == other[0] and one[0] in _COMMON:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1] and one[-1] in _COMMON:
        one, other = one[:-1], other[:-1]
    return one, other
