"""The HTTP way in: signatures are checked before anything else; then health, readiness and metrics."""

import hmac
import json
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import waitress
from prometheus_client import generate_latest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

from bot.app import Bot
from bot.settings import SettingsWrong

# Slack's own payloads stay far below this; a larger body is not Slack's.
LARGEST_BODY = 1_000_000
# Slack's clock and ours may differ by this, and a request that was recorded is worth nothing afterwards.
OLDEST_SECONDS = 300
Start = Callable[[str, list[tuple[str, str]]], Any]
Environ = dict[str, Any]


def signed(secret: str, environ: Environ, body: bytes, now: float) -> bool:
    """Say whether Slack signed this request within five minutes of `now` (seconds since 1970).

    Anything malformed is simply not signed: a time that is no number, a signature that is not ASCII, a header twice
    (the server joins the two with a comma). Nothing is ever signed with an empty secret.
    """
    stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    if not (secret and signature.isascii() and signature.startswith("v0=")):
        return False
    if abs(now - int(stamp)) > OLDEST_SECONDS:
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    expected = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=text)
    return expected is not None and hmac.compare_digest(expected, signature)


class Web:
    """The WSGI application around a started bot."""

    def __init__(self, bot: Bot) -> None:
        if bot.app is None:
            raise ValueError("start the bot before serving it")
        if not bot.settings.slack_signing_secret:
            raise SettingsWrong("SLACK_SIGNING_SECRET is empty, so nothing that arrives could be trusted.")
        self._bot = bot
        self._slack = SlackRequestHandler(bot.app)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "POST", "/slack/events":
                return self._from_slack(environ, start)
            case "GET", "/healthz":
                return _answer(start, "200 OK", {"ok": True})
            case "GET", "/readyz":
                problems = self._bot.ready()
                status = "503 Service Unavailable" if problems else "200 OK"
                return _answer(start, status, {"ok": not problems, "problems": problems})
            case "GET", "/metrics":
                start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
                return [generate_latest()]
            case _:
                return _answer(start, "404 Not Found", {"ok": False, "error": "there is nothing here"})

    def _from_slack(self, environ: Environ, start: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            return _answer(start, "413 Content Too Large", {"ok": False, "error": "too large"})
        body = environ["wsgi.input"].read(int(length))
        if not signed(self._bot.settings.slack_signing_secret, environ, body, time.time()):
            return _answer(start, "401 Unauthorized", {"ok": False, "error": "not signed by Slack"})
        environ["wsgi.input"] = _Body(body)
        try:
            return self._slack(environ, start)
        except json.JSONDecodeError:
            return _answer(start, "400 Bad Request", {"ok": False, "error": "the payload is not JSON"})


class _Body:
    """A request body that was read already, for whoever reads it next."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, _length: int = -1) -> bytes:
        return self._body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body


def _answer(start: Start, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


class Server:
    """Serves a started bot on one address, from a thread of its own."""

    def __init__(self, bot: Bot, host: str, port: int) -> None:
        """Bind and listen; port 0 takes a free one. Raises SettingsWrong for an address that cannot be had."""
        web = Web(bot)
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, port), family=family, backlog=1024)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise SettingsWrong(
                f"EcoOps cannot listen on {host}:{port} ({why}). Choose another --http HOST:PORT."
            ) from None
        self.host, self.port = host, listener.getsockname()[1]
        self._server: Any = waitress.create_server(
            web,
            sockets=[listener],
            threads=16,
            max_request_body_size=LARGEST_BODY,
            ident="ecoops",
            clear_untrusted_proxy_headers=True,
        )
        self._thread = Thread(target=self._server.run, name="http", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float = 5) -> None:
        """Take no new connection, finish the requests in hand within `patience` seconds, then hang up."""
        inside = self._server.trigger.pull_trigger  # runs a function in the server's own thread
        inside(lambda: self._server.asyncore.dispatcher.close(self._server))
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=patience)
        with suppress(OSError):  # a request that ends just now wakes the thread too: it has hung up by itself then
            inside(self._hang_up)
        self._thread.join(1)

    def _hang_up(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.trigger.close()
