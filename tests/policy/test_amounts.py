"""Amounts are read exactly or not at all; where there are two readings, the person is asked."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.amounts import LARGEST, Habit, format_amount, looks_like_amount, parse_amount, split_money
from policy.errors import Unclear

POINT, COMMA = Habit.POINT, Habit.COMMA

READ = [
    # typed, habit, amount
    ("1,250,000", POINT, "1250000"),  # grouped as the region does
    ("1.250.000", COMMA, "1250000"),
    ("1,250,000", COMMA, "1250000"),  # two commas cannot be decimals anywhere
    ("1.250.000", POINT, "1250000"),
    ("1,250", POINT, "1250"),  # the region's own grouping mark
    ("1.250", COMMA, "1250"),
    ("1 250 000", POINT, "1250000"),  # spaces group everywhere
    ("1\u00a0250\u202f000", COMMA, "1250000"),  # unbroken ones too, as copied from a spreadsheet
    ("1'250'000", POINT, "1250000"),  # Switzerland
    ("1’250’000", COMMA, "1250000"),  # with a typographic apostrophe
    ("12,50,000", POINT, "1250000"),  # India
    ("1250000", COMMA, "1250000"),
    ("1.25M", POINT, "1250000"),
    ("1.25M", COMMA, "1250000"),  # with two decimals before an M there is no other reading
    ("1,25m", COMMA, "1250000"),
    ("250k", POINT, "250000"),
    ("250K", COMMA, "250000"),
    ("250 k", POINT, "250000"),
    ("12.5k", POINT, "12500"),
    ("12,5k", POINT, "12500"),
    ("1,250k", POINT, "1250000"),  # the region's own grouping before a k
    ("0.250M", POINT, "250000"),  # nothing is grouped behind a zero
    ("1.2345M", POINT, "1234500"),
    ("3mn", POINT, "3000000"),
    ("3 Mio.", COMMA, "3000000"),
    ("3MM", POINT, "3000000"),  # a million in banking
    ("1.2bn", POINT, "1200000000"),
    ("2 Mrd", COMMA, "2000000000"),
    ("40 lakh", POINT, "4000000"),
    ("2 crore", POINT, "20000000"),
    ("0.5k", POINT, "500"),
    ("1,234.56", POINT, "1234.56"),
    ("1.234,56", COMMA, "1234.56"),
    ("1.234,56", POINT, "1234.56"),  # the last of two marks stands before the decimals
    ("1 234,56", COMMA, "1234.56"),
    ("950.00", POINT, "950"),  # written to the cent, so neither thousands nor millions were meant
    ("12,34", COMMA, "12.34"),
    ("1250000.5", POINT, "1250000.5"),
    ("+250k", POINT, "250000"),
    ("２５０k", POINT, "250000"),  # full-width digits of an East Asian keyboard
    ("1000bn", POINT, "1000000000000"),  # the largest
]


@pytest.mark.parametrize(("typed", "habit", "amount"), READ)
def test_an_amount_is_read_by_the_habit_of_the_region(typed: str, habit: Habit, amount: str) -> None:
    assert parse_amount(typed, habit) == Decimal(amount)


UNCLEAR = [
    # typed, habit, what the person is told
    ("12", POINT, "12k or 12m? Write 12,000 or 12,000,000."),
    ("12", COMMA, "12k or 12m? Write 12.000 or 12.000.000."),
    ("1.5", POINT, "1.5k or 1.5m? Write 1,500 or 1,500,000."),
    ("1,5", COMMA, "1,5k or 1,5m? Write 1.500 or 1.500.000."),
    ("007", POINT, "7k or 7m? Write 7,000 or 7,000,000."),
    ("1.250", POINT, "1.250 could be 1.25 or 1,250. Write 1250 or 1.25."),
    ("1,250", COMMA, "1,250 could be 1,25 or 1.250. Write 1250 or 1,25."),
    ("1,25", POINT, "1,25 could be 1.25 or 125. Write 125.00 or 1.25."),
    ("1.25", COMMA, "1.25 could be 1,25 or 125. Write 125,00 or 1,25."),
    ("1.234", POINT, "1.234 could be 1.234 or 1,234. Write 1234 or 1.23."),
    ("1.250k", POINT, "1.250k could be 1,250 or 1,250,000. Write 1250000 or 1250."),
    ("1250.000", POINT, "1250.000 could be 1,250 or 1,250,000. Write 1250000 or 1250."),  # a mark forgotten?
    ("1,250.000", POINT, "1,250.000 could be 1,250 or 1,250,000. Write 1250000 or 1250."),
]


@pytest.mark.parametrize(("typed", "habit", "answer"), UNCLEAR)
def test_two_readings_are_answered_with_both(typed: str, habit: Habit, answer: str) -> None:
    with pytest.raises(Unclear) as unclear:
        parse_amount(typed, habit)
    assert unclear.value.message == answer


@pytest.mark.parametrize(("typed", "habit", "answer"), UNCLEAR)
def test_whatever_an_answer_proposes_is_understood(typed: str, habit: Habit, answer: str) -> None:
    for proposed in re.findall(r"[\d.,]*\d", answer.split("Write ")[1]):
        assert parse_amount(proposed, habit) > 0


REFUSED = [
    # typed, what the answer names
    ("", "Give the amount, for example 250,000 or 250k."),
    ("   ", "Give the amount"),
    ("-5k", "above zero"),
    ("−5k", "above zero"),  # a typographic minus
    ("(5,000)", "above zero"),  # a bookkeeper's minus
    ("0", "above zero"),
    ("0.00", "above zero"),
    ("0k", "above zero"),
    ("abc", "cannot be read as an amount. Write it like 250,000 or 250k."),
    ("NaN", "cannot be read"),
    ("Infinity", "cannot be read"),
    ("1e9", "cannot be read"),
    ("0x10", "cannot be read"),
    ("1_000_000", "cannot be read"),
    ("½m", "cannot be read"),
    ("١٢k", "cannot be read"),  # digits that the reader of the card may not know
    ("250k or so", "cannot be read"),
    ("250kk", "cannot be read"),
    ("k", "cannot be read"),
    (".5m", "cannot be read"),
    ("<!channel>", "cannot be read"),
    ("9" * 10_000, "cannot be read"),
    ("€250k", "currency has its own field"),
    ("250k eur", "currency has its own field"),
    ("1,2,3", "1,2,3 is grouped in a way that cannot be read."),
    ("1,2500,000", "grouped"),
    ("1 25 000", "grouped"),
    ("1,250.000.000", "grouped"),
    ("0,250,000", "grouped"),  # no group starts with a zero
    ("250,", "grouped"),
    ("1..5m", "grouped"),
    ("12.3456", "Amounts have two decimals at most. Write 12.35."),
    ("1.234567k", "two decimals"),
    ("1001bn", "more than 1,000,000,000,000. Check the number of zeros."),
    ("1000000000001", "Check the number of zeros"),
    ("9" * 24, "Check the number of zeros"),
]


@pytest.mark.parametrize(("typed", "named"), REFUSED)
def test_what_is_no_amount_is_refused_with_the_next_step(typed: str, named: str) -> None:
    with pytest.raises(Unclear, match=re.escape(named)):
        parse_amount(typed, POINT)


def test_an_answer_repeats_nothing_but_numbers() -> None:
    with pytest.raises(Unclear) as unclear:
        parse_amount("<https://evil.example|250k>", POINT)
    assert "evil" not in unclear.value.message


MONEY = [
    # typed, amount, currency
    ("€250k", "250k", "EUR"),
    ("250k eur", "250k", "EUR"),
    ("USD 1.2m", "1.2m", "USD"),
    ("usd1.2m", "1.2m", "USD"),
    ("250keur", "250k", "EUR"),
    ("1,250,000.00 GBP", "1,250,000.00", "GBP"),
    ("$1.5m", "1.5m", "USD"),
    ("A$ 3m", "3m", "AUD"),
    ("S$3m", "3m", "SGD"),
    ("₹ 40 lakh", "40 lakh", "INR"),
    ("1 250 000 zł", "1 250 000", "PLN"),
    ("250 Kč", "250", "CZK"),
    ("￥5m", "5m", "JPY"),
    ("€250k EUR", "250k", "EUR"),  # said twice
    ("€250k usd", "€250k usd", None),  # said twice, and not the same
    ("250k", "250k", None),
    ("eur", "", "EUR"),  # a word of a command on its own
    ("EUR -5k", "-5k", "EUR"),  # the sign is for parse_amount to refuse
    ("acme", "acme", None),
    ("Bangkok", "Bangkok", None),
    ("Grandeur", "Grandeur", None),  # ends like a currency and is none
    ("", "", None),
]


@pytest.mark.parametrize(("typed", "amount", "currency"), MONEY)
def test_the_currency_is_taken_off_on_either_side(typed: str, amount: str, currency: str | None) -> None:
    assert split_money(typed) == (amount, currency)


@pytest.mark.parametrize(
    "word", ["250k", "1.25", "1.25M", "1,250,000", "€250k", "250keur", "1'250'000", "12", "3bn", "250k,", "1.250"]
)
def test_words_of_a_command_that_mean_an_amount(word: str) -> None:
    assert looks_like_amount(word)


@pytest.mark.parametrize(
    "word",
    ["DR-12", "acme.com", "help", "mine", "2026-11-12", "7eleven", "eur", "k", "", "-5", "3com", "12:30", "1" * 50],
)
def test_words_of_a_command_that_mean_something_else(word: str) -> None:
    assert not looks_like_amount(word)


@pytest.mark.parametrize(
    ("amount", "habit", "shown"),
    [
        ("250000", POINT, "250,000"),
        ("250000", COMMA, "250.000"),
        ("250000.00", POINT, "250,000"),  # no empty cents
        ("1234.5", POINT, "1,234.50"),
        ("1234.5", COMMA, "1.234,50"),
        ("12", POINT, "12"),
        ("1000000000000", COMMA, "1.000.000.000.000"),
        ("-1234.5", POINT, "-1,234.50"),  # a difference in a report
    ],
)
def test_an_amount_is_shown_as_the_region_writes_it(amount: str, habit: Habit, shown: str) -> None:
    assert format_amount(Decimal(amount), habit) == shown


habits = st.sampled_from(Habit)
cents = st.integers(100_000, int(LARGEST) * 100).map(lambda number: Decimal(number) / 100)
numbers_and_marks = st.text("0123456789.,' kKmMbn", max_size=14)


@given(cents, habits)
def test_what_is_shown_is_read_back_as_the_same_amount(amount: Decimal, habit: Habit) -> None:
    assert parse_amount(format_amount(amount, habit), habit) == amount


@given(st.integers(1, 999_999), st.sampled_from([("k", 3), ("m", 6)]), habits)
def test_whole_thousands_and_millions_are_exact(number: int, scale: tuple[str, int], habit: Habit) -> None:
    assert parse_amount(f"{number}{scale[0]}", habit) == number * 10 ** scale[1]


@given(numbers_and_marks | st.text(max_size=30), habits)
def test_any_text_is_an_exact_amount_or_a_question(text: str, habit: Habit) -> None:
    try:
        amount = parse_amount(text, habit)
    except Unclear:
        return
    assert 0 < amount <= LARGEST
    assert amount * 100 == int(amount * 100)


@given(numbers_and_marks)
def test_regions_never_read_the_same_text_as_different_amounts_unless_their_own_habit_says_so(text: str) -> None:
    read = []
    for habit in Habit:
        try:
            read.append(parse_amount(text, habit))
        except Unclear:
            return
    assert read[0] == read[1] or len(re.findall("[.,]", text)) == 1


@given(st.text(max_size=30))
def test_taking_the_currency_off_never_fails_and_happens_once(text: str) -> None:
    amount, currency = split_money(text)
    if currency is None:
        assert split_money(amount) == (amount, None)
