"""Records of merchants as tables of DuckDB, SQLite and PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from merchant_compliance.merchant.arrow import record_schema
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.readers import MERCHANTS, Row, read_rows

Record = dict[str, Any]
Sql = Callable[..., str]
"""Runs statements in a new database and gives the address of a table in it."""
POSTGRES_TYPES = {"text": "text", "whole": "bigint", "real": "numeric", "flag": "boolean", "day": "date"}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def flat(record: Record, prefix: str = "") -> Record:
    """Dotted columns as in CSV; lists stay lists."""
    cells: Record = {}
    for name, value in record.items():
        path = prefix + name
        cells |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return cells


def header(rows: Sequence[Record]) -> list[str]:
    return sorted({name for row in rows for name in row})


def write_sqlite(file: Path, rows: Sequence[Record], table: str = "merchants") -> None:
    """Flat rows; lists and parts as JSON text, flags as the numbers that SQLite makes of them."""
    names = header(rows)
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE {quoted(table)} ({', '.join(map(quoted, names))})")
        cells = [[_json(row.get(name)) for name in names] for row in rows]
        connection.executemany(f"INSERT INTO {quoted(table)} VALUES ({', '.join('?' * len(names))})", cells)
    connection.close()


def write_duckdb(file: Path, records: Sequence[Record], table: str = '"merchants"') -> None:
    """Nested columns, as a copy of a Parquet file has them. `table` is SQL."""
    rows = pa.Table.from_pylist(_dated(records), record_schema())
    with duckdb.connect(file) as connection:
        connection.register("rows_to_write", rows)
        connection.execute(f"CREATE TABLE {table} AS FROM rows_to_write")


def _dated(records: Sequence[Record]) -> list[Record]:
    """The dates of JSON as dates."""
    from merchant_compliance.merchant.facts import facts_of
    from merchant_compliance.merchant.validation import validate

    return [facts_of(validate(record)) for record in records]


def write_postgres(url: str, rows: Sequence[Record], table: str = "merchants") -> None:
    """Flat rows under a primary key; numbers as NUMERIC, lists of text as arrays, other lists and parts as JSONB."""
    import psycopg
    from psycopg.types.json import Jsonb

    names = header(rows)
    columns = ", ".join(f"{quoted(name)} {_postgres_type(name)}" for name in names)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(f"CREATE TABLE {quoted(table)} ({columns}, PRIMARY KEY (merchant_id))")
        for row in rows:
            cells = [_postgres(name, row.get(name), Jsonb) for name in names]
            connection.execute(f"INSERT INTO {quoted(table)} VALUES ({', '.join(['%s'] * len(names))})", cells)


def _postgres_type(name: str) -> str:
    if MERCHANTS.columns.get(name):
        return "text[]" if FACTS[f"merchant.{name}"].type == "text" else "jsonb"
    return POSTGRES_TYPES[FACTS[f"merchant.{name}"].type] if f"merchant.{name}" in FACTS else "text"


def _postgres(name: str, value: Any, jsonb: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    return jsonb(value) if value is not None and _postgres_type(name) == "jsonb" else value


def _json(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def found(address: str, **more: Any) -> list[Row]:
    return list(read_rows(address, **more))


def problems(rows: list[Row]) -> list[tuple[int, list[str]]]:
    return [(row.line, [problem.code for problem in row.problems]) for row in rows if row.problems]


def ids(rows: list[Row]) -> list[str]:
    return [row.merchant.merchant_id for row in rows if row.merchant]
