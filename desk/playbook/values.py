"""Single values of a playbook as people write them, each with its cure: codes, hours, days, addresses."""

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from desk.playbook.money import currency_code
from policy.amounts import Habit
from policy.calendar import Calendar, Hours
from policy.errors import Unclear
from policy.names import registrable_domain
from policy.permissions import Role
from policy.weeks import Hour
from policy.words import listed


def _text(value: str) -> str:
    value = value.strip()
    if not value:
        raise ValueError("This is empty. Write something, or leave the line out.")
    if re.search(r"[\x00-\x1f]", value):
        raise ValueError("Write it on one line.")
    return value


def _prose(value: str) -> str:
    value = value.replace("\r\n", "\n").strip()
    if not value:
        raise ValueError("The rule itself is missing. Write it below the second ---.")
    if re.search(r"[\x00-\x08\x0b-\x1f]", value):
        raise ValueError("There is a control character in the text. Take it out.")
    return value


def _keeper(value: str) -> str:
    if value in KEEPERS:
        return value
    try:
        return _email(value) if "@" in value else _slack_id(value)
    except ValueError:
        raise ValueError(
            f'"{value}" is nobody. Write an e-mail address, a Slack member id or a role: {listed(KEEPERS, "or")}.'
        ) from None


def _member(value: str) -> str:
    try:
        return _email(value) if "@" in value else _slack_id(value)
    except ValueError:
        raise ValueError(f'"{value}" is nobody. Write an e-mail address or a Slack member id.') from None


def _week_hour(value: str) -> str:
    return str(Hour.read(value))


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", value):
        raise ValueError(
            f'"{value}" is not a short code. Use small letters, digits and hyphens, for example mid-market.'
        )
    return value


def _region_code(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9-]{0,15}", value):
        raise ValueError(f'"{value}" is not a region\'s code. Use capital letters, for example EMEA.')
    return value


def _rule_code(value: str) -> str:
    if not re.fullmatch(r"ROE-[1-9]\d{0,3}", value):
        raise ValueError(f'"{value}" is not a rule\'s code. Write it like ROE-13.')
    return value


def _zone(value: str) -> str:
    try:
        Calendar(value, {0: ((time(9), time(17)),)})
    except ValueError:
        raise ValueError(f'"{value}" is not a time zone. Write it like Europe/Berlin.') from None
    return value


def _domain(value: str) -> str:
    try:
        return registrable_domain(value).key
    except Unclear:
        raise ValueError(f'"{value}" is not a website address. Write it like acorncloud.com.') from None


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value):
        raise ValueError(f'"{value}" is not an e-mail address.')
    return value.lower()


def _slack_id(value: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]{3,}", value):
        raise ValueError(
            f'"{value}" is not a Slack member id. It begins with U and is found in the profile, "Copy member ID".'
        )
    return value


def _channel_id(word: str) -> str:
    """Take a channel by its id: a name cannot be posted to in a private channel, and changes when it is renamed."""
    if not re.fullmatch(r"[CG][A-Z0-9]{2,20}", word):
        raise ValueError(
            f'"{word}" is not the id of a Slack channel. Open the channel\'s details in Slack; the id stands at the '
            "bottom and looks like C0123456789."
        )
    return word


def _habit(value: Any) -> Any:
    habits = {habit.name.lower(): habit for habit in Habit}
    if value not in habits and not isinstance(value, Habit):
        raise ValueError(f'Write "point" for 1,234.56 or "comma" for 1.234,56, not {value!r}.')
    return habits.get(value, value)


_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def read_hours(value: Any) -> Hours:
    """Read `09:00-12:30, 13:30-18:00`. 24:00 is midnight. Raises ValueError with the cure."""
    if isinstance(value, tuple):
        return value
    spans: list[tuple[time, time]] = []
    try:
        for part in str(value).split(","):
            found = _SPAN.fullmatch(part.strip())
            if not found:
                raise ValueError
            hour, minute, end_hour, end_minute = map(int, found.groups())
            closes = time(0) if (end_hour, end_minute) == (24, 0) else time(end_hour, end_minute)
            spans.append((time(hour, minute), closes))
    except ValueError:
        raise ValueError(
            f'"{value}" are not hours. Write them like "09:00-17:00" or "09:00-12:30, 13:30-18:00".'
        ) from None
    try:
        Calendar("UTC", {0: tuple(spans)})
    except ValueError:
        raise ValueError(
            f'"{value}" runs backwards or overlaps. Write the spans in order, each ending after it begins.'
        ) from None
    return tuple(spans)


def write_hours(hours: Hours) -> str:
    """Write hours as `read_hours` reads them."""
    return ", ".join(f"{opens:%H:%M}-{'24:00' if closes == time(0) else f'{closes:%H:%M}'}" for opens, closes in hours)


def read_day(value: str) -> str:
    """Check `2026-12-24` (one date) or `12-24` (every year). Raises ValueError with the cure."""
    try:
        if not re.fullmatch(r"(\d{4}-)?\d{2}-\d{2}", value):
            raise ValueError
        date.fromisoformat(value if len(value) > 5 else f"2024-{value}")
    except ValueError:
        raise ValueError(f'"{value}" is not a day. Write 2026-12-24 for one date or 12-24 for every year.') from None
    return value


# Roles that keep rules; who holds one in the asker's region answers for it.
KEEPERS = (Role.HUB.value, Role.LEAD.value, Role.LEADER.value, Role.SPECIALIST.value)


def _clock_time(value: Any) -> Any:
    """Read a time of day as people write it: "08:30"."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError(f'"{value}" is not a time of day. Write it like "08:30".')
    return time.fromisoformat(value)


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Text = Annotated[str, AfterValidator(_text), Field(max_length=200)]
Title = Annotated[str, AfterValidator(_text), Field(max_length=150)]
Answer = Annotated[str, AfterValidator(_text), Field(max_length=300)]
Prose = Annotated[str, AfterValidator(_prose), Field(max_length=6000)]
Member = Annotated[str, AfterValidator(_member)]
WeekHour = Annotated[str, AfterValidator(_week_hour)]
Keeper = Annotated[str, AfterValidator(_keeper)]
Label = Annotated[str, AfterValidator(_text), Field(max_length=70)]  # Slack takes 75 characters on an option
Slug = Annotated[str, AfterValidator(_slug), Field(max_length=70)]
RegionCode = Annotated[str, AfterValidator(_region_code)]
RuleCode = Annotated[str, AfterValidator(_rule_code)]
Zone = Annotated[str, AfterValidator(_zone)]
Currency = Annotated[str, AfterValidator(currency_code)]
Whole = Annotated[int, Field(strict=True, ge=1, le=3650)]
DayKey = Annotated[str, AfterValidator(read_day)]
OpenHours = Annotated[Hours, BeforeValidator(read_hours)]
Domain = Annotated[str, AfterValidator(_domain)]
Email = Annotated[str, AfterValidator(_email)]
SlackId = Annotated[str, AfterValidator(_slack_id)]
ChannelId = Annotated[str, AfterValidator(_channel_id)]
Amounts = Annotated[Habit, BeforeValidator(_habit)]
