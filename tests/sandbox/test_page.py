"""How the page's files reach a browser."""

import re
from pathlib import Path

import httpx

from sandbox import Sandbox
from sandbox.server import edition
from tests.sandbox.conftest import SEED
from tests.sandbox.kiosk import MANIFEST


def test_a_browser_keeps_the_files_and_asks_for_the_page_itself() -> None:
    with Sandbox(SEED, MANIFEST) as slack:
        page = httpx.get(slack.url)
        assert page.headers["cache-control"] == "no-cache"
        addresses = re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text)
        assert len(addresses) > 5
        for address in addresses:
            file = httpx.get(f"{slack.url}{address}")
            assert file.status_code == 200, address
            assert file.headers["cache-control"].endswith("immutable"), address


def test_a_changed_file_makes_another_edition(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    file = tmp_path / "css" / "base.css"
    file.write_text("a {}")
    before = edition(tmp_path)
    assert edition(tmp_path) == before
    file.write_text("a { color: red }")
    assert edition(tmp_path) != before
