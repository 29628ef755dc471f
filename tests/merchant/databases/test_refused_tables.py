"""Files that are no such database: told before the first row, and never made, changed or waited for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from table_samples import Sql, found, ids

from merchant_compliance.errors import InputError


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_missing_file_is_told_with_the_nearest_and_not_made(kind: str, tmp_path: Path) -> None:
    (tmp_path / "merchants.db").touch()
    with pytest.raises(InputError) as caught:
        found(f"{kind}:///{tmp_path}/merchant.db?table=t")
    (problem,) = caught.value.problems
    assert (problem.code, problem.nearest) == ("no-database", "merchants.db")
    assert [file.name for file in tmp_path.iterdir()] == ["merchants.db"]


def test_a_folder_another_kind_of_database_and_no_database_at_all_are_told(
    sqlite: Sql, duck: Sql, tmp_path: Path
) -> None:
    tables = ("CREATE TABLE t (merchant_id TEXT)",)
    (tmp_path / "text.db").write_text("merchant_id\n" * 200, encoding="utf-8")
    cases = [
        (f"sqlite://{tmp_path}", "no-database"),
        (sqlite(*tables).replace("sqlite:///", "duckdb://"), "other-database"),
        (duck(*tables).replace("duckdb://", "sqlite://"), "other-database"),
        (f"sqlite://{tmp_path}/text.db", "unreadable-database"),
        (f"duckdb://{tmp_path}/text.db", "unreadable-database"),
    ]
    for address, code in cases:
        with pytest.raises(InputError) as caught:
            found(address)
        assert caught.value.problems[0].code == code, address


def test_a_database_that_is_being_written_says_so(sqlite: Sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from merchant_compliance.merchant.databases import sql

    monkeypatch.setattr(sql, "WAIT", 0.1)
    address = sqlite("CREATE TABLE t (merchant_id TEXT)")
    with closing(sqlite3.connect(tmp_path / "m.db")) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError) as caught:
            found(address)
    assert caught.value.problems[0].code == "locked-database"


def test_reading_changes_no_byte_of_a_file(sqlite: Sql, duck: Sql, tmp_path: Path) -> None:
    addresses = [run("CREATE TABLE t (merchant_id TEXT)", "INSERT INTO t VALUES ('a')") for run in (sqlite, duck)]
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert [ids(found(address)) for address in addresses] == [["a"], ["a"]]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_view_that_needs_too_much_memory_says_so(duck: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    from merchant_compliance.merchant.databases import duck as module

    monkeypatch.setattr(module, "ROOM_OF_VIEWS", "3MB")
    address = duck("CREATE VIEW t AS SELECT 'm' || i AS merchant_id FROM range(1000000) r(i) ORDER BY hash(i)")
    with pytest.raises(InputError) as caught:
        found(address)
    assert caught.value.problems[0].code == "out-of-memory"


def test_what_does_not_fit_into_memory_is_put_aside_elsewhere_than_beside_the_database(
    duck: Sql, tmp_path: Path
) -> None:
    from merchant_compliance.merchant.databases.address import address_of
    from merchant_compliance.merchant.databases.duck import duck_table

    with duck_table(address_of(duck("CREATE TABLE t (merchant_id TEXT)"))) as table:
        (place,) = table.connection.execute("SELECT current_setting('temp_directory')").fetchall()
    assert Path(place[0]).is_dir()
    assert tmp_path not in Path(place[0]).parents
