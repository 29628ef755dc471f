"""Identifiers of a Parquet file straight from its columns, without making a record of any row.

Ten times as fast as row by row, and only for files about which there is nothing to say: where a column has another type
than the record's, or a row lacks its id or has a role that nobody knows, the rows are read one by one instead, so that
each is told what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.linking.places import MANY, PLACES
from merchant_compliance.linking.steps import quoted
from merchant_compliance.merchant.record import Role
from merchant_compliance.text import Text

TRADEMARK = "SELECT row, brand.trademark_number AS value FROM (SELECT row, unnest(brands) AS brand FROM {rows})"
GLOB = "*?["
"""In a path DuckDB takes them for a pattern."""
BROKEN = (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException)
"""What DuckDB raises about a file, not about a query."""
ROLES = tuple(get_args(Role))


@dataclass(frozen=True)
class Columns:
    """Queries over one file in DuckDB. `offset` is added to the numbers of its rows, which count from 1."""

    file: str
    schema: pa.Schema
    offset: int = 0

    @property
    def rows(self) -> str:
        number = f"CAST(file_row_number + {self.offset + 1} AS INTEGER) AS row"
        return (
            f"(SELECT * EXCLUDE (file_row_number), {number} "
            f"FROM read_parquet({quoted(self.file)}, file_row_number = true))"
        )

    def merchants(self, wanted: bool, default: str) -> str:
        """A query for the table of merchants."""
        role = f"coalesce(role, {quoted(default)})" if "role" in self.schema.names else quoted(default)
        return f"SELECT row, merchant_id, {role} AS role, {wanted} AS wanted, FALSE AS entry FROM {self.rows}"

    def values(self, kind: str) -> str | None:
        """A query for the rows that have keys of this kind and the keys as typed; None where the file has none."""
        if kind == "merchant":
            return f"SELECT row, merchant_id AS value FROM {self.rows}"
        if kind == "trademark":
            return TRADEMARK.format(rows=self.rows) if self._has("brands", "trademark_number") else None
        part, name = PLACES[kind]
        if not self._has(part, name):
            return None
        value = f"{part}.{name}"
        if kind in MANY:
            value = f"unnest({value})"
        return f"SELECT row, value FROM (SELECT row, {value} AS value FROM {self.rows}) WHERE value <> ''"

    def _has(self, part: str, name: str) -> bool:
        return name in _fields(self.schema, part)


def columns_of(file: str | Path, connection: duckdb.DuckDBPyConnection, offset: int) -> Columns | None:
    """The columns of a Parquet file, or None where its rows have to be looked at one by one."""
    if Path(file).suffix != ".parquet" or any(letter in str(file) for letter in GLOB):
        return None
    try:
        columns = Columns(str(file), pq.read_schema(file), offset)
    except (OSError, pa.ArrowException):
        return None
    try:
        return columns if _typed(columns.schema) and _in_order(columns, connection) else None
    except BROKEN:
        return None


def broken(file: str, error: duckdb.Error) -> InputError:
    """Half of the file was read when a page turned out to be damaged."""
    what = Text("这个 Parquet 文件无法读取", "this Parquet file cannot be read")
    mend = Text("重新导出该文件", "export the file again")
    return InputError(Problem("unreadable", what, Text(str(error), str(error)), mend, file=file))


def _fields(schema: pa.Schema, part: str) -> dict[str, pa.DataType]:
    """The fields of a part of the record, through the list of one."""
    if part not in schema.names:
        return {}
    kind = schema.field(part).type
    kind = kind.value_type if pa.types.is_list(kind) or pa.types.is_large_list(kind) else kind
    return {field.name: field.type for field in kind} if pa.types.is_struct(kind) else {"": kind}


def _typed(schema: pa.Schema) -> bool:
    """Whether id, role and all identifiers are texts or lists of them."""
    if "merchant_id" not in schema.names or not all(_is_text(schema, name) for name in ("merchant_id", "role")):
        return False
    for kind, (part, name) in PLACES.items():
        found = _fields(schema, part)
        if "" in found or (name in found and not _is_right(found[name], kind in MANY)):
            return False
    brands = _fields(schema, "brands")
    return "" not in brands and _is_right(brands.get("trademark_number", pa.string()), False)


def _is_text(schema: pa.Schema, name: str) -> bool:
    return name not in schema.names or _is_right(schema.field(name).type, False)


def _is_right(kind: pa.DataType, many: bool) -> bool:
    if many:
        return bool((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_right(kind.value_type, False))
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _in_order(columns: Columns, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether every row has an id, and a role that there is if any."""
    wrong = "merchant_id IS NULL OR merchant_id = ''"
    if "role" in columns.schema.names:
        wrong += f" OR role NOT IN ({', '.join(map(quoted, ROLES))})"
    return not connection.execute(f"SELECT 1 FROM {columns.rows} WHERE {wrong} LIMIT 1").fetchall()
