"""The machine's bad days: a locked file, a full disk, a stop in the middle of work."""

import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Condition
from time import monotonic
from types import FrameType
from typing import Any

import pytest

from bot.stopping import stopped_by_signals
from sandbox import Sandbox
from store import Store
from store.models import NoticeState
from tests.driver import Person, Workspace
from tests.driver.wire import until
from tests.reliability import evidence
from tests.reliability.process import Forks, variables
from tests.reliability.test_connection import Registering

SLACK_WAITS = 3.0


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the database as another program would that knows nothing of our locks."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(pid: int, file: Path) -> Iterator[None]:
    """Let no file of this process grow beyond what the database's log has now."""
    log = Path(f"{file}-wal")
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (max(1, log.stat().st_size if log.exists() else 1), before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def sends(form: Any) -> tuple[Any, float]:
    """Send a form; give what is on the screen then, and how long that took."""
    started = monotonic()
    return form.submits(), monotonic() - started


def opened(person: Person, domain: str = "acme.com") -> Any:
    assert person.post("say", {"channel": person.app_dm, "text": f"/deal {domain} 250k eur"})["ok"]
    return evidence.filled(person.form, account=f"Customer {domain}")


def test_while_the_database_is_locked_people_are_told_in_time_and_the_same_form_works_afterwards(
    starts, file: Path, memory: Store, reps, specialist
):
    starts()
    evidence.drained(memory)
    form = opened(reps[0])
    with locked(file):
        told, took = sends(form)
        assert took < SLACK_WAITS
        assert "The database is busy with other work. Nothing was changed" in told.text
        assert evidence.count(memory, "SELECT count(*) FROM deal") == 0
    assert not form.submits().errors
    specialist.sees("DR-1 Customer acme.com", channel="deal-desk-emea")
    evidence.drained(memory, hurry=True)
    assert evidence.count(memory, "SELECT count(*) FROM deal") == 1


def test_messages_that_met_a_locked_database_are_sent_once_when_it_is_free(
    starts, slack: Workspace, file: Path, memory: Store, reps, specialist
):
    """Slack has the card, and the bot cannot write that down: nothing is given up, nothing comes twice."""
    starts()
    slack.fault("chat.postMessage", mode="unanswered")
    assert not opened(reps[0]).submits().errors
    specialist.sees("DR-1 Customer acme.com", channel="deal-desk-emea")
    with locked(file):
        slack.fault("nothing", mode="unanswered")
        assert not until(lambda: evidence.notices(memory, NoticeState.SENT) or None, 1.5)
    slack.heal()
    evidence.drained(memory, within=15, hurry=True)
    assert evidence.notices(memory, NoticeState.DEAD) == []
    assert len(specialist.channel("deal-desk-emea")) == 1
    assert len(evidence.messages(slack)) == len(evidence.notices(memory))


def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_is_not_kept(starts, file: Path, memory: Store, reps):
    bot = starts()
    assert not opened(reps[0], "first.com").submits().errors
    evidence.drained(memory)
    form = opened(reps[0], "second.com")
    with full_disk(bot.pid, file):
        told, took = sends(form)
        assert took < SLACK_WAITS
        assert told.errors, told.text
        assert "Something broke on our side (ref " in next(iter(told.errors.values()))
    assert evidence.count(memory, "SELECT count(*) FROM deal") == 1
    assert not form.submits().errors
    evidence.drained(memory, hurry=True)
    assert evidence.count(memory, "SELECT count(*) FROM deal") == 2
    evidence.sound(memory)


def test_sigterm_under_load_ends_cleanly_within_ten_seconds(starts, slack: Workspace, sandbox: Sandbox, memory: Store):
    bot = starts()
    reps = [Registering(Person(sandbox.url, slack_id)) for slack_id in ("U0ROSA", "U0BEN", "U0AIKO")]
    for rep in reps:
        rep.start()
    assert until(lambda: sum(len(rep.acknowledged) for rep in reps) > 5 or None, 10)
    assert bot.terminate(within=10) == 0, bot.said
    for rep in reps:
        rep.ended = True
    for rep in reps:
        rep.join(5)
    assert "EcoOps has stopped." in bot.said
    assert "Traceback" not in bot.said
    assert evidence.notices(memory, NoticeState.SENDING) == []
    registered = {domain for (domain,) in evidence.rows(memory, "SELECT domain FROM deal")}
    assert {domain for rep in reps for domain in rep.acknowledged} <= registered
    evidence.sound(memory)


def test_sigterm_while_slack_hangs_gives_the_message_back(starts, slack: Workspace, memory: Store, reps):
    bot = starts()
    slack.fault("chat.postMessage", mode="hang")
    assert not opened(reps[0]).submits().errors
    evidence.wait_for_claim(memory)
    assert bot.terminate(within=10) == 0, bot.said
    assert evidence.notices(memory, NoticeState.SENDING) == []
    assert len(evidence.notices(memory, NoticeState.PENDING)) == 4


@pytest.mark.parametrize("signals", [1, 3])
def test_a_bot_that_is_stopped_while_it_starts_stops(
    signals, forks: Forks, sandbox: Sandbox, slack: Workspace, file: Path
):
    bot = forks.bot(variables(sandbox, f"sqlite:///{file}"), file.parent)
    assert until(lambda: slack.log("api", name="auth.test") or None, 10)
    for _ in range(signals):
        os.kill(bot.pid, signal.SIGTERM)
    assert bot.waits(10) == 0, bot.said


def test_a_signal_that_comes_at_the_moment_when_the_wait_for_it_begins_is_heard():
    def interrupt(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is Condition.wait.__code__:  # the event's lock is held here
            sys.setprofile(None)
            signal.raise_signal(signal.SIGTERM)

    with stopped_by_signals() as stop:
        sys.setprofile(interrupt)
        try:
            assert stop.wait(10)
        finally:
            sys.setprofile(None)
