"""What a question to a business calendar costs with ten years loaded, against one year and against a plain conversion.

Ratios within one run, so that they mean the same on every machine. Run with `python -m bench.calendar`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from timeit import repeat
from zoneinfo import ZoneInfo

from policy.calendar import Calendar, Hours

NINE_TO_FIVE: Hours = ((time(9), time(12, 30)), (time(13, 15), time(17)))
AT = datetime(2026, 3, 27, 12, tzinfo=UTC)
CALLS = 5_000


def loaded(years: int) -> Calendar:
    """Return a calendar of weekdays with twelve holidays a year, its index filled around 2026."""
    holidays: dict[date, Hours] = {date(year, month, 15): () for year in range(2018, 2030) for month in range(1, 13)}
    calendar = Calendar("Europe/London", dict.fromkeys(range(5), NINE_TO_FIVE), holidays)
    first = 2026 - years // 2
    calendar.between(datetime(first, 1, 1, tzinfo=UTC), datetime(first + years - 1, 12, 31, tzinfo=UTC))
    return calendar


def cost(call: Callable[[], object]) -> float:
    """Return the microseconds of one call, the best of five rounds."""
    return min(repeat(call, number=CALLS, repeat=5)) / CALLS * 1e6


def main() -> None:
    one, ten = loaded(1), loaded(10)
    day, later, london = timedelta(hours=8), AT + timedelta(days=60), ZoneInfo("Europe/London")
    plain = cost(lambda: (AT + day).astimezone(london).astimezone(UTC))
    print(f"{'':12}{'1 year':>10}{'10 years':>10}{'ratio':>8}{'plain x':>9}   (microseconds a call)")
    asked: dict[str, Callable[[Calendar], object]] = {
        "is_open": lambda calendar: calendar.is_open(AT),
        "next_open": lambda calendar: calendar.next_open(AT),
        "add": lambda calendar: calendar.add(AT, day),
        "subtract": lambda calendar: calendar.subtract(AT, day),
        "between": lambda calendar: calendar.between(AT, later),
        "add_days": lambda calendar: calendar.add_days(AT, 5),
    }
    for name, ask in asked.items():
        small, large = cost(lambda ask=ask: ask(one)), cost(lambda ask=ask: ask(ten))  # type: ignore[misc]
        print(f"{name:12}{small:10.2f}{large:10.2f}{large / small:8.2f}{large / plain:9.1f}")


if __name__ == "__main__":
    main()
