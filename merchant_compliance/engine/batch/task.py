"""A run of the batch engine: files in chunks, each judged in some process. What `--engine duckdb` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.engine.batch.working import BatchJudge
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.output import parquet_schema
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.turns import Place, placed
from merchant_compliance.engine.rows.working import Answer, Chunk, Task, Work, answers, row_chunks
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import NOT_IN_SQL, InputError
from merchant_compliance.merchant.arrow_batches import Read, conformed, of_rows, packed, unpacked
from merchant_compliance.merchant.databases.reading import has_batches, table_batches
from merchant_compliance.merchant.files import TABLE, format_of
from merchant_compliance.merchant.parquet_records import parquet_records
from merchant_compliance.merchant.readers import MERCHANTS, Row, length_of

GROUPED = 60_000
"""Rows of a chunk of a Parquet file, unless one row group has more."""
ROWS = 20_000
"""Rows that are judged at once. Memory grows with them, and what a batch costs besides its rows is shared by them."""
READ = 5_000
"""Rows of a chunk of another format, which are handed from process to process."""
MANY = 50_000
"""Rows from which on batches are worth their start, in which the rulebook is compiled anew."""


def fastest(task: Task, files: Sequence[str]) -> Work:
    """Batches for many rows in columns, unless whole decisions are wanted or a rule is not in SQL."""
    if task.full or not _are_many(files):
        return task
    try:
        return in_batches(task, files)
    except InputError as error:
        if error.problems[0].code != NOT_IN_SQL:
            raise
        return task


def in_batches(task: Task, files: Sequence[str]) -> BatchTask:
    """The same run in batches. Raises InputError for rules that are not in SQL."""
    batches = BatchTask(task.engine, task.as_of, task.sources, task.allow_unknown)
    batches.prepare(files)
    return batches


def _are_many(files: Sequence[str]) -> bool:
    """Whether there are many rows, by the metadata of the files, and all come in columns.

    Rows of other formats are read one by one, which takes most of the time whatever judges them.
    """
    columnar = all(_format(file) in (PARQUET, COLUMNS) for file in files)
    return columnar and sum(length_of(file) or 0 for file in files) >= MANY


PARQUET, COLUMNS = "parquet", "columns"


def _format(file: str) -> str:
    """The format of a file; of a table whose columns are like those of Parquet files, `COLUMNS`."""
    kind = format_of(file)
    return COLUMNS if kind == TABLE and has_batches(file, MERCHANTS) else kind


class Groups(NamedTuple):
    """Row groups of a Parquet file; `first` is the number of their first row."""

    file: str
    groups: tuple[int, ...]
    first: int
    done: float
    place: Place = Place()


class Batch(NamedTuple):
    """Rows of a table in columns, packed to be handed from process to process; `first` is the number of the first."""

    file: str
    packed: bytes
    first: int
    done: float
    place: Place = Place()


@dataclass
class BatchTask:
    """Judges chunks; every process has a judge of its own."""

    engine: Engine
    as_of: date
    sources: Sources
    allow_unknown: bool = False
    _judge: BatchJudge = field(init=False)

    def __post_init__(self) -> None:
        self._judge = BatchJudge(self.engine, self.as_of, self.sources)

    def prepare(self, files: Sequence[str]) -> None:
        """Compiles for the first rows, before processes are forked. Raises InputError for rules that are not in SQL."""
        reads = (read for chunk in self.chunks(files) for read in self._read(chunk))
        first = next((read for read in reads if read.records.num_rows), None)
        if first is not None:
            self._judge.meet(first)

    def answers(self, files: Sequence[str], ordered: bool = True) -> Iterator[Answer]:
        return answers(self, self.chunks(files), ordered=ordered)

    def chunks(self, files: Sequence[str]) -> Iterator[Groups | Batch | Chunk]:
        for number, file in enumerate(files):
            kind = _format(file)
            if kind == PARQUET:
                yield from placed(_groups(file, number), number, Groups(file, (), 1, number + 1))
            elif kind == COLUMNS:
                yield from placed(_batches(file, number, self.allow_unknown), number, Batch(file, b"", 1, number + 1))
            else:
                for chunk in row_chunks([file], self.allow_unknown, READ):
                    yield chunk._replace(done=number + chunk.done, place=chunk.place._replace(file=number))

    def __call__(self, chunk: Groups | Batch | Chunk) -> Answer:
        summary, rejected = Summary(), list[Row]()
        tables = [parquet_schema(False, self.engine.rulebook.scorecard_names).empty_table()]
        for read in self._read(chunk):
            rejected += read.rejected
            if not read.records.num_rows:
                summary.rejected += len(read.rejected)
                continue
            answered = self._judge(read)
            summary.merge(answered.summary)
            tables.append(answered.table)
        return Answer([], rejected, summary, chunk.done, pa.concat_tables(tables), chunk.place)

    def _read(self, chunk: Groups | Batch | Chunk) -> Iterator[Read]:
        if isinstance(chunk, Chunk):
            if chunk.rows:
                yield of_rows(chunk.rows, chunk.file, self.allow_unknown)
            return
        if isinstance(chunk, Batch):
            if chunk.packed:
                yield conformed(unpacked(chunk.packed), chunk.file, chunk.first, self.allow_unknown)
            return
        file, groups, first, needed = chunk.file, chunk.groups, chunk.first, self._judge.asked.facts
        yield from parquet_records(file, groups, first, ROWS, needed, self.allow_unknown)


def _batches(file: str, number: int, allow_unknown: bool) -> Iterator[Batch]:
    first, length = 1, length_of(file) or 1
    for rows in table_batches(file, MERCHANTS, allow_unknown, ROWS):
        after = first + rows.num_rows
        yield Batch(file, packed(rows), first, number + (after - 1) / length)
        first = after


def _groups(file: str, number: int) -> Iterator[Groups]:
    """Row groups of about so many rows together."""
    metadata = pq.read_metadata(file)
    groups: list[int] = []
    first, rows, seen = 1, 0, 0
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    for group, size in enumerate(sizes):
        groups.append(group)
        rows += size
        if rows >= GROUPED or (rows and group == len(sizes) - 1):
            seen += rows
            yield Groups(file, tuple(groups), first, number + seen / metadata.num_rows)
            first, rows, groups = first + rows, 0, []
