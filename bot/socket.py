"""Socket Mode under supervision: connects, notices silence, connects again, and says whether it is connected.

The SDK reads and acknowledges; the lines themselves are ours. Left alone it never retries a failed first connection,
dials a used address again after a drop, does not look for the answers to its pings, and looks for work twice a second,
which every start, refresh and stop waits for.
"""

from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

import structlog
import websocket
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from bot import metrics

log = structlog.get_logger()

WORKERS = 16
LOOK = 0.05  # seconds between two looks of the supervisor


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    ping: float = 3.0  # between two pings: a dropped line is noticed within one
    silence: float = 15.0  # a line that answers no ping for this long has lost its other end
    connecting: float = 15.0  # how long a connection may take before another is tried
    finishing: float = 4.0  # at a stop, for the answers that are being worked out
    first_wait: float = 0.2  # after a failed try; doubled with each
    longest_wait: float = 15.0


class Socket:
    """The supervised connection of one bot."""

    def __init__(self, app: App, app_token: str, base_url: str, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        # Without this a handshake that is never answered is waited for without end.
        websocket.setdefaulttimeout(self._patience.connecting)
        # The handler asks for its address with a client of its own: the app's carries the bot's token.
        self._client = SocketModeHandler(
            app,
            app_token,
            web_client=WebClient(token=app_token, base_url=base_url, timeout=10),
            ping_interval=self._patience.ping,
            concurrency=WORKERS,
        ).client
        self._client.auto_reconnect_enabled = self._client.default_auto_reconnect_enabled = False
        self._client.current_session_runner.shutdown()  # each line gets a thread of its own here
        self._client.on_message_listeners.append(self._hear)
        self._greeted: websocket.WebSocketApp | None = None
        self._heard_at = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._supervise, name="socket", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether Slack has greeted us on the line that is up."""
        session = self._client.current_session
        return session is not None and session is self._greeted and self._client.is_connected()

    def start(self, *, wait: float) -> bool:
        """Start connecting; return whether the line was up within `wait` seconds. It goes on trying either way."""
        self._thread.start()
        until = monotonic() + wait
        while not self.connected and monotonic() < until:
            self._stop.wait(0.01)
        return self.connected

    def stop(self) -> None:
        """Hang up and end the threads."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(5)
        # Take nothing new, answer what is in hand while the line is still up, then hang up.
        self._client.closed = True
        self._client.message_queue.put(None)  # whoever waits for a message waits no more
        self._client.message_processor.shutdown()
        finishing = Thread(target=self._client.message_workers.shutdown, name="finishing", daemon=True)
        finishing.start()
        finishing.join(self._patience.finishing)
        self._hang_up()
        self._client.close()

    def _hear(self, session: websocket.WebSocketApp, _message: str) -> None:
        self._greeted, self._heard_at = session, monotonic()

    def _silent(self) -> bool:
        """Say whether pings go out and nothing comes back. The SDK sends them but does not look for the answers."""
        session, limit = self._client.current_session, self._patience.silence
        if session is None or not self.connected or not session.last_ping_tm:
            return False
        return session.last_ping_tm - session.last_pong_tm > limit and monotonic() - self._heard_at > limit

    def _hang_up(self) -> None:
        """End the line without waiting for the other end's goodbye, which may never come."""
        session = self._client.current_session
        if session is not None:
            session.close(timeout=0)

    def _supervise(self) -> None:
        """Make the first connection, follow the SDK to the next one when Slack asks for that, replace what died."""
        session: websocket.WebSocketApp | None = None
        line: Thread | None = None
        wait, tried_at = self._patience.first_wait, float("-inf")
        while not self._stop.is_set():
            if self._silent():
                log.warning("silent line", seconds=self._patience.silence)
                self._hang_up()
            up = self.connected
            metrics.connected.set(up)
            patience = self._patience.connecting if line is not None and line.is_alive() else wait
            if self._client.current_session is not session:
                session, tried_at = self._client.current_session, monotonic()
                line = Thread(target=self._listen, args=(session,), name="line", daemon=True)
                line.start()
            elif up:
                wait, tried_at = self._patience.first_wait, float("-inf")
            elif monotonic() - tried_at > patience:
                tried_at, wait = monotonic(), min(wait * 2, self._patience.longest_wait)
                try:
                    self._client.connect_to_new_endpoint(force=True)
                    continue
                except Exception as error:  # whatever the line died of, the next try comes
                    log.warning("not connected", why=f"{type(error).__name__}: {error}", again_in=wait)
            self._stop.wait(LOOK)

    def _listen(self, session: websocket.WebSocketApp) -> None:
        """Receive on one line until it ends; the supervisor makes the next."""
        try:
            session.run_forever(ping_interval=self._patience.ping)
        except Exception as error:  # a line that ends badly is still only a line that ended
            log.warning("line lost", why=f"{type(error).__name__}: {error}")
