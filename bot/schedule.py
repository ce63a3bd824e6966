"""The ticker: asks again and again what has come due. Timers are rows; a missed tick is made up by the next."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger()


class Ticker:
    """Runs each job every so many seconds, and all of them at once when the clock was moved."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: float, job: Callable[[], object], *, name: str, first: bool = False) -> None:
        """Run `job` every so many seconds; `first` also as soon as the ticker starts."""

        def guarded() -> None:
            try:
                job()
            except Exception as error:  # a job that fails now runs again at the next tick
                log.error("tick", job=name, exc_info=error)

        when = {"next_run_time": datetime.now(UTC)} if first else {}
        self._scheduler.add_job(guarded, "interval", seconds=seconds, id=name, **when)

    def start(self) -> None:
        self._scheduler.start()

    def now(self) -> None:
        """Run every job at once."""
        for job in self._scheduler.get_jobs():
            job.func()

    def stop(self) -> None:
        if self._scheduler.running:  # not so when the bot could not start
            self._scheduler.shutdown(wait=True)
