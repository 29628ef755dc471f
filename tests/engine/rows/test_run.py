"""Files in, decisions out: `Engine.evaluate_batch` gives what `Engine.evaluate` gives, row by row."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from merchant_compliance import Engine, InputError
from merchant_compliance.merchant.synthetic import make_merchants

DAY = date(2021, 12, 31)


def test_a_batch_gives_the_decisions_of_single_records_in_their_order(engine: Engine, tmp_path: Path) -> None:
    records = [made.record for made in make_merchants(700, seed=5)]
    source = tmp_path / "m.jsonl"
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    summary = engine.evaluate_batch(source, tmp_path / "d.jsonl", as_of=DAY)
    lines = (tmp_path / "d.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [engine.evaluate(r, as_of=DAY).batch_row() for r in records]
    assert (summary.merchants, summary.rejected, sum(summary.outcomes.values())) == (700, 0, 700)
    assert not (tmp_path / "d.rejected.jsonl").exists()


def test_rejected_rows_are_kept_and_counted(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text('{"merchant_id": "1"}\n{"merchant_id": 2}\n', encoding="utf-8")
    out = tmp_path / "d.parquet"
    summary = engine.evaluate_batch(str(tmp_path / "m.jsonl"), str(out), as_of=DAY, lists="none")
    assert (summary.merchants, summary.rejected, summary.read) == (1, 1, 2)
    (rejected,) = (tmp_path / "d.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(rejected)["line"] == 2
    table = pq.read_table(out)
    assert table.column("outcome").to_pylist() == ["approve"]
    assert table.schema.metadata[b"rulebook_sha256"].decode() == engine.rulebook.sha256


def test_whole_decisions_are_written_when_asked_for(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("merchant_id,subject.kind\n1,natural_person\n", encoding="utf-8")
    engine.evaluate_batch(tmp_path / "m.csv", tmp_path / "d.jsonl", as_of=DAY, full=True)
    record = {"merchant_id": "1", "subject": {"kind": "natural_person"}}
    assert (tmp_path / "d.jsonl").read_text(encoding="utf-8").strip() == engine.evaluate(record, DAY).model_dump_json()


def test_a_file_that_cannot_be_read_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        engine.evaluate_batch(tmp_path / "no.jsonl", tmp_path / "d.jsonl")
    with pytest.raises(InputError):
        engine.evaluate_batch(tmp_path / "no.jsonl", tmp_path / "d.xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rules"]
