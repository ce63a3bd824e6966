"""The spreadsheet and the picture: hostile text stays text, numbers stay numbers, a failed upload holds nothing up."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from bot.app import Bot
from desk import Desk
from desk.digests import Row, Rows
from policy.digest import Process
from policy.weeks import Week
from store import Store
from tests.deals.conftest import registered
from tests.digests.test_weekly import MONDAY
from tests.driver import Person, Workspace
from tests.driver.wire import until
from tests.reliability.evidence import let_desk_register, member
from tests.watch import Watch
from views import digest, digest_chart, digest_sheet

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1", "a\n=1", "x" * 40_000, "12")
ROW = Row(
    ref="DR-1", title="Acme", region="EMEA", zone="Europe/Berlin", metric="deal.review", owner="Mira Lang",
    started_at=AT, due_at=AT, done_at=None, late=True, late_seconds=5400.0, is_open=True, reason="", note="", waived="",
    courts={"specialist": 9000.0},
)  # fmt: skip


def cells(file: bytes, sheet: int = 1) -> list[ElementTree.Element]:
    with zipfile.ZipFile(BytesIO(file)) as book:
        return list(ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{CELL}c"))


def test_no_cell_of_the_spreadsheet_is_a_formula_whatever_people_typed():
    rows = [replace(ROW, title=text, owner=text, reason=text, note=text, ref=text) for text in HOSTILE]
    book = digest_sheet.workbook((), Rows(rows, rows, rows))
    for sheet in (1, 2, 3):
        found = cells(book, sheet)
        assert not [cell for cell in found if cell.find(f"{CELL}f") is not None]
        by_place = {cell.get("r"): cell for cell in found}
        for number in range(2, len(HOSTILE) + 2):
            assert all(by_place[f"{column}{number}"].get("t") == "s" for column in "ABELM")


def test_numbers_and_times_of_the_spreadsheet_stay_numbers():
    by_place = {cell.get("r"): cell for cell in cells(digest_sheet.workbook((), Rows([ROW])))}
    assert by_place["J2"].findtext(f"{CELL}v") == "1.5"
    assert by_place["P2"].findtext(f"{CELL}v") == "2.5"  # in the specialist's court
    assert by_place["J2"].get("t") is None
    due = float(by_place["G2"].findtext(f"{CELL}v") or 0)
    assert abs(due % 1 - 10.5 / 24) < 1e-6  # half past ten in Berlin


def test_the_file_has_the_rows_behind_every_number_as_they_were_when_it_was_sent(staffed: Desk, watch: Watch):
    mira = member(staffed, "U0MIRA")
    for name, days in (("Quill", 7), ("Zephyr", 6), ("Juniper", 0)):
        let_desk_register(staffed, name, account=name, domain=f"{name.lower()}.com")
        watch.moves_on(days=days)
        staffed.timers.run_due()
    sent = replace(staffed.digests.report("emea"), sent_at=watch())
    before = staffed.digests.files.rows(sent)
    figures = sent.figures
    assert (figures.items, figures.open, figures.at_risk) == (2, 4, 2)
    assert (len(before.items), len(before.open), len(before.at_risk)) == (figures.items, figures.open, figures.at_risk)
    assert sum(sum(row.courts.values()) for row in before.items if row.late) == figures.spent
    watch.moves_on(days=1)
    staffed.timers.run_due()
    for ref in ("DR-1", "DR-3"):
        staffed.decisions.take(ref, by=mira, key=ref)
        staffed.decisions.approve(ref, by=mira, key=f"yes {ref}")
    assert staffed.digests.files.rows(sent) == before
    book = digest_sheet.workbook((figures,), before)
    weeks = [cell.findtext(f"{CELL}v") for cell in cells(book, 5) if (cell.get("r") or "").startswith("D")]
    assert sum(int(number or 0) for number in weeks[1:]) == sum(sum(counts.values()) for _, counts in figures.trend)


def test_a_failed_upload_does_not_hold_the_digest_back_and_is_made_up_for(
    bot: Bot, slack: Workspace, rosa: Person, lena: Person
):
    registered(rosa)
    with slack.faulty("files.getUploadURLExternal", mode="error"):
        slack.advance_to(MONDAY)
        digest = lena.sees("EMEA, week 48", channel="emea-leaders")
        digest.waits_for_reply("The oldest that are open")
        assert not any(block["type"] == "image" for block in digest.refresh().blocks)
    assert until(lambda: any(b["type"] == "image" for b in digest.refresh().blocks) or None, 15)


def test_no_region_is_left_out_and_the_worst_stands_first(file: Path, watch: Watch):
    desk = Desk(Store(f"sqlite:///{file}"), watch)
    seen = desk.digests.report("all", Week(2026, 47))
    one = replace(seen.parts[0], processes=(Process("deal.review", 9, 0, 0, 9, 0.0, 0.0),))
    worst = replace(one, region="R30", processes=(Process("deal.review", 9, 8, 0, 9, 0.0, 60.0),))
    sight = replace(seen, parts=(*(replace(one, region=f"R{number:02}") for number in range(1, 30)), worst))
    table, more = digest.shown(sight).payload()["blocks"][1:3]
    assert [row[0]["text"] for row in table["rows"]][:3] == ["Region", "R30", "R01"]
    assert more["elements"][0]["text"].startswith("And 6 more: R24 0 of 9, ")
    assert all(f"R{number:02} " in digest.picture_words(sight) for number in range(1, 31))
    assert digest_chart.picture(sight).startswith(b"\x89PNG")
