"""The workspace from outside: its clock, its log, its bad days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests.driver.reading import Json
from tests.driver.wire import WITHIN, Line, until


class Workspace:
    """The workspace from outside: its clock, its log, its bad days."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._line = Line(url)

    def _call(self, verb: str, path: str, body: Json | None = None) -> Json:
        answer: Json = self._line.ask(verb, path, body)
        assert answer.get("ok"), f"{verb} {path}: {answer}"
        return answer

    def advance(self, **by: float) -> Json:
        """Move the clock on by weeks, days, hours, minutes, seconds; the bots that follow it have then adopted it."""
        return self._call("POST", "/control/clock", {"advance": timedelta(**by).total_seconds()})

    def advance_to(self, moment: datetime) -> Json:
        return self._call("POST", "/control/clock", {"to": moment.isoformat()})

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self._call("GET", "/control/clock")["now"])

    def log(self, kind: str | None = None, since: int = 0, name: str | None = None) -> list[Json]:
        query = f"?since={since}" + (f"&kind={kind}" if kind else "")
        entries: list[Json] = self._call("GET", f"/control/log{query}")["entries"]
        return [entry for entry in entries if name is None or entry["name"] == name]

    def waits_for_log(self, kind: str, name: str, within: float = WITHIN) -> Json:
        """Wait for an entry of the log, and give the newest such."""
        entry = until(lambda: next(reversed(self.log(kind, name=name)), None), within)
        assert entry is not None, f"No {kind} {name} within {within} s, but {[one['name'] for one in self.log(kind)]}"
        return entry

    def fault(self, *methods: str, mode: str, **more: Any) -> None:
        self._call("POST", "/control/faults", {"methods": list(methods) or ["*"], "mode": mode, **more})

    def heal(self) -> None:
        self._call("DELETE", "/control/faults")

    @contextmanager
    def faulty(self, *methods: str, mode: str, **more: Any) -> Iterator[None]:
        """Have a fault on for as long as the block runs."""
        self.fault(*methods, mode=mode, **more)
        try:
            yield
        finally:
            self.heal()

    def socket(self, do: str) -> None:
        self._call("POST", "/control/socket", {"do": do})

    def twice(self, on: bool = True) -> None:
        self._call("POST", "/control/twice", {"on": on})

    def enforce(self, rate: bool = True) -> None:
        self._call("POST", "/control/enforce", {"rate": rate})

    def adds_person(self, **person: Any) -> Json:
        added: Json = self._call("POST", "/control/people", person)["person"]
        return added

    def adds_channel(self, **channel: Any) -> Json:
        added: Json = self._call("POST", "/control/channels", channel)["channel"]
        return added

    def deliver_by_http(self, url: str | None, secret: str | None = None) -> None:
        self._call("POST", "/control/mode", {"request_url": url, "signing_secret": secret})

    def reset(self, at: datetime | None = None) -> None:
        """Back to the seed, at real time or at the moment `at`."""
        self._call("POST", "/control/reset", {"at": at.isoformat()} if at else {})

    def waits_for_bot(self, within: float = 10.0) -> None:
        waited = until(lambda: self._call("GET", "/control/health")["bot_connected"] or None, within)
        assert waited, f"No bot connected within {within} s."
