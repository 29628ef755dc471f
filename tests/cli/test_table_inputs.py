"""`evaluate` over tables and patterns: the rows of the JSON lines on every engine, and no password anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_samples import Invoke, read_lines, write_lines
from link_samples import RING
from table_samples import flat, write_duckdb, write_postgres, write_sqlite

from merchant_compliance.engine.batch import task as batches
from merchant_compliance.merchant.synthetic import make_merchants

RECORDS = sorted((made.record for made in make_merchants(200, seed=21)), key=lambda record: str(record["merchant_id"]))
WRONG = {"merchant_id": "~wrong", "subject": {"kind": "company"}}
SECRET = "ge+heim"


@pytest.fixture
def judge(cli: Invoke, book: Path) -> Invoke:
    options = ("--as-of", "2021-12-31", "--lists", "none", "--rules", book)
    return lambda *more, **kwargs: cli("evaluate", *more, *options, **kwargs)


@pytest.fixture
def lines(here: Path) -> Path:
    return write_lines(here / "m.jsonl", [*RECORDS, WRONG])


@pytest.fixture
def sqlite(here: Path) -> str:
    write_sqlite(here / "m.db", [flat(record) for record in (*RECORDS, WRONG)])
    return "sqlite://m.db"


@pytest.fixture
def nested(here: Path) -> str:
    """The valid merchants; then the wrong one, whose kind no enumeration of the column forbids."""
    import duckdb

    write_duckdb(here / "m.duckdb", RECORDS)
    with duckdb.connect(here / "m.duckdb") as connection:
        connection.execute("INSERT INTO merchants (merchant_id, subject) SELECT '~wrong', {'kind': 'company'}")
    return "duckdb:///m.duckdb?table=main.merchants"


@pytest.fixture
def postgres(postgres_server: str) -> str:
    import psycopg

    server = postgres_server.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS shop")
        connection.execute("CREATE DATABASE shop")
    url = server.replace("/postgres?", "/shop?")
    write_postgres(url, [flat(record) for record in (*RECORDS, WRONG)])
    return url.replace("postgres@", f"postgres:{SECRET}@") + "&table=merchants"


def answers(judge: Invoke, source: object, engine: str, *more: str) -> tuple[Any, ...]:
    """The rows, the rejected rows but for the names of their files, and the counts of a run."""
    result = judge(source, "--engine", engine, "-o", "out.jsonl", "--json", *more)
    assert result.exit_code == 0, result.stderr
    counts = {name: value for name, value in json.loads(result.stdout).items() if name != "seconds"}
    rejected = [
        {name: row[name] for name in ("line", "reason", "reason_zh", "record")}
        for row in read_lines(Path("out.rejected.jsonl"))
    ]
    return read_lines(Path("out.jsonl")), rejected, counts


@pytest.mark.parametrize("database", ["sqlite", "nested", "postgres"])
def test_every_engine_answers_for_a_table_as_for_the_json_lines_of_the_same_merchants(
    judge: Invoke, lines: Path, database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 64)
    source = request.getfixturevalue(database)
    wanted = answers(judge, lines, "python")
    assert (len(wanted[0]), wanted[1][0]["line"]) == (200, 201)
    assert answers(judge, source, "python") == wanted
    assert answers(judge, source, "duckdb") == wanted


def test_durable_rules_judge_a_table_too(judge: Invoke, lines: Path, sqlite: str) -> None:
    assert answers(judge, sqlite, "durable")[:2] == answers(judge, lines, "python")[:2]


def test_a_nested_table_of_many_rows_is_judged_in_batches_by_itself(
    judge: Invoke, nested: str, sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    whole = batches.in_batches
    monkeypatch.setattr(batches, "in_batches", lambda task, files: (taken.extend(files), whole(task, files))[1])
    monkeypatch.setattr(batches, "MANY", 201)
    assert judge(nested).exit_code == 0
    assert judge(sqlite).exit_code == 0
    assert taken == [nested]
    monkeypatch.setattr(batches, "MANY", 202)
    assert judge(nested).exit_code == 0
    assert taken == [nested]


def test_spark_refuses_a_table(judge: Invoke, sqlite: str) -> None:
    result = judge(sqlite, "--engine", "spark")
    assert result.exit_code == 2
    assert f"Spark reads Parquet here, and {sqlite} is none" in result.stderr


def test_no_password_stands_in_anything_that_is_written_or_said(
    judge: Invoke, cli: Invoke, book: Path, postgres: str
) -> None:
    runs = [
        judge(postgres, "-o", "out.jsonl", "--report", "report.html", "--full"),
        judge(postgres, "-o", "-", "--json"),
        judge(postgres, "-o", "parts/", "--resume"),
        judge(postgres, "--fail-on", "return"),
        judge(postgres.replace("table=merchants", "table=x"), "-o", "out.jsonl"),
        judge(postgres.replace("/shop?", "/nowhere?")),
        judge(postgres.replace("/shop?", "/nowhere?"), "--lang", "zh"),
        judge(postgres, "--engine", "spark"),
        judge(postgres, "--no-such-option"),
        judge("absent.jsonl", f"--history={postgres}"),
        cli("explain", postgres, "nobody", "--rules", book),
        cli("explain", postgres, RECORDS[0]["merchant_id"], "--json", "--rules", book),
        cli("explain", postgres, "a", "b"),
        cli("links", "find", postgres, "--lists", "none", "-o", "links.csv", "--rules", book),
        cli("lists", "import", postgres),
    ]
    assert [run.exit_code for run in runs] == [0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 0, 2, 0, 2]
    said = "".join(run.stdout + run.stderr for run in runs)
    files = [file for file in Path().rglob("*") if file.is_file()]
    assert Path("parts/_manifest.json") in files
    written = "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
    assert "postgres:***@/shop" in said
    assert "postgres:***@/shop" in written
    assert "heim" not in said + written


def test_a_missing_database_is_refused_before_anything_is_written(judge: Invoke, here: Path) -> None:
    result = judge("sqlite:///absent.db?table=merchants", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert "there is no database absent.db" in result.stderr
    assert [file.name for file in here.iterdir()] == ["book"]


def test_a_pattern_is_all_of_its_files_in_natural_order(judge: Invoke, here: Path) -> None:
    (here / "data").mkdir()
    for number, start in ((1, 0), (2, 50), (10, 100)):
        write_lines(here / "data" / f"part-{number}.jsonl", RECORDS[start : start + 50])
    result = judge("data/*.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 0, result.stderr
    assert [row["merchant_id"] for row in read_lines(Path("out.jsonl"))] == [
        row["merchant_id"] for row in RECORDS[:150]
    ]
    result = judge("data/*.jsn", "-o", "out2.jsonl")
    assert result.exit_code == 2
    assert "did you mean: `*.jsonl`" in result.stderr
    assert not Path("out2.jsonl").exists()


@pytest.mark.parametrize("source", ["table", "pattern"])
def test_links_are_found_in_tables_and_patterns_too(
    cli: Invoke, linked: Path, ring: Path, lists: Path, source: str
) -> None:
    common = ("--lists", lists, "--rules", linked, "--as-of", "2021-12-31")
    assert cli("links", "find", ring, *common, "-o", "wanted.jsonl").exit_code == 0
    if source == "table":
        write_sqlite(Path("ring.db"), [flat(record) for record in RING])
    else:
        write_lines(Path("part-1.jsonl"), RING[:2])
        write_lines(Path("part-2.jsonl"), RING[2:])
    given = "sqlite://ring.db" if source == "table" else "part-*.jsonl"
    assert cli("links", "find", given, *common, "-o", "found.jsonl").exit_code == 0
    assert read_lines(Path("found.jsonl")) == read_lines(Path("wanted.jsonl")) != []
    assert cli("evaluate", ring, *common, "-o", "a.jsonl").exit_code == 0
    assert cli("evaluate", given, *common, "-o", "b.jsonl").exit_code == 0
    assert read_lines(Path("a.jsonl")) == read_lines(Path("b.jsonl"))


def test_explain_finds_a_merchant_in_a_table_and_in_any_file_of_a_pattern(cli: Invoke, book: Path, sqlite: str) -> None:
    write_lines(Path("part-1.jsonl"), RECORDS[:100])
    write_lines(Path("part-2.jsonl"), RECORDS[100:])
    wanted = RECORDS[150]["merchant_id"]
    told = [cli("explain", given, wanted, "--json", "--rules", book) for given in (sqlite, "part-*.jsonl")]
    assert [json.loads(one.stdout)["merchant_id"] for one in told] == [wanted, wanted]
    assert told[0].stdout == told[1].stdout
    absent = cli("explain", "part-*.jsonl", "nobody")
    assert absent.exit_code == 2
    assert "there is no merchant nobody in any of these 2 files" in absent.stderr


@pytest.mark.usefixtures("sqlite")
def test_a_database_named_like_a_file_is_told_its_address(judge: Invoke) -> None:
    result = judge("m.db")
    assert result.exit_code == 2
    assert "sqlite:///file?table=name" in result.stderr
