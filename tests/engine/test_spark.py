"""`--engine spark`: the same file of decisions as the engine for one merchant writes, from tasks on a local master."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance import Engine
from merchant_compliance.engine.rows.known import NOBODY
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.spark import SparkTask
from merchant_compliance.linking.spark.session import missing, session
from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants


@pytest.fixture(scope="module")
def local_master() -> None:
    if problem := missing():
        pytest.skip(str(problem))
    session("local[2]")


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
