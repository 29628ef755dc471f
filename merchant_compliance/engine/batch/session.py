"""Queries that are asked of one batch after another: planned once, where that pays."""

from __future__ import annotations

from itertools import count

import duckdb
import pyarrow as pa

from merchant_compliance.language.sql_run import prepare

SOURCE = "rows_of_one_table"
"""What queries call the table that they read."""
FEW = 40
"""Columns that are copied into a table of DuckDB's own, so that a prepared query over it can be used again.

A query over Arrow data is planned every time, which takes longer than judging some thousand rows; to copy a column
takes longer than to scan it. Measured: of 11 columns the copy pays, of 300 it does not.
"""


class Session:
    """A connection for one thread. Its optimiser is off: the queries have nothing to optimise, and it takes most of planning."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("pragma disable_optimizer")
        prepare(self._connection)
        self._prepared: dict[str, str] = {}
        self._names = (f"q{number}" for number in count())

    def ask(self, text: str, rows: pa.Table) -> pa.Table:
        """The answer of a query over these rows; every call with one text brings columns of the same types."""
        self._connection.register(SOURCE, rows)
        try:
            asked = text if rows.num_columns > FEW else f"execute {self._filled(text)}"
            return self._connection.execute(asked).to_arrow_table()
        finally:
            self._connection.unregister(SOURCE)

    def _filled(self, text: str) -> str:
        name = self._prepared.get(text)
        if name is None:
            name = self._prepared[text] = next(self._names)
            self._connection.execute(f"create temp table {name} as from {SOURCE}")
            self._connection.execute(f"prepare {name} as {text.replace(SOURCE, name)}")
            return name
        self._connection.execute(f"truncate {name}")
        self._connection.execute(f"insert into {name} from {SOURCE}")
        return name
