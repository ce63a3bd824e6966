"""The spreadsheet of a digest: every row behind its numbers."""

from collections.abc import Sequence
from io import BytesIO
from zoneinfo import ZoneInfo

from desk.digests import Row
from policy.digest import Figures, process

HEAD = (
    "Reference", "What", "Region", "Process", "With", "Started", "Due", "Done", "Late", "Late by (h)", "Still open",
    "Reason", "Note", "Waived",
)  # fmt: skip
WIDTHS = (11, 34, 10, 24, 20, 17, 17, 17, 7, 12, 11, 24, 40, 10)
CELL = 32_000  # characters that a spreadsheet's cell takes


def workbook(figures: Sequence[Figures], rows: Sequence[Row]) -> bytes:
    """Return an XLSX file. What people typed is text in it, whatever it begins with; numbers stay numbers."""
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold, moment, hours = (
        book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        book.add_format({"num_format": "0.0"}),
    )  # fmt: skip
    sheet = book.add_worksheet("Items")
    sheet.freeze_panes(1, 1)
    for place, (name, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(rows, 1):
        zone = ZoneInfo(row.zone)
        words = {
            0: row.ref,
            1: row.title,
            2: row.region,
            3: process(row.metric),
            4: row.owner,
            11: row.reason,
            12: row.note,
            13: row.waived,
        }
        for place, text in words.items():
            sheet.write_string(number, place, text[:CELL])
        for place, at in ((5, row.started_at), (6, row.due_at), (7, row.done_at)):
            if at:
                sheet.write_datetime(number, place, at.astimezone(zone).replace(tzinfo=None), moment)
        sheet.write_boolean(number, 8, row.late)
        sheet.write_number(number, 9, row.late_seconds / 3600, hours)
        sheet.write_boolean(number, 10, row.is_open)
    sheet.autofilter(0, 0, max(1, len(rows)), len(HEAD) - 1)
    _numbers(book.add_worksheet("Numbers"), figures, bold)
    book.close()
    return file.getvalue()


def _numbers(sheet: "xlsxwriter.worksheet.Worksheet", figures: Sequence[Figures], bold: object) -> None:  # noqa: F821
    head = ("Region", "Week", "Zone", "Process", "Items", "Late", "Late the week before", "Late, 4-week mean")
    for place, name in enumerate(head):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, 20)
    number = 0
    for one in figures:
        for part in one.processes:
            number += 1
            for place, text in enumerate((one.region, one.week, one.zone, process(part.metric))):
                sheet.write_string(number, place, text)
            for place, count in enumerate((part.items, part.breaches, part.before, part.mean), 4):
                sheet.write_number(number, place, count)
