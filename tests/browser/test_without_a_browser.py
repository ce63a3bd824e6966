"""Where no browser can be had, that is said loudly, and nothing else suffers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import FLAGS, NoBrowser, executable
from tests.browser.window import Witness

ROOT = Path(__file__).parents[2]


def test_browser_tests_are_reported_as_not_run():
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    one = "tests/browser/test_looking_up.py::test_an_unknown_word_explains_the_usage"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", one],
        cwd=ROOT, env={**env, "CHROMIUM": "no-such-browser"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    last = done.stdout.splitlines()[-2:]
    assert any(line.startswith("BROWSER TESTS NOT RUN: CHROMIUM names no-such-browser") for line in last)
    assert "UserWarning: BROWSER TESTS NOT RUN" in done.stdout
    assert "1 skipped" in done.stdout


def test_a_browser_that_is_named_but_not_there_is_not_replaced_by_another(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(NoBrowser, match="which is not a program"):
        executable()


def test_the_witness_notices_complaints_and_requests_that_leave(browser):
    context = browser.new_context()
    witness = Witness()
    witness.watch(context)
    page = context.new_page()
    page.set_content("<img src='http://example.com/spy.gif'><script>console.error('ouch'); missing()</script>")
    page.wait_for_timeout(100)
    context.close()
    complaints, elsewhere = witness.forgets()
    assert elsewhere == ["http://example.com/spy.gif"]
    assert any("ouch" in said for said in complaints)
    assert any("missing is not defined" in said for said in complaints)
    assert any("ERR_NAME_NOT_RESOLVED" in said for said in complaints), f"{FLAGS} did not keep it here: {complaints}"
