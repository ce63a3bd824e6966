"""Delivers: takes notices from the outbox, writes them as they are now, and sees to it that Slack has each once.

The client it sends with has no retry handlers: the SDK's default sends a post again whose connection dropped, and
Slack may have had it. A repeated send carries the same `client_msg_id`, by which it is recognised.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import monotonic
from uuid import NAMESPACE_URL, uuid5

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RetryHandler

from bot import metrics
from bot.parcels import Parcels, Unready
from desk import Desk, following
from desk.digests import files
from desk.letters import Letter
from store import Busy, DatabaseError
from store.models import Notice, NoticeState
from store.notices import Backlog, Outbox
from views import Message, home
from views.letters import write

log = structlog.get_logger()

# Longest rest of an idle courier: it is woken by every commit of its own process, so this only bounds how late it
# notices what another process has queued.
IDLE = 1.0
# How long, in seconds, a channel is believed not to have been shared with another company meanwhile.
CHANNEL_LASTS = 60.0
# Waits after a failure, in seconds: the first and the longest. A fault of Slack's must not be hammered, nor be
# outlasted by much.
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
# For how long Slack is asked whether it is through with a picture.
PATIENCE = timedelta(days=1)
# How often a message is tried with a picture that Slack refuses.
WITH_PICTURE = 3
# Slack's answers that mean a message can never be taken as it is: a fault of ours.
_OURS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_arguments",
     "markdown_text_conflict", "too_many_attachments", "invalid_arg_name"}
)  # fmt: skip
# Slack's answers that mean the message to edit is gone.
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})
# Slack's answers that mean this person can never be reached.
_UNREACHABLE = frozenset({"user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot", "account_inactive"})


class Courier:
    """One sender. Any number of them, in any number of processes, may share a store."""

    def __init__(self, desk: Desk, client: WebClient, *, spacing: timedelta = timedelta(seconds=1)) -> None:
        self._desk, self._client = desk, client
        self._outbox = Outbox(desk.store, owner=secrets.token_hex(8), spacing=spacing)
        self._channels: dict[str, tuple[float, bool]] = {}  # when a channel was looked at, and whether it is shared
        self._parcels = Parcels(desk, client)
        self._carriers = ThreadPoolExecutor(1, thread_name_prefix="carrier")
        self._wake, self._stop = Event(), Event()
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        self._desk.store.after_commit.append(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: something was committed."""
        self._wake.set()

    def stop(self, timeout: float = 5) -> None:
        """Finish the message in hand and give back the rest."""
        if self._thread.ident is None:  # never started
            return
        self._desk.store.after_commit.remove(self.wake)
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout)
        self._carriers.shutdown(wait=False, cancel_futures=True)
        self._outbox.hand_back(datetime.now(UTC))

    def backlog(self) -> Backlog:
        return self._outbox.backlog()

    def _run(self) -> None:
        failed = False
        while not self._stop.is_set():
            self._wake.clear()
            try:
                if failed:  # what was in hand may have been sent or not; it goes again, and Slack knows it by its id
                    self._outbox.hand_back(datetime.now(UTC))
                    failed = False
                wait = self._rest()
                if wait <= 0:
                    self.deliver()
            except Exception as error:  # the courier must outlive a locked or lost database
                log.error("courier", exc_info=error)
                failed, wait = True, IDLE
            if wait > 0:
                self._wake.wait(wait)

    def deliver(self) -> bool:
        """Send what may leave now; say whether there was anything."""
        notices = self._outbox.claim(datetime.now(UTC))
        for notice in notices:
            if self._stop.is_set():
                break
            if self._outbox.holds(notice, datetime.now(UTC)):
                self._send(notice)
        return bool(notices)

    def _rest(self) -> float:
        now = datetime.now(UTC)
        next_at = self._outbox.next_at(now)
        return IDLE if next_at is None else min(IDLE, (next_at - now).total_seconds())

    def _send(self, notice: Notice) -> None:
        """Write and send one notice; files go in a thread of their own, since drawing and uploading take their time."""
        if notice.kind.partition(":")[0] == files.KIND:
            self._carriers.submit(self._carry, notice)
        else:
            self._guarded(notice, self._publish_home if notice.kind == following.KIND else self._deliver_letter)

    def _carry(self, notice: Notice) -> None:
        if self._outbox.holds(notice, datetime.now(UTC)):
            self._guarded(notice, self._bring_files)

    def _guarded(self, notice: Notice, do: Callable[[Notice], None]) -> None:
        """Deliver one notice, and keep what Slack says of it."""
        try:
            do(notice)
        except SlackApiError as error:
            self._refused(notice, error)
        except OSError as error:  # refused, reset, timed out: Slack or the network is down
            self._later(notice, f"{type(error).__name__}: {error}")
        except (Busy, DatabaseError):  # not the message's fault: it stays as it is
            raise
        except Exception as error:  # a message that cannot be written must not hold up its lane
            reference = secrets.token_hex(2).upper()
            log.error("unwritable", ref=reference, kind=notice.kind, subject=notice.subject, exc_info=error)
            self._bury(notice, f"ref {reference}: {type(error).__name__}: {error}")

    def _deliver_letter(self, notice: Notice) -> None:
        letter = self._desk.letters.open(notice)
        message = None if letter.overtaken else write(letter)
        if message is None:
            self._drop(notice)
            return
        if letter.to is None:
            self._later(notice, "there is no channel or Slack id for it yet", at_least=LONGEST_WAIT)
            return
        if self._shared(letter.to):
            log.error("held back", channel=letter.to, subject=notice.subject, why="shared with another company")
            self._later(notice, "the channel is shared with another company", at_least=LONGEST_WAIT)
            return
        try:
            channel, ts = self._post(notice, letter, message)
        except SlackApiError as refusal:
            if not message.has_picture or refusal.response.get("error") != "invalid_blocks":
                raise
            if notice.attempts < WITH_PICTURE:  # Slack may not be through with the picture yet
                self._later(notice, "the picture is refused")
                return
            log.error("without its picture", kind=notice.kind, subject=notice.subject)
            channel, ts = self._post(notice, letter, message.without_picture())
        self._desk.letters.sent(self._outbox, notice, channel=channel, ts=ts)
        metrics.notices.labels("sent").inc()

    def _publish_home(self, notice: Notice) -> None:
        """Bring somebody's Home up to date, unless Slack shows it as it is already."""
        person_id = int(notice.audience.partition(":")[2])
        seen = self._desk.home.seen(person_id)
        view = home.page(seen) if seen else None
        if seen is None or view is None or home.digest(view) == self._desk.home.shown(person_id):
            self._drop(notice)
            return
        self._client.views_publish(user_id=seen.who.slack_id, view=view)
        self._desk.home.published(self._outbox, notice, person_id, home.digest(view))
        metrics.notices.labels("sent").inc()

    def _bring_files(self, notice: Notice) -> None:
        """Bring a file of a digest; its message never waits for it."""
        try:
            brought = self._parcels.bring(notice)
        except Unready as reason:
            if datetime.now(UTC) - notice.created_at > PATIENCE:
                log.error("no picture", subject=notice.subject, why=str(reason))
                self._bury(notice, str(reason))
            else:
                self._later(notice, str(reason))
            return
        match brought:
            case None:
                self._drop(notice)
            case False:
                self._later(notice, "its message is not posted yet", exactly=FIRST_WAIT)
            case _:
                self._desk.digests.files.brought(self._outbox, notice)
                metrics.notices.labels("sent").inc()

    def _drop(self, notice: Notice) -> None:
        """Close a notice that has nothing left to say, and let the next one of its lane go at once."""
        self._outbox.finish(notice, NoticeState.DROPPED)
        self._outbox.free(notice.audience, datetime.now(UTC))
        metrics.notices.labels("dropped").inc()

    def _shared(self, channel: str) -> bool:
        """Say whether people of another company read along in `channel`: nothing internal is posted there."""
        if not channel.startswith(("C", "G")):
            return False
        seen_at, shared = self._channels.get(channel, (float("-inf"), False))
        if monotonic() - seen_at > CHANNEL_LASTS:
            info = self._client.conversations_info(channel=channel)["channel"]
            shared = bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))
            self._channels[channel] = (monotonic(), shared)
        return shared

    def _post(self, notice: Notice, letter: Letter, message: Message) -> tuple[str, str]:
        if letter.ts and letter.to:
            self._client.chat_update(channel=letter.to, ts=letter.ts, **message.payload())  # type: ignore[arg-type]
            return letter.to, letter.ts
        answer = self._client.api_call(
            "chat.postMessage",
            json={
                "channel": letter.to,
                "client_msg_id": str(uuid5(NAMESPACE_URL, notice.key)),
                "unfurl_links": False,
                "unfurl_media": False,
                **({"thread_ts": letter.thread_ts} if letter.thread_ts else {}),
                **message.payload(),
            },
        )
        return str(answer["channel"]), str(answer["ts"])

    def _refused(self, notice: Notice, error: SlackApiError) -> None:
        """Decide what Slack's refusal means for this notice."""
        why = str(error.response.get("error"))
        status = error.response.status_code
        if status == 429 or why in ("ratelimited", "rate_limited"):
            wait = float(error.response.headers.get("Retry-After", 1))
            self._outbox.postpone(notice, datetime.now(UTC) + timedelta(seconds=wait), error="429", hold_lane=True)
            metrics.notices.labels("rate_limited").inc()
        elif why in _GONE and notice.card_id is None:
            self._outbox.finish(notice, NoticeState.DROPPED, error=why)  # its thread is gone, and the line with it
        elif why in _GONE:
            self._desk.letters.lost(notice)
            self._later(notice, why)
        elif why in _OURS or why in _UNREACHABLE:
            reference = secrets.token_hex(2).upper()
            log.error(
                "undeliverable",
                ref=reference,
                kind=notice.kind,
                subject=notice.subject,
                why=why,
                details=str(error.response.get("response_metadata")),
            )
            self._bury(notice, f"ref {reference}: {why}")
        elif why == "not_in_channel" and self._join(notice):
            self._later(notice, why, exactly=0)
        else:
            self._later(notice, why or f"HTTP {status}")

    def _join(self, notice: Notice) -> bool:
        """Enter a public channel the bot was not invited to; private ones need an invitation."""
        letter = self._desk.letters.open(notice)
        try:
            self._client.conversations_join(channel=letter.to or "")
        except SlackApiError:
            return False
        return True

    def _later(self, notice: Notice, why: str, *, at_least: float = 0, exactly: float | None = None) -> None:
        """Try again after a wait that grows with the failures; the rest of its lane waits with it."""
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(notice.attempts - 1, 10)) if exactly is None else exactly
        wait = max(wait, at_least)
        log.warning(
            "postponed", kind=notice.kind, subject=notice.subject, why=why, seconds=wait, attempts=notice.attempts
        )
        self._outbox.postpone(notice, datetime.now(UTC) + timedelta(seconds=wait), error=why)
        metrics.notices.labels("postponed").inc()

    def _bury(self, notice: Notice, why: str) -> None:
        self._outbox.finish(notice, NoticeState.DEAD, error=why)
        metrics.notices.labels("dead").inc()


def client(token: str, base_url: str) -> WebClient:
    """Return a client that sends each request once."""
    return WebClient(token=token, base_url=base_url, timeout=15, retry_handlers=list[RetryHandler]())
