"""Builds the bot from its settings: store, desk, Bolt app, courier, ticker, and the way it listens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import commands
from bot import metrics
from bot.clock import Clock
from bot.courier import Courier, client
from bot.errors import handler
from bot.people import identify, profile
from bot.schedule import Ticker
from bot.settings import Settings, SettingsWrong
from bot.socket import Socket
from desk import Desk
from desk.auditor import NOTICE_AT_MOST, Arrears
from desk.playbook import read as read_playbook
from store import DatabaseError, Store

log = structlog.get_logger()


class Bot:
    """The running bot. `start` returns when it is ready; `stop` leaves nothing claimed behind."""

    def __init__(self, settings: Settings, *, http: bool = False) -> None:
        self.settings = settings
        self.clock = Clock()
        self.store = Store(settings.database_url)
        self.desk = Desk(self.store, self.clock.now)
        self.ticker = Ticker()
        self._sender = client(settings.slack_bot_token, settings.slack_api_url)
        self.courier = Courier(self.desk, self._sender, spacing=timedelta(seconds=settings.ecoops_seconds_per_message))
        self._listeners = ThreadPoolExecutor(max_workers=32, thread_name_prefix="listener")
        self.app: App | None = None
        self.socket: Socket | None = None
        self.running = False
        self._http = http

    def start(self, *, wait: float = 10) -> None:
        """Bring up the database, the people and the connection; then deliver what waits.

        Raises SettingsWrong when Slack does not accept the bot's token, SchemaTooNew for a newer database.
        """
        self.store.upgrade()
        team_id = self._team()
        if self.settings.ecoops_sandbox:
            self.clock.follow(self.settings.slack_api_url, self.settings.slack_bot_token, self.ticker.now)
        if not self.desk.playbook.applied():
            changes = self.desk.playbook.apply(read_playbook(self.settings.ecoops_playbook))
            log.info("playbook applied", folder=self.settings.ecoops_playbook.name, changes=len(changes))
        self.desk.people.appoint_admins(self.settings.ecoops_admins)
        self.desk.digests.arrange()
        self.desk.drift.keep_watch()
        self.app = build(self.settings, self.desk, team_id, self._sender, self._listeners)
        self.desk.briefs.plan()
        self.courier.start()
        self.ticker.every(5, self._run_timers, name="what has fallen due", first=True)  # while it was down
        self.ticker.every(300, self._bind_people, name="find people by e-mail")
        self.ticker.every(300, self.desk.briefs.plan, name="plan the daily briefs")
        self.ticker.every(15, self._measure, name="measure the backlog")
        self.ticker.every(300, self._audit, name="look whether anything is behind")
        self.ticker.start()
        if not self._http:
            self.socket = Socket(self.app, self.settings.slack_app_token, self.settings.slack_api_url)
            if not self.socket.start(wait=wait):
                log.warning("not connected yet; trying on", seconds=wait)
        self.running = True

    def stop(self) -> None:
        """Stop listening first, then finish what is in hand."""
        self.running = False
        if self.socket:
            self.socket.stop()
        self.clock.stop()
        self.ticker.stop()
        self.courier.stop()
        self._listeners.shutdown(wait=True)
        self.store.close()

    def ready(self) -> dict[str, str]:
        """Return what is not in order, by part; empty when the bot can do its work."""
        problems = {}
        try:
            arrears = self._measure()
        except DatabaseError as error:
            return {"database": f"does not answer ({type(error).__name__})"}
        if self.socket and not self.socket.connected:
            problems["socket"] = "not connected"
        if arrears.steps:
            late = arrears.oldest_step.total_seconds()
            problems["steps"] = f"{arrears.steps} fell due and are not done, the oldest {late:.0f} s ago"
        if arrears.oldest_notice > NOTICE_AT_MOST:
            waits = arrears.oldest_notice.total_seconds()
            problems["notices"] = f"{arrears.notices} wait, the oldest for {waits:.0f} s"
        return problems

    def _team(self) -> str:
        """Ask Slack who we are; the workspace whose people EcoOps works for."""
        try:
            answer = self._sender.auth_test()
        except SlackApiError as error:
            raise SettingsWrong(
                f"Slack does not accept SLACK_BOT_TOKEN: {error.response.get('error')}. "
                "Install the app again and copy the token."
            ) from None
        except OSError as error:
            raise SettingsWrong(
                f"Slack cannot be reached at {self.settings.slack_api_url} ({error}). Check the network and try again."
            ) from None
        team_id = str(answer["team_id"])
        if self.settings.slack_team_id and self.settings.slack_team_id != team_id:
            raise SettingsWrong(f"SLACK_TEAM_ID is {self.settings.slack_team_id}, but the token belongs to {team_id}.")
        return team_id

    def _run_timers(self) -> None:
        for fault in self.desk.timers.run_due():
            log.error("step not done", subject=fault.subject, step=fault.kind, exc_info=fault.error)

    def _bind_people(self) -> None:
        """Find the Slack ids of people whom the playbook knows by e-mail only."""
        for email in self.desk.people.without_slack_id():
            try:
                user = self._sender.users_lookupByEmail(email=email)["user"]
            except SlackApiError as error:
                log.warning("nobody in Slack has this address", error=str(error.response.get("error")))
                continue
            self.desk.people.meet(profile(user))

    def _audit(self) -> None:
        """Have the hub told of what is behind; what has only just fallen due, or been moved over, is done first."""
        self._run_timers()
        self.desk.auditor.check()

    def _measure(self) -> Arrears:
        arrears = self.desk.auditor.look()
        metrics.backlog.set(arrears.notices)
        metrics.oldest.set(arrears.oldest_notice.total_seconds())
        metrics.overdue.set(arrears.steps)
        metrics.oldest_step.set(arrears.oldest_step.total_seconds())
        return arrears


def build(settings: Settings, desk: Desk, team_id: str, sender: WebClient, listeners: ThreadPoolExecutor) -> App:
    """Build the Bolt app: work first, then ack, so that what was acked is committed."""
    app = App(
        name="EcoOps",  # else Bolt looks for one in the sources of all that called it
        client=sender,
        signing_secret=settings.slack_signing_secret or "socket mode checks no signatures",
        process_before_response=True,
        listener_executor=listeners,
        token_verification_enabled=False,
        request_verification_enabled=False,  # bot/http.py checks before Bolt sees anything
        url_verification_enabled=True,
        ssl_check_enabled=False,
    )
    app.use(identify(desk, team_id))
    commands.register(app)
    app.error(handler())
    return app
