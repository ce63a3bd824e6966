"""What is not from Slack reaches nothing: forged, altered, old and oversized requests. A replay has one effect."""

import io
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from bot import log
from bot.app import Bot
from bot.http import Server
from sandbox import Sandbox
from store.models import AuditEvent, Deal, Inbox
from tests.driver import Workspace
from tests.driver.wire import until
from tests.keeper import settings_for
from tests.security.wire import FORM, HUNG_UP, SIGNATURE, STAMP, Request, Wire, good_deal, signature
from tests.watch import MORNING

SEED, MUTATIONS = 20261124, 1000


@dataclass(frozen=True, slots=True)
class Door:
    """One bot at its HTTP door, with what came through."""

    bot: Bot
    wire: Wire
    heard: list[str]
    log: io.StringIO

    def untouched(self) -> bool:
        return not self.heard and "Traceback" not in self.log.getvalue() and recorded(self.bot) == (0, 0, 0)


@contextmanager
def opened(sandbox: Sandbox, database_url: str) -> Iterator[Door]:
    """Start a bot and its server. What passes every check before a listener is noted by Bolt itself."""
    log_lines, heard = io.StringIO(), list[str]()

    def note(body, next):
        heard.append(body.get("type", "command"))
        return next()

    with redirect_stderr(log_lines):
        log.configure("debug")
    bot = Bot(settings_for(sandbox, database_url), http=True)
    try:
        bot.start()
        bot.app.use(note)
        server = Server(bot, "127.0.0.1", 0)
        server.start()
        yield Door(bot, Wire(server.port, bot.settings.slack_signing_secret), heard, log_lines)
        server.stop()
    finally:
        bot.stop()
        log.configure("info")


@pytest.fixture(scope="module")
def closed(sandbox: Sandbox, demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One bot for all that must not get in; it stays as it was."""
    Workspace(sandbox.url).reset(at=MORNING)
    file = tmp_path_factory.mktemp("closed") / "bot.db"
    shutil.copy(demo_database, file)
    with opened(sandbox, f"sqlite:///{file}") as door:
        yield door


@pytest.fixture
def door(sandbox: Sandbox, slack: Workspace, demo_database: Path, tmp_path: Path) -> Iterator[Door]:
    """A bot of one's own, for what does get in."""
    shutil.copy(demo_database, tmp_path / "bot.db")
    with opened(sandbox, f"sqlite:///{tmp_path}/bot.db") as door:
        yield door


def registration(wire: Wire) -> Request:
    """Return a signed registration that would go through."""
    return wire.interaction(wire.submission("U0ROSA", "deal.register", "", **good_deal()))


def resigned(request: Request, at: float, wire: Wire) -> Request:
    stamp = str(int(at))
    return request.but(STAMP, stamp).but(SIGNATURE, signature(wire.secret, stamp, request.body))


FORGED = {
    "another secret": lambda r, w: w.signed(r.body, secret="0" * 32),
    "no secret at all": lambda r, w: w.signed(r.body, secret=""),
    "no signature": lambda r, w: r.but(SIGNATURE, None),
    "no time": lambda r, w: r.but(STAMP, None),
    "no headers": lambda r, w: Request(r.body, [("Content-Type", FORM)]),
    "an empty signature": lambda r, w: r.but(SIGNATURE, ""),
    "a signature without digest": lambda r, w: r.but(SIGNATURE, "v0="),
    "the signature twice": lambda r, w: r.plus(SIGNATURE, r.header(SIGNATURE)),
    "a second, wrong signature": lambda r, w: r.plus(SIGNATURE, "v0=" + "0" * 64),
    "the time twice": lambda r, w: r.plus(STAMP, r.header(STAMP)),
    "two times": lambda r, w: r.plus(STAMP, str(int(time.time()) - 10)),
    "a changed body": lambda r, w: r.saying(r.body.replace(b"U0ROSA", b"U0MIRA")),
    "a longer body": lambda r, w: r.saying(r.body + b"&a=b"),
    "an empty body": lambda r, w: r.saying(b""),
    "a body that is no text": lambda r, w: w.signed(b"\xff\xfe" + r.body).but(SIGNATURE, "v0=" + "0" * 64),
    "a signed body that is no text": lambda r, w: w.signed(b"payload=\xff\xfe\x80"),
    "version 1": lambda r, w: r.but(SIGNATURE, signature(w.secret, r.header(STAMP), r.body, version="v1")),
    "version 1 by name": lambda r, w: r.but(SIGNATURE, r.header(SIGNATURE).replace("v0=", "v1=")),
    "the digest in capitals": lambda r, w: r.but(SIGNATURE, "v0=" + r.header(SIGNATURE)[3:].upper()),
    "301 seconds old": lambda r, w: resigned(r, time.time() - 301, w),
    "302 seconds ahead": lambda r, w: resigned(r, time.time() + 302, w),
    "the year 1970": lambda r, w: resigned(r, 0, w),
    "a time in words": lambda r, w: r.but(STAMP, "yesterday"),
    "a time with a fraction": lambda r, w: r.but(STAMP, f"{r.header(STAMP)}.0"),
    "a negative time": lambda r, w: r.but(STAMP, f"-{r.header(STAMP)}"),
    "a time in Arabic digits": lambda r, w: r.but(STAMP, "١٧٩٥٥٠٧٢٠٠".encode()),
    "a time too long to be one": lambda r, w: r.but(STAMP, "1" * 5000),
    "a time that is infinite": lambda r, w: r.but(STAMP, "inf"),
    "a signature that is not ASCII": lambda r, w: r.but(SIGNATURE, "v0=ä".encode()),
    "a signature in another charset": lambda r, w: r.but(SIGNATURE, b"v0=\xe4\xf6\xfc"),
    "a very long signature": lambda r, w: r.but(SIGNATURE, "v0=" + "0" * 60_000),
    "a broken length": lambda r, w: r.plus("Content-Length", "many"),
    "a negative length": lambda r, w: r.plus("Content-Length", "-1"),
    "another transfer encoding": lambda r, w: r.plus("Transfer-Encoding", "gzip, chunked"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_request_reaches_nothing(kind: str, closed: Door):
    answer = closed.wire.send(FORGED[kind](registration(closed.wire), closed.wire))
    assert answer.refused or (kind == "another transfer encoding" and answer.status == 501), answer
    assert closed.untouched()


def test_the_same_requests_unforged_are_heard(door: Door):
    """The control: what the table above starts from does reach a listener and makes a deal."""
    request = registration(door.wire)
    assert door.wire.send(request).json == {"response_action": "clear"}
    assert door.heard == ["view_submission"]
    assert recorded(door.bot)[0] == 1
    assert door.wire.send(resigned(request, time.time() - 298, door.wire)).status == 200
    assert not door.untouched()


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(closed: Door):
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"
    assert closed.wire.raw(head) == 413
    assert closed.wire.raw(head, [b"x" * 100_000] * 100) in (413, HUNG_UP)
    assert closed.untouched()


def chunked(wire: Wire, request: Request) -> int:
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\n{head}Transfer-Encoding: chunked\r\n\r\n"
    parts = [request.body[start : start + 100] for start in range(0, len(request.body), 100)]
    return wire.raw(head.encode(), [*(b"%x\r\n%s\r\n" % (len(part), part) for part in parts), b"0\r\n\r\n"])


def test_forged_chunked_bodies_reach_nothing(closed: Door):
    wire, good = closed.wire, registration(closed.wire)
    assert chunked(wire, good.saying(good.body.replace(b"acme", b"ocme"))) == 401
    assert chunked(wire, good.saying(good.body[:-1])) == 401
    assert chunked(wire, good.but(SIGNATURE, "v0=" + "0" * 64)) == 401
    endless = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert wire.raw(endless, [b"186a0\r\n" + b"x" * 100_000 + b"\r\n"] * 100) in (413, HUNG_UP)
    assert wire.raw(endless, [b"not a length\r\n"]) == 400
    assert closed.untouched()


def test_a_signed_chunked_body_is_read_to_its_end(door: Door):
    assert chunked(door.wire, registration(door.wire)) == 200
    assert recorded(door.bot)[0] == 1


def mutations(request: Request) -> Iterator[Request]:
    """Endless small changes to the body, the time or the signature of `request`, always the same ones."""
    chance = random.Random(SEED)
    stamp, sign = request.header(STAMP), request.header(SIGNATURE)
    while True:
        body, place = bytearray(request.body), chance.randrange(len(request.body))
        match chance.randrange(8):
            case 0:
                body[place] ^= 1 << chance.randrange(8)
            case 1:
                del body[place : place + chance.randint(1, 50)]
            case 2:
                body[place:place] = chance.randbytes(chance.randint(1, 20))
            case 3:
                body += body[place:]
            case 4:
                yield request.but(STAMP, str(int(stamp) + chance.choice([-1, 1]) * chance.randint(1, 10_000)))
                continue
            case 5:
                digit = chance.randrange(3, len(sign))
                other = chance.choice([c for c in "0123456789abcdef" if c != sign[digit]])
                yield request.but(SIGNATURE, sign[:digit] + other + sign[digit + 1 :])
                continue
            case 6:
                yield request.but(SIGNATURE, sign[: chance.randrange(len(sign))])
                continue
            case 7:
                noise = bytes(chance.choice([*range(33, 127), *range(128, 256)]) for _ in range(chance.randint(1, 80)))
                yield request.but(chance.choice([STAMP, SIGNATURE]), noise)
                continue
        yield request.saying(bytes(body))


def test_no_small_change_to_a_signed_request_gets_through(closed: Door):
    for request in islice(mutations(registration(closed.wire)), MUTATIONS):
        answer = closed.wire.send(request)
        assert answer.refused, (request, answer)
    assert closed.untouched()


def test_signed_nonsense_is_answered_and_stops_nothing(door: Door):
    """Only Slack can sign, so this is no attack; but a payload of a kind we do not know must not hurt either."""
    for payload in ({}, {"type": "unheard_of"}, {"type": "view_submission"}, {"type": "event_callback"}):
        assert door.wire.send(door.wire.interaction(payload)).status < 500, payload
    for body in (b"", b"payload=", b"payload=%7B", b"command=%2Fnone", b"\x00"):
        assert door.wire.send(door.wire.signed(body)).status < 500, body
    assert "opens the registration form" in str(door.wire.command("U0ROSA", "help").json["blocks"])


def test_a_replayed_click_changes_nothing_more(door: Door):
    assert door.wire.send(registration(door.wire)).status == 200
    click = door.wire.clicking("U0MIRA", {"type": "button", "action_id": "deal.take", "block_id": "b", "value": "DR-1"})
    for _ in range(20):
        assert door.wire.send(door.wire.interaction(click)).status == 200
    with door.bot.store.read() as work:
        assert list(work.exec(select(AuditEvent.action))) == ["deal.register", "deal.take"]


def test_a_request_replayed_a_hundred_times_has_one_effect(sandbox: Sandbox, slack: Workspace, staffed_url: str):
    """At two bots on one database at once, and again after a restart."""
    said: dict[str, set[str]] = {}

    def play(wires: list[Wire]) -> None:
        for time_ in range(50):
            for name, request in requests.items():
                if name == "register" or time_ % 25 < len(wires):  # every one at every bot
                    said.setdefault(name, set()).add(wires[time_ % len(wires)].send(request).text)

    with opened(sandbox, staffed_url) as one, opened(sandbox, staffed_url) as other:
        wire = one.wire
        requests = {
            "register": registration(wire),
            "comment": wire.interaction(wire.submission("U0ROSA", "deal.comment", "DR-1", text="They signed.")),
            "approve": wire.interaction(wire.submission("U0MIRA", "deal.approve", "DR-1", note="No rival.")),
            "wish": wire.interaction(wire.submission("U0ROSA", "partner.request", "", name="Zenith", website="")),
        }
        play([one.wire, other.wire])
        assert one.heard
        assert other.heard
    with opened(sandbox, staffed_url) as restarted:
        play([restarted.wire])
        until(lambda: restarted.bot.courier.backlog().waiting == 0 or None, 10)
        deals, events, _ = recorded(restarted.bot)
        assert (deals, events) == (1, 4)  # registered, commented on, approved, a partner asked for
        assert "Traceback" not in restarted.log.getvalue()
    assert said == {name: {"" if name == "wish" else '{"response_action": "clear"}'} for name in requests}
    posts = [entry["request"]["client_msg_id"] for entry in slack.log("api", name="chat.postMessage")]
    assert posts
    assert len(posts) == len(set(posts))


def recorded(bot: Bot) -> tuple[int, ...]:
    """Count the deals, the audit events and the requests that were let in."""
    with bot.store.read() as work:
        return tuple(work.exec(select(func.count()).select_from(entity)).one() for entity in (Deal, AuditEvent, Inbox))
