"""Records of Parquet files: nested columns, batch by batch, so that memory does not grow with the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.files import (
    Layout,
    Raw,
    doubled_columns,
    empty,
    fail,
    missing_columns,
    opened,
    unknown_columns,
)
from merchant_compliance.text import Text

BATCH = 1000


def parquet_rows(source: str | Path, layout: Layout, allow_unknown: bool) -> Iterator[Raw]:
    """The rows, numbered from 1. Null is missing, and so is a struct that holds nothing but nulls.

    Raises `InputError` for what is no Parquet file, for broken pages, and in closed tables for unknown columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with opened(source) as stream:
        if not stream.read(1):
            raise empty(source)
    number = 0
    try:
        with pq.ParquetFile(source) as file:
            columns = columns_to_read(file.schema_arrow, layout, allow_unknown, source)
            for batch in file.iter_batches(batch_size=BATCH, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield Raw(number, without_nulls(row) or {}, (), number)
    except (OSError, ValueError, OverflowError, pa.ArrowException) as error:
        raise broken(source, number, error) from error


def parquet_length(source: str | Path) -> int:
    """Rows, by the file's own metadata."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(source).num_rows)


def columns_to_read(schema: Any, layout: Layout, allow_unknown: bool, source: str | Path) -> list[str]:
    """The top columns to read. Fields inside structs are all read; unknown ones are refused here or ignored later."""
    if doubled := [name for name, count in Counter(schema.names).items() if count > 1]:
        raise doubled_columns(doubled, source)
    unknown = [path for path in _paths(schema, "") if path not in layout.paths]
    if unknown and not allow_unknown and layout.closed:
        outermost = [path for path in unknown if path.rpartition(".")[0] not in unknown]
        raise unknown_columns(outermost, lambda path: _siblings(path, layout), source)
    if missing := [name for name in layout.required if name not in schema.names]:
        raise missing_columns(missing, source)
    return [name for name in schema.names if name in layout.paths or not allow_unknown]


def _paths(fields: Any, prefix: str) -> Iterator[str]:
    """The dotted paths of all fields, through structs and lists of structs, without indexes."""
    import pyarrow as pa

    for field in fields:
        yield prefix + field.name
        kind = field.type
        while pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
            kind = kind.value_type
        if pa.types.is_struct(kind):
            yield from _paths(kind, f"{prefix}{field.name}.")


def _siblings(path: str, layout: Layout) -> list[str]:
    owner = path.rpartition(".")[0]
    return [known for known in layout.paths if known.rpartition(".")[0] == owner]


def without_nulls(value: Any) -> Any:
    """The value without missing fields; None for a struct of nothing but nulls.

    An element of a list stays, even an empty one: how many there are is a fact of its own.
    """
    if isinstance(value, dict):
        kept = ((name, without_nulls(inner)) for name, inner in value.items() if inner is not None)
        return {name: inner for name, inner in kept if inner is not None} or None
    if isinstance(value, list):
        return [(without_nulls(one) or {}) if isinstance(one, dict) else one for one in value]
    return value


def broken(source: str | Path, rows: int, error: Exception) -> InputError:
    """What is said of a file that could be read only up to some row."""
    return fail(
        "unreadable",
        Text("这个 Parquet 文件无法读取", "this Parquet file cannot be read"),
        Text(f"读到第 {rows} 行之后：{error}", f"after row {rows}: {error}"),
        Text("重新导出该文件", "export the file again"),
        file=str(source),
        line=rows,
    )
