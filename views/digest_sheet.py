"""The spreadsheet of a digest: every row behind its numbers."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desk.digests import Row, Rows
from policy.digest import COURTS, Figures, in_order, process

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD = (
    "Reference", "What", "Region", "Process", "With", "Started", "Due", "Done", "Late", "Late by (h)", "Still open",
    "Reason", "Note", "Waived", *(f"Time of the {court} (h)" for court in COURTS),
)  # fmt: skip
WIDTHS = (11, 34, 10, 24, 20, 17, 17, 17, 7, 12, 11, 24, 40, 10, *(20 for _ in COURTS))
CELL = 32_000  # characters that a spreadsheet's cell takes


def workbook(figures: Sequence[Figures], rows: Rows) -> bytes:
    """Return an XLSX file. What people typed is text in it, whatever it begins with; numbers stay numbers."""
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    moment, hours = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "0.0"})
    for name, several in (("Items", rows.items), ("Open", rows.open), ("At risk", rows.at_risk)):
        _items(book, name, several, moment, hours)
    _numbers(book, figures)
    _weeks(book, figures)
    book.close()
    return file.getvalue()


def _sheet(book: "Workbook", name: str, head: Sequence[str], widths: Sequence[int]) -> "Worksheet":
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    for place, (column, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, column, bold)
    return sheet


def _items(book: "Workbook", name: str, rows: Sequence[Row], moment: "Format", hours: "Format") -> None:
    sheet = _sheet(book, name, HEAD, WIDTHS)
    sheet.freeze_panes(1, 1)
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
        sheet.write_boolean(number, 10, row.is_open)
        spans = (row.late_seconds, *(row.courts.get(court, 0.0) for court in COURTS))
        for place, seconds in zip((9, *range(14, len(HEAD))), spans, strict=True):
            sheet.write_number(number, place, seconds / 3600, hours)
    sheet.autofilter(0, 0, max(1, len(rows)), len(HEAD) - 1)


def _numbers(book: "Workbook", figures: Sequence[Figures]) -> None:
    head = (
        "Region", "Week", "Zone", "Process", "Items", "Late", "Late the week before", "Late, 4-week mean",
        "Weeks in the mean",
    )  # fmt: skip
    sheet = _sheet(book, "Numbers", head, [20] * len(head))
    several = [(one, part) for one in figures for part in one.processes]
    for number, (one, part) in enumerate(several, 1):
        for place, text in enumerate((one.region, one.week, one.zone, process(part.metric))):
            sheet.write_string(number, place, text)
        counts = (part.items, part.breaches, part.before, part.mean, one.weeks_before)
        for place, count in enumerate(counts, 4):
            sheet.write_number(number, place, count)


def _weeks(book: "Workbook", figures: Sequence[Figures]) -> None:
    """Write what a week is compared with, and the picture is drawn from: breaches, week by week."""
    head = ("Region", "Week", "Process", "Late")
    sheet, number = _sheet(book, "Weeks", head, [20] * len(head)), 0
    for one in figures:
        metrics = in_order(
            {part.metric for part in one.processes} | {metric for _, counts in one.trend for metric in counts}
        )
        for week, counts in one.trend:
            for metric in metrics:
                number += 1
                for place, text in enumerate((one.region, week, process(metric))):
                    sheet.write_string(number, place, text)
                sheet.write_number(number, 3, counts.get(metric, 0))
