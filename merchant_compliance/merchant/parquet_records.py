"""Records in some row groups of a Parquet file, of which only columns that are needed are read.

A row in which something is wrong is read again with all of its columns, so that nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.merchant.arrow_batches import Index, Read, conformed, fits
from merchant_compliance.merchant.needed_columns import ALL, Columns, Needed, columns_to_read


def parquet_records(
    path: str, groups: Sequence[int], first: int, rows: int, needed: Needed, allow_unknown: bool
) -> Iterator[Read]:
    """About so many `rows` at a time; the first row of the row groups is number `first` of the file.

    Facts that are not needed may be missing. INVARIANT: the rejected rows are those of reading all columns.
    """
    with pq.ParquetFile(path) as file:
        columns = columns_to_read(file, groups, needed) if fits(file.schema_arrow, allow_unknown) else ALL
        again, done = RowsAgain(file, groups, rows), 0
        for raw in _batches(path, file, groups, rows, columns):
            whole = partial(again, after=done) if columns.names is not None else None
            yield conformed(raw, path, first + done, allow_unknown, whole)
            done += raw.num_rows


def _batches(
    path: str, file: pq.ParquetFile, groups: Sequence[int], rows: int, columns: Columns
) -> Iterator[pa.RecordBatch]:
    """Encoded columns have one dictionary a row group, so that no batch goes over several: small ones go without."""
    sizes = [file.metadata.row_group(group).num_rows for group in groups]
    if not columns.encoded or min(sizes, default=0) < rows // 2:
        yield from file.iter_batches(rows, groups, columns.names, use_threads=False)
        return
    with pq.ParquetFile(path, metadata=file.metadata, read_dictionary=columns.encoded) as encoded:
        for group, size in zip(groups, sizes, strict=True):
            batch = -(-size // max(round(size / rows), 1))
            yield from encoded.iter_batches(batch, [group], columns.names, use_threads=False)


class RowsAgain:
    """Single rows of some row groups with all columns, in their order: the file is gone through once at most, and row
    groups of which no row is asked for are left aside."""

    def __init__(self, file: pq.ParquetFile, groups: Sequence[int], size: int) -> None:
        self._file, self._groups, self._size = file, groups, size
        self._ends = np.cumsum([file.metadata.row_group(group).num_rows for group in groups])
        self._group, self._first = -1, 0
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._batch: pa.RecordBatch | None = None

    def __call__(self, places: Index, after: int = 0) -> pa.Table:
        """`places` count from 0 after so many rows. INVARIANT: none lies before one that was asked for earlier."""
        found, places = [], places + after
        while len(places):
            batch = self._batch_with(int(places[0]))
            here = places < self._first + batch.num_rows
            found.append(batch.take(pa.array(places[here] - self._first)))
            places = places[~here]
        return pa.Table.from_batches(found, self._file.schema_arrow)

    def _batch_with(self, place: int) -> pa.RecordBatch:
        group = int(np.searchsorted(self._ends, place, "right"))
        if group != self._group or self._batch is None:
            self._group, self._first = group, int(self._ends[group - 1]) if group else 0
            self._batches = self._file.iter_batches(self._size, [self._groups[group]], use_threads=False)
            self._batch = next(self._batches)
        while place >= self._first + self._batch.num_rows:
            self._first += self._batch.num_rows
            self._batch = next(self._batches)
        return self._batch
