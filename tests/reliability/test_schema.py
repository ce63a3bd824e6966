"""The schema of an empty database, made at once: the same as by the migrations, whole or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect

from desk import Desk
from store import Store, schema
from tests.house.files import ROOT
from tests.reliability import evidence
from tests.reliability.shape import shape


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    """A store that has nothing yet, on each engine in turn."""
    store = Store(database_url)
    yield store
    store.close()


def test_the_migrations_make_exactly_what_the_entities_say(empty: Store):
    empty.upgrade()
    at_once = shape(empty)
    assert at_once
    schema.downgrade(empty, "base")
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    schema.upgrade(empty)
    assert shape(empty) == at_once
    assert schema.current(empty) == schema.newest()


def test_a_difference_would_be_seen(store: Store):
    before = shape(store)
    for change in (
        "CREATE INDEX ix_account_owner ON account (owner)",
        "ALTER TABLE account ADD COLUMN note VARCHAR",
        "ALTER TABLE account DROP COLUMN last_contact_on",
    ):
        with store.begin() as work:
            work.connection().exec_driver_sql(change)
        changed = shape(store)
        assert changed != before
        before = changed


def test_bots_that_upgrade_an_empty_database_at_the_same_moment_agree(database_url: str):
    stores = [Store(database_url) for _ in range(4)]
    ready = Barrier(len(stores))

    def upgrade(store: Store) -> Any:
        ready.wait(10)
        store.upgrade()
        return schema.current(store)

    with ThreadPoolExecutor(len(stores)) as pool:
        assert set(pool.map(upgrade, stores)) == {schema.newest()}
    assert evidence.rows(stores[0], "SELECT version_num FROM alembic_version") == [(schema.newest(),)]
    for store in stores:
        store.close()


def test_a_bot_that_dies_while_it_makes_the_schema_leaves_nothing_of_it(empty: Store, database_url: str):
    class Died(BaseException):
        """The process ends here."""

    other = Store(database_url)

    @event.listens_for(empty.engine, "before_cursor_execute")
    def dies(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith("INSERT INTO alembic_version"):  # the last statement of all
            assert shape(other) == set()  # nobody sees a part of it either
            raise Died

    with pytest.raises(Died):
        empty.upgrade()
    assert shape(other) == set()
    other.upgrade()
    assert schema.current(other) == schema.newest()
    other.close()


def test_an_upgrade_of_what_is_up_to_date_writes_nothing(staffed: Desk):
    written: list[str] = []

    @event.listens_for(staffed.store.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if not sql.lstrip().startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(sql)

    staffed.store.upgrade()
    event.remove(staffed.store.engine, "before_cursor_execute", note)
    assert written == []


def test_the_names_of_the_files_tell_the_order_of_the_migrations():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "store" / "migrations"))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert steps[::-1] == schema.revisions()
