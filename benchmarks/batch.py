"""What a merchant of a Parquet file costs in batches, against reading the file and against the engine for one merchant.

    python benchmarks/batch.py [--merchants 100000] [--file merchants.parquet] [--rules DIR]

CPU of one process, all in one run, so that ratios mean something on a busy machine. The merchants are made up unless a
file is given. Reading is pyarrow's, of all columns. Compared are decisions without texts, from the same file.
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pyarrow.parquet as pq

from merchant_compliance import Engine
from merchant_compliance.engine.batch.task import BatchTask
from merchant_compliance.engine.rows.known import NOBODY
from merchant_compliance.merchant.arrow import record_schema
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.readers import read_rows
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

GROUP, SINGLE = 20_000, 5_000


def made(path: Path, count: int) -> None:
    import pyarrow as pa

    with pq.ParquetWriter(path, record_schema(), compression="zstd") as writer:
        for first in range(0, count, GROUP):
            rows = make_merchants(min(first + GROUP, count), first=first)
            facts = [facts_of(Merchant.model_validate(each.record)) for each in rows]
            writer.write_table(pa.Table.from_pylist(facts, schema=record_schema()))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--merchants", type=int, default=100_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--rules", type=Path, help="a rulebook (default: the shipped one)")
    wanted = parser.parse_args()
    with TemporaryDirectory() as room:
        file = wanted.file or Path(room) / "merchants.parquet"
        if wanted.file is None:
            made(file, wanted.merchants)
        measure(file, Engine.load(wanted.rules))


def rows_in(file: Path, groups: list[int]) -> int:
    """Reads all columns."""
    with pq.ParquetFile(file) as reader:
        return sum(batch.num_rows for batch in reader.iter_batches(20_000, groups, use_threads=False))


def measure(file: Path, engine: Engine) -> None:
    task = BatchTask(engine, AS_OF, NOBODY)
    start = process_time()
    task.prepare([str(file)])
    compiled = process_time()
    first, *rest = list(task.chunks([str(file)]))
    task(first)  # opens the connection, prepares the queries
    groups = [group for chunk in rest for group in chunk.groups]
    warm = process_time()
    rows_in(file, groups)  # memory that is touched for the first time costs as much again
    start_of_reading = process_time()
    rows = rows_in(file, groups)
    read = process_time()
    for chunk in rest:
        task(chunk)
    judged = process_time()
    for _, row in zip(range(SINGLE), read_rows(file), strict=False):
        assert row.merchant is not None
        engine.evaluate(row.merchant, AS_OF, [], [], explained=False)
    single = process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    micro = 1e6
    reading, batch, one = (
        (read - start_of_reading) / rows * micro,
        (judged - read) / rows * micro,
        (single - judged) / SINGLE * micro,
    )
    print(f"{rows:,} merchants; compiling {compiled - start:.2f} s, first chunk {warm - compiled:.2f} s")
    print(f"reading {reading:.1f} µs a merchant; in batches {batch:.1f} = {batch / reading:.1f} times reading")
    print(f"one by one, read and judged {one:.1f} = {one / batch:.1f} times in batches; peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
