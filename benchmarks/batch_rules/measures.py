"""CPU of one process: reading the file, and judging it from file to file."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from batch_rules.record import AS_OF
from merchant_compliance import Engine
from merchant_compliance.engine.batch.task import BatchTask
from merchant_compliance.engine.rows.known import NOBODY
from merchant_compliance.engine.rows.output import open_sink
from merchant_compliance.engine.rows.summary import Summary

MICRO = 1e6
READ = 100_000
"""Rows that pyarrow decodes at once, of sizes from 20,000 up the one that costs least."""


def cpu() -> float:
    """Seconds of CPU of this process, its threads, and its processes that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def cost(work: Callable[[], object]) -> float:
    start = cpu()
    work()
    return cpu() - start


def decode(file: Path) -> int:
    """All columns and rows by pyarrow, without threads, which is how the batch engine reads them."""
    with pq.ParquetFile(file) as reader:
        return sum(batch.num_rows for batch in reader.iter_batches(READ, use_threads=False))


def decode_by_duckdb(file: Path) -> int:
    """The same by DuckDB with one thread, handed over as Arrow batches."""
    with duckdb.connect(config={"threads": 1}) as connection:
        reader = connection.read_parquet(str(file)).to_arrow_reader(READ)
        return sum(batch.num_rows for batch in reader)


@dataclass(frozen=True)
class Run:
    """CPU of a run: seconds of compiling, microseconds a merchant over all, and over the chunks after the first.

    Of a file of one chunk the last is not known: NaN.
    """

    rows: int
    compiling: float
    over_all: float
    after_first: float
    summary: Summary


def judge(engine: Engine, file: Path, out: Path) -> Run:
    """From a Parquet file to a Parquet file of decisions, in this process.

    The first chunk also opens the connection and prepares the queries.
    """
    start = cpu()
    task, summary = BatchTask(engine, AS_OF, NOBODY), Summary.of(engine.rulebook, AS_OF)
    task.prepare([str(file)])
    compiled = cpu()
    marks, rows = [compiled], []
    with open_sink(out, ".parquet", False, engine.rulebook.scorecard_names, {}) as sink:
        for chunk in task.chunks([str(file)]):
            answer = task(chunk)
            assert answer.table is not None
            assert not answer.rejected
            sink.write_table(answer.table)
            summary.merge(answer.summary)
            marks.append(cpu())
            rows.append(answer.table.num_rows)
    whole = cpu() - start
    after_first = (marks[-1] - marks[1]) / sum(rows[1:]) if len(rows) > 1 else nan
    return Run(sum(rows), compiled - start, whole / sum(rows) * MICRO, after_first * MICRO, summary)


def middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
