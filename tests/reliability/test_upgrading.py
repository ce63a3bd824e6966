"""Schemas on the way up and down with data in them, and who refuses to start on which."""

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from desk import Desk
from sandbox import Sandbox
from store import Store, schema
from store.migrating import DERIVED, RowsLost
from store.schema import SchemaTooNew
from tests.driver import Workspace
from tests.reliability import evidence
from tests.reliability.process import Forks, variables
from tests.reliability.shape import shape

Table = dict[str, list[str]]


def contents(store: Store) -> dict[str, Table]:
    """Return every column of every table, as text; the rows in whatever order."""
    found: dict[str, Table] = {}
    # Not through the pool: a driver may have planned the same query for columns that are no more.
    engine = create_engine(store.url, poolclass=NullPool)
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            if name != "alembic_version":
                rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"')
                columns = list(rows.keys())
                values = [list(map(str, column)) for column in zip(*rows, strict=True)] or [[] for _ in columns]
                found[name] = dict(zip(columns, values, strict=True))
    rules = found.get("rule_version", {})
    if "region" in rules:  # a rule for a segment is parked as "EMEA/smb/" in schemas that know no segments
        rules["region"] = [region.split("/")[0] for region in rules["region"]]
    return found


def kept(before: dict[str, Table], after: dict[str, Table]) -> bool:
    """Say whether the columns and tables that both have hold the same rows."""
    for name in (before.keys() & after.keys()) - DERIVED:
        shared = before[name].keys() & after[name].keys()
        if of(before[name], shared) != of(after[name], shared):
            return False
    return True


def of(table: Table, columns: set[str]) -> list[tuple[str, ...]]:
    """Return the table's rows, these columns of them, in an order of its own."""
    return sorted(zip(*(table[column] for column in sorted(columns)), strict=True))


def populated(desk: Desk) -> None:
    """Have something in every table that a morning's work fills."""
    evidence.let_desk_register(desk)
    evidence.let_desk_register(desk, "second", account="Walrus", domain="walrus.com", tender=True)
    mira = evidence.member(desk, "U0MIRA")
    desk.decisions.approve("DR-1", by=mira, key="approve")
    desk.decisions.ask("DR-2", by=mira, key="ask", question="Who signs?", fields=("contact",))
    desk.answers.ask("yoga mats on fridays", by=mira, key="roe")
    looked = desk.checks.check("walrus.com in emea", by=mira, key="check")
    desk.checks.watch(str(looked.lookup.id), by=mira, key="watch")


def test_every_step_down_and_up_again_keeps_what_its_tables_held(staffed: Desk):
    """What a step itself added goes with it; every other column is the same, row by row."""
    store = staffed.store
    populated(staffed)
    down = schema.revisions()[::-1]
    assert schema.current(store) == down[0]
    before, made = contents(store), shape(store)
    for step, below in pairwise(down):
        schema.downgrade(store, below)  # from `step`, or by way of it from the one above
        after = contents(store)
        assert kept(before, after)
        schema.upgrade(store, step)
        assert kept(after, contents(store))
        before = after
    schema.downgrade(store, "base")
    assert set(inspect(store.engine).get_table_names()) == {"alembic_version"}
    schema.upgrade(store)
    assert shape(store) == made
    assert evidence.count(store, "SELECT count(*) FROM deal") == 0


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(staffed: Desk):
    populated(staffed)
    before = contents(staffed.store)
    staffed.store.upgrade()
    assert contents(staffed.store) == before


def test_a_migration_that_would_lose_rows_changes_nothing(staffed: Desk):
    """Older versions know no coverage of one severity; the way back to them would drop it."""
    with staffed.store.begin() as work:
        work.connection().execute(text("UPDATE role_grant SET severity = 'high' WHERE role = 'hub'"))
    before = contents(staffed.store)
    with pytest.raises(RowsLost, match="role_grant"):
        schema.downgrade(staffed.store, "0005")
    assert schema.current(staffed.store) == schema.newest()
    assert contents(staffed.store) == before


def test_foreign_keys_hold_after_an_upgrade(store: Store):
    if store.is_sqlite:
        assert [row[0] for row in evidence.rows(store, "PRAGMA foreign_keys")] == [1]
        evidence.sound(store)
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.begin() as work:
        work.connection().execute(text("INSERT INTO deal_product (deal_id, product) VALUES (4711, 'platform')"))


def test_a_database_of_a_newer_version_is_left_alone(staffed: Desk):
    populated(staffed)
    with staffed.store.begin() as work:
        work.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = contents(staffed.store)
    with pytest.raises(SchemaTooNew, match="written by a newer EcoOps"):
        staffed.store.upgrade()
    assert contents(staffed.store) == before


def test_a_bot_refuses_to_start_on_a_newer_database_and_says_why(
    forks: Forks, sandbox: Sandbox, slack: Workspace, file: Path, memory: Store
):
    with memory.begin() as work:
        work.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    bot = forks.bot(variables(sandbox, f"sqlite:///{file}"), file.parent)
    assert bot.waits(15) == 2
    assert "The database was written by a newer EcoOps." in bot.said
    assert "Traceback" not in bot.said


def test_two_processes_started_on_an_empty_file_both_come_up(
    forks: Forks, sandbox: Sandbox, slack: Workspace, tmp_path: Path
):
    bots = [forks.bot(variables(sandbox, f"sqlite:///{tmp_path}/new.db"), tmp_path, number) for number in (1, 2)]
    for bot in bots:
        bot.waits_until_ready()
    store = Store(f"sqlite:///{tmp_path}/new.db")
    assert evidence.count(store, "SELECT count(*) FROM playbook_run") == 1
    evidence.sound(store)
    store.close()
    for bot in bots:
        bot.kill()
