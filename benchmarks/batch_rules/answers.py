"""The rows of decisions that both engines give for the merchants of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from batch_rules.record import AS_OF
from merchant_compliance import Engine
from merchant_compliance.engine.batch.task import BatchTask
from merchant_compliance.engine.rows.known import NOBODY
from merchant_compliance.merchant.parquet_rows import without_nulls


def facts_in(file: Path) -> list[dict[str, Any]]:
    """The merchants of a file as dicts, a missing field as an absent key."""
    return [without_nulls(row) or {} for row in pq.read_table(file).to_pylist()]


def single_row(engine: Engine, record: Any) -> dict[str, Any]:
    return engine.evaluate(record, AS_OF, [], [], explained=False).batch_row()


def batch_rows(engine: Engine, file: Path) -> list[dict[str, Any]]:
    """Every merchant of a file judged in batches, in the words of `batch_row`."""
    task = BatchTask(engine, AS_OF, NOBODY)
    task.prepare([str(file)])
    answers = [task(chunk) for chunk in task.chunks([str(file)])]
    assert not any(answer.rejected for answer in answers)
    rows = [row for answer in answers for row in (answer.table.to_pylist() if answer.table is not None else [])]
    return [{**row, "scores": dict(row["scores"])} for row in rows]
