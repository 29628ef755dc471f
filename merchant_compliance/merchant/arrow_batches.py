"""Records of a Parquet file, or of rows already read, as Arrow columns: whatever is no record is set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.conforming import Conformer, Unfit
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.parquet_rows import broken, without_nulls
from merchant_compliance.merchant.readers import Row, checked

Index = npt.NDArray[np.int64]
KNOWN = frozenset(str(field.name) for field in record_type())


class Read(NamedTuple):
    """Valid records in the columns of the record, and rejected rows; both in the order of the file."""

    records: pa.RecordBatch
    rejected: list[Row]


def packed(batch: pa.RecordBatch) -> bytes:
    """A batch for another process. Some of them wait there: a sixth of the memory is worth a fiftieth of the time."""
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(batch)
    return bytes(stream.getvalue())


def unpacked(data: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()


def fits(schema: pa.Schema, allow_unknown: bool) -> bool:
    """Whether columns can be read at once: that hangs on their types alone, and needs no rows."""
    try:
        nothing = [pa.nulls(0, field.type) for field in schema]
        return _columns(pa.RecordBatch.from_arrays(nothing, schema=schema), allow_unknown) is not None
    except pa.ArrowException:
        return False


def conformed(
    raw: pa.RecordBatch,
    file: str,
    first: int,
    allow_unknown: bool,
    whole: Callable[[Index], pa.Table] | None = None,
) -> Read:
    """The records of one batch, whose first row is number `first` of the file.

    Columns are read at once; where a column has another type than the record's, or a row a wrong value, rows are
    read one by one, as they are from every other format. `whole` gives rows with columns that the batch has not got.
    """
    made = _columns(raw, allow_unknown)
    if made is None:
        return _by_row(raw, file, range(first, first + raw.num_rows), allow_unknown)
    columns, doubtful = made
    records = pa.RecordBatch.from_arrays(columns, names=[field.name for field in record_type()])
    if not doubtful.any():
        return Read(records, [])
    records = records.cast(pa.schema(list(record_type())))
    places = np.flatnonzero(doubtful)
    rows = whole(places) if whole else raw.take(pa.array(places))
    again = _by_row(rows, file, (places + first).tolist(), allow_unknown)
    rejected = {row.line for row in again.rejected}
    kept = np.array([place for place in places.tolist() if place + first not in rejected], np.int64)
    clean = np.flatnonzero(~doubtful)
    order = np.argsort(np.concatenate((clean, kept)))
    both = pa.Table.from_batches([records.take(pa.array(clean)), again.records]).take(pa.array(order))
    return Read(_one(both), again.rejected)


def _columns(raw: pa.RecordBatch, allow_unknown: bool) -> tuple[list[pa.Array], np.ndarray] | None:
    names = raw.schema.names
    if len(set(names)) < len(names) or (not allow_unknown and not KNOWN.issuperset(names)):
        return None
    conformer = Conformer(raw.num_rows)
    try:
        found = {name: conformer.column(name, raw.column(name)) for name in names if name in KNOWN}
    except Unfit:
        return None
    columns = [found.get(field.name, pa.nulls(raw.num_rows, field.type)) for field in record_type()]
    ids = columns[record_type().get_field_index("merchant_id")]
    conformer.doubtful |= pc.fill_null(pc.equal(ids, ""), True).to_numpy(zero_copy_only=False)
    return columns, conformer.doubtful


def _by_row(raw: pa.RecordBatch | pa.Table, file: str, numbers: Iterable[int], allow_unknown: bool) -> Read:
    try:
        rows = list(zip(numbers, raw.to_pylist(), strict=True))
    except (OverflowError, ValueError) as error:  # such as a date that is in no calendar
        raise broken(file, 0, error) from error
    return of_rows((Raw(number, without_nulls(row) or {}, (), number) for number, row in rows), file, allow_unknown)


def of_rows(rows: Iterable[Raw], file: str, allow_unknown: bool) -> Read:
    """Rows of any format, checked one by one."""
    found: list[Facts] = []
    rejected = []
    for raw in rows:
        row = checked(raw, file, allow_unknown)
        if row.merchant is None:
            rejected.append(row)
        else:
            found.append(facts_of(row.merchant))
    return Read(pa.RecordBatch.from_struct_array(pa.array(found, record_type())), rejected)


def _one(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
