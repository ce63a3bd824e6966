"""Delivery by signed HTTP, for apps that run behind a request URL instead of a socket."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.envelopes import ACK_SECONDS, COMMAND, INTERACTIVE, NoAnswer
from sandbox.errors import Refused

LOOPBACK = "http://127.0.0.1:"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class RequestUrl:
    url: str
    signing_secret: str

    def __post_init__(self) -> None:
        if not self.url.startswith(LOOPBACK):
            raise Refused("request_url_not_on_loopback", status=400)

    async def post(self, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Any:
        """Send one envelope and give the body of the answer."""
        if kind == COMMAND:
            body, content_type = urlencode(payload), FORM
        elif kind == INTERACTIVE:
            body, content_type = urlencode({"payload": json.dumps(payload)}), FORM
        else:
            body, content_type = json.dumps(payload), "application/json"
        headers = {"Content-Type": content_type, **signature(self.signing_secret, body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            text = await asyncio.to_thread(self._fetch, body, headers)
        except TimeoutError:
            raise NoAnswer("operation_timeout") from None
        except OSError as problem:
            timed_out = isinstance(getattr(problem, "reason", None), TimeoutError)
            raise NoAnswer("operation_timeout" if timed_out else "dispatch_failed") from None
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            return {"text": text}

    def _fetch(self, body: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(self.url, body.encode(), headers)  # noqa: S310 - loopback only
        with urllib.request.urlopen(request, timeout=ACK_SECONDS) as response:  # noqa: S310
            answer: bytes = response.read()
        return answer.decode()


def signature(secret: str, body: str, at: int | None = None) -> dict[str, str]:
    """Sign a request body as Slack does."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
