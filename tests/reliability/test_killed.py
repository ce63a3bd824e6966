"""kill -9 at the worst moments: what was acknowledged is there afterwards, and stands in Slack once."""

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.courier import Courier, client
from desk import Desk
from sandbox import Sandbox
from store import Store
from store.models import NoticeState
from tests.deals.conftest import register
from tests.driver import Form, Person, Workspace
from tests.reliability import evidence
from tests.reliability.process import started_from_nothing, variables
from tests.reliability.scale import KILLS
from tests.rules.changing import publish
from tests.watch import MORNING

EACH_ONCE = {"deal.card": 1, "deal.line": 1, "deal.receipt": 1, "deal.ping": 1}


def told(store: Store) -> dict[str, int]:
    """Count the notices that were sent, by kind."""
    kinds = [notice.kind for notice in evidence.notices(store, NoticeState.SENT)]
    return {kind: kinds.count(kind) for kind in kinds}


def seen(rosa: Person, mira: Person) -> dict[str, int]:
    """Count what people read, by kind."""
    desk = mira.channel("deal-desk-emea")
    return {
        "deal.card": sum("DR-1 Acme Holding" in post.text and bool(post.buttons) for post in desk),
        "deal.line": sum(len(post.thread) for post in desk),
        "deal.receipt": sum("DR-1" in post.text for post in rosa.inbox),
        "deal.ping": sum("DR-1" in post.text for post in mira.inbox),
    }


@pytest.mark.parametrize("mode", ["hang", "unanswered"])
def test_a_bot_killed_while_it_sends_delivers_everything_exactly_once(
    mode, starts, sandbox, slack: Workspace, memory: Store, reps, specialist
):
    """`hang`: Slack did not have the message yet. `unanswered`: Slack had it, and the bot never heard so."""
    rosa, bot = reps[0], starts()
    slack.fault("chat.postMessage", mode=mode)
    assert not register(rosa).errors
    evidence.wait_for_claim(memory)
    if mode == "unanswered":
        specialist.sees("DR-1 Acme Holding", channel="deal-desk-emea")
    bot.kill()
    assert told(memory) == {}
    slack.heal()
    evidence.let_a_minute_pass(memory)
    starts()
    evidence.drained(memory)
    assert told(memory) == EACH_ONCE
    assert seen(rosa, specialist) == EACH_ONCE
    evidence.sound(memory)


def test_the_real_program_killed_between_commit_and_delivery_posts_the_card_once(
    sandbox: Sandbox, slack: Workspace, file: Path, memory: Store, starts, reps, specialist
):
    first = started_from_nothing(variables(sandbox, f"sqlite:///{file}"), file.parent).waits_until_ready()
    with slack.faulty("chat.postMessage", mode="refuse"):
        assert not register(reps[0]).errors
        first.kill()
    assert first.status == -9
    assert evidence.count(memory, "SELECT count(*) FROM deal") == 1
    evidence.let_a_minute_pass(memory)
    starts()
    evidence.drained(memory)
    assert seen(reps[0], specialist) == EACH_ONCE


class Forgetful(WebClient):
    """A client whose posts carry nothing by which Slack could recognise them."""

    def api_call(self, api_method: str, **given: Any) -> Any:
        if given.get("json"):
            given["json"].pop("client_msg_id", None)
        return super().api_call(api_method, **given)


@pytest.mark.parametrize(("forgets", "cards"), [(False, 1), (True, 2)])
def test_without_a_client_msg_id_the_same_kill_shows_a_second_card(
    forgets, cards, sandbox: Sandbox, slack: Workspace, memory: Store, reps, specialist
):
    """The control: it is `client_msg_id` that keeps the message from standing there twice."""
    desk = Desk(memory, lambda: MORNING)
    evidence.let_desk_register(desk)
    sender = client(sandbox.bot_token, sandbox.api_url)
    if forgets:
        sender = Forgetful(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=15)
    lost = Courier(desk, sender, spacing=timedelta())
    slack.fault("chat.postMessage", mode="unanswered")
    sending = Thread(target=lost.deliver, daemon=True)
    sending.start()
    specialist.sees("DR-1 Acme Holding", channel="deal-desk-emea")
    # The courier that waits for this answer is as good as dead: its lease runs out and another one takes over.
    evidence.let_a_minute_pass(memory)
    slack.fault("none", mode="unanswered")
    taker = Courier(desk, client(sandbox.bot_token, sandbox.api_url) if not forgets else sender, spacing=timedelta())
    while taker.deliver():
        pass
    sending.join(5)
    assert seen(reps[0], specialist)["deal.card"] == cards


class Rep(Thread):
    """Registers one deal after the other and, like people, sends again what was not acknowledged."""

    def __init__(self, url: str, slack_id: str, stop: Event) -> None:
        super().__init__(daemon=True)
        self.person, self.stop = Person(url, slack_id), stop
        self.acknowledged: list[str] = []
        self.problems: list[str] = []
        self.retries = 0

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            domain = f"{self.person.id[2:].lower()}-customer-{number}.com"
            form = None
            while form is None and not self.stop.is_set():
                form = self._opened(domain)
            if form is None or not self._sends(form):
                return
            self.acknowledged.append(domain)

    def _opened(self, domain: str) -> Any:
        """Open a form in one step and fill it in without asking the bot along the way."""
        answer = self.person.post("say", {"channel": self.person.app_dm, "text": f"/deal {domain} 20k eur"})
        form = self.person.form
        if not answer["ok"] or form is None:
            self.stop.wait(0.05)
            return None
        try:
            return evidence.filled(form, domain=domain, account=f"Customer {domain}")
        except AssertionError:  # the bot was killed while the person typed the partner's name
            form.closes()
            return None

    def _sends(self, form: Any) -> bool:
        """Send the form until the bot says that it has it."""
        while True:
            answer = self.person.post("submit", {"view_id": form.id, "values": form.values})
            if answer.get("errors"):
                self.problems.append(str(answer["errors"]))
            if answer.get("errors") or answer.get("response_action") == "clear":
                return True
            if answer.get("ok"):  # on a busy machine: nothing was changed, says a page over the form
                self._reads(Form(self.person, answer["views"][-1]))
            self.retries += 1
            if self.stop.wait(0.05) and self.retries > 1000:
                return False

    def _reads(self, page: Form) -> None:
        if "The database is busy with other work. Nothing was changed" not in page.text:
            self.problems.append(page.text)
        page.closes()


def test_kills_at_any_moment_lose_nothing_and_double_nothing(starts, sandbox: Sandbox, slack: Workspace, memory: Store):
    publish(Desk(memory, lambda: MORNING), "ROE-28", open_registrations=3650)  # the most there can be
    stop = Event()
    bot = starts()
    reps = [Rep(sandbox.url, slack_id, stop) for slack_id in ("U0ROSA", "U0BO", "U0BEN")]
    for rep in reps:
        rep.start()
    for kill in range(KILLS):
        evidence.wait_for_claim(memory)
        stop.wait(0.05 + 0.13 * kill % 0.3)
        bot.kill()
        evidence.let_a_minute_pass(memory)
        bot = starts()
    stop.set()
    for rep in reps:
        rep.join(10)
    evidence.drained(memory, hurry=True)

    acknowledged = [domain for rep in reps for domain in rep.acknowledged]
    registered = [domain for (domain,) in evidence.rows(memory, "SELECT domain FROM deal")]
    assert len(acknowledged) >= 5  # else the kills had nothing to hit
    assert not [problem for rep in reps for problem in rep.problems]
    assert set(acknowledged) <= set(registered)
    assert evidence.repeated(registered) == []
    assert not evidence.notices(memory, NoticeState.DEAD)
    keys = [request["client_msg_id"] for request in evidence.posted(slack)]
    assert len(evidence.messages(slack)) == len(set(keys))
    new_messages = evidence.count(
        memory,
        "SELECT count(*) FROM notice WHERE card_id IS NULL AND state = 'sent'",
    ) + evidence.count(memory, "SELECT count(*) FROM card WHERE ts IS NOT NULL")
    assert len(evidence.messages(slack)) == new_messages
    assert evidence.count(memory, "SELECT count(*) FROM card WHERE ts IS NULL") == 0
    evidence.sound(memory)
