"""Clicks written by hand with a real response URL in them, so that what the bot answers can be read."""

from collections.abc import Callable

from sandbox.tickets import RESPONSE_USES
from tests.driver import Person, Workspace
from tests.security.wire import Answer, Json, Wire


class Borrowed:
    """Clicks that answer to response URLs of somebody who typed a command; each is good for a few answers."""

    def __init__(self, wire: Wire, slack: Workspace, lender: Person) -> None:
        self._wire, self._slack, self._lender = wire, slack, lender
        self._url, self._left, self._seen = "", 0, 0

    def click(self, user: str, action_id: str, value: str) -> str:
        """Click a button as `user`; give the words that come back."""
        return self._told(lambda: self._wire.click(user, action_id, value, response_url=self._url))

    def choose(self, user: str, action_id: str, value: str) -> str:
        """Choose from a menu as `user`; give the words that come back."""
        return self._told(lambda: self._wire.choose(user, action_id, value, response_url=self._url))

    def _told(self, ask: Callable[[], Answer]) -> str:
        if not self._left:
            self._lender.types("/deal help")
            self._url, self._left = self._slack.log("envelope")[-1]["request"]["response_url"], RESPONSE_USES
        self._news()
        answer = ask()
        assert answer.status == 200, answer
        said = self._news()
        self._left -= len(said)
        return " ".join(entry["request"]["text"] for entry in said)

    def _news(self) -> list[Json]:
        """Give the answers that have come since the last look."""
        entries = self._slack.log("response_url", since=self._seen)
        self._seen = entries[-1]["n"] if entries else self._seen
        return entries
