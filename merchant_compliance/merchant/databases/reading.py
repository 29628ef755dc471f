"""Rows of a table by its address, whichever database it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.merchant.databases.address import DUCKDB, Address, address_of
from merchant_compliance.merchant.files import Layout, Raw
from merchant_compliance.merchant.parquet_rows import columns_to_read

if TYPE_CHECKING:
    import pyarrow as pa

    from merchant_compliance.merchant.databases.duck import DuckTable
    from merchant_compliance.merchant.databases.sql import SqlTable


def table_rows(source: str | Path, layout: Layout, allow_unknown: bool) -> Iterator[Raw]:
    """The rows in their order, numbered from 1. Raises `InputError` where they cannot be read."""
    with _opened(address_of(source)) as table:
        yield from table.rows(layout, allow_unknown)


def table_length(source: str | Path) -> int | None:
    """How many rows there are, or about how many; None where nobody knows before they are read."""
    with _opened(address_of(source)) as table:
        return table.length()


def has_batches(source: str | Path, layout: Layout) -> bool:
    """Whether a table comes in columns like those of Parquet files, so that many rows can be read at once."""
    address = address_of(source)
    if address.kind != DUCKDB:
        return False
    from merchant_compliance.merchant.databases.duck import duck_table

    with duck_table(address) as table:
        return not table.is_flat(layout)


def table_batches(source: str | Path, layout: Layout, allow_unknown: bool, rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of a table that `has_batches`, in their order, at most so many at once."""
    from merchant_compliance.merchant.databases.duck import duck_table

    address = address_of(source)
    with duck_table(address) as table:
        yield from table.batches(columns_to_read(table.schema, layout, allow_unknown, address.shown), rows)


def _opened(address: Address) -> AbstractContextManager[DuckTable] | AbstractContextManager[SqlTable]:
    if address.kind == DUCKDB:
        from merchant_compliance.merchant.databases.duck import duck_table

        return duck_table(address)
    from merchant_compliance.merchant.databases.sql import sql_table

    return sql_table(address)
