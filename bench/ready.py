"""How soon `ecoops run` is ready: with an empty database, and with 100,000 deals.

Seconds, and as multiples of importing what the bot stands on, which mean the same on every machine. Run with
`python -m bench.ready`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import running, seed

TIMES = 5


def imports() -> float:
    started = perf_counter()
    subprocess.run([sys.executable, "-c", "import slack_bolt, sqlmodel, alembic"], check=True)
    return perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as name, running.slack() as slack:
        folder = Path(name)
        full = seed.fill(folder / "full.db")
        bare, empty, filled = [], [], []
        for number in range(TIMES):
            bare.append(imports())
            with running.bot(slack, f"sqlite:///{folder}/empty-{number}.db", folder) as took:
                empty.append(took)
            with running.bot(slack, full, folder) as took:
                filled.append(took)
    print(f"{'ready after':24}{'min':>10}{'median':>10}{'max':>10}   (seconds, {TIMES} starts)")
    for what, seconds in {"bare imports": bare, "empty database": empty, f"{seed.DEALS:,} deals": filled}.items():
        print(f"{what:24}{running.spread(seconds)}")
    for what, seconds in {"empty / imports": empty, f"{seed.DEALS:,} / imports": filled}.items():
        print(f"{what:24}{running.spread(seconds, unit=min(bare))}")


if __name__ == "__main__":
    main()
