"""How long people wait under 50 requests a second with 100,000 deals, and how fast the courier works it off.

A request is a command that opens the form, or a form that is sent: from the envelope leaving Slack to its ack. Bot,
Slack and the people share one machine. Run with `python -m bench.requests`.
"""

import copy
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import running, seed
from tests.driver import Person, Workspace
from tests.reliability import evidence

SECONDS, A_SECOND, PEOPLE = 10, 50, 60
EACH = ["EMEA", "AMER", "APAC"]


class Rep:
    """Somebody who opens the form and sends it."""

    def __init__(self, url: str, workspace: Workspace, number: int) -> None:
        self.person = Person(url, workspace.adds_person(name=f"rep{number}", real_name=f"Rep {number}")["id"])
        self.region = EACH[number % 3]
        self.dm = self.person.app_dm
        self.values: dict[str, Any] = {}

    def learns(self) -> None:
        """Fill in one form by hand, to know what to send from then on."""
        self.opens("warm-up.com")
        form = evidence.filled(self.person.form, region=self.region, account="Warm-up")
        self.values = form.values
        self.person.post("close", {"view_id": form.id, "all": True})

    def opens(self, domain: str) -> bool:
        return bool(self.person.post("say", {"channel": self.dm, "text": f"/deal {domain} 20k eur"})["ok"])

    def registers(self, domain: str, at: float) -> bool:
        """Open the form at the moment `at` and send it half a second later."""
        time.sleep(max(0, at - time.monotonic()))
        if not self.opens(domain):
            return False
        view = self.person.state["views"][-1]
        values = copy.deepcopy(self.values)
        values["account"]["value"]["value"] = seed.name_of(hash(domain))
        values["domain"]["value"]["value"] = domain
        time.sleep(max(0, at + 0.5 - time.monotonic()))
        sent = self.person.post("submit", {"view_id": view["id"], "values": values})
        return bool(sent["ok"]) and not sent["errors"]


def main() -> None:
    with tempfile.TemporaryDirectory() as name, running.slack() as slack:
        folder = Path(name)
        url = seed.fill(folder / "full.db")
        with running.bot(slack, url, folder, ECOOPS_SECONDS_PER_MESSAGE="0"):
            workspace = Workspace(slack.url)
            reps = [Rep(slack.url, workspace, number) for number in range(PEOPLE)]
            for rep in reps:
                rep.learns()
            before = len(workspace.log())
            start = time.monotonic() + 0.5
            deals = SECONDS * A_SECOND // 2
            with ThreadPoolExecutor(PEOPLE) as pool:
                done = list(
                    pool.map(
                        lambda n: reps[n % PEOPLE].registers(f"load-{n}.com", start + n * 2 / A_SECOND), range(deals)
                    )
                )
            finished = datetime.now().astimezone()
            entries = workspace.log(since=before)
            while sum(e["name"] == "chat.postMessage" and e["ok"] for e in entries) < 4 * sum(done):
                time.sleep(0.5)
                entries = workspace.log(since=before)
                if (datetime.now().astimezone() - finished).total_seconds() > 60:
                    break
    acks = {
        "form opened": [e["ms"] for e in entries if e["kind"] == "ack" and e["name"] == "/deal"],
        "form sent": [e["ms"] for e in entries if e["kind"] == "ack" and e["name"].startswith("view_submission")],
    }
    print(f"{'acknowledged after':24}{'p50':>10}{'p99':>10}{'max':>10}   (ms, {A_SECOND}/s, {seed.DEALS:,} deals)")
    for what, ms in acks.items():
        print(f"{what:24}{running.percentile(ms, 0.5):10.0f}{running.percentile(ms, 0.99):10.0f}{max(ms):10.0f}")
    print(f"{'registered':24}{sum(done):10} of {deals}")
    posts = [datetime.fromisoformat(e["at"]) for e in entries if e["name"] == "chat.postMessage" and e["ok"]]
    rate = len(posts) / max(0.001, (posts[-1] - posts[0]).total_seconds())
    left = (posts[-1] - finished).total_seconds()
    print(f"{'messages sent':24}{len(posts):10}, {rate:.0f} a second, the last {left:.1f} s after the last form")


if __name__ == "__main__":
    main()
