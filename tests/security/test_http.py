"""`ecoops run --http`: Slack's requests come in over HTTP, and operators see how it stands."""

import re
import socket
from pathlib import Path

import pytest

from bot.app import Bot
from bot.demo import DEMO, environment
from bot.http import Server, signed
from bot.settings import SettingsWrong
from sandbox import Sandbox
from tests.deals.conftest import register
from tests.driver import Person, Workspace
from tests.keeper import settings_for
from tests.reliability.process import Forks
from tests.security.wire import Wire, good_deal


def test_a_registration_and_its_decision_work_over_http(sandbox: Sandbox, server: Server):
    rosa, mira = Person(sandbox.url, "U0ROSA"), Person(sandbox.url, "U0MIRA")
    assert register(rosa, evidence="Met the CIO").error("domain") is None
    card = mira.sees("DR-1", channel="deal-desk-emea")
    card.clicks("Approve")
    card.waits_for("Approved by Mira Lang")
    rosa.sees("Mira Lang approved it")


def test_a_question_and_a_form_error_work_over_http(sandbox: Sandbox, server: Server):
    rosa = Person(sandbox.url, "U0ROSA")
    form = register(rosa, domain="gmail.com")
    assert "public mail provider" in form.error("domain")
    assert "opens the registration form" in rosa.types("/deal help").text


def test_health_readiness_and_metrics_answer(wire: Wire):
    assert wire.get("/healthz").json == {"ok": True}
    ready = wire.get("/readyz")
    assert (ready.status, ready.json) == (200, {"ok": True, "problems": {}})
    metrics = wire.get("/metrics")
    assert metrics.status == 200
    assert "ecoops_notices_waiting" in metrics.text


def test_readiness_says_in_words_that_the_database_does_not_answer(web_bot: Bot, wire: Wire):
    with web_bot.store.begin() as work:
        work.connection().exec_driver_sql("ALTER TABLE notice RENAME TO gone")
    try:
        ready = wire.get("/readyz")
        assert ready.status == 503
        assert ready.json["problems"]["database"].startswith("does not answer")
        assert wire.get("/healthz").status == 200
    finally:
        with web_bot.store.begin() as work:
            work.connection().exec_driver_sql("ALTER TABLE gone RENAME TO notice")


def test_readiness_says_in_words_that_messages_wait_too_long(web_bot: Bot, slack: Workspace, wire: Wire):
    with slack.faulty("chat.*", mode="server_error"):
        assert wire.submit("U0ROSA", "partner.request", "", name="Zenith").status == 200
        slack.waits_for_log("api", "chat.postMessage")
        with web_bot.store.begin() as work:
            work.connection().exec_driver_sql("UPDATE notice SET created_at = '2026-01-01 00:00:00'")
        ready = wire.get("/readyz")
    assert ready.status == 503
    assert "1 wait, the oldest for" in ready.json["problems"]["notices"]


def test_there_is_nothing_else_there(wire: Wire):
    request = wire.signed(b"")
    for method, path in (("GET", "/"), ("GET", "/slack/events"), ("POST", "/healthz"), ("PUT", "/slack/events")):
        assert wire.send(type(request)(b"", request.headers, method, path)).status == 404, (method, path)


def test_a_bot_without_a_signing_secret_does_not_listen(sandbox: Sandbox, web_bot: Bot):
    unsafe = web_bot.settings.model_copy(update={"slack_signing_secret": ""})
    safe, web_bot.settings = web_bot.settings, unsafe
    try:
        with pytest.raises(SettingsWrong, match="SLACK_SIGNING_SECRET is empty"):
            Server(web_bot, "127.0.0.1", 0)
    finally:
        web_bot.settings = safe


def test_nothing_is_signed_with_an_empty_secret(wire: Wire):
    request = wire.signed(b"{}", secret="")
    environ = {
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": request.header("X-Slack-Request-Timestamp"),
        "HTTP_X_SLACK_SIGNATURE": request.header("X-Slack-Signature"),
    }
    assert not signed("", environ, b"{}", float(request.header("X-Slack-Request-Timestamp")))


def test_a_taken_address_is_said_in_words(web_bot: Bot):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsWrong, match=f"cannot listen on 127.0.0.1:{port} .*Choose another"):
            Server(web_bot, "127.0.0.1", port)


def test_stopping_hangs_up_and_frees_the_address(sandbox: Sandbox, web_bot: Bot):
    served = Server(web_bot, "127.0.0.1", 0)
    served.start()
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(64).startswith(b"HTTP/1.1 200")
        served.stop()
        line.settimeout(2)
        while line.recv(1024):  # what was on its way, then the end
            pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))


def test_the_command_listens_on_the_address_it_is_given_and_ends_cleanly(
    forks: Forks, sandbox: Sandbox, slack: Workspace, file: Path
):
    env = environment(sandbox, f"sqlite:///{file}", DEMO)
    running = forks.ecoops("run", "--http", "127.0.0.1:0", env=env, log=file.parent / "bot.log")
    try:
        said = running.waits_until_ready().said
        port = int(re.search(r"EcoOps is ready on http://127\.0\.0\.1:(\d+)\.", said)[1])
        wire = Wire(port, sandbox.signing_secret)
        assert wire.get("/readyz").status == 200
        assert wire.submit("U0ROSA", "deal.register", "", **good_deal()).json == {"response_action": "clear"}
        assert wire.send(wire.signed(b"x=1", secret="0" * 32)).status == 401
        assert running.terminate() == 0
        assert running.said.endswith("EcoOps has stopped.\n")
    finally:
        running.kill()


def test_a_bot_that_could_not_start_still_stops(sandbox: Sandbox, slack: Workspace, sqlite_url: str):
    refused = Bot(settings_for(sandbox, sqlite_url, slack_bot_token="xoxb-another-team"), http=True)
    with pytest.raises(SettingsWrong, match="does not accept SLACK_BOT_TOKEN: invalid_auth"):
        refused.start()
    refused.stop()
