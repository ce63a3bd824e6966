"""`ecoops check`: what is in order, what is not, and what to do about it. Never shows a token."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from slack_sdk.errors import SlackApiError

from bot.courier import client
from bot.manifest import SCOPES
from bot.settings import Settings
from desk import Desk
from desk.people import seats
from desk.standards import Standards, load
from policy.permissions import Role
from store import DatabaseError, Store, schema


class Verdict(StrEnum):
    GOOD = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; `what` names it and, unless it is good, what to do."""

    verdict: Verdict
    what: str


# SQLite before this has a fault with two writers of one WAL file; EcoOps lets only one write, so it is a warning.
SAFE_SQLITE = (3, 51, 3)


def examine(settings: Settings, *, live: bool) -> Iterator[Line]:
    """Look at settings, database, playbook and (with `live`) at Slack."""
    for gap in settings.missing(http=bool(settings.slack_signing_secret and not settings.slack_app_token)).values():
        yield Line(Verdict.BAD, gap)
    if not settings.missing(http=False) or not settings.missing(http=True):
        yield Line(Verdict.GOOD, "Settings: tokens are of the right kind")
    store = Store(settings.database_url)
    try:
        yield from _database(store)
    except DatabaseError as error:
        yield Line(
            Verdict.BAD,
            f"Database: cannot be opened ({type(error).__name__}). Check DATABASE_URL and that it is up.",
        )
        return
    if schema.current(store) != schema.newest():
        return
    with store.read() as work:
        standards = load(work)
    desk = Desk(store, lambda: datetime.now(UTC))
    if not desk.playbook.applied():
        yield Line(
            Verdict.WARN,
            "Playbook: none applied yet. The first `ecoops run` applies it, or `ecoops playbook apply` now.",
        )
        return
    yield from _playbook(desk, standards)
    if live:
        yield from _slack(settings, standards)


def _database(store: Store) -> Iterator[Line]:
    if store.is_sqlite and sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield Line(
            Verdict.WARN,
            f"SQLite {sqlite3.sqlite_version}: 3.51.3 or newer is safer when several processes share the file. "
            "One bot is fine.",
        )
    at, newest = schema.current(store), schema.newest()
    if at == newest:
        yield Line(Verdict.GOOD, f"Database: {store.url.get_backend_name()}, schema {at}")
    elif at is None:
        yield Line(
            Verdict.WARN, "Database: empty. `ecoops db upgrade` makes the tables; `ecoops run` does so by itself."
        )
    else:
        yield Line(Verdict.BAD, f"Database: schema {at}, this version needs {newest}. Run `ecoops db upgrade`.")


def _playbook(desk: Desk, standards: Standards) -> Iterator[Line]:
    with desk.store.read() as work:
        held = seats(work, datetime.now(UTC))
    hub = [seat for seat in held if seat.role in (Role.HUB, Role.ADMIN)]
    yield (
        Line(Verdict.GOOD, f"Playbook: {len(standards.open_regions())} regions, {len(standards.rules)} rule versions")
        if hub
        else Line(
            Verdict.BAD,
            "Playbook: there is no hub and no admin, so nobody hears of what is uncovered. Set ECOOPS_ADMINS.",
        )
    )
    for region in standards.open_regions():
        if not region.channel:
            yield Line(Verdict.BAD, f"{region.code}: no channel. Name the deal desk's channel in regions.toml.")
        if not any(seat.role in (Role.SPECIALIST, Role.LEAD) and seat.region in (None, region.code) for seat in held):
            yield Line(
                Verdict.WARN,
                f"{region.code}: no specialist and no lead, so everything there goes to the hub. "
                "Add people to people.toml.",
            )
        calendar = standards.calendars[region.calendar]
        open_at = calendar.next_open(datetime.now(UTC))
        yield Line(
            Verdict.GOOD,
            f"{region.code}: calendar {region.calendar} ({calendar.zone}), opens next {open_at:%a %d %b %H:%M} UTC",
        )


def _slack(settings: Settings, standards: Standards) -> Iterator[Line]:
    """Ask Slack itself: the token, its scopes, the channels."""
    web = client(settings.slack_bot_token, settings.slack_api_url)
    try:
        answer = web.auth_test()
    except SlackApiError as error:
        yield Line(
            Verdict.BAD,
            f"Slack: does not accept SLACK_BOT_TOKEN ({error.response.get('error')}). Install the app again.",
        )
        return
    except OSError as error:
        yield Line(Verdict.BAD, f"Slack: cannot be reached ({type(error).__name__}).")
        return
    yield Line(Verdict.GOOD, f"Slack: signed in to {answer.get('team')} as {answer.get('user')}")
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    if granted and (missing := sorted(set(SCOPES) - granted)):
        yield Line(
            Verdict.BAD,
            f"Slack: scopes missing: {', '.join(missing)}. Update the app from app.manifest.yml and install it again.",
        )
    channels = {region.code: region.channel for region in standards.open_regions()} | {
        "hub": standards.company.hub_channel
    }
    for whose, channel in channels.items():
        if not channel:
            continue
        try:
            info = web.conversations_info(channel=channel)["channel"]
        except SlackApiError as error:
            yield Line(
                Verdict.BAD,
                f"{whose}: channel {channel}: {error.response.get('error')}. "
                "Invite EcoOps there, or correct the playbook.",
            )
            continue
        if info.get("is_ext_shared"):
            yield Line(
                Verdict.BAD,
                f"{whose}: #{info['name']} is shared with another company. "
                "Nothing internal may be posted there; choose another.",
            )
        elif not info.get("is_member") and info.get("is_private"):
            yield Line(Verdict.BAD, f"{whose}: EcoOps is not in #{info['name']}. Invite it with /invite @EcoOps.")
        else:
            yield Line(Verdict.GOOD, f"{whose}: #{info['name']}")
