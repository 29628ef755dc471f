"""Tables of DuckDB files, opened to read only. They come as Arrow, so that structs and lists stay what they are."""

from __future__ import annotations

from atexit import register
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from merchant_compliance.merchant.databases import failures
from merchant_compliance.merchant.databases.address import Address
from merchant_compliance.merchant.databases.cells import ID, Cells
from merchant_compliance.merchant.databases.naming import Table, chosen
from merchant_compliance.merchant.files import Layout, Raw
from merchant_compliance.merchant.parquet_rows import columns_to_read, without_nulls

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MAIN = "main"
ROOM, ROOM_OF_VIEWS = "128MB", "512MB"
"""Of memory, for pages that were read; a view may have to sort or to group."""
CATALOGUE = """
SELECT schema_name, table_name, false FROM duckdb_tables()
WHERE NOT internal AND NOT temporary AND database_name = current_database()
UNION ALL SELECT schema_name, view_name, true FROM duckdb_views()
WHERE NOT internal AND NOT temporary AND database_name = current_database()
ORDER BY schema_name, table_name
"""
BATCH = 1000


class DuckTable(NamedTuple):
    """An open table: its name in SQL and its columns as Arrow has them."""

    address: Address
    connection: duckdb.DuckDBPyConnection
    name: str
    schema: pa.Schema

    def is_flat(self, layout: Layout) -> bool:
        """Whether parts and lists are written as in CSV: dotted columns, or JSON text."""
        import pyarrow as pa

        known = [field for field in self.schema if field.name in layout.columns]
        texts = [field.name for field in known if pa.types.is_string(field.type)]
        return any("." in field.name for field in known) or any(layout.columns[name] for name in texts)

    def length(self) -> int:
        found = self.connection.execute(f"SELECT count(*) FROM {self.name}").fetchone()
        return int(found[0]) if found else 0

    def batches(self, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
        """These columns of all rows in their order, at most so many rows at once. Raises `InputError`."""
        import duckdb
        import pyarrow as pa

        listed, number = ", ".join(map(quoted, columns)), 0
        try:
            with _reader(self.connection.sql(f"SELECT {listed} FROM {self.name}"), rows) as reader:
                schema = _plain(reader.schema)
                for batch in reader:
                    number += batch.num_rows
                    yield batch if schema == reader.schema else batch.cast(schema)
        except (duckdb.Error, pa.ArrowException) as error:
            raise failures.unreadable(self.address, error, number) from error

    def rows(self, layout: Layout, allow_unknown: bool) -> Iterator[Raw]:
        """The rows, numbered from 1. Raises `InputError` for columns as Parquet files do, flat tables as CSV does."""
        if not self.is_flat(layout):
            columns = columns_to_read(self.schema, layout, allow_unknown, self.address.shown)
            for number, row in enumerate(self._values(columns), 1):
                yield Raw(number, without_nulls(row) or {}, (), number)
            return
        cells = Cells(self.schema.names, layout, allow_unknown, self.address.shown)
        for number, row in enumerate(self._values(cells.columns), 1):
            value, problems = cells.record(list(row.values()))
            yield Raw(number, value, problems, number)

    def _values(self, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        number = 0
        for batch in self.batches(columns, BATCH):
            try:
                rows: list[dict[str, Any]] = batch.to_pylist()
            except (OverflowError, ValueError) as error:  # such as a date that is in no calendar
                raise failures.unreadable(self.address, error, number) from error
            number += len(rows)
            yield from rows


@contextmanager
def duck_table(address: Address) -> Iterator[DuckTable]:
    """The table of an address. Raises `InputError` where there is none; makes no file."""
    import duckdb

    failures.check_file(address)
    try:
        with duckdb.connect(address.file, read_only=True, config=_settings()) as connection:
            found = {Table(*row): view for *row, view in connection.execute(CATALOGUE).fetchall()}
            table = chosen(address, list(found), MAIN)
            if found[table]:
                connection.execute(f"SET memory_limit = '{ROOM_OF_VIEWS}'")
            base = str(connection.execute("SELECT current_database()").fetchall()[0][0])
            name = ".".join(map(quoted, (base, table.schema, table.name)))
            schema = connection.sql(f"SELECT * FROM {name} LIMIT 0").to_arrow_table().schema
            yield DuckTable(address, connection, name, schema)
    except duckdb.Error as error:
        raise failures.unreadable(address, error) from error


@cache
def _settings() -> dict[str, Any]:
    """One thread, since processes are forked while a table is read; what does not fit into memory goes to a folder of
    ours instead of one beside the database. The same for the whole process: DuckDB opens a file in one way only.
    """
    folder = TemporaryDirectory(prefix="merchant-compliance-")
    register(folder.cleanup)
    return {"threads": 1, "memory_limit": ROOM, "temp_directory": folder.name}


def quoted(name: str) -> str:
    """A name in SQL, whatever stands in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _reader(relation: duckdb.DuckDBPyRelation, rows: int) -> Any:
    """A stream of batches; before DuckDB 1.5 it had another name."""
    read = getattr(relation, "to_arrow_reader", None) or relation.fetch_record_batch
    return read(rows)


def _plain(schema: pa.Schema) -> pa.Schema:
    """The types that a record is read from: decimals as doubles, and a key that is a number as text."""
    import pyarrow as pa

    fields = {field.name: field.with_type(_double(field.type)) for field in schema}
    if ID in fields and _is_whole(schema.field(ID).type):
        fields[ID] = pa.field(ID, pa.string())
    return pa.schema(list(fields.values()))


def _is_whole(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0))


def _double(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        return pa.float64()
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_double(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_double(kind.value_type)))
    return kind
