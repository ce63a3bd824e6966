"""The account book: the domain decides whose row it is."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col, select

from desk.books import Books
from policy.deals import Status
from policy.names import name_key
from store import Store, Work
from store.models import Account, AccountDomain, Deal, Partner, Person
from tests.databases import on_sqlite
from tests.watch import MORNING

HEADER = "id,name,domains,owner,customer,named,open_opportunity,last_contact_on"


def domains(store: Store, account: str) -> list[str]:
    with store.read() as work:
        rows = select(AccountDomain.domain).join(Account).where(Account.external_id == account)
        return list(work.exec(rows.order_by(col(AccountDomain.domain))))


def met(work: Work, *, name: str, domain: str) -> int:
    """Keep a company the way a registration meets it first; return the account's id."""
    account = Account(name=name, name_key=name_key(name))
    work.add(account)
    work.flush()
    assert account.id is not None
    work.add(AccountDomain(domain=domain, account_id=account.id, skeleton=domain))
    work.flush()
    return account.id


def registered(work: Work, *, account: int, domain: str) -> None:
    partner = Partner(external_id="P-1", name="Northwind Traders", name_key="northwind traders", region="EMEA")
    person = Person(name="Rosa Ortega")
    work.add_all([partner, person])
    work.flush()
    work.add(
        Deal(
            status=Status.SUBMITTED,
            partner_id=partner.id,
            account_id=account,
            customer="Globex",
            customer_key="globex",
            domain=domain,
            region="EMEA",
            segment="smb",
            motion="resell",
            amount=Decimal(250_000),
            currency="EUR",
            close_on=date(2027, 3, 31),
            contact="Ana Ruiz",
            evidence="Met the CIO",
            submitter_id=person.id,
            submitted_at=MORNING,
            changed_at=MORNING,
        )
    )


def test_a_row_becomes_an_account_with_its_domains(store: Store, books: Books) -> None:
    row = "A-1,Globex Corporation,www.Globex.com https://globex.de/about,Dana Cole,yes,no,x,2026-11-03"
    assert books.import_accounts([HEADER, row]).added == 1
    with store.read() as work:
        account = work.exec(select(Account)).one()
    assert (account.external_id, account.name, account.owner) == ("A-1", "Globex Corporation", "Dana Cole")
    assert (account.name_key, account.last_contact_on) == (name_key("Globex Corporation"), date(2026, 11, 3))
    assert (account.customer, account.named, account.open_opportunity) == (True, False, True)
    assert domains(store, "A-1") == ["globex.com", "globex.de"]


def test_a_domain_in_letters_of_its_own_is_kept_as_the_name_system_knows_it(store: Store, books: Books) -> None:
    books.import_accounts(["id,name,domains", "A-1,Grünwald,grünwald-bau.de"])
    assert domains(store, "A-1") == ["xn--grnwald-bau-uhb.de"]


def test_a_second_run_changes_nothing(books: Books) -> None:
    lines = [HEADER, "A-1,Globex,globex.com,Dana Cole,yes,no,no,2026-11-03", "A-2,Initech,,,,,,"]
    assert books.import_accounts(lines).added == 2
    again = books.import_accounts(lines)
    assert (again.added, again.changed, again.unchanged, again.refused) == (0, 0, 2, ())


def test_a_changed_row_changes_the_account_and_its_domains(store: Store, books: Books) -> None:
    books.import_accounts([HEADER, "A-1,Globex,globex.com globex.de,Dana Cole,no,no,no,"])
    changed = books.import_accounts([HEADER, "A-1,Globex,globex.com globex.fr,Dana Cole,no,no,no,"])
    assert (changed.changed, changed.unchanged) == (1, 0)
    assert domains(store, "A-1") == ["globex.com", "globex.fr"]


def test_columns_that_the_file_does_not_have_are_left_as_they_are(store: Store, books: Books) -> None:
    books.import_accounts([HEADER, "A-1,Globex,globex.com,Dana Cole,yes,no,no,2026-11-03"])
    books.import_accounts(["name,id", "Globex Corporation,A-1"])
    with store.read() as work:
        account = work.exec(select(Account)).one()
    assert (account.name, account.owner, account.customer) == ("Globex Corporation", "Dana Cole", True)
    assert domains(store, "A-1") == ["globex.com"]


# a row, the column to correct, the beginning of why
BAD = [
    ("A-9,Globex Clone,new.com globex.com,,,,,", "domains", "globex.com belongs to Globex (A-1) already."),
    ("A-9,Somebody,gmail.com,,,,,", "domains", "gmail.com gives mailboxes to everybody."),
    ("A-9,Somebody,localhost,,,,,", "domains", "“localhost” is not a website. Write it like acme.com."),
    ("A-9,Somebody,,,maybe,,,", "customer", "“maybe” is neither yes nor no."),
    ("A-9,Somebody,,,,,,03.11.2026", "last_contact_on", "“03.11.2026” is not a date. Write it like 2026-11-12."),
    ("A-9,Somebody,,,,,,2027-01-01", "last_contact_on", "2027-01-01 lies ahead."),
    ("A-9,,,,,,,", "name", "The name is empty."),
    (",Somebody,,,,,,", "id", "The id is empty."),
    ("A-9,Somebody", "domains", "This row has 2 cells, the header 8."),
    ("A-9,Some,body,,,,,,,", "last_contact_on", "This row has 10 cells, the header 8."),
    ("A-1,Globex again,,,,,,", "id", "This id stands on line 2 already."),
    ('A-9,"Somebody,,,,,,', "id", "The quotes of this row do not match."),
    ("A-9,Some\tbody,,,,,,", "name", "Line breaks and control characters do not belong into a cell."),
    (f"A-9,{'x' * 201},,,,,,", "name", "The name has 201 characters; 200 are the most."),
]


@on_sqlite
@pytest.mark.parametrize(("row", "column", "why"), BAD)
def test_a_bad_row_is_named_by_line_and_column_and_the_rest_is_kept(
    books: Books, row: str, column: str, why: str
) -> None:
    lines = [HEADER, "A-1,Globex,globex.com,,,,,", row, "A-2,Initech,initech.com,,,,,"]
    report = books.import_accounts(lines)
    assert report.added == 2
    (refusal,) = report.refused
    assert (refusal.line, refusal.column) == (3, column)
    assert refusal.why.startswith(why)
    assert str(refusal).startswith(f"line 3, {column}: ")


def test_a_company_first_met_in_a_registration_becomes_the_books(store: Store, books: Books) -> None:
    with store.begin() as work:
        number = met(work, name="Globex Inc", domain="globex.com")
        registered(work, account=number, domain="globex.com")
    lines = ["id,name,domains,owner", "A-1,Globex Corporation,globex.de globex.com,Dana Cole"]
    assert books.import_accounts(lines).changed == 1
    assert books.import_accounts(lines).unchanged == 1
    with store.read() as work:
        account = work.exec(select(Account)).one()
    assert (account.id, account.external_id, account.owner) == (number, "A-1", "Dana Cole")
    assert domains(store, "A-1") == ["globex.com", "globex.de"]


def test_a_domain_that_a_deal_stands_on_is_not_taken_away(store: Store, books: Books) -> None:
    with store.begin() as work:
        number = met(work, name="Globex Inc", domain="globex.com")
        registered(work, account=number, domain="globex.com")
    books.import_accounts(["id,name,domains", "A-1,Globex,globex.com globex.de"])
    books.import_accounts(["id,name,domains", "A-1,Globex,globex.fr"])
    assert domains(store, "A-1") == ["globex.com", "globex.fr"]


def test_a_domain_met_in_a_registration_is_not_given_to_an_account_that_is_there_already(
    books: Books, store: Store
) -> None:
    books.import_accounts(["id,name,domains", "A-1,Globex,globex.com"])
    with store.begin() as work:
        met(work, name="Globex Deutschland", domain="globex.de")
    (refusal,) = books.import_accounts(["id,name,domains", "A-1,Globex,globex.com globex.de"]).refused
    assert refusal.why == "globex.de belongs to Globex Deutschland (met in a registration) already."
