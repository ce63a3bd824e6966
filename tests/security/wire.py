"""Requests written by hand: signed as Slack signs, or nearly so, and forms and clicks that no client offers."""

import hashlib
import hmac
import http.client
import itertools
import json
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]
Header = tuple[str, str | bytes]
TEAM = {"id": "T0ACORN", "domain": "acorn-cloud"}
FORM = "application/x-www-form-urlencoded"
HUNG_UP = 0  # instead of a status
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str

    @property
    def refused(self) -> bool:
        return 400 <= self.status < 500

    @property
    def json(self) -> Json:
        return json.loads(self.text) if self.text else {}

    @property
    def words(self) -> str:
        """What the person is told, in whichever way it is told."""
        body = self.json
        if "errors" in body:
            return " ".join(body["errors"].values())
        if "view" in body:
            return " ".join(block["text"]["text"] for block in body["view"]["blocks"])
        return str(body.get("text", ""))


@dataclass(frozen=True, slots=True)
class Request:
    """One request as bytes and headers. Headers are a list, for a forger may send one twice."""

    body: bytes
    headers: list[Header] = field(default_factory=list)
    method: str = "POST"
    path: str = "/slack/events"

    def but(self, name: str, value: str | bytes | None) -> "Request":
        """Return the same with one header changed, or left out."""
        kept = [header for header in self.headers if header[0] != name]
        return Request(self.body, kept if value is None else [*kept, (name, value)], self.method, self.path)

    def plus(self, name: str, value: str | bytes) -> "Request":
        return Request(self.body, [*self.headers, (name, value)], self.method, self.path)

    def saying(self, body: bytes) -> "Request":
        return Request(body, self.headers, self.method, self.path)

    def header(self, name: str) -> str:
        return str(next(value for key, value in self.headers if key == name))


STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def signature(secret: str, stamp: str, body: bytes, *, version: str = "v0") -> str:
    """Sign as Slack's documentation says, independently of the code under test."""
    signed = hmac.new(secret.encode(), version.encode() + b":" + stamp.encode() + b":" + body, hashlib.sha256)
    return f"{version}={signed.hexdigest()}"


class Wire:
    """A line to the bot's HTTP server."""

    def __init__(self, port: int, secret: str) -> None:
        self.port, self.secret = port, secret

    # What Slack would send

    def signed(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> Request:
        stamp = str(int(time.time() if at is None else at))
        sign = signature(self.secret if secret is None else secret, stamp, body)
        return Request(body, [("Content-Type", FORM), (STAMP, stamp), (SIGNATURE, sign)])

    def interaction(self, payload: Json) -> Request:
        return self.signed(urlencode({"payload": json.dumps(payload)}).encode())

    def send(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(request.method, request.path, skip_accept_encoding=True)
            for name, value in request.headers:
                connection.putheader(name, value)
            if not any(name in ("Content-Length", "Transfer-Encoding") for name, _ in request.headers):
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders()
            connection.send(request.body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.send(Request(b"", method="GET", path=path))

    def raw(self, head: bytes, chunks: Iterable[bytes] = ()) -> int:
        """Send bytes as they are; give the status of the answer, however early it comes, or HUNG_UP."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(head)
            try:
                for chunk in chunks:
                    line.sendall(chunk)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server has heard enough
            try:
                first = line.makefile("rb").readline()
            except ConnectionResetError:
                return HUNG_UP
        return int(first.split()[1]) if first else HUNG_UP

    # What a tampering client would send

    def command(self, user: str, text: str, *, command: str = "/deal", **more: str) -> Answer:
        body = {
            "command": command, "text": text, "user_id": user, "user_name": user.lower(), "team_id": TEAM["id"],
            "team_domain": TEAM["domain"], "channel_id": f"D{user[1:]}", "channel_name": "directmessage",
            "trigger_id": f"t{next(_numbers)}", "api_app_id": "A0ECOOPS", **more,
        }  # fmt: skip
        return self.send(self.signed(urlencode(body).encode()))

    def click(self, user: str, action_id: str, value: str | None, **more: Any) -> Answer:
        """Click a button; `value` None is one without a value."""
        action = {"type": "button", "action_id": action_id, "block_id": "b", **more.pop("action", {})}
        if value is not None:
            action["value"] = value
        return self.send(self.interaction(self.clicking(user, action) | more))

    def choose(self, user: str, action_id: str, value: str, **more: Any) -> Answer:
        """Choose an entry of an overflow menu."""
        chosen = {"text": {"type": "plain_text", "text": "?"}, "value": value}
        action = {"type": "overflow", "action_id": action_id, "block_id": "b", "selected_option": chosen}
        return self.send(self.interaction(self.clicking(user, action) | more))

    def submit(self, user: str, callback_id: str, ref: str, /, view_id: str | None = None, **values: Any) -> Answer:
        """Send a form: text as strings, one choice as {"one": ...}, several as lists, a date as {"date": ...}."""
        return self.send(self.interaction(self.submission(user, callback_id, ref, view_id=view_id, **values)))

    def submission(self, user: str, callback_id: str, ref: str, /, view_id: str | None = None, **values: Any) -> Json:
        view = {
            "id": view_id or f"V{next(_numbers):06}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": ref,
            "hash": "1.a",
            "blocks": [{"type": "input", "block_id": name} for name in values],
            "state": {"values": {name: {"value": _state(value)} for name, value in values.items()}},
        }
        return {**self._from(user), "type": "view_submission", "view": view, "trigger_id": f"t{next(_numbers)}"}

    def clicking(self, user: str, action: Json) -> Json:
        return {
            **self._from(user),
            "type": "block_actions",
            "trigger_id": f"t{next(_numbers)}",
            "container": {"type": "message"},
            "actions": [{**action, "action_ts": f"{time.time():.6f}{next(_numbers)}"}],
        }

    def _from(self, user: str) -> Json:
        return {"team": TEAM, "user": {"id": user, "name": user, "team_id": TEAM["id"]}, "api_app_id": "A0ECOOPS"}


def _state(value: Any) -> Json:
    match value:
        case {"one": one}:
            return {"type": "static_select", "selected_option": {"value": one} if one is not None else None}
        case {"date": on}:
            return {"type": "datepicker", "selected_date": on}
        case list():
            return {"type": "multi_static_select", "selected_options": [{"value": one} for one in value]}
        case bool():
            return {"type": "checkboxes", "selected_options": [{"value": "yes"}] if value else []}
        case _:
            return {"type": "plain_text_input", "value": value}


def good_deal(**special: Any) -> Json:
    """The values of a registration with nothing wrong in it."""
    return {
        "partner": {"one": "Northwind Traders"}, "account": "Acme Holding", "domain": "acme.com",
        "region": {"one": "EMEA"}, "segment": {"one": "mid-market"}, "motion": {"one": "resell"},
        "products": ["platform"], "amount": "250k", "currency": {"one": "EUR"}, "close_on": {"date": "2027-03-31"},
        "contact": "Ana Ruiz, CIO", "evidence": "Met the CIO", "evidence_on": {"date": None}, "tender": False,
        "notes": None, **special,
    }  # fmt: skip
