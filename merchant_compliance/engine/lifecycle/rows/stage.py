"""An event file as a table of texts that DuckDB can sort by merchant. Parquet is one already; all else becomes one.

Nothing is judged here but whether a row can be read at all: what it says is checked where it is replayed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from merchant_compliance.engine.lifecycle.complaints import NOT_AN_OBJECT
from merchant_compliance.engine.lifecycle.intake import ENVELOPE, REQUIRED
from merchant_compliance.errors import Problem
from merchant_compliance.merchant.files import (
    Layout,
    Raw,
    fail,
    format_of,
    missing_columns,
    opened,
    unknown_columns,
)
from merchant_compliance.merchant.readers import raw_rows
from merchant_compliance.text import Text

STORE = "db:"
"""Said instead of a file: the event log of the store."""
CHUNK = 50_000
WRITTEN = "SELECT * FROM read_parquet($path)"
COLUMNS = ("line", "merchant_id", "event_id", "event", "occurred_on", "seq", "data")


class Unreadable(NamedTuple):
    """A row that is no record."""

    line: int
    problems: tuple[Problem, ...]


class Staged(NamedTuple):
    """`query` selects COLUMNS from `path`; data is JSON text."""

    path: Path
    query: str
    unreadable: list[Unreadable]


def stage(source: str, layout: Layout, folder: Path) -> Staged:
    """Raises `InputError` for a file that cannot be used at all."""
    path = folder / "events.parquet"
    if source == STORE:
        _write(path, _stored())
        return Staged(path, WRITTEN, [])
    if format_of(source) == "parquet":
        return Staged(Path(source), _query(Path(source)), [])
    unreadable: list[Unreadable] = []
    _write(path, _records(raw_rows(source, layout), unreadable))
    return Staged(path, WRITTEN, unreadable)


def _stored() -> Iterator[tuple[Any, ...]]:
    """The event log of the store; a line is a place in it."""
    from merchant_compliance.engine.lifecycle.log import all_records
    from merchant_compliance.lists.opening import to_read

    with to_read() as opened:
        for place, record in all_records(opened.connection):
            yield _record(place, record)


def _records(rows: Iterator[Raw], unreadable: list[Unreadable]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if row.problems or not isinstance(row.value, dict):
            unreadable.append(Unreadable(row.line, row.problems or (NOT_AN_OBJECT,)))
            continue
        yield _record(row.line, row.value)


def _record(line: int, value: dict[str, Any]) -> tuple[Any, ...]:
    """Whatever is not text stays JSON text, so that the check sees what the file has; unknown fields go with `data`."""
    known = [value.get(name) for name in COLUMNS[1:6]]
    data = value.get("data")
    strange = value.keys() - ENVELOPE.keys()
    plain = all(item is None or item.__class__ is str for item in known[:4]) and known[4].__class__ in (int, type(None))
    if strange or not plain or not (data is None or data.__class__ is dict):
        return (
            line,
            value.get("merchant_id") if known[0].__class__ is str else "",
            WHOLE,
            None,
            None,
            None,
            _json(value),
        )
    return (line, *known[:4], known[4] if known[4] is None else str(known[4]), _json(data) if data else None)


WHOLE = "\0whole"
"""In place of an event's id: `data` is the whole record as the file has it, since something about it is unusual."""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _write(path: Path, records: Iterator[tuple[Any, ...]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in COLUMNS[1:])])
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        chunk: list[tuple[Any, ...]] = []
        for record in records:
            chunk.append(record)
            if len(chunk) == CHUNK:
                _flush(writer, chunk, schema)
        if chunk:
            _flush(writer, chunk, schema)


def _flush(writer: Any, chunk: list[tuple[Any, ...]], schema: Any) -> None:
    import pyarrow as pa

    columns = [pa.array(column, kind) for column, kind in zip(zip(*chunk, strict=True), schema.types, strict=True)]
    writer.write_batch(pa.record_batch(columns, schema=schema))
    chunk.clear()


def _query(path: Path) -> str:
    """The columns of a Parquet file as texts. `data` may be JSON text or nested columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with opened(path):
        pass
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise broken(path, error) from error
    if unknown := [name for name in schema.names if name not in ENVELOPE]:
        raise unknown_columns(unknown, lambda _: list(ENVELOPE), path)
    if missing := [name for name in REQUIRED if name not in schema.names]:
        raise missing_columns(missing, path)
    texts = [f"CAST({name} AS VARCHAR) AS {name}" for name in COLUMNS[1:5]]
    texts.append("CAST(seq AS VARCHAR) AS seq" if "seq" in schema.names else "NULL AS seq")
    data = "NULL"
    if "data" in schema.names:
        kind = schema.field("data").type
        data = (
            "data" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else "CAST(to_json(data) AS VARCHAR)"
        )
    columns = ", ".join(("file_row_number + 1 AS line", *texts, f"{data} AS data"))
    return f"SELECT {columns} FROM read_parquet($path, file_row_number = true)"


def broken(path: Path, error: Exception) -> Exception:
    what = Text("这个 Parquet 文件无法读取", "this Parquet file cannot be read")
    mend = Text("重新导出该文件", "export the file again")
    return fail("unreadable", what, Text(str(error), str(error)), mend, file=str(path))
