"""Queries that are asked of one batch after another: planned once, and read where the rows are."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa

from merchant_compliance.language.sql_run import prepare

SOURCE = "rows_of_one_table"
"""What queries call the table that they read."""


class Slot:
    """What a prepared query reads: the rows that were put in last."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows

    def __arrow_c_schema__(self) -> Any:
        return self.rows.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.rows.__arrow_c_stream__(requested_schema)


class Session:
    """A connection for one thread.

    To plan a query takes longer than to judge some thousand rows by it. So it is prepared over a slot, into which rows
    are put without a copy. The optimiser is off: it finds nothing here, and takes most of the time of planning.
    """

    def __init__(self) -> None:
        self._slots: dict[tuple[str, str], tuple[str, Slot]] = {}

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Opened when first asked: processes that are forked before that have one each."""
        connection = duckdb.connect(config={"threads": 1})
        connection.execute("pragma disable_optimizer")
        prepare(connection)
        return connection

    def ask(self, text: str, rows: pa.Table) -> pa.Table:
        """The answer of a query over these rows."""
        key = (text, str(rows.schema))
        if key not in self._slots:
            self._slots[key] = self._prepared(text, rows)
        name, slot = self._slots[key]
        slot.rows = rows
        try:
            return self._connection.sql(f"execute {name}").to_arrow_table()
        finally:
            slot.rows = rows.schema.empty_table()

    def _prepared(self, text: str, rows: pa.Table) -> tuple[str, Slot]:
        name, slot = f"q{len(self._slots)}", Slot(rows)
        self._connection.register(f"rows_of_{name}", slot)
        self._connection.execute(f"prepare {name} as {text.replace(SOURCE, f'rows_of_{name}')}")
        return name, slot
