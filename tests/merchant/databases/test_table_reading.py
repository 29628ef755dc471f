"""Tables of each database are read as the JSON lines of the same merchants are, row for row, and nothing is written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from table_samples import Sql, flat, found, ids, problems, write_duckdb, write_postgres, write_sqlite

from merchant_compliance.errors import InputError
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.arrow_batches import conformed
from merchant_compliance.merchant.databases.reading import has_batches, table_batches
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.parquet_rows import without_nulls
from merchant_compliance.merchant.readers import MERCHANTS, length_of, read_rows
from merchant_compliance.merchant.synthetic import make_merchants

RECORDS = sorted((made.record for made in make_merchants(60, seed=11)), key=lambda record: str(record["merchant_id"]))
ROWS = [flat(record) for record in RECORDS]


@pytest.fixture(params=["sqlite", "duckdb", "duckdb, flat", "postgresql"])
def merchants(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a table of RECORDS."""
    if request.param == "sqlite":
        write_sqlite(tmp_path / "m.db", ROWS)
        return f"sqlite:///{tmp_path / 'm.db'}"
    if request.param == "postgresql":
        address: str = request.getfixturevalue("postgres")(table="merchants")
        write_postgres(address.replace("&table=merchants", ""), ROWS)
        return address
    file = tmp_path / "m.duckdb"
    if request.param == "duckdb":
        write_duckdb(file, RECORDS)
    else:
        write_sqlite(tmp_path / "m.db", ROWS)
        _copied(tmp_path / "m.db", file)
    return f"duckdb://{file}?table=merchants"


def _copied(source: Path, target: Path) -> None:
    """The flat table of SQLite as one of DuckDB, with lists as JSON and the rest as text."""
    with closing(sqlite3.connect(source)) as old, duckdb.connect(target) as new:
        rows = old.execute("SELECT * FROM merchants")
        names = [each[0] for each in rows.description]
        new.execute("CREATE TABLE merchants (" + ", ".join(f'"{name}" {_duck_type(name)}' for name in names) + ")")
        places = ", ".join("?" * len(names))
        new.executemany(f"INSERT INTO merchants VALUES ({places})", rows.fetchall())


def _duck_type(name: str) -> str:
    return "JSON" if MERCHANTS.columns.get(name) else "BOOLEAN" if name.endswith(("border", "perpetual")) else "VARCHAR"


def test_a_table_holds_the_merchants_of_the_json_lines(merchants: str, tmp_path: Path) -> None:
    lines = tmp_path / "m.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    rows = found(merchants)
    assert problems(rows) == []
    assert [row.merchant for row in rows] == [row.merchant for row in read_rows(lines)]
    assert [row.line for row in rows] == [row.position for row in rows] == list(range(1, 61))
    assert length_of(merchants) == 60


def test_only_nested_tables_come_in_batches_and_they_hold_the_same_rows(merchants: str) -> None:
    batches = has_batches(merchants, MERCHANTS)
    if batches:
        read = [conformed(batch, merchants, 1, False) for batch in table_batches(merchants, MERCHANTS, False, 25)]
        assert [(one.records.num_rows, one.rejected) for one in read] == [(25, []), (25, []), (10, [])]
        wanted = [facts_of(row.merchant) for row in found(merchants) if row.merchant]
        assert [without_nulls(row) for one in read for row in one.records.to_pylist()] == wanted
    assert batches == ("duckdb" in merchants and "shop" in duckdb_columns(merchants))


def duckdb_columns(address: str) -> list[str]:
    with duckdb.connect(address.removeprefix("duckdb://").partition("?")[0], read_only=True) as connection:
        return connection.sql("FROM merchants").columns


NESTED = (
    """CREATE TABLE t (merchant_id BIGINT, followers HUGEINT, categories VARCHAR[],
    shop STRUCT(deposit_paid DECIMAL(9,2), type VARCHAR),
    brands STRUCT(name VARCHAR, own BOOLEAN, classes INTEGER[])[], applied_on DATE)""",
    """INSERT INTO t VALUES
    (7, 12, ['tea'], {deposit_paid: 0.10, type: 'mall'}, [{name: '茶', own: NULL, classes: [30]}], DATE '2021-02-28'),
    (8, NULL, NULL, NULL, NULL, NULL), (9, NULL, [], {deposit_paid: NULL, type: NULL}, [], NULL)""",
)


def test_nested_columns_of_duckdb_keep_structs_lists_decimals_and_what_is_missing(duck: Sql) -> None:
    rows = found(duck(*NESTED))
    assert ids(rows) == ["7", "8", "9"]
    first, second, third = (row.merchant.model_dump(exclude_none=True, mode="json") for row in rows if row.merchant)
    assert first == {
        "merchant_id": "7",
        "stage": "onboarding",
        "followers": 12,
        "categories": ["tea"],
        "shop": {"deposit_paid": 0.1, "type": "mall"},
        "brands": [{"name": "茶", "classes": [30]}],
        "applied_on": "2021-02-28",
    }
    assert second == {"merchant_id": "8", "stage": "onboarding"}
    assert third == {"merchant_id": "9", "stage": "onboarding", "categories": [], "brands": []}


VIEW = (
    "CREATE TABLE x (id INTEGER)",
    "INSERT INTO x VALUES (1), (2)",
    "CREATE VIEW t AS SELECT 'm' || id AS merchant_id FROM x",
)


@pytest.mark.parametrize("database", ["sqlite", "duck", "postgres"])
def test_a_view_will_do_and_a_partitioned_table_is_one(database: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(database)(*VIEW)
    assert sorted(ids(found(address))) == ["m1", "m2"]
    if database == "postgres":
        assert length_of(address) is None
    else:
        assert length_of(address) == 2


NAMES = [
    'x"; DROP TABLE "m"; --',
    "x'; DROP TABLE m; --",
    "select",
    "a b",
    "茶",
    "100%",
    "%s",
    ":x",
    "a.b",
    "[q]",
    "`q`",
    "t--",
]


@pytest.mark.parametrize("database", ["sqlite", "duck", "postgres"])
def test_names_are_names_whatever_stands_in_them(database: str, request: pytest.FixtureRequest) -> None:
    from urllib.parse import quote

    run = request.getfixturevalue(database)
    run("CREATE TABLE m (merchant_id TEXT)", "INSERT INTO m VALUES ('kept')")
    for name in NAMES:
        sql = '"' + name.replace('"', '""') + '"'
        run(
            f"CREATE TABLE {sql} (merchant_id TEXT, {sql} TEXT)",
            f"INSERT INTO {sql} VALUES ('{NAMES.index(name)}', NULL)",
        )
        rows = found(run(table=quote(name)))
        assert ids(rows) == [str(NAMES.index(name))]
    assert ids(found(run(table="m"))) == ["kept"]
    with pytest.raises(InputError) as caught:
        found(run(table=quote("m; DROP TABLE m")))
    assert caught.value.problems[0].code == "unknown-table"


def test_sqlite_keeps_the_order_of_insertion(sqlite: Sql) -> None:
    rows = [f"INSERT INTO t VALUES ('{name}')" for name in "dbca"]
    assert ids(
        found(sqlite("CREATE TABLE t (merchant_id TEXT)", "CREATE UNIQUE INDEX i ON t (merchant_id)", *rows))
    ) == list("dbca")


@pytest.mark.parametrize(
    "columns", ["rowid TEXT, merchant_id TEXT PRIMARY KEY", "merchant_id TEXT PRIMARY KEY) WITHOUT ROWID --"]
)
def test_tables_whose_row_numbers_are_hidden_are_read_too(sqlite: Sql, columns: str) -> None:
    address = sqlite(
        f"CREATE TABLE t ({columns}\n{'' if 'WITHOUT' in columns else ')'}", "INSERT INTO t (merchant_id) VALUES ('a')"
    )
    assert ids(found(address)) == ["a"]


def test_sqlite_flags_are_zeros_and_ones_and_text_in_another_encoding_rejects_its_row(sqlite: Sql) -> None:
    address = sqlite(
        'CREATE TABLE t (merchant_id, "shop.cross_border" BOOLEAN, "shop.name" TEXT, followers)',
        "INSERT INTO t VALUES (1, 0, 'a', 2), ('2', 2, NULL, NULL), ('3', NULL, CAST(x'b2e8' AS TEXT), 1)",
        "INSERT INTO t VALUES ('4', 1, '', '5')",
    )
    rows = found(address)
    assert problems(rows) == [(2, ["wrong-type"]), (3, ["wrong-type"])]
    assert ids(rows) == ["1", "4"]
    assert [row.merchant.shop.cross_border for row in rows if row.merchant and row.merchant.shop] == [False, True]


@pytest.mark.parametrize("database", ["sqlite", "duck", "postgres"])
def test_an_unknown_column_rejects_the_rows_that_have_something_in_it(
    database: str, request: pytest.FixtureRequest
) -> None:
    column = '"shp.name"' if database != "duck" else "shp"
    address = request.getfixturevalue(database)(
        f"CREATE TABLE t (merchant_id VARCHAR(9), {column} VARCHAR(9))",
        "INSERT INTO t VALUES ('a', NULL), ('b', 'x')",
    )
    rows = found(address)
    assert (ids(rows), problems(rows)) == (["a"], [(2, ["unknown-field"])])
    assert rows[1].problems[0].nearest == "shop"
    assert ids(found(address, allow_unknown=True)) == ["a", "b"]


@pytest.mark.parametrize("database", ["sqlite", "duck", "postgres"])
def test_a_table_without_the_key_is_refused(database: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(InputError) as caught:
        found(request.getfixturevalue(database)("CREATE TABLE t (name TEXT)"))
    assert caught.value.problems[0].code == "missing-column"


@pytest.mark.parametrize("database", ["sqlite", "duck", "postgres"])
def test_a_table_without_rows_has_none(database: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(database)("CREATE TABLE t (merchant_id TEXT)", table=None)
    assert found(address) == []
    assert length_of(address) == 0


def test_lists_may_stand_in_a_table_as_well(sqlite: Sql) -> None:
    address = sqlite(
        "CREATE TABLE t (list, key_kind, key, until)",
        "INSERT INTO t VALUES ('x', 'merchant', 'a', '2022-01-01'), ('x', 'merchant', 'b', '')",
    )
    assert len(read_list_file(address)) == 2
