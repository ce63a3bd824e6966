"""The sandbox's page can show whatever the bot writes."""

import re

from tests.house.files import ROOT, modules, strings

EMOJI = re.compile(r":([a-z][a-z0-9_]+):")
PAGE = ROOT / "sandbox" / "page"


def test_the_page_knows_every_emoji_that_the_bot_writes() -> None:
    table = (PAGE / "emoji.js").read_text(encoding="utf-8")
    known = set(re.findall(r'^  "?([a-z0-9_+-]+)"?: "', table, re.MULTILINE))
    written = {name for tree in modules("views").values() for text in strings(tree) for name in EMOJI.findall(text)}
    assert len(written) > 20
    assert written <= known, f"No emoji for {sorted(written - known)} in sandbox/page/emoji.js."
