"""`evaluate` on its engines: one answer in every format, the fastest by itself, and what one cannot do is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_samples import MERCHANTS, Invoke, read_lines

from merchant_compliance.engine.batch import task as batches

UNSAYABLE = """
policy: unsayable
title: {zh: 计算, en: Computed}
rules:
  - id: UNS-001
    title: {zh: 编号, en: Number}
    when: int(merchant.merchant_id) > 5
    outcome: reject
    reason: {zh: 编号, en: Number}
    remedy: {zh: 编号, en: Number}
    citations: [test]
"""
CSV = 'merchant_id,subject.kind,categories\ngood,enterprise,"[""pesticide""]"\nwrong,company,\nbare,,[]\n'


@pytest.fixture
def judge(cli: Invoke, book: Path) -> Invoke:
    return lambda *more, **kwargs: cli("evaluate", *more, "--rules", book, "--as-of", "2021-12-31", **kwargs)


@pytest.fixture
def parquet(here: Path) -> Path:
    """The sample merchants but for the one with an unknown field, which a column would give to all."""
    file = here / "merchants.parquet"
    pq.write_table(pa.Table.from_pylist(MERCHANTS[:4]), file, row_group_size=2)
    return file


def answers(judge: Invoke, source: Path, engine: str, *more: str) -> tuple[Any, ...]:
    """The rows, the rejected rows and the counts of a run."""
    result = judge(source, "--engine", engine, "-o", f"{engine}.jsonl", "--lists", "none", "--json", *more)
    assert result.exit_code == 0, result.stderr
    counts = {name: value for name, value in json.loads(result.stdout).items() if name != "seconds"}
    return read_lines(Path(f"{engine}.jsonl")), read_lines(Path(f"{engine}.rejected.jsonl")), counts


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "csv"])
def test_batches_give_the_rows_the_rejected_rows_and_the_counts_of_the_single_engine(
    judge: Invoke, merchants: Path, parquet: Path, here: Path, kind: str
) -> None:
    table = here / "merchants.csv"
    table.write_text(CSV, encoding="utf-8")
    source = {"parquet": parquet, "jsonl": merchants, "csv": table}[kind]
    wanted = answers(judge, source, "python")
    assert answers(judge, source, "duckdb") == wanted
    assert wanted[1], "nothing was rejected"
    assert {row["outcome"] for row in wanted[0]} > {"approve"} or kind == "csv"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_batches_are_written_as_rows_are(judge: Invoke, parquet: Path, ending: str) -> None:
    for engine in ("python", "duckdb"):
        assert judge(parquet, "--engine", engine, "-o", f"{engine}.{ending}").exit_code == 0
    if ending == "csv":
        assert Path("duckdb.csv").read_bytes() == Path("python.csv").read_bytes()
    else:
        assert pq.read_table("duckdb.parquet").equals(pq.read_table("python.parquet"), check_metadata=True)


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_in_any_order_the_same_rows_are_written_and_counted(
    judge: Invoke, here: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    rows = [{**row, "merchant_id": f"{number}-{row['merchant_id']}"} for number in range(300) for row in MERCHANTS[:4]]
    source = here / "many.parquet"
    pq.write_table(pa.Table.from_pylist(rows), source, row_group_size=100)
    monkeypatch.setattr(batches, "GROUPED", 100)
    wanted = answers(judge, source, engine)
    found = answers(judge, source, engine, "--any-order")
    assert found[2] == wanted[2]
    for some, all_of in zip(found[:2], wanted[:2], strict=True):
        assert sorted(map(json.dumps, some)) == sorted(map(json.dumps, all_of))


def test_a_batch_of_nothing_but_wrong_rows_stops_nothing(
    judge: Invoke, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = here / "wrong.parquet"
    pq.write_table(pa.Table.from_pylist([MERCHANTS[3]] * 2 + MERCHANTS[:4]), source, row_group_size=2)
    monkeypatch.setattr(batches, "GROUPED", 2)
    wanted = answers(judge, source, "python")
    assert (len(wanted[0]), len(wanted[1])) == (3, 3)
    assert answers(judge, source, "duckdb") == wanted


def test_a_file_without_rows_gives_a_file_without_rows(judge: Invoke, here: Path) -> None:
    empty = here / "empty.parquet"
    pq.write_table(pa.table({"merchant_id": pa.array([], pa.string())}), empty)
    assert judge(empty, "--engine", "duckdb", "-o", "out.parquet").exit_code == 0
    assert pq.read_table("out.parquet").num_rows == 0


def test_many_rows_are_judged_in_batches_by_themselves(
    judge: Invoke, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = batches.BatchTask.__call__
    monkeypatch.setattr(batches.BatchTask, "__call__", lambda self, chunk: seen.append(chunk) or real(self, chunk))
    assert judge(parquet, "-o", "few.jsonl").exit_code == 0
    assert seen == []
    monkeypatch.setattr(batches, "MANY", 3)
    assert judge(parquet, "-o", "many.jsonl").exit_code == 0
    assert len(seen) == 1
    assert judge(parquet, "-o", "whole.jsonl", "--full").exit_code == 0
    assert len(seen) == 1
    assert Path("many.jsonl").read_bytes() == Path("few.jsonl").read_bytes()


def test_a_rule_that_is_not_in_sql_is_named_and_by_default_judged_row_by_row(
    judge: Invoke, book: Path, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (book / "unsayable.yaml").write_text(UNSAYABLE, encoding="utf-8")
    result = judge(parquet, "--engine", "duckdb", "-o", "out.jsonl")
    assert (result.exit_code, "UNS-001" in result.stderr, Path("out.jsonl").exists()) == (2, True, False)
    assert "--engine python" in result.stderr
    monkeypatch.setattr(batches, "MANY", 3)
    assert judge(parquet, "-o", "out.jsonl").exit_code == 0
    assert len(read_lines(Path("out.jsonl"))) == 3


def test_whole_decisions_are_not_made_in_batches_and_that_is_said(judge: Invoke, parquet: Path) -> None:
    result = judge(parquet, "--engine", "duckdb", "--full", "-o", "out.jsonl")
    assert (result.exit_code, "explain" in result.stderr) == (2, True)
