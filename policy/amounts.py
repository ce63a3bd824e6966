"""Amounts as people type them, read strictly: exact decimals, and a question back when there are two readings.

Regions write numbers in two ways, and 1.250 means a thousand times more in one than in the other. The habit of the
region decides what its own grouping mark means; a mark of the other habit is accepted only where nothing else could
have been meant ("1.250.000", "12.5k").
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from policy.errors import Unclear


class Habit(StrEnum):
    """Which mark a region uses for decimals."""

    POINT = "1,234.56"
    COMMA = "1.234,56"

    @property
    def mark(self) -> str:
        return "." if self is Habit.POINT else ","


LARGEST = Decimal(10) ** 12
LONGEST = 24  # characters: longer ones would not be exact within the 28 digits that Decimal works with

# What stands behind a number, in powers of ten. "mm" is a million in banking, lakh and crore are counted with in India.
SCALES = {
    "k": 3,
    "thousand": 3,
    "tsd": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mln": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "billion": 9,
    "mrd": 9,
    "lakh": 5,
    "crore": 7,
    "cr": 7,
}
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_NUMBER = re.compile(rf"(?P<digits>[0-9][0-9.,' ]*?) ?(?P<scale>{_SCALE})?\.?", re.IGNORECASE)
_THOUSANDS = r"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+"  # 1,250,000
_LAKHS = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")  # 12,50,000
_TO_THE_CENT = re.compile(r"[.,][0-9]{2}$")
_SWAPPED = str.maketrans(",.", ".,")
_WORD = re.compile(rf"[0-9][0-9.,']*(?:{_SCALE})?", re.IGNORECASE)

# Signs that name one currency; a bare dollar is the one of the United States, as in the market's own reports.
SIGNS = {
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "₫": "VND",
    "₱": "PHP",
    "฿": "THB",
    "zł": "PLN",
    "Kč": "CZK",
}
_TRADED = (
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JOD JPY KES KRW KWD KZT "
    "MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR"
)
CODES = frozenset(_TRADED.split())
_NAMED = {**{sign.upper(): code for sign, code in SIGNS.items()}, **{code: code for code in CODES}}
_CURRENCY = "|".join(re.escape(name) for name in sorted(_NAMED, key=len, reverse=True))
_BEFORE = re.compile(rf"(?P<currency>{_CURRENCY})\s*(?=[-−+(0-9]|$)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<=[0-9.\sA-Z])\s*(?P<currency>{_CURRENCY})$", re.IGNORECASE)


def parse_amount(text: str, habit: Habit) -> Decimal:
    """Return the amount a person typed, without its currency (see `split_money`).

    Raises Unclear, with an example of how to write it, for what has two readings or none, for what is not above zero,
    has more than two decimals, or is above `LARGEST`.
    """
    typed = _tidy(text)
    example = f"{format_amount(Decimal(250_000), habit)} or 250k"
    if not typed:
        raise Unclear(f"Give the amount, for example {example}.")
    if typed[0] in "-−(":
        raise Unclear(f"An amount is above zero. Write it like {example}.")
    if len(typed) > LONGEST or not (read := _NUMBER.fullmatch(typed.removeprefix("+"))):
        if split_money(typed)[1]:
            raise Unclear(f"The currency has its own field. Write the amount alone, like {example}.")
        raise Unclear(f"That cannot be read as an amount. Write it like {example}.")
    digits, scale = read["digits"], read["scale"] or ""
    power = SCALES[scale.lower()] if scale else 0
    readings = sorted({number.scaleb(power) for number in _readings(digits, bool(scale), habit)})
    if not readings:
        raise Unclear(f"{digits} is grouped in a way that cannot be read. Write it like {example}.")
    if len(readings) == 2:
        small, large = readings
        could_be = f"{_exact(small, habit)} or {_exact(large, habit)}"
        raise Unclear(f"{digits}{scale} could be {could_be}. Write {_plain(large, habit)} or {_plain(small, habit)}.")
    amount = readings[0]
    if amount > LARGEST:
        raise Unclear(f"That is more than {format_amount(LARGEST, habit)}. Check the number of zeros.")
    rounded = amount.quantize(Decimal("0.01"))
    if not rounded:
        raise Unclear(f"An amount is above zero. Write it like {example}.")
    if amount != rounded:
        raise Unclear(f"Amounts have two decimals at most. Write {_plain(rounded, habit)}.")
    if amount < 1000 and not scale and not _TO_THE_CENT.search(digits):
        number, thousands, millions = (_exact(amount.scaleb(more), habit) for more in (0, 3, 6))
        raise Unclear(f"{number}k or {number}m? Write {thousands} or {millions}.")
    return rounded


def split_money(text: str) -> tuple[str, str | None]:
    """Return what was typed without its currency, and the currency's ISO 4217 code where one was named.

    Signs and codes are found on either side: "€250k", "250k eur", "USD 1.2m". Two that disagree are left in place.
    """
    typed = _tidy(text)
    before = _BEFORE.match(typed)
    rest = typed[before.end() :] if before else typed
    behind = _BEHIND.search(rest)
    if behind:
        rest = rest[: behind.start()]
    codes = {_NAMED[found["currency"].upper()] for found in (before, behind) if found}
    rest = rest.strip()
    if len(codes) != 1 or not re.match(r"[-−+(0-9]|$", rest):
        return typed, None
    return rest, codes.pop()


def looks_like_amount(word: str) -> bool:
    """Say whether a word of a command is meant as an amount, perhaps with its currency: "250k", "€1.25m", "1'000"."""
    amount, _ = split_money(word)
    return len(amount) <= LONGEST and bool(_WORD.fullmatch(amount.rstrip(".,;")))


def format_amount(amount: Decimal, habit: Habit = Habit.POINT) -> str:
    """Return the amount in groups of three, with two decimals only where there are any: "250,000", "12.50"."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text if habit is Habit.POINT else text.translate(_SWAPPED)


def _readings(digits: str, scaled: bool, habit: Habit) -> Iterator[Decimal]:
    """Yield what the number can mean: one value when it is clear, two when it is not, none when it is malformed."""
    if digits.isdigit():
        yield Decimal(digits)
        return
    marks = sorted(set(re.findall(r"[^0-9]", digits)), key=digits.index)
    if len(marks) == 2 and digits.count(marks[1]) == 1 and marks[1] in ".,":
        whole, _, decimals = digits.partition(marks[1])
        if _is_grouped(whole, marks[0]) and decimals.isdigit():
            yield from _split_at(whole.replace(marks[0], ""), decimals, doubtful=not scaled and len(decimals) == 3)
        return
    if len(marks) != 1:
        return
    mark = marks[0]
    grouped = _is_grouped(digits, mark)
    if mark not in ".," or digits.count(mark) > 1:
        if grouped:
            yield Decimal(digits.replace(mark, ""))
        return
    whole, _, decimals = digits.partition(mark)
    if not decimals:
        return
    if mark == habit.mark:
        yield from _split_at(whole, decimals, doubtful=grouped or (not scaled and len(decimals) == 3))
    elif grouped:
        yield Decimal(whole + decimals)
    else:
        yield from _split_at(whole, decimals, doubtful=not scaled)


def _split_at(whole: str, decimals: str, *, doubtful: bool) -> Iterator[Decimal]:
    """Yield the reading in which the mark stands before decimals and, where that is doubtful, the one without it."""
    yield Decimal(f"{whole}.{decimals}")
    if doubtful:
        yield Decimal(whole + decimals)


def _is_grouped(digits: str, mark: str) -> bool:
    """Say whether `mark` parts the digits as thousands (or as lakh and crore), with no zero in front."""
    if digits[0] == "0":
        return False
    thousands = re.fullmatch(_THOUSANDS.format(mark=re.escape(mark)), digits)
    return bool(thousands or (mark == "," and _LAKHS.fullmatch(digits)))


def _exact(amount: Decimal, habit: Habit) -> str:
    """Return the amount in groups of three with as many decimals as it has."""
    text = f"{amount.normalize():,f}"
    return text if habit is Habit.POINT else text.translate(_SWAPPED)


def _plain(amount: Decimal, habit: Habit) -> str:
    """Return the amount as it can be typed without being asked again."""
    if amount == amount.to_integral_value() and amount >= 1000:
        return str(int(amount))
    return f"{amount:.2f}".replace(".", habit.mark)


def _tidy(text: str) -> str:
    """Return the text with every kind of space and apostrophe made one, and full-width digits made plain."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(str.maketrans("’‘`´", "''''")).split())
