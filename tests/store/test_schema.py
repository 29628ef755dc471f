"""Tables come from migrations, on every database the same, and their guards hold."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from merchant_compliance.errors import InputError
from merchant_compliance.store.schema import check, newest, reading, upgrade, writing
from merchant_compliance.store.tables import METADATA

ENTRY = (
    "INSERT INTO list_entries (recording_id, list, key_kind, key_hash, key_masked, category, brand, region, reason, "
    "source) VALUES (1, 'l', 'uid', 'h', 'm', '', '', '', '', '')"
)
RECORDING = (
    "INSERT INTO list_recordings (id, recorded_at, recorded_by, file, file_sha256, read, added, known, rejected) "
    "VALUES (1, '2021-01-01 00:00:00', 'me', '', '', 0, 0, 0, 0)"
)


def test_an_upgrade_makes_the_tables_and_a_second_one_changes_nothing(bare_store: Engine) -> None:
    assert upgrade(bare_store) == (None, newest())
    assert upgrade(bare_store) == (newest(), newest())
    assert set(METADATA.tables) <= set(inspect(bare_store).get_table_names())


def test_migrations_give_the_tables_of_the_models(store: Engine) -> None:
    check(store)


def test_a_store_that_is_not_there_is_not_an_empty_one(bare_store: Engine) -> None:
    with pytest.raises(InputError) as caught, reading(bare_store):
        pass
    expected = "no-store" if bare_store.dialect.name == "sqlite" else "store-not-upgraded"
    assert caught.value.problems[0].code == expected


def test_writing_makes_the_tables_of_a_file_but_not_those_of_a_server(bare_store: Engine) -> None:
    if bare_store.dialect.name == "sqlite":
        with writing(bare_store):
            pass
        assert upgrade(bare_store).before == newest()
        return
    with pytest.raises(InputError, match="db upgrade"), writing(bare_store):
        pass


def test_a_store_of_a_newer_version_is_refused(store: Engine) -> None:
    with store.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (reading, writing):
        with pytest.raises(InputError, match="9999"), use(store):
            pass
    with pytest.raises(InputError) as caught:
        upgrade(store)
    assert caught.value.problems[0].code == "store-too-new"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM list_entries", "never deleted"),
        ("DELETE FROM list_recordings", "never deleted"),
        ("UPDATE list_entries SET until = '2021-01-01'", "only when it is ended"),
        ("UPDATE list_entries SET key_hash = 'other'", "only when it is ended"),
        ("UPDATE list_entries SET ended_reason = 'another'", "only once"),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_known(store: Engine, statement: str, said: str) -> None:
    with writing(store) as connection:
        for step in (RECORDING, ENTRY, "UPDATE list_entries SET ended_at = '2021-02-01 00:00:00'"):
            connection.execute(text(step))
    with pytest.raises(DBAPIError, match=said), store.connect() as connection, connection.begin():
        connection.execute(text(statement))


def test_a_failing_transaction_leaves_nothing(store: Engine) -> None:
    def record() -> None:
        with writing(store) as connection:
            connection.execute(text(RECORDING))
            connection.execute(text(ENTRY.replace("(1,", "(2,")))  # there is no recording 2

    with pytest.raises(InputError, match="cannot be used"):
        record()
    with reading(store) as connection:
        assert connection.scalar(text("SELECT count(*) FROM list_recordings")) == 0
