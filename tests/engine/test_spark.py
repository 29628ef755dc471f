"""`--engine spark`: the same file of decisions as the engine for one merchant writes, from tasks on a local master."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance import Engine
from merchant_compliance.engine.batch.task import in_batches
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.known import NOBODY
from merchant_compliance.engine.rows.layout import Layout
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.terms import Digests, terms_of
from merchant_compliance.engine.rows.working import Task, Work
from merchant_compliance.engine.rows.writing import Run, write
from merchant_compliance.engine.spark import SparkTask
from merchant_compliance.linking.spark.session import missing, session
from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

RULEBOOK = {
    "rulebook.yaml": "rulebook: small\nversion: '1'\n",
    "p.yaml": """
policy: p
title: {zh: 测试, en: Test}
rules:
  - id: A
    title: {zh: 规则, en: Rule}
    when: merchant.subject.kind == "natural_person"
    outcome: return
""",
}


@pytest.fixture(scope="module")
def local_master() -> None:
    if problem := missing():
        pytest.skip(str(problem))
    session("local[2]")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two inputs of several row groups, each with a wrong row at its end."""
    found = []
    for name, seed in (("b", 9), ("a", 10)):
        facts = [facts_of(Merchant.model_validate(made.record)) for made in make_merchants(120, seed=seed)]
        struct = pa.array([*facts, {"merchant_id": "bad", "role": "boss"}], record_type())
        pq.write_table(pa.Table.from_struct_array(struct), tmp_path / f"{name}.parquet", row_group_size=30)
        found.append(str(tmp_path / f"{name}.parquet"))
    return found


def ran(engine: Engine, work: Work, files: list[str], out: str, resume: bool = False) -> dict[str, Any]:
    """The counts of a run into a file or a folder."""
    summary = Summary.of(engine.rulebook, AS_OF)
    run = Run(
        work,
        files,
        lambda ending: Layout.of(engine, AS_OF, ending, full=False),
        lambda: terms_of(engine, AS_OF, Digests("none")),
        resume=resume,
    )
    with Aside() as aside:
        write(run, out, summary, aside)
    return {name: value for name, value in summary.as_json().items() if name != "seconds"}


@pytest.mark.usefixtures("local_master")
def test_tasks_write_parts_that_together_are_the_one_file(
    tmp_path: Path, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("merchant_compliance.engine.batch.task.GROUPED", 60)
    (tmp_path / "rules").mkdir()
    for name, text in RULEBOOK.items():
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    engine, folder = Engine.load(tmp_path / "rules"), tmp_path / "decisions"
    spark = SparkTask(engine, AS_OF, NOBODY)
    wanted = ran(engine, in_batches(Task(engine, AS_OF, NOBODY), files), files, f"{tmp_path}/wanted.parquet")
    assert ran(engine, spark, files, f"{tmp_path}/found.parquet") == wanted
    assert ran(engine, spark, files, f"{folder}/") == wanted
    names = [f"{stem}-{number:05d}.parquet" for stem in "ba" for number in range(3)]
    manifest = json.loads((folder / "_manifest.json").read_text(encoding="utf-8"))
    assert [part["part"] for part in manifest["parts"]] == names
    assert [part["read"] for part in manifest["parts"]] == [60, 60, 1] * 2
    assert sorted(path.name for path in folder.glob("[!._]*")) == sorted(names)
    table = pq.read_table(tmp_path / "wanted.parquet")
    assert set(table.column("outcome").to_pylist()) == {"approve", "return"}
    assert pq.read_table(tmp_path / "found.parquet").equals(table)
    assert pa.concat_tables(pq.read_table(folder / name) for name in names).equals(table)
    rejected = [folder / f"_{stem}-00002.rejected.jsonl" for stem in "ba"]
    assert sorted(folder.glob("_*.jsonl")) == sorted(rejected)
    told = [json.loads(line) for path in rejected for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["file"], row["line"]) for row in told] == [(file, 121) for file in files]
    times = {name: (folder / name).stat().st_mtime_ns for name in names}
    (folder / names[4]).unlink()
    assert ran(engine, spark, files, f"{folder}/", resume=True) == wanted
    anew = [name for name in names if (folder / name).stat().st_mtime_ns != times[name]]
    assert anew == [names[4]]
    assert pa.concat_tables(pq.read_table(folder / name) for name in names).equals(table)


@pytest.mark.usefixtures("local_master")
def test_tasks_give_the_rows_and_the_counts_of_the_single_engine(tmp_path: Path) -> None:
    records = [made.record for made in make_merchants(120, seed=9)]
    facts = [facts_of(Merchant.model_validate(record)) for record in records]
    file = tmp_path / "merchants.parquet"
    struct = pa.array([*facts, {"merchant_id": "bad", "role": "boss"}], record_type())
    pq.write_table(pa.Table.from_struct_array(struct), file, row_group_size=50)
    engine = Engine.load()
    wanted, rows = Summary(), []
    for record in records:
        decision = engine.evaluate(record, AS_OF, [], [], explained=False)
        wanted.add(decision, record.get("shop", {}).get("region"))
        rows.append(decision.batch_row())
    got, summary, rejected = [], Summary(), []
    for answer in SparkTask(engine, AS_OF, NOBODY).answers([str(file)]):
        assert answer.table is not None
        got += answer.table.to_pylist()
        rejected += answer.rejected
        summary.merge(answer.summary)
    assert [{**row, "scores": {n: s for n, s in row["scores"].items() if s}} for row in got] == rows
    assert [(row.line, row.problems[0].code) for row in rejected] == [(121, "wrong-value")]
    assert summary.as_json() == wanted.as_json() | {"read": 121, "rejected": 1}
