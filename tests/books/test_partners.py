"""The partner book, and how any book is read."""

from pathlib import Path

import pytest
from sqlmodel import select

from desk.books import Books, BookUnreadable
from desk.books.reading import Columns, Row, rows
from store import Store
from store.models import Partner

COLUMNS = Columns(("id", "name"), ("tier", "region", "domain", "active"))


def cells(*lines: str) -> list[object]:
    return [row.cells if isinstance(row, Row) else str(row) for row in rows(lines, COLUMNS)]


def test_a_row_becomes_a_partner(store: Store, books: Books) -> None:
    report = books.import_partners(
        ["id,name,tier,region,domain,active", "P-1,Northwind Traders,Gold,EMEA,northwind.com,no"]
    )
    assert (report.added, report.refused) == (1, ())
    with store.read() as work:
        partner = work.exec(select(Partner)).one()
    assert (partner.external_id, partner.name, partner.tier) == ("P-1", "Northwind Traders", "Gold")
    assert (partner.region, partner.domain, partner.active) == ("EMEA", "northwind.com", False)


def test_partners_sell_unless_the_book_says_no(store: Store, books: Books) -> None:
    books.import_partners(["id,name", "P-1,Northwind Traders"])
    with store.read() as work:
        assert work.exec(select(Partner)).one().active


def test_a_region_that_the_playbook_lacks_is_refused(books: Books) -> None:
    report = books.import_partners(["id,name,region", "P-1,Northwind,EMAE", "P-2,Contoso,EMEA"])
    assert report.added == 1
    assert [str(refusal) for refusal in report.refused] == [
        "line 2, region: There is no region “EMAE” in the playbook. Did you mean EMEA?"
    ]


def test_many_rows_go_in_chunks_and_tell_how_far_they_are(books: Books) -> None:
    told: list[int] = []
    lines = ["id,name\n", *(f"P-{number},Partner {number}\n" for number in range(1, 1201))]
    report = books.import_partners(lines, told.append)
    assert report.added == 1200
    assert told == [500, 1000, 1200]


def test_the_same_id_far_below_is_still_noticed(books: Books) -> None:
    lines = ["id,name", *(f"P-{number},Partner {number}" for number in range(1, 600)), "P-1,Again"]
    report = books.import_partners(lines)
    assert [str(refusal) for refusal in report.refused] == ["line 601, id: This id stands on line 2 already."]


def test_columns_may_stand_in_any_order_with_commas_or_semicolons() -> None:
    expected = [{"id": "P-1", "name": "Brückner, Söhne & Co", "tier": ""}]
    assert cells("tier,name,id", ',"Brückner, Söhne & Co",P-1') == expected
    assert cells("\ufeffName;ID;Tier\r\n", "Brückner, Söhne & Co;P-1;\r\n", "\r\n", ";;\r\n") == expected


def test_quotes_left_open_do_not_swallow_the_rows_below() -> None:
    assert cells("id,name", 'P-1,"Northwind', "P-2,Contoso") == [
        "line 2, id: The quotes of this row do not match.",
        {"id": "P-2", "name": "Contoso"},
    ]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        # a column nobody knows: it would be ignored in silence
        (
            "id,name,tear",
            "line 1: There is no column “tear”. The columns are id, name, tier, region, domain and active.",
        ),
        # no ids
        ("name,tier", "line 1: The column “id” is missing."),
        # the same column twice
        ("id,name,name", "line 1: The column “name” stands there twice."),
        # nothing at all
        ("", "line 1: The column “id” is missing."),
    ],
)
def test_a_header_that_does_not_fit_is_refused_before_anything_is_loaded(header: str, why: str) -> None:
    with pytest.raises(BookUnreadable) as unreadable:
        list(rows([header, "P-1,Northwind,Gold"], COLUMNS))
    assert unreadable.value.message.startswith(why)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "partners.csv"
    file.write_bytes(b"id,name\nP-1,Caf\xe9\n")
    with pytest.raises(BookUnreadable, match=r"partners.csv, line 2: this is not UTF-8"):
        list(rows(file, COLUMNS))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BookUnreadable, match=r"partners.csv cannot be opened: No such file"):
        list(rows(tmp_path / "partners.csv", COLUMNS))
